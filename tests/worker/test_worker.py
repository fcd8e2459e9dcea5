"""A worker answers for every job that it takes, whatever becomes of it."""

import threading

import pytest
from sqlalchemy import select

from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation import audit, queue
from catalog.foundation.attempts import NotYet
from catalog.foundation.database import utc_now
from catalog.foundation.queue import Job, JobState
from catalog.foundation.storage import StorageFull
from catalog.people.permissions import MACHINE
from catalog.production.models import Finding
from catalog.production.setbacks import NothingToTakeUp, take_up_again
from catalog.worker import TASKS, Worker
from media.errors import Cancelled, DiskFull
from tests.waiting import PATIENCE_S


@pytest.fixture
def version(session, make):
    """A version whose files wait for inspection."""
    version = make.version("ti", status=Status.PROCESSING)
    queue.order(session, "inspect", f"version:{version.id}", key="inspect:1", version_id=version.id)
    session.commit()
    return version


@pytest.fixture
def work(runtime):
    """Let a worker do all that waits, with this task in the place of inspection."""

    def done(task):
        worker = Worker(runtime, "tester", TASKS | {"inspect": task})
        worker.run_until_idle()
        with runtime.question() as session:
            return session.scalars(select(Job)).one()

    return done


def failing_with(error):
    def task(_attempt):
        raise error

    return task


def state_of(runtime, version):
    with runtime.question() as session:
        found = session.get_one(LanguageVersion, version.id)
        return found.status, session.scalars(select(Finding)).all()


def test_a_result_and_the_end_of_its_job_are_one(runtime, version, work):
    def task(attempt):
        with attempt.result() as session:
            audit.record(session, MACHINE, "worked", "here")

    job = work(task)

    assert (job.state, job.percent, job.attempts) == (JobState.DONE, 100, 1)
    assert job.wall_s > 0


@pytest.mark.parametrize("error", [DiskFull(), StorageFull()])
def test_a_full_disk_refuses_the_version_with_a_sentence(runtime, version, work, error):
    job = work(failing_with(error))

    status, findings = state_of(runtime, version)
    assert (job.state, job.problem_code) == (JobState.FAILED, error.code)
    assert status == Status.REFUSED
    assert [(finding.code, finding.sentence) for finding in findings] == [(error.code, error.sentence)]


def test_work_that_failed_can_be_taken_up_again(runtime, session, make, version, work):
    job = work(failing_with(DiskFull()))

    take_up_again(session, job.id, by=make.account().actor)
    session.commit()

    assert state_of(runtime, version) == (Status.PROCESSING, [])
    assert session.get_one(Job, job.id, populate_existing=True).state == JobState.WAITING


def test_work_that_is_done_is_not_taken_up_again(session, version, work):
    def task(attempt):
        with attempt.result():
            pass

    job = work(task)

    with pytest.raises(NothingToTakeUp):
        take_up_again(session, job.id, by=MACHINE)


def test_something_unforeseen_is_tried_three_times(runtime, session, version, work):
    for attempt in (1, 2, 3):
        job = work(failing_with(ZeroDivisionError()))
        assert job.attempts == attempt
        session.get_one(Job, job.id, populate_existing=True).not_before = utc_now()
        session.commit()

    status, findings = state_of(runtime, version)
    assert job.state == JobState.FAILED
    assert status == Status.REFUSED
    assert [finding.code for finding in findings] == ["gave_up"]


def test_a_version_whose_workers_all_died_does_not_wait_for_ever(runtime, session, version):
    job = session.scalars(select(Job)).one()
    job.state, job.attempts, job.lease_until = JobState.RUNNING, queue.MOST_ATTEMPTS, utc_now() - queue.LEASE
    session.commit()

    Worker(runtime, "tester").run_until_idle()

    status, findings = state_of(runtime, version)
    assert status == Status.REFUSED
    assert [finding.code for finding in findings] == ["gave_up"]


def test_work_that_was_called_off_refuses_the_version(runtime, session, version):
    queue.cancel(session, session.scalars(select(Job.id)).one(), utc_now())
    session.commit()

    Worker(runtime, "tester").run_until_idle()

    status, findings = state_of(runtime, version)
    assert status == Status.REFUSED
    assert [finding.code for finding in findings] == ["cancelled"]


def test_a_worker_that_has_to_end_puts_its_job_back(runtime, version):
    started = threading.Event()

    def task(attempt):
        started.set()
        while not attempt.cancelled():
            started.wait(0.01)
        raise Cancelled

    worker = Worker(runtime, "tester", TASKS | {"inspect": task})
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert started.wait(PATIENCE_S)
    worker.stop()
    thread.join(PATIENCE_S)

    assert not thread.is_alive()
    with runtime.question() as session:
        job = session.scalars(select(Job)).one()
    assert (job.state, job.attempts, job.worker) == (JobState.WAITING, 0, None)


def test_a_job_that_is_too_early_waits_and_has_lost_no_attempt(runtime, version, work):
    job = work(failing_with(NotYet()))

    assert (job.state, job.attempts, job.lease_until) == (JobState.WAITING, 0, None)
    assert job.not_before > utc_now()
    assert state_of(runtime, version) == (Status.PROCESSING, [])


def test_a_job_that_was_taken_over_is_left_alone(runtime, version, work):
    def task(attempt):
        with runtime.transaction() as session:
            session.get_one(Job, attempt.held.job_id).fence += 1
        with attempt.result() as session:
            audit.record(session, MACHINE, "worked", "here")

    job = work(task)

    with runtime.question() as session:
        assert session.scalars(select(audit.Entry)).all() == []
    assert job.state == JobState.RUNNING


def test_an_attempt_leaves_nothing_in_the_scratch_folder(runtime, config, version, work):
    def task(attempt):
        (attempt.scratch / "half").write_bytes(b"half a film")
        raise ZeroDivisionError

    work(task)

    assert list(config.scratch.iterdir()) == []


def test_what_a_killed_attempt_left_is_cleared_away(runtime, config, version, work):
    (config.scratch / "job-1-killed").mkdir()

    def task(attempt):
        assert [folder.name for folder in config.scratch.iterdir()] == [attempt.scratch.name]
        with attempt.result():
            pass

    assert work(task).state == JobState.DONE
