"""Jobs as rows beside their cause.

A job is ordered in the transaction that makes it necessary, so neither can
exist without the other. It is run at least once and takes effect exactly
once: whoever claims it gets a lease and a fence, a number that grows with
every claim; each later write asks for the fence, and a worker that was
frozen, declared dead and woke up again is refused.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from catalog.foundation.database import Base, utc_now
from catalog.foundation.errors import N_, Refused

LEASE = timedelta(seconds=10)
HEARTBEAT_S = 2.0
MOST_ATTEMPTS = 3
LONGEST_PAUSE_S = 3600


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


#: Nothing happens to a job in one of these any more.
ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Job(Base):
    """One piece of work that a worker has to do, with how far it has come and what it cost."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Name of the task in the worker's table, such as "inspect".
    task: Mapped[str] = mapped_column(String(60), index=True)
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: What the work is about, such as "version:12"; a page asks by it.
    subject: Mapped[str] = mapped_column(String(120), index=True)
    #: Ordering the same key twice orders one job.
    key: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[JobState] = mapped_column(String(20), default=JobState.WAITING, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    most_attempts: Mapped[int] = mapped_column(default=MOST_ATTEMPTS)
    fence: Mapped[int] = mapped_column(default=0)
    #: What is quickly done and waited for has 0; the larger the number, the longer it may wait.
    patience: Mapped[int] = mapped_column(default=0, server_default="0", index=True)
    worker: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[datetime | None]
    #: Between 0 and 100.
    percent: Mapped[float] = mapped_column(default=0.0)
    seconds_left: Mapped[float | None]
    #: CPU and wall seconds of all attempts, children included.
    cpu_s: Mapped[float] = mapped_column(default=0.0)
    wall_s: Mapped[float] = mapped_column(default=0.0)
    #: Why it failed: an untranslated sentence, the values of its places, and its name for machines.
    problem: Mapped[str | None]
    problem_places: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    problem_code: Mapped[str | None] = mapped_column(String(60))
    ordered_at: Mapped[datetime] = mapped_column(default=utc_now)
    not_before: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a worker holds while it works on a job."""

    job_id: int
    fence: int
    task: str
    arguments: dict[str, Any]
    attempt: int


class LeaseLost(Refused):
    """Another worker has taken the job over, or the job was cancelled."""

    sentence = N_("This work has been taken over by another worker.")


class GaveUp(Refused):
    """Every worker that took the job died over it."""

    sentence = N_("The work broke off several times and was given up. Please check the file and start again.")


def order(
    session: Session,
    task: str,
    subject: str,
    *,
    key: str,
    patience: int = 0,
    most_attempts: int = MOST_ATTEMPTS,
    **arguments: object,
) -> Job:
    """Order a job in the caller's transaction; an order with a known key is the same job.

    A job with more ``patience`` lets all those with less go first.
    """
    known = select(Job).where(Job.key == key)
    if job := session.scalar(known):
        return job
    job = Job(task=task, subject=subject, key=key, patience=patience, most_attempts=most_attempts, arguments=arguments)
    savepoint = session.begin_nested()
    try:
        with savepoint:
            session.add(job)
    except IntegrityError:
        # Somebody has ordered the same just now; on PostgreSQL we waited here for them to commit.
        return session.scalars(known).one()
    return job


def claim(session: Session, worker: str, now: datetime) -> Claim | None:
    """Take the least patient job that waits or whose worker went silent, the oldest first; None when there is none.

    A job that has gone silent for the last permitted time fails instead.
    """
    oldest = select(Job).where(_free(now), Job.not_before <= now).order_by(Job.patience, Job.id).limit(1)
    while job := session.scalar(oldest.with_for_update(skip_locked=True)):
        job.fence += 1
        if job.attempts < job.most_attempts:
            return _taken(session, job, worker, now)
        _give_up(job, now)
    return None


def beat(session: Session, held: Claim, now: datetime, percent: float | None, seconds_left: float | None) -> bool:
    """Renew the lease and note the progress; False when the job is no longer ours."""
    values: dict[str, object] = {"lease_until": now + LEASE}
    if percent is not None:
        values |= {"percent": percent, "seconds_left": seconds_left}
    renewed = session.scalar(update(Job).where(_ours(held)).values(values).returning(Job.id))
    return renewed is not None


def holding(session: Session, held: Claim) -> Job:
    """Return the job, locked until the transaction ends: the fence before every write of a task.

    Raises:
        LeaseLost: it is no longer ours.
    """
    job = session.scalar(select(Job).where(_ours(held)).with_for_update())
    if job is None:
        raise LeaseLost
    return job


def finish(session: Session, held: Claim, now: datetime) -> Job:
    """Record that the job is done, in the transaction of its result."""
    job = holding(session, held)
    job.percent, job.seconds_left = 100.0, 0.0
    _end(job, JobState.DONE, now)
    return job


def fail(session: Session, held: Claim, now: datetime, code: str, problem: str, places: dict[str, Any]) -> Job:
    """Record that the job has failed for good, and why."""
    job = holding(session, held)
    job.problem_code, job.problem, job.problem_places = code, problem, places
    _end(job, JobState.FAILED, now)
    return job


def try_again(session: Session, held: Claim, now: datetime) -> Job:
    """Put the job back after an unforeseen error: for longer each time, or never again after the last attempt."""
    job = holding(session, held)
    if job.attempts >= job.most_attempts:
        _give_up(job, now)
        return job
    job.state, job.lease_until, job.worker = JobState.WAITING, None, None
    job.not_before = now + timedelta(seconds=min(2**job.attempts, LONGEST_PAUSE_S))
    return job


def put_back(session: Session, held: Claim, not_before: datetime | None = None) -> Job:
    """Put the job back as it was before we took it, because the worker has to end or something else comes first."""
    job = holding(session, held)
    job.state, job.lease_until, job.worker = JobState.WAITING, None, None
    job.not_before = not_before or job.not_before
    job.attempts -= 1
    return job


def anew(job: Job, now: datetime) -> None:
    """Let a job that has failed or was cancelled wait again, with all its attempts before it."""
    job.state, job.attempts, job.not_before, job.ended_at = JobState.WAITING, 0, now, None
    job.problem, job.problem_code, job.problem_places = None, None, {}


def cancel(session: Session, job_id: int, now: datetime) -> bool:
    """Cancel a job that has not ended; its worker notices at the next heartbeat."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or job.state not in (JobState.WAITING, JobState.RUNNING):
        return False
    job.fence += 1
    _end(job, JobState.CANCELLED, now)
    return True


def spend(session: Session, job_id: int, cpu_s: float, wall_s: float) -> None:
    """Add the cost of an attempt, whatever became of it."""
    session.execute(update(Job).where(Job.id == job_id).values(cpu_s=Job.cpu_s + cpu_s, wall_s=Job.wall_s + wall_s))


def at_work(session: Session, subject: str) -> bool:
    """Return whether anything is still to be done about a subject."""
    still = select(Job.id).where(Job.subject == subject, Job.state.not_in(ENDED))
    return session.scalar(still.limit(1)) is not None


def of_subjects(session: Session, subjects: list[str]) -> dict[str, Job]:
    """Return the newest job of each subject, in one query."""
    newest = select(func.max(Job.id)).where(Job.subject.in_(subjects)).group_by(Job.subject)
    return {job.subject: job for job in session.scalars(select(Job).where(Job.id.in_(newest)))}


def _taken(session: Session, job: Job, worker: str, now: datetime) -> Claim:
    job.attempts += 1
    job.state, job.worker, job.lease_until = JobState.RUNNING, worker, now + LEASE
    job.started_at = job.started_at or now
    job.percent, job.seconds_left = 0.0, None
    session.flush()
    return Claim(job.id, job.fence, job.task, dict(job.arguments), job.attempts)


def _free(now: datetime) -> ColumnElement[bool]:
    silent = and_(Job.state == JobState.RUNNING, Job.lease_until < now)
    return or_(Job.state == JobState.WAITING, silent)


def _ours(held: Claim) -> ColumnElement[bool]:
    return and_(Job.id == held.job_id, Job.fence == held.fence, Job.state == JobState.RUNNING)


def _end(job: Job, state: JobState, now: datetime) -> None:
    job.state, job.ended_at, job.lease_until = state, now, None


def _give_up(job: Job, now: datetime) -> None:
    job.problem_code, job.problem, job.problem_places = GaveUp().code, GaveUp.sentence, {}
    _end(job, JobState.FAILED, now)
