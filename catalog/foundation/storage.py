"""Content by its SHA-256, in a local folder or an S3 bucket. It appears whole or not at all.

Nothing that a user typed is ever part of a path. A file is written beside its
place, synced and renamed; a second copy of the same content changes nothing.
A bucket shows an object only when its last byte has arrived.
"""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from catalog.foundation.errors import N_, NotFound, Refused

PIECE_BYTES = 1 << 20
#: The folder of half-finished files, which have names instead of hashes.
ASIDE = "aside"
#: How a disk says that it takes nothing more: it is full, somebody's share of it is, or the file would be too large.
NO_ROOM = (ENOSPC, EDQUOT, EFBIG)
#: What is raised by a storage that does not answer or does not let us in.
AWAY = (OSError, BaseError)
#: A bucket that does not answer within this is away; somebody is waiting for the page.
BUCKET_PATIENCE = timedelta(seconds=20)
#: What has arrived in part and has not grown for so long was left by a process that died.
LEFT_BEHIND_AFTER_S = 24 * 3600


class StorageFull(Refused):
    """The disk or the bucket takes nothing more."""

    sentence = N_("There is no room left to store this file. Nothing was lost; please tell the operator and try again.")
    status = 507


class ContentMissing(NotFound):
    """The storage does not hold the content that a row names."""

    sentence = N_("This file is missing from the storage. Please tell the operator.")


@dataclass(frozen=True, slots=True)
class Kept:
    """A content in the storage: its name and its size."""

    sha256: str
    size_bytes: int


class Storage:
    """The store of all contents."""

    def __init__(self, store: ObjectStore, folder: Path | None) -> None:
        self._store = store
        self._folder = folder

    def keep(self, file: Path) -> Kept:
        """Store the content of ``file`` and return its name; the file itself stays.

        Raises:
            StorageFull: there is no room; nothing of it shows.
        """
        kept = Kept(sha256_of(file), file.stat().st_size)
        try:
            if not self.holds(kept.sha256):
                self._bring_in(file, place_of(kept.sha256))
        except OSError as error:
            if error.errno in NO_ROOM:
                raise StorageFull from error
            raise
        return kept

    def holds(self, sha256: str) -> bool:
        """Return whether the content is here."""
        try:
            self._store.head(place_of(sha256))
        except FileNotFoundError:
            return False
        return True

    def size_bytes(self, sha256: str) -> int:
        """Return how large the stored content is.

        Raises:
            ContentMissing: it is not here.
        """
        try:
            return self._store.head(place_of(sha256))["size"]
        except FileNotFoundError as error:
            raise ContentMissing from error

    def local_path(self, sha256: str) -> Path | None:
        """Return where the content lies on this machine, or None when it lies in a bucket."""
        return self._folder / place_of(sha256) if self._folder else None

    def read(self, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the content's bytes from ``start`` up to, not including, ``end``.

        Raises:
            ContentMissing: it is not here.
        """
        end = self.size_bytes(sha256) if end is None else end
        if start >= end:
            return
        try:
            found = self._store.get(place_of(sha256), options={"range": (start, end)})
        except FileNotFoundError as error:
            raise ContentMissing from error
        for piece in found.stream(min_chunk_size=PIECE_BYTES):
            yield bytes(piece)

    def fetch(self, sha256: str, scratch: Path) -> Path:
        """Return a local path with the content; a bucket's content is copied into ``scratch``.

        Raises:
            ContentMissing: it is not here.
        """
        local = self.local_path(sha256)
        if local:
            if not local.exists():
                raise ContentMissing
            return local
        copy = scratch / sha256
        if not copy.exists():
            part = scratch / f"{sha256}.part"
            with part.open("wb") as output:
                output.writelines(self.read(sha256))
            part.replace(copy)
        return copy

    def put_aside(self, file: Path, name: str) -> None:
        """Lay a half-finished file where other workers find it by a name that nobody has used before.

        Raises:
            StorageFull: there is no room; nothing of it shows.
        """
        try:
            self._bring_in(file, f"{ASIDE}/{name}")
        except OSError as error:
            if error.errno in NO_ROOM:
                raise StorageFull from error
            raise

    def take_up(self, name: str, target: Path) -> None:
        """Copy a half-finished file to ``target``.

        Raises:
            ContentMissing: it is not here.
        """
        try:
            found = self._store.get(f"{ASIDE}/{name}")
        except FileNotFoundError as error:
            raise ContentMissing from error
        with target.open("wb") as output:
            output.writelines(bytes(piece) for piece in found.stream(min_chunk_size=PIECE_BYTES))

    def put_aside_under(self, prefix: str = "") -> list[str]:
        """Return the names of all half-finished files that begin with a folder's name."""
        place = f"{ASIDE}/{prefix}".rstrip("/")
        return [entry["path"].removeprefix(f"{ASIDE}/") for batch in self._store.list(place) for entry in batch]

    def clear_away(self, names: Iterable[str]) -> None:
        """Remove half-finished files; one that is gone already does not matter."""
        for name in names:
            with suppress(FileNotFoundError):
                self._store.delete(f"{ASIDE}/{name}")

    def contents(self) -> Iterator[Kept]:
        """Yield every content that is here."""
        for batch in self._store.list():
            for entry in batch:
                if not entry["path"].startswith(("incoming/", f"{ASIDE}/")):
                    yield Kept(entry["path"].rsplit("/", 1)[-1], entry["size"])

    def _bring_in(self, file: Path, place: str) -> None:
        if not self._folder:
            with file.open("rb") as content:
                obstore.put(self._store, place, content)
            return
        beside, target = self._folder / "incoming" / secrets.token_hex(16), self._folder / place
        try:
            with file.open("rb") as content:
                _write_synced(content, beside)
            target.parent.mkdir(exist_ok=True, parents=True)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
        _sync_folder(target.parent)
        _sync_folder(self._folder)


def open_storage(url: str) -> Storage:
    """Return the storage at ``url``: file:///FOLDER, or s3://BUCKET/PREFIX with the usual AWS_* settings."""
    parts = urlsplit(url)
    if parts.scheme == "s3":
        prefix = parts.path.strip("/") or None
        return Storage(S3Store(parts.netloc, prefix=prefix, retry_config={"retry_timeout": BUCKET_PATIENCE}), None)
    folder = Path(unquote(parts.path))
    (folder / "incoming").mkdir(parents=True, exist_ok=True)
    _clear_away(folder / "incoming")
    # A folder of half-finished files goes with the last of them.
    return Storage(LocalStore(folder, automatic_cleanup=True), folder)


def place_of(sha256: str) -> str:
    """Return the path of a content inside the store."""
    return f"{sha256[:2]}/{sha256}"


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _write_synced(content: BinaryIO, target: Path) -> None:
    with target.open("xb") as output:
        shutil.copyfileobj(content, output, PIECE_BYTES)
        output.flush()
        os.fsync(output.fileno())


def _clear_away(incoming: Path) -> None:
    for file in incoming.iterdir():
        # Another process may be clearing away as well.
        with suppress(FileNotFoundError):
            if time.time() - file.stat().st_mtime > LEFT_BEHIND_AFTER_S:
                file.unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
