"""Files that nobody needs any more: inspection has kept or refused them, nobody has handed them in, they are joined."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from catalog.films.models import Picture, PictureStatus
from catalog.foundation.config import Config
from catalog.foundation.queue import Job
from catalog.foundation.runtime import Runtime
from catalog.production.arriving import pieces
from catalog.production.arriving.uploads import files_of, kept_for, path_of
from catalog.production.models import PicturePart, Upload
from catalog.production.setbacks import MAKING, NAME

#: The parts of a picture that failed are kept for so long.
KEPT_FOR = timedelta(days=7)


def forget(session: Session, config: Config, version_id: int) -> list[Path]:
    """Delete the rows of the files handed in for a version, once inspection has kept or refused them.

    Returns:
        The files themselves, which the caller removes when this is committed.
    """
    files = session.scalars(select(Upload).where(Upload.version_id == version_id)).all()
    for upload in files:
        session.delete(upload)
    return [file for upload in files for file in files_of(config, upload)]


def release(session: Session, version_id: int) -> None:
    """Part the files from a version that will not be made from them; ``sweep`` removes them."""
    session.execute(update(Upload).where(Upload.version_id == version_id).values(version_id=None))


def sweep(session: Session, config: Config, now: datetime) -> int:
    """Remove files whose last byte came long ago and that nobody has handed in, and return how many."""
    long_ago = now - kept_for(config)
    old = session.scalars(select(Upload).where(Upload.version_id.is_(None), Upload.begun_at < long_ago)).all()
    swept = [upload for upload in old if pieces.remove_if_older(path_of(config, upload), long_ago.timestamp())]
    for upload in swept:
        session.delete(upload)
    session.flush()
    known = set(session.scalars(select(Upload.id)))
    strays = [file for file in config.uploads.iterdir() if file.name.partition(".")[0] not in known]
    for file in strays:
        if file.stat().st_mtime < long_ago.timestamp():
            file.unlink(missing_ok=True)
    return len(swept)


def sweep_pieces(runtime: Runtime, now: datetime) -> int:
    """Remove the pieces of pictures that are whole, gone or failed long ago, and return how many.

    With its pieces a failed picture loses its parts, and cannot be taken up again.
    """
    # Listed before the rows are read: whatever is put aside later has another name.
    names = runtime.storage.put_aside_under()
    with runtime.transaction() as session:
        for picture_id in session.scalars(_failed_long_ago(now)).all():
            session.execute(delete(PicturePart).where(PicturePart.picture_id == picture_id))
        unfinished = select(PicturePart.picture_id).join(Picture).where(Picture.status != PictureStatus.READY)
        needed = {str(picture_id) for picture_id in session.scalars(unfinished)}
    needless = [name for name in names if name.partition("/")[0] not in needed]
    runtime.storage.clear_away(needless)
    return len(needless)


def _failed_long_ago(now: datetime) -> Select[int]:
    """Return the question for the pictures that have failed, and whose last job ended long ago."""
    lately = select(Job.subject).where(Job.task.in_(MAKING), Job.ended_at >= now - KEPT_FOR)
    failed = select(Picture.id).where(Picture.status == PictureStatus.FAILED, NAME.not_in(lately))
    return failed.with_for_update(skip_locked=True)
