"""How far a picture has come: its parts are weighed by their pixels, whoever encodes them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.foundation.queue import Job, JobState
from catalog.production.models import PicturePart
from catalog.production.setbacks import picture_subject
from media.profiles import profile_named

#: Before so much is done, nobody can say how long the rest takes.
LEAST_PERCENT = 2.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a picture has come."""

    #: Between 0 and 100.
    percent: float
    #: None when it cannot be guessed yet.
    seconds_left: float | None
    parts: int
    parts_done: int


def of_pictures(session: Session, picture_ids: Collection[int], now: datetime) -> dict[int, Progress]:
    """Return how far each picture has come that is made in parts, in two queries."""
    rows = select(PicturePart).where(PicturePart.picture_id.in_(picture_ids))
    by_picture: dict[int, list[PicturePart]] = {}
    for part in session.scalars(rows):
        by_picture.setdefault(part.picture_id, []).append(part)
    subjects = [picture_subject(picture_id) for picture_id in by_picture]
    # In their order: a database may give the number of a part that is gone to a later one.
    ordered = session.scalars(select(Job).where(Job.subject.in_(subjects)).order_by(Job.id))
    jobs = {job.arguments.get("part_id"): job for job in ordered}
    return {picture_id: _progress(parts, jobs, now) for picture_id, parts in by_picture.items()}


def _progress(parts: list[PicturePart], jobs: dict[int | None, Job], now: datetime) -> Progress:
    whole = sum(_weight(part) for part in parts)
    percent = 100 * sum(_weight(part) * _share(part, jobs.get(part.id)) for part in parts) / whole
    begun = [job.started_at for part in parts if (job := jobs.get(part.id)) and job.started_at]
    left_s = None
    if begun and percent > LEAST_PERCENT:
        left_s = (now - min(begun)).total_seconds() * (100 - percent) / percent
    return Progress(percent, left_s, len(parts), sum(part.pieces is not None for part in parts))


def _weight(part: PicturePart) -> int:
    return part.frames * sum(profile_named(name).height_px ** 2 for name in part.profiles)


def _share(part: PicturePart, job: Job | None) -> float:
    if part.pieces is not None:
        return 1.0
    return job.percent / 100 if job and job.state == JobState.RUNNING else 0.0
