"""Workers die, freeze and compete; every job still has one result."""

import signal

import pytest
from sqlalchemy import func, select

from catalog.check import check_house
from catalog.films import register
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion, Rendition, RenditionKind
from catalog.foundation import queue
from catalog.foundation.queue import Job, JobState
from catalog.people.models import Organisation, OrganisationKind
from catalog.people.permissions import MACHINE
from catalog.production import handing_in, setbacks
from catalog.production.models import Purpose
from tests.clips import tone
from tests.waiting import eventually
from tests.worker.processes import alive, ended, ffmpegs_of, start, worker

pytestmark = pytest.mark.integration

#: From the start of another worker to its claim of what a dead one held.
TAKEN_AGAIN_WITHIN_S = 15
ENCODER_ENDED_WITHIN_S = 5
ENDED_WITHIN_S = 5
JOBS, PROCESSES = 600, 4
MUNICIPALITIES = 421

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
    noise = ("-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=5,noise=alls=60:allf=t")
    return clips.draw("heavy.mp4", *noise, *tone(440, 5), "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac")


@pytest.fixture(scope="session")
def in_parts(clips):
    """A film of two parts; each takes longer than its sound, so that both workers meet over them."""
    noise = ("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=10:duration=80,noise=alls=60:allf=t")
    return clips.draw("in_parts.mp4", *noise, *tone(440, 80), "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac")


@pytest.fixture
def handed_in(runtime, heavy):
    """A German version whose picture has to be encoded."""
    return hand_in(runtime, heavy)


@pytest.fixture
def handed_in_parts(runtime, in_parts):
    """A German version whose picture is encoded in two parts."""
    return hand_in(runtime, in_parts)


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
        return eventually(lambda: (found := job("encode_part")) and found.percent > 0 and ffmpegs_of(process.pid))[0]

    return ffmpeg_of


def hand_in(runtime, file):
    with runtime.transaction() as session:
        film = register.enter_film(session, "polizei", {"de": "Die Polizei"}, by=MACHINE)
        version = register.enter_version(session, film, "de", by=MACHINE)
        brought = handing_in.bring(session, runtime.config, file, Purpose.FILM, MACHINE)
        handing_in.hand_in(session, version, [brought], MACHINE)
        return version.id


def parts_of(runtime):
    with runtime.question() as session:
        return session.scalars(select(Job).where(Job.task == "encode_part").order_by(Job.id)).all()


def running(runtime):
    return [part for part in parts_of(runtime) if part.state == JobState.RUNNING]


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
        eventually(lambda: not alive(ffmpeg), ENCODER_ENDED_WITHIN_S)

    with worker(environment, tmp_path / "second.log"):
        eventually(lambda: job("encode_part").attempts == 2, TAKEN_AGAIN_WITHIN_S, "it is taken again")
        eventually(lambda: in_review(runtime, handed_in))

    assert [profile for _, profile in pictures(runtime)] == ["480p", "360p-av1", "240p"]
    assert check_house(runtime).broken == []
    assert list(runtime.config.scratch.iterdir()) == []


def test_a_frozen_worker_that_wakes_changes_nothing(runtime, environment, handed_in, job, encoding, tmp_path):
    frozen_log = tmp_path / "frozen.log"
    with worker(environment, frozen_log) as frozen:
        encoding(frozen)
        frozen.send_signal(signal.SIGSTOP)
        with worker(environment, tmp_path / "awake.log"):
            eventually(lambda: in_review(runtime, handed_in))
        before, done = pictures(runtime), job("encode_part")

        frozen.send_signal(signal.SIGCONT)
        eventually(lambda: b"job_lost" in frozen_log.read_bytes())
        frozen.terminate()

        assert ended(frozen) == [0]
    assert pictures(runtime) == before
    after = job("encode_part")
    assert (after.state, after.attempts, after.fence) == (JobState.DONE, 2, done.fence)
    assert in_review(runtime, handed_in)


def test_a_worker_that_is_told_to_end_puts_its_job_back(environment, handed_in, job, encoding, tmp_path):
    with worker(environment, tmp_path / "worker.log") as process:
        ffmpeg = encoding(process)
        process.terminate()
        eventually(lambda: process.poll() is not None, ENDED_WITHIN_S, "its end")

        assert process.returncode == 0
    assert not alive(ffmpeg)
    assert (job("encode_part").state, job("encode_part").attempts) == (JobState.WAITING, 0)


def test_work_that_is_called_off_ends_its_encoder_within_five_seconds(
    runtime, environment, handed_in, job, encoding, tmp_path
):
    with worker(environment, tmp_path / "worker.log") as process:
        ffmpeg = encoding(process)
        with runtime.transaction() as session:
            setbacks.call_off(session, job("encode_part").id, by=MACHINE)

        eventually(lambda: not alive(ffmpeg), ENCODER_ENDED_WITHIN_S)

        assert process.poll() is None, "the worker goes on with other work"
        eventually(lambda: list(runtime.config.scratch.iterdir()) == [])
    with runtime.question() as session:
        assert session.get_one(LanguageVersion, handed_in).status == Status.REFUSED
    assert job("encode_part").state == JobState.CANCELLED
    assert pictures(runtime) == []


def test_two_workers_share_a_film_and_the_death_of_one_costs_one_part(runtime, environment, handed_in_parts, tmp_path):
    with (
        worker(environment, tmp_path / "first.log") as first,
        worker(environment, tmp_path / "second.log"),
    ):
        ffmpegs = eventually(lambda: len(running(runtime)) == 2 and ffmpegs_of(first.pid))
        first.kill()
        (lost,) = (part for part in running(runtime) if part.worker.endswith(f"-{first.pid}"))
        eventually(lambda: not any(map(alive, ffmpegs)), ENCODER_ENDED_WITHIN_S)
        eventually(lambda: in_review(runtime, handed_in_parts))

    assert {part.id: part.attempts for part in parts_of(runtime)} == {
        part.id: 1 + (part.id == lost.id) for part in parts_of(runtime)
    }
    assert [profile for _, profile in pictures(runtime)] == ["360p-av1", "240p"]
    assert runtime.storage.put_aside_under() == []
    assert check_house(runtime).broken == []


def test_processes_that_start_at_once_fill_an_empty_house_once(runtime, environment):
    starting = [start(["-m", "catalog", "migrate"], environment) for _ in range(PROCESSES)]

    assert ended(*starting) == [0] * PROCESSES
    with runtime.question() as session:
        kinds = session.execute(select(Organisation.kind, func.count()).group_by(Organisation.kind)).all()
    assert dict(kinds)[OrganisationKind.MUNICIPALITY] == MUNICIPALITIES


def test_many_workers_run_every_job_once(runtime, environment, tmp_path):
    with runtime.transaction() as session:
        for number in range(JOBS):
            queue.order(session, "count", "tally", key=f"count:{number}")
    tally = tmp_path / "tally"

    workers = [start(["-c", COUNTER, str(tally)], environment) for _ in range(PROCESSES)]

    assert ended(*workers) == [0] * PROCESSES
    assert sorted(map(int, tally.read_text().split())) == list(range(1, JOBS + 1))
    with runtime.question() as session:
        states = session.execute(select(Job.state, Job.attempts, func.count()).group_by(Job.state, Job.attempts)).all()
    assert states == [(JobState.DONE, 1, JOBS)]
