"""Pieces of a file, written to its end: one writer at a time, and on the disk before anybody is told.

A piece with a checksum counts once it is proved. Until then a mark beside the
file says where it began, so that also after a crash nothing unproved is here.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from catalog.foundation.errors import N_, Invalid, NotFound, Refused
from catalog.foundation.storage import NO_ROOM, StorageFull

#: By which a sender can prove a piece.
ALGORITHMS = ("sha1", "sha256")
#: Read at once from a connection; when it breaks, at most so much of what it had carried is lost.
ARRIVING_BYTES = 64 << 10
#: Ends the name of the mark beside a file.
UNPROVED = ".unproved"


class WrongOffset(Refused):
    """The sender goes on at another place than the one where the file ends."""

    sentence = N_("The upload goes on at byte %(offset)s, but %(size_bytes)s bytes are here. Please resume it.")


class Busy(Refused):
    """Another connection is writing to the file."""

    sentence = N_("This upload is being written by another connection. Please try again in a moment.")
    status = 423


class TooMuch(Refused):
    """The piece goes on beyond the end of the file that was announced."""

    sentence = N_(
        "The file was announced with %(size_bytes)s bytes, and more were sent. Please begin the upload again."
    )
    status = 413


class WrongChecksum(Invalid):
    """What arrived is not what the sender has computed its checksum from."""

    sentence = N_("This piece of the file was damaged on its way and has not been kept. Please send it again.")
    status = 460


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a sender says of a piece: one of ``ALGORITHMS``, and its digest."""

    algorithm: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that go to ``offset``. How many come, and what proves them, is None where the sender has not said it."""

    offset: int
    stream: IO[bytes]
    length_bytes: int | None = None
    checksum: Checksum | None = None


def here(file: Path) -> int:
    """Return how many bytes are here for good: on the disk, and proved where there was a checksum.

    Raises:
        NotFound: the file is gone.
    """
    try:
        with file.open("rb") as opened:
            before = os.fstat(opened.fileno()).st_size
            os.fsync(opened.fileno())
            proved = _proved(file)
            # Between the two looks a piece may have been refused and taken away again.
            now = os.fstat(opened.fileno()).st_size
    except FileNotFoundError as error:
        raise NotFound from error
    return min(before, now) if proved is None else min(before, now, proved)


def append(file: Path, size_bytes: int, piece: Piece) -> int:
    """Write a piece to the end of a file that will have ``size_bytes``, and return how many are here now.

    What came before a broken connection is kept and synced, unless the piece
    was to be proved by a checksum.

    Raises:
        NotFound: the file is gone, perhaps since we began.
        Busy: another connection is writing.
        WrongOffset: the file does not end where the piece begins.
        TooMuch: the piece is longer than what is missing; nothing of it is kept.
        WrongChecksum: the piece is not what was sent; nothing of it is kept.
        StorageFull: the disk takes nothing more.
    """
    with _only_writer(file) as opened:
        try:
            _settle(file, opened)
            ends_at = opened.seek(0, os.SEEK_END)
            if ends_at != piece.offset:
                raise WrongOffset(offset=piece.offset, size_bytes=ends_at)
            if piece.length_bytes is not None and piece.length_bytes > size_bytes - ends_at:
                raise TooMuch(size_bytes=size_bytes)
            if piece.checksum:
                _write_proved(file, opened, size_bytes, piece, piece.checksum)
            else:
                _write_synced(opened, size_bytes, piece)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise StorageFull from error
            raise
        if not os.fstat(opened.fileno()).st_nlink:
            raise NotFound
        return opened.tell()


def sync_folder(folder: Path) -> None:
    """Write to the disk which files the folder holds."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_if_older(file: Path, than_s: float) -> bool:
    """Remove a file whose last byte came before that moment, and return whether it is gone. A writer keeps it."""
    try:
        with _only_writer(file) as opened:
            if os.fstat(opened.fileno()).st_mtime >= than_s:
                return False
            file.unlink()
    except NotFound:
        return True
    except Busy:
        return False
    return True


@contextmanager
def _only_writer(file: Path) -> Iterator[IO[bytes]]:
    try:
        opened = file.open("r+b", buffering=0)
    except FileNotFoundError as error:
        raise NotFound from error
    with opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        if not os.fstat(opened.fileno()).st_nlink:
            raise NotFound
        yield opened


def _write_synced(opened: IO[bytes], size_bytes: int, piece: Piece) -> None:
    try:
        for part in _parts(size_bytes - piece.offset, piece.stream):
            _write_all(opened, part)
        if piece.length_bytes is None and piece.stream.read(1):
            opened.truncate(piece.offset)
            raise TooMuch(size_bytes=size_bytes)
    finally:
        os.fsync(opened.fileno())


def _write_proved(file: Path, opened: IO[bytes], size_bytes: int, piece: Piece, checksum: Checksum) -> None:
    digest = hashlib.new(checksum.algorithm, usedforsecurity=False)
    with _all_or_nothing(file, opened, piece.offset):
        for part in _parts(size_bytes - piece.offset, piece.stream):
            digest.update(part)
            _write_all(opened, part)
        if piece.length_bytes is None and piece.stream.read(1):
            raise TooMuch(size_bytes=size_bytes)
        if digest.digest() != checksum.digest:
            raise WrongChecksum


@contextmanager
def _all_or_nothing(file: Path, opened: IO[bytes], offset: int) -> Iterator[None]:
    """Keep what is written after ``offset`` when all goes well, and nothing of it otherwise.

    The mark is gone from the disk before anybody is told.
    """
    _mark(file, offset)
    try:
        yield
        os.fsync(opened.fileno())
    except BaseException:
        _settle(file, opened)
        raise
    _unmark(file)


def _parts(missing: int, stream: IO[bytes]) -> Iterator[bytes]:
    while missing and (part := stream.read(min(ARRIVING_BYTES, missing))):
        missing -= len(part)
        yield part


def _write_all(opened: IO[bytes], part: bytes) -> None:
    rest = memoryview(part)
    while rest:
        rest = rest[opened.write(rest) :]


def _mark(file: Path, offset: int) -> None:
    """Note beside the file that from here on nothing is proved."""
    with _mark_of(file).open("wb") as mark:
        mark.write(b"%d\n" % offset)
        mark.flush()
        os.fsync(mark.fileno())
    sync_folder(file.parent)


def _unmark(file: Path) -> None:
    _mark_of(file).unlink(missing_ok=True)
    sync_folder(file.parent)


def _settle(file: Path, opened: IO[bytes]) -> None:
    """Take away what was not proved, by this writer or by one that was killed."""
    if not _mark_of(file).exists():
        return
    proved = _proved(file)
    if proved is not None and proved < os.fstat(opened.fileno()).st_size:
        opened.truncate(proved)
    os.fsync(opened.fileno())
    _unmark(file)


def _proved(file: Path) -> int | None:
    """Return up to where the file is proved, or None when all of it is.

    A mark without its end of line was not finished, and then no byte was written after it.
    """
    try:
        told = _mark_of(file).read_bytes()
    except FileNotFoundError:
        return None
    return int(told) if told.endswith(b"\n") else None


def _mark_of(file: Path) -> Path:
    return file.with_name(file.name + UNPROVED)
