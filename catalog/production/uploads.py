"""Files on their way in: begun, appended to piece by piece, whole, handed in for a version.

How much of a file is here is the size of the file itself, never a counter, so
that a crash cannot make the two differ.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from catalog.films import languages
from catalog.films.lifecycle import Status, step
from catalog.films.models import LanguageVersion
from catalog.foundation import audit, queue
from catalog.foundation.config import Config
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid, NotFound, Refused
from catalog.foundation.storage import NO_ROOM, StorageFull
from catalog.people.permissions import Action, Actor, require
from catalog.production.models import Finding, Purpose, Upload

#: Room that uploads leave to the database and to the films that are being made.
SPARE_BYTES = 64 << 20
#: Read at once from a connection; when it breaks, at most so much of what it had carried is lost.
ARRIVING_BYTES = 64 << 10
#: A file that nobody handed in is kept for so long.
KEPT_FOR = timedelta(days=7)


class TooLarge(Refused):
    """The file is larger than the service takes."""

    sentence = N_("This file has %(size_mb)s MB. Please send at most %(most_mb)s MB in one file.")
    status = 413


class NoRoom(StorageFull):
    """The disk cannot take the file beside those that are on their way."""

    sentence = N_("The server has no room for a file of %(size_mb)s MB. Please tell the operator and try again later.")


class WrongOffset(Refused):
    """The sender goes on at another place than the one where the file ends."""

    sentence = N_("The upload goes on at byte %(offset)s, but %(size_bytes)s bytes are here. Please resume it.")


class Busy(Refused):
    """Another connection is writing to the file."""

    sentence = N_("This upload is being written by another connection. Please try again in a moment.")
    status = 423


class NotWhole(Refused):
    """A file was handed in before its last byte had arrived."""

    sentence = N_("The file “%(filename)s” has not arrived completely. Please wait until its upload is done.")


class HandedIn(Refused):
    """The file belongs to a version already."""

    sentence = N_("The file “%(filename)s” has been handed in already. Please upload it again.")


class WrongFiles(Invalid):
    """A version was handed in without a sound or with two, or with two texts in one language."""

    sentence = N_(
        "Please hand in either a whole film or only a dub, at most one file of captions, and at most one file of "
        "subtitles for each other language."
    )


def begin(
    session: Session,
    *,
    purpose: Purpose,
    filename: str,
    size_bytes: int,
    by: Actor,
    config: Config,
    language: str | None = None,
) -> Upload:
    """Announce a file of ``size_bytes``; its room is reserved until it is here. Subtitles name their ``language``.

    Raises:
        UnknownLanguage: subtitles are in none of our languages.
        TooLarge: larger than the setting FILMBOTE_LARGEST_UPLOAD_BYTES.
        NoRoom: the disk cannot take it beside what is announced already.
    """
    require(by, Action.UPLOAD)
    on_their_way = session.scalars(select(Upload).where(Upload.arrived_at.is_(None))).all()
    reserved = sum(max(upload.size_bytes - _here(config, upload), 0) for upload in on_their_way)
    _require_room(config, size_bytes, reserved)
    upload = _row(purpose, filename, size_bytes, by, language)
    path_of(config, upload).touch(exist_ok=False)
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


def path_of(config: Config, upload: Upload) -> Path:
    """Return where the arriving file lies. Its name is ours, not the sender's."""
    return config.uploads / upload.id


def offset(config: Config, upload: Upload) -> int:
    """Return how many bytes are here.

    Raises:
        NotFound: the file is gone.
    """
    try:
        return path_of(config, upload).stat().st_size
    except FileNotFoundError as error:
        raise NotFound from error


def append(config: Config, upload: Upload, offset: int, stream: IO[bytes]) -> int:
    """Write what ``stream`` brings, up to the announced size, and return the new offset.

    Whatever came before a broken connection is kept and synced as well.

    Raises:
        WrongOffset: the file does not end at ``offset``.
        Busy: another connection is writing.
        StorageFull: the disk takes nothing more; what was written stays.
    """
    with _only_writer(config, upload) as file:
        here = file.seek(0, os.SEEK_END)
        if here != offset:
            raise WrongOffset(offset=offset, size_bytes=here)
        try:
            while missing := upload.size_bytes - file.tell():
                piece = stream.read(min(ARRIVING_BYTES, missing))
                if not piece:
                    break
                _write_all(file, piece)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise StorageFull from error
            raise
        finally:
            os.fsync(file.fileno())
        return file.tell()


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
    path_of(config, upload).unlink(missing_ok=True)


def hand_in(session: Session, version: LanguageVersion, uploads: Sequence[Upload], by: Actor) -> queue.Job:
    """Give the files to a draft and order their inspection.

    Raises:
        WrongFiles: not exactly one film or dub, or two texts in one language.
        NotWhole, HandedIn: a file is still on its way, or belongs to a version.
        WrongStatus: the version is no draft.
    """
    require(by, Action.UPLOAD)
    files = [own(session, upload.id, by) for upload in uploads]
    sounds = [file for file in files if file.purpose in (Purpose.FILM, Purpose.DUB)]
    captions = [file for file in files if file.purpose == Purpose.CAPTIONS]
    written_in = [languages.language(version.language).text_tag, *(file.language for file in files if file.language)]
    if len(sounds) != 1 or len(captions) > 1 or len(set(written_in)) < len(written_in):
        raise WrongFiles
    # What an inspection that broke off has left behind is replaced; ``leftovers.sweep`` removes it.
    session.execute(update(Upload).where(Upload.version_id == version.id).values(version_id=None))
    for file in files:
        if file.version_id:
            raise HandedIn(filename=file.filename)
        if not file.arrived_at:
            raise NotWhole(filename=file.filename)
        file.version_id = version.id
    version.status = step(Status(version.status), Status.PROCESSING)
    session.execute(delete(Finding).where(Finding.version_id == version.id))
    audit.record(session, by, "handed in", f"version:{version.id}", files=[file.filename for file in files])
    return queue.order(
        session, "inspect", f"version:{version.id}", key=f"inspect:{sounds[0].id}", version_id=version.id
    )


def bring(
    session: Session, config: Config, file: Path, purpose: Purpose, by: Actor, language: str | None = None
) -> Upload:
    """Copy a file of this machine in, as an operator does; it is whole at once. Subtitles name their ``language``.

    The copy is made before the session speaks to the database, so that a long
    film holds up no other writer. When the caller's transaction fails, the
    copy stays until ``leftovers.sweep``.

    Raises:
        UnknownLanguage, TooLarge, NoRoom: as ``begin``.
    """
    require(by, Action.UPLOAD)
    size_bytes = file.stat().st_size
    _require_room(config, size_bytes, reserved=0)
    upload = _row(purpose, file.name, size_bytes, by, language)
    path_of(config, upload).touch(exist_ok=False)
    with file.open("rb") as content:
        append(config, upload, 0, content)
    upload.arrived_at = utc_now()
    session.add(upload)
    return upload


def _row(purpose: Purpose, filename: str, size_bytes: int, by: Actor, language: str | None) -> Upload:
    shown = "".join(letter for letter in filename if letter.isprintable())[:255]
    return Upload(
        id=secrets.token_hex(16),
        account_id=by.account_id,
        purpose=purpose,
        filename=shown,
        language=languages.language(language or "").text_tag if purpose == Purpose.SUBTITLES else None,
        size_bytes=size_bytes,
    )


@contextmanager
def _only_writer(config: Config, upload: Upload) -> Iterator[IO[bytes]]:
    try:
        file = path_of(config, upload).open("r+b", buffering=0)
    except FileNotFoundError as error:
        raise NotFound from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        yield file


def _write_all(file: IO[bytes], piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[file.write(rest) :]


def _require_room(config: Config, size_bytes: int, reserved: int) -> None:
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
