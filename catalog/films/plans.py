"""When an approved version shall publish itself. Whoever makes it different in any way withdraws the plan."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.films.models import LanguageVersion
from catalog.foundation import queue
from catalog.foundation.database import utc_now
from catalog.foundation.queue import Job, JobState

#: The task that publishes at the planned moment.
TASK = "publish_planned"


def subject_of(version: LanguageVersion) -> str:
    """Return what the job of a plan is about. It is no work on the version itself, which is finished."""
    return f"publication:{version.id}"


def withdraw(session: Session, version: LanguageVersion) -> bool:
    """Take back a plan; return whether there was one.

    The job that is carrying it out at this moment goes on: it asks the
    version again, and finds no plan any more.
    """
    if version.publish_at is None:
        return False
    version.publish_at = version.publish_by_id = None
    waiting = select(Job.id).where(Job.subject == subject_of(version), Job.state == JobState.WAITING)
    for job_id in session.scalars(waiting):
        queue.cancel(session, job_id, utc_now())
    return True
