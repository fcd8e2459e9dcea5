"""A worker that does all that waits, and nothing twice: on a slow machine a pause of two seconds is soon over."""

from datetime import timedelta

from sqlalchemy import update

from catalog.foundation.database import utc_now
from catalog.foundation.queue import Job, JobState
from catalog.worker import Worker

LONG = timedelta(hours=1)


def work_once(worker: Worker) -> None:
    """Work until no job can be claimed. What failed and waits for another attempt is left for a test to take up."""
    while worker.take_one():
        with worker._runtime.transaction() as session:
            again = update(Job).where(Job.state == JobState.WAITING, Job.attempts > 0)
            session.execute(again.values(not_before=utc_now() + LONG))
