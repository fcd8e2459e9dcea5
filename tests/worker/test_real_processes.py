"""Workers die, freeze and compete; every job still has one result."""

import signal
import time

import pytest
from sqlalchemy import func, select

from catalog.check import check_house
from catalog.films import register
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion, Rendition, RenditionKind
from catalog.foundation import queue
from catalog.foundation.queue import Job, JobState
from catalog.people.permissions import MACHINE
from catalog.production import uploads
from catalog.production.models import Purpose
from tests.worker.processes import alive, await_, ffmpegs_of, start, worker

pytestmark = pytest.mark.integration

#: From the death of a worker to the next one's claim.
TAKEN_AGAIN_WITHIN_S = 15
JOBS, PROCESSES = 600, 4

#: A worker whose only task writes down that it ran.
COUNTER = """
import os, sys
from catalog.foundation.config import config_from
from catalog.foundation.runtime import open_house
from catalog.worker import Worker

def count(attempt):
    with open(sys.argv[1], "a") as tally:
        tally.write(f"{attempt.held.job_id}\\n")
    with attempt.result():
        pass

Worker(open_house(config_from()), f"counter-{os.getpid()}", {"count": count}).run_until_idle()
"""


@pytest.fixture(scope="session")
def heavy(clips):
    """A film that keeps an encoder busy for some seconds: noise cannot be predicted."""
    noise = ("-f", "lavfi", "-i", "testsrc2=size=854x480:rate=25:duration=8,noise=alls=60:allf=t")
    tone = ("-f", "lavfi", "-i", "sine=frequency=440:duration=8")
    return clips.draw("heavy.mp4", *noise, *tone, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac")


@pytest.fixture
def handed_in(runtime, heavy):
    """A German version whose picture has to be encoded."""
    with runtime.transaction() as session:
        film = register.enter_film(session, "polizei", {"de": "Die Polizei"}, by=MACHINE)
        version = register.enter_version(session, film, "de", by=MACHINE)
        brought = uploads.bring(session, runtime.config, heavy, Purpose.FILM, MACHINE)
        uploads.hand_in(session, version, [brought], MACHINE)
        return version.id


@pytest.fixture
def job(runtime):
    """Ask for the newest job of a task."""

    def newest(task):
        with runtime.question() as session:
            return session.scalar(select(Job).where(Job.task == task).order_by(Job.id.desc()).limit(1))

    return newest


@pytest.fixture
def encoding(job):
    """Wait until a worker is in the middle of the transcode; return the ffmpeg that does it."""

    def ffmpeg_of(process):
        await_(lambda: (found := job("encode_picture")) and found.percent > 0, within_s=60)
        return ffmpegs_of(process.pid)[0]

    return ffmpeg_of


def in_review(runtime, version_id):
    with runtime.question() as session:
        return session.get_one(LanguageVersion, version_id).status == Status.IN_REVIEW


def pictures(runtime):
    with runtime.question() as session:
        kinds = select(Rendition.id, Rendition.profile).where(Rendition.kind == RenditionKind.PICTURE)
        return session.execute(kinds.order_by(Rendition.id)).all()


def test_a_job_outlives_the_death_of_its_worker(runtime, environment, handed_in, job, encoding, tmp_path):
    with worker(environment, tmp_path / "first.log") as first:
        ffmpeg = encoding(first)
        first.kill()
        killed_at_s = time.monotonic()
        await_(lambda: not alive(ffmpeg), within_s=5)

    with worker(environment, tmp_path / "second.log"):
        await_(lambda: job("encode_picture").attempts == 2, within_s=TAKEN_AGAIN_WITHIN_S)
        taken_after_s = time.monotonic() - killed_at_s
        await_(lambda: in_review(runtime, handed_in), within_s=120)

    assert taken_after_s < TAKEN_AGAIN_WITHIN_S
    assert [profile for _, profile in pictures(runtime)] == ["480p", "240p"]
    assert check_house(runtime).broken == []
    assert list(runtime.config.scratch.iterdir()) == []


def test_a_frozen_worker_that_wakes_changes_nothing(runtime, environment, handed_in, job, encoding, tmp_path):
    frozen_log = tmp_path / "frozen.log"
    with worker(environment, frozen_log) as frozen:
        encoding(frozen)
        frozen.send_signal(signal.SIGSTOP)
        with worker(environment, tmp_path / "awake.log"):
            await_(lambda: in_review(runtime, handed_in), within_s=150)
        before, done = pictures(runtime), job("encode_picture")

        frozen.send_signal(signal.SIGCONT)
        await_(lambda: b"job_lost" in frozen_log.read_bytes(), within_s=30)
        frozen.terminate()

        assert frozen.wait(10) == 0
    assert pictures(runtime) == before
    after = job("encode_picture")
    assert (after.state, after.attempts, after.fence) == (JobState.DONE, 2, done.fence)
    assert in_review(runtime, handed_in)


def test_a_worker_that_is_told_to_end_puts_its_job_back(environment, handed_in, job, encoding, tmp_path):
    with worker(environment, tmp_path / "worker.log") as process:
        ffmpeg = encoding(process)
        process.terminate()

        assert process.wait(5) == 0
    assert not alive(ffmpeg)
    assert (job("encode_picture").state, job("encode_picture").attempts) == (JobState.WAITING, 0)


def test_many_workers_run_every_job_once(runtime, environment, tmp_path):
    with runtime.transaction() as session:
        for number in range(JOBS):
            queue.order(session, "count", "tally", key=f"count:{number}")
    tally = tmp_path / "tally"

    workers = [start(["-c", COUNTER, str(tally)], environment) for _ in range(PROCESSES)]

    assert [process.wait(200) for process in workers] == [0] * PROCESSES
    assert sorted(map(int, tally.read_text().split())) == list(range(1, JOBS + 1))
    with runtime.question() as session:
        states = session.execute(select(Job.state, Job.attempts, func.count()).group_by(Job.state, Job.attempts)).all()
    assert states == [(JobState.DONE, 1, JOBS)]
