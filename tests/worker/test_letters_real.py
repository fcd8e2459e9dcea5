"""A mailing whose workers are killed at random moments: everybody gets their one letter, and nobody none."""

import asyncio
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from catalog.distribution.models import DeliveryEvent
from catalog.distribution.publishing.publication import publish
from catalog.distribution.stages import EventKind
from catalog.films.lifecycle import Status
from catalog.foundation.database import utc_now
from catalog.foundation.mail import Letter
from catalog.foundation.queue import ENDED, Job, JobState
from catalog.people.permissions import MACHINE
from tests.distribution.finished import finish
from tests.postbox import PostOffice, opened
from tests.waiting import eventually
from tests.worker.processes import ROOT, ended

pytestmark = pytest.mark.integration

RECIPIENTS = 60
#: How many workers are killed while they write, and how many while they send.
WRITING, SENDING = 2, 4
#: A worker that sends lives on for so many letters more, and for a moment in which it sends a few others at most.
MOST_LETTERS, MOST_OTHERS, LONGEST_MOMENT_S = 9, 5, 0.06
#: One that writes lives only so long.
LONGEST_LIFE_S = 0.5
#: A worker that writes and sends in small batches, so that many moments differ, and says when it begins.
POSTMAN = """
from catalog.distribution.letters import mailings
from catalog.foundation.config import config_from
from catalog.foundation.runtime import open_house
from catalog.worker import Worker

mailings.BATCH = 7
postman = Worker(open_house(config_from()), "postman")
print("ready", flush=True)
postman.run_until_idle()
"""


class BusyPostOffice(PostOffice):
    """Takes its time, and no more letters than it is told: nobody is faster than whoever kills the postman."""

    def __init__(self):
        super().__init__()
        self.room_for = RECIPIENTS

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the name that the server looks for
        while len(self.letters) >= self.room_for:
            await asyncio.sleep(0.005)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def post_office():
    yield from opened(BusyPostOffice())


@pytest.fixture
def postman(environment, post_office):
    """Start a worker that waits for nothing more than its first job."""
    surroundings = {"PYTHONPATH": str(ROOT), "FILMBOTE_SMTP_URL": f"smtp://{post_office.address}", **environment}

    def begin():
        process = subprocess.Popen([sys.executable, "-c", POSTMAN], env=surroundings, stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"ready\n"
        return process

    return begin


def publish_to_many(session, make):
    for number in range(RECIPIENTS):
        make.organisation(key=f"064{number:05}", name=f"Ort {number}", email=f"{number}@ort.example")
    publish(session, finish(session, make.version("ti", Status.APPROVED)).id, by=MACHINE)
    session.commit()


def end_leases(runtime):
    """Let nobody wait for a worker that is dead."""
    with runtime.transaction() as session:
        running = update(Job).where(Job.state == JobState.RUNNING)
        session.execute(running.values(lease_until=utc_now() - timedelta(seconds=1)))


def unfinished(runtime):
    with runtime.question() as session:
        return session.scalar(select(func.count()).select_from(Job).where(Job.state.not_in(ENDED)))


def test_killed_workers_send_everybody_one_letter(runtime, session, make, post_office, postman):
    publish_to_many(session, make)
    post_office.delay_s = 0.02
    chance = random.Random(5)  # noqa: S311 - a moment is no secret

    for number in range(WRITING + SENDING):
        process = postman()
        if number < WRITING:
            time.sleep(chance.uniform(0, LONGEST_LIFE_S))
        else:
            enough = len(post_office.letters) + chance.randint(1, MOST_LETTERS)
            post_office.room_for = enough + MOST_OTHERS
            eventually(lambda enough=enough: len(post_office.letters) >= enough)
            time.sleep(chance.uniform(0, LONGEST_MOMENT_S))
        process.kill()
        assert process.wait() == -signal.SIGKILL
        process.stdout.close()
        end_leases(runtime)
    in_between, post_office.room_for = len(post_office.letters), sys.maxsize
    last = postman()
    eventually(lambda: unfinished(runtime) == 0)
    assert ended(last) == [0]
    last.stdout.close()

    numbers = defaultdict(set)
    for letter in post_office.letters:
        numbers[letter["To"]].add(letter["Message-ID"])
    assert 0 < in_between < RECIPIENTS
    assert set(numbers) == {f"{number}@ort.example" for number in range(RECIPIENTS)}
    assert all(len(known) == 1 for known in numbers.values())
    # A worker that dies between the server's word and its own leaves one letter that is sent once more.
    assert len(post_office.letters) <= RECIPIENTS + SENDING + WRITING
    with runtime.question() as asking:
        assert asking.scalar(select(func.count()).select_from(Letter).where(Letter.sent_at.is_not(None))) == RECIPIENTS
        notified = select(func.count()).select_from(DeliveryEvent).where(DeliveryEvent.kind == EventKind.NOTIFIED)
        assert asking.scalar(notified) == RECIPIENTS
