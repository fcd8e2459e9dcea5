"""A job is ordered once, held by one worker at a time, and takes effect once."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import func, select

from catalog.foundation import queue
from catalog.foundation.database import utc_now
from catalog.foundation.queue import LEASE, MOST_ATTEMPTS, Job, JobState, LeaseLost

#: Jobs are ordered at the moment of the test; the workers come tomorrow, however long the suite takes.
NOON = utc_now() + timedelta(days=1)
SOON = NOON + timedelta(seconds=5)
AFTER_THE_LEASE = NOON + LEASE + timedelta(seconds=1)
LATER = timedelta(minutes=5)


def ordered(session, key="inspect:1", subject="version:1", **arguments):
    return queue.order(session, "inspect", subject, key=key, **arguments)


def test_the_same_order_twice_is_one_job(session):
    first = ordered(session, version_id=1)

    assert ordered(session, version_id=1) is first
    assert session.scalar(select(func.count()).select_from(Job)) == 1


@pytest.mark.postgresql
def test_two_who_order_the_same_at_the_same_moment_order_one_job(runtime):
    ids = []

    def order() -> None:
        with runtime.transaction() as session:
            ids.append(ordered(session).id)

    with runtime.transaction() as session:
        first = ordered(session).id
        other = Thread(target=order)
        other.start()
        other.join(timeout=0.2)
        assert other.is_alive()
    other.join()

    assert ids == [first]


def test_an_order_stands_and_falls_with_its_cause(runtime):
    with runtime.sessions.writing() as session:
        ordered(session)
        session.rollback()

    with runtime.transaction() as session:
        assert queue.claim(session, "a", NOON) is None


def test_a_claim_says_what_to_do(session):
    job = ordered(session, version_id=7)

    held = queue.claim(session, "a", NOON)

    assert (held.job_id, held.task, held.arguments, held.attempt) == (job.id, "inspect", {"version_id": 7}, 1)
    assert (job.state, job.worker, job.started_at) == (JobState.RUNNING, "a", NOON)


def test_jobs_are_taken_in_the_order_in_which_they_were_ordered(session):
    keys = ["one", "two", "three"]
    for key in keys:
        ordered(session, key=key, key_again=key)

    taken = [queue.claim(session, "a", NOON).arguments["key_again"] for _ in keys]

    assert taken == keys
    assert queue.claim(session, "a", NOON) is None


def test_a_job_with_less_patience_goes_first(session):
    for key, patience in (("a large size", 2), ("a part", 1), ("another part", 1), ("a letter", 0)):
        ordered(session, key=key, patience=patience, what=key)

    taken = [queue.claim(session, "a", NOON).arguments["what"] for _ in range(4)]

    assert taken == ["a letter", "a part", "another part", "a large size"]


def test_a_job_that_is_held_is_not_taken(session):
    ordered(session)
    queue.claim(session, "a", NOON)

    assert queue.claim(session, "b", SOON) is None


@pytest.mark.postgresql
def test_workers_that_claim_at_the_same_moment_take_different_jobs(runtime):
    with runtime.transaction() as session:
        for key in ("one", "two"):
            ordered(session, key=key)

    with runtime.transaction() as session, runtime.transaction() as another:
        first, second = queue.claim(session, "a", NOON), queue.claim(another, "b", NOON)

    assert first.job_id != second.job_id


def test_a_silent_workers_job_is_taken_over_when_its_lease_has_ended(session):
    ordered(session)
    silent = queue.claim(session, "silent", NOON)

    heir = queue.claim(session, "heir", AFTER_THE_LEASE)

    assert heir.job_id == silent.job_id
    assert heir.attempt == 2
    assert heir.fence > silent.fence


@pytest.mark.parametrize(
    "deed",
    [
        queue.holding,
        lambda session, held: queue.finish(session, held, NOON),
        lambda session, held: queue.fail(session, held, NOON, "code", "A sentence.", {}),
        lambda session, held: queue.try_again(session, held, NOON),
        queue.put_back,
    ],
)
def test_a_worker_that_wakes_up_too_late_is_refused(session, deed):
    ordered(session)
    frozen = queue.claim(session, "frozen", NOON)
    heir = queue.claim(session, "heir", AFTER_THE_LEASE)

    with pytest.raises(LeaseLost):
        deed(session, frozen)

    assert not queue.beat(session, frozen, AFTER_THE_LEASE, 50.0, None)
    assert queue.finish(session, heir, AFTER_THE_LEASE).state == JobState.DONE


def test_a_heartbeat_renews_the_lease_and_notes_the_progress(session):
    job = ordered(session)
    held = queue.claim(session, "a", NOON)

    assert queue.beat(session, held, SOON, 40.0, 12.5)
    assert queue.beat(session, held, SOON, None, None)

    session.refresh(job)
    assert (job.percent, job.seconds_left) == (40.0, 12.5)
    assert queue.claim(session, "b", AFTER_THE_LEASE) is None


def test_a_finished_job_is_never_taken_again(session):
    job = ordered(session)
    queue.finish(session, queue.claim(session, "a", NOON), SOON)

    assert (job.state, job.percent, job.ended_at) == (JobState.DONE, 100.0, SOON)
    assert queue.claim(session, "b", NOON + LATER) is None
    assert ordered(session) is job


def test_a_failed_job_says_why(session):
    job = ordered(session)
    held = queue.claim(session, "a", NOON)

    queue.fail(session, held, SOON, "no_sound", "The film %(name)s has no sound.", {"name": "a.mp4"})

    assert (job.state, job.problem_code, job.ended_at) == (JobState.FAILED, "no_sound", SOON)
    assert job.problem % job.problem_places == "The film a.mp4 has no sound."


def test_a_job_over_which_every_worker_died_is_given_up(session):
    job, next_job = ordered(session), ordered(session, key="another")
    for attempt in range(MOST_ATTEMPTS):
        assert queue.claim(session, "dies", NOON + attempt * LATER).job_id == job.id

    held = queue.claim(session, "lives", NOON + MOST_ATTEMPTS * LATER)

    assert held.job_id == next_job.id
    assert (job.state, job.problem_code) == (JobState.FAILED, "gave_up")


def test_after_something_unforeseen_a_job_waits_longer_each_time_and_then_fails(session):
    job, now, pauses = ordered(session), NOON, []
    for _ in range(MOST_ATTEMPTS - 1):
        queue.try_again(session, queue.claim(session, "a", now), now)
        assert queue.claim(session, "a", now) is None
        pauses.append(job.not_before - now)
        now = job.not_before

    queue.try_again(session, queue.claim(session, "a", now), now)

    assert pauses == sorted(set(pauses))
    assert (job.state, job.problem_code) == (JobState.FAILED, "gave_up")


def test_a_job_may_be_tried_more_often_than_others_but_waits_an_hour_at_most(session):
    job, now, pauses = ordered(session, most_attempts=15), NOON, []
    for _ in range(14):
        queue.try_again(session, queue.claim(session, "a", now), now)
        pauses.append(job.not_before - now)
        now = job.not_before

    queue.try_again(session, queue.claim(session, "a", now), now)

    assert pauses[:11] == [timedelta(seconds=2**attempt) for attempt in range(1, 12)]
    assert pauses[11:] == [timedelta(hours=1)] * 3
    assert (job.state, job.problem_code) == (JobState.FAILED, "gave_up")


def test_a_worker_that_has_to_end_puts_its_job_back_as_if_it_had_not_tried(session):
    job = ordered(session)
    queue.put_back(session, queue.claim(session, "ends", NOON))

    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    assert queue.claim(session, "next", NOON).attempt == 1


def test_a_cancelled_job_ends_and_its_worker_is_told(session):
    job = ordered(session)
    held = queue.claim(session, "a", NOON)

    assert queue.cancel(session, job.id, SOON)

    assert (job.state, job.ended_at) == (JobState.CANCELLED, SOON)
    assert not queue.beat(session, held, SOON, None, None)
    assert queue.claim(session, "b", NOON + LATER) is None


def test_only_a_job_that_has_not_ended_can_be_cancelled(session):
    job = ordered(session)
    queue.finish(session, queue.claim(session, "a", NOON), SOON)

    assert not queue.cancel(session, job.id, SOON)
    assert not queue.cancel(session, 404, SOON)
    assert job.state == JobState.DONE


def test_a_failed_job_can_be_taken_up_anew(session):
    job = ordered(session)
    queue.fail(session, queue.claim(session, "a", NOON), SOON, "code", "A sentence.", {"a": 1})

    queue.anew(job, SOON)

    assert queue.claim(session, "b", SOON).attempt == 1
    assert (job.problem, job.problem_code, job.problem_places, job.ended_at) == (None, None, {}, None)


def test_the_cost_of_every_attempt_is_added_up(session):
    job = ordered(session)

    queue.spend(session, job.id, 2.5, 4.0)
    queue.spend(session, job.id, 0.5, 1.0)

    session.refresh(job)
    assert (job.cpu_s, job.wall_s) == (3.0, 5.0)


def test_the_newest_job_of_each_subject_is_found(session):
    ordered(session, key="old")
    newest = ordered(session, key="new")
    other = ordered(session, key="other", subject="version:2")

    found = queue.of_subjects(session, ["version:1", "version:2", "version:3"])

    assert found == {"version:1": newest, "version:2": other}
