"""Files that nobody needs any more: inspection has kept or refused them, or nobody has handed them in."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.foundation.config import Config
from catalog.production.models import Upload
from catalog.production.uploads import KEPT_FOR, path_of


def forget(session: Session, config: Config, version_id: int) -> list[Path]:
    """Delete the rows of the files handed in for a version, once inspection has kept or refused them.

    Returns:
        The files themselves, which the caller removes when this is committed.
    """
    files = session.scalars(select(Upload).where(Upload.version_id == version_id)).all()
    for upload in files:
        session.delete(upload)
    return [path_of(config, upload) for upload in files]


def sweep(session: Session, config: Config, now: datetime) -> int:
    """Remove files that were begun long ago and never handed in, and return how many."""
    old = session.scalars(select(Upload).where(Upload.version_id.is_(None), Upload.begun_at < now - KEPT_FOR)).all()
    for upload in old:
        session.delete(upload)
    session.flush()
    known = set(session.scalars(select(Upload.id)))
    strays = [
        file
        for file in config.uploads.iterdir()
        if file.name not in known and file.stat().st_mtime < (now - KEPT_FOR).timestamp()
    ]
    for file in strays:
        file.unlink(missing_ok=True)
    return len(strays)
