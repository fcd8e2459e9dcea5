"""An attempt keeps its lease alive while it works, and its result is written once or not at all."""

import threading

import pytest

from catalog.foundation import queue
from catalog.foundation.attempts import Attempt
from catalog.foundation.database import utc_now
from catalog.foundation.queue import Job, JobState, LeaseLost
from tests.foundation.children import await_


@pytest.fixture
def attempt(runtime, tmp_path) -> Attempt:
    with runtime.transaction() as session:
        queue.order(session, "inspect", "version:1", key="inspect:1")
        held = queue.claim(session, "a", utc_now())
    return Attempt(runtime, held, tmp_path, threading.Event())


@pytest.fixture
def quick_heart(monkeypatch) -> None:
    """So that no test waits for seconds."""
    monkeypatch.setattr(queue, "HEARTBEAT_S", 0.01)


def job_of(attempt: Attempt) -> Job:
    with attempt.runtime.question() as session:
        return session.get_one(Job, attempt.held.job_id)


def cancel(attempt: Attempt) -> None:
    with attempt.runtime.transaction() as session:
        queue.cancel(session, attempt.held.job_id, utc_now())


def test_the_result_and_the_end_of_the_job_are_one_act(attempt):
    with attempt.result() as session:
        queue.order(session, "lay_over", "version:1", key="lay_over:1")

    assert job_of(attempt).state == JobState.DONE
    with attempt.runtime.transaction() as session:
        assert queue.claim(session, "b", utc_now()).task == "lay_over"


def test_the_result_of_a_job_that_is_no_longer_ours_is_not_written(attempt):
    cancel(attempt)

    with pytest.raises(LeaseLost), attempt.result() as session:
        queue.order(session, "lay_over", "version:1", key="lay_over:1")

    with attempt.runtime.transaction() as session:
        assert queue.claim(session, "b", utc_now()) is None


def test_progress_is_seen_while_the_work_goes_on(attempt, quick_heart):
    with attempt.beating():
        attempt.part(0.5, 1.0)(0.5, 30.0)

        await_(lambda: job_of(attempt).percent)

    assert (job_of(attempt).percent, job_of(attempt).seconds_left) == (75.0, 30.0)


def test_the_lease_is_renewed_while_the_work_goes_on(attempt, quick_heart):
    before = job_of(attempt).lease_until

    with attempt.beating():
        await_(lambda: job_of(attempt).lease_until > before)


def test_work_stops_when_the_job_was_called_off(attempt, quick_heart):
    assert not attempt.cancelled()

    with attempt.beating():
        cancel(attempt)
        await_(attempt.cancelled)

        with pytest.raises(LeaseLost):
            attempt.tell(0.9)


def test_work_stops_when_the_worker_has_to_end(runtime, attempt, tmp_path):
    ending = threading.Event()
    ours = Attempt(runtime, attempt.held, tmp_path, ending)

    ending.set()

    assert ours.cancelled()
    assert not ours.lost.is_set()
