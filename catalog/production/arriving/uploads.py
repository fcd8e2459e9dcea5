"""Files on their way in: begun, appended to piece by piece, whole, handed in for a version.

How much of a file is here is the size of the file itself, never a counter, so
that a crash cannot make the two differ.
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.films import languages
from catalog.foundation.config import Config
from catalog.foundation.database import alone, utc_now
from catalog.foundation.errors import N_, NotFound, Refused
from catalog.foundation.storage import StorageFull
from catalog.people.permissions import Action, Actor, require
from catalog.production.arriving import pieces
from catalog.production.arriving.pieces import Checksum, Piece
from catalog.production.models import Purpose, Upload

#: Room that uploads leave to the database and to the films that are being made.
SPARE_BYTES = 64 << 20
#: Ends the name of what the sender told of a file, beside the file.
TOLD = ".told"


class TooLarge(Refused):
    """The file is larger than the service takes."""

    sentence = N_("This file has %(size_mb)s MB. Please send at most %(most_mb)s MB in one file.")
    status = 413


class NoRoom(StorageFull):
    """The disk cannot take the file beside those that are on their way."""

    sentence = N_("The server has no room for a file of %(size_mb)s MB. Please tell the operator and try again later.")


class ChangedOnTheWay(Refused):
    """The whole file has another SHA-256 than the one that its sender has told."""

    sentence = N_("The file “%(filename)s” did not arrive as it was sent. Please upload it again.")
    status = 460


class HandedIn(Refused):
    """The file belongs to a version already."""

    sentence = N_("The file “%(filename)s” has been handed in already. Please upload it again.")


def begin(
    session: Session,
    *,
    purpose: Purpose,
    filename: str,
    size_bytes: int,
    by: Actor,
    config: Config,
    language: str | None = None,
    sender_sha256: str | None = None,
    told: str = "",
) -> Upload:
    """Announce a file; its room is reserved until it is here. When this returns, its empty file is on the disk.

    Args:
        session: a writing session.
        purpose: what it is sent for.
        filename: what the sender calls it.
        size_bytes: how long it will be.
        by: whose it is.
        config: where it will lie.
        language: of subtitles.
        sender_sha256: what the whole file has to have, in 64 hexadecimal digits; None where the sender cannot tell.
        told: everything that the sender tells of it, to be repeated word for word.

    Raises:
        UnknownLanguage: subtitles are in none of our languages.
        TooLarge: larger than the setting FILMBOTE_LARGEST_UPLOAD_BYTES.
        NoRoom: the disk cannot take it beside what is announced already.
    """
    require(by, Action.UPLOAD)
    alone(session.connection(), "reserve room")
    on_their_way = session.scalars(select(Upload).where(Upload.arrived_at.is_(None))).all()
    reserved = sum(max(upload.size_bytes - _here(config, upload), 0) for upload in on_their_way)
    require_room(config, size_bytes, reserved)
    upload = row(purpose, filename, size_bytes, by, language)
    upload.sender_sha256 = sender_sha256
    _lay_down(path_of(config, upload), told)
    session.add(upload)
    session.flush()
    return upload


def own(session: Session, upload_id: str, by: Actor) -> Upload:
    """Return the upload that ``by`` has begun.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    require(by, Action.UPLOAD)
    mine = select(Upload).where(Upload.id == upload_id, Upload.account_id == by.account_id)
    upload = session.scalar(mine)
    if upload is None:
        raise NotFound
    return upload


def of_account(session: Session, ids: Collection[str], by: Actor) -> list[Upload]:
    """Return those uploads that ``by`` has begun, in the order of ``ids``; all others are left out."""
    require(by, Action.UPLOAD)
    mine = select(Upload).where(Upload.id.in_(ids), Upload.account_id == by.account_id)
    found = {upload.id: upload for upload in session.scalars(mine)}
    return [found[upload_id] for upload_id in ids if upload_id in found]


def path_of(config: Config, upload: Upload) -> Path:
    """Return where the arriving file lies. Its name is ours, not the sender's."""
    return config.uploads / upload.id


def files_of(config: Config, upload: Upload) -> list[Path]:
    """Return the arriving file and what lies beside it."""
    file = path_of(config, upload)
    return [file, *(file.with_name(file.name + beside) for beside in (pieces.UNPROVED, TOLD))]


def told(config: Config, upload: Upload) -> str:
    """Return what the sender told of the file when it was begun, word for word."""
    try:
        return path_of(config, upload).with_name(upload.id + TOLD).read_text(encoding="latin-1")
    except FileNotFoundError:
        return ""


def kept_until(config: Config, upload: Upload) -> datetime | None:
    """Return until when the file is kept, counted from its last byte, or None when a version needs it.

    Raises:
        NotFound: the file is gone.
    """
    if upload.version_id:
        return None
    try:
        last_byte_s = path_of(config, upload).stat().st_mtime
    except FileNotFoundError as error:
        raise NotFound from error
    return datetime.fromtimestamp(last_byte_s, UTC) + kept_for(config)


def kept_for(config: Config) -> timedelta:
    """Return how long a file is kept that nobody goes on with and nobody hands in."""
    return timedelta(days=config.uploads_kept_days)


def offset(config: Config, upload: Upload) -> int:
    """Return how many bytes are here for good.

    Raises:
        NotFound: the file is gone.
    """
    return pieces.here(path_of(config, upload))


def append(
    config: Config,
    upload: Upload,
    offset: int,
    stream: IO[bytes],
    *,
    length_bytes: int | None = None,
    checksum: Checksum | None = None,
) -> int:
    """Write what ``stream`` brings to the end of the file, and return the new offset.

    Args:
        config: where the file lies.
        upload: the file.
        offset: where it ends, as the sender believes.
        stream: what arrives.
        length_bytes: how much that will be; None where the sender has not said it.
        checksum: proves the piece; without it what came before a broken connection is kept as well.

    Raises:
        NotFound, Busy, WrongOffset, TooMuch, WrongChecksum, StorageFull: as ``pieces.append``.
    """
    piece = Piece(offset, stream, length_bytes, checksum)
    return pieces.append(path_of(config, upload), upload.size_bytes, piece)


def require_as_sent(config: Config, upload: Upload) -> None:
    """Compare the whole file with the SHA-256 that its sender has told, if any. It is read from end to end.

    Raises:
        ChangedOnTheWay: they differ.
    """
    if upload.sender_sha256 is None:
        return
    with path_of(config, upload).open("rb") as content:
        if hashlib.file_digest(content, "sha256").hexdigest() != upload.sender_sha256:
            raise ChangedOnTheWay(filename=upload.filename)


def arrived(session: Session, upload: Upload) -> None:
    """Record that the last byte is here, after ``append`` has said so."""
    upload = session.merge(upload)
    upload.arrived_at = upload.arrived_at or utc_now()


def discard(session: Session, upload: Upload, by: Actor, config: Config) -> None:
    """Forget a file that nobody has handed in.

    Raises:
        NotFound: it is somebody else's.
        HandedIn: inspection needs it.
    """
    upload = own(session, upload.id, by)
    if upload.version_id:
        raise HandedIn(filename=upload.filename)
    session.delete(upload)
    session.flush()
    for file in files_of(config, upload):
        file.unlink(missing_ok=True)


def shown(filename: str) -> str:
    """Return what a sender calls a file as it can be shown; it is never a path."""
    return "".join(letter for letter in filename if letter.isprintable())[:255]


def row(purpose: Purpose, filename: str, size_bytes: int, by: Actor, language: str | None) -> Upload:
    """Return the row of a file of which nothing is here yet; what its sender calls it is only shown."""
    return Upload(
        id=secrets.token_hex(16),
        account_id=by.account_id,
        purpose=purpose,
        filename=shown(filename),
        language=languages.language(language or "").text_tag if purpose == Purpose.SUBTITLES else None,
        size_bytes=size_bytes,
    )


def _lay_down(file: Path, told: str) -> None:
    """Make the empty file, and keep what was told of it beside it."""
    with file.open("xb") as empty:
        os.fsync(empty.fileno())
    if told:
        with file.with_name(file.name + TOLD).open("xb") as beside:
            beside.write(told.encode("latin-1"))
            beside.flush()
            os.fsync(beside.fileno())
    pieces.sync_folder(file.parent)


def require_room(config: Config, size_bytes: int, reserved: int) -> None:
    """Refuse a file that is too large, or for which the disk has no room beside what is ``reserved``.

    Raises:
        TooLarge, NoRoom: that is what it is.
    """
    if size_bytes > config.largest_upload_bytes:
        raise TooLarge(size_mb=_megabytes(size_bytes), most_mb=_megabytes(config.largest_upload_bytes))
    free = shutil.disk_usage(config.uploads).free
    if size_bytes + reserved + SPARE_BYTES > free:
        raise NoRoom(size_mb=_megabytes(size_bytes))


def _here(config: Config, upload: Upload) -> int:
    path = path_of(config, upload)
    return path.stat().st_size if path.exists() else 0


def _megabytes(size_bytes: int) -> int:
    return max(1, round(size_bytes / 1_000_000))
