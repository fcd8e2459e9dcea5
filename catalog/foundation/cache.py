"""Files that can be made again at any time, kept whole while they are asked for. The longest unasked goes first.

A file appears by a rename when its last byte is written and its SHA-256 is
right, so nobody ever sees half of one. Several processes may share the folder.
"""

import hashlib
import os
import time
from collections.abc import Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

#: Who asks once may never come back; a second time within a day is worth the room.
SOON_S = 24 * 3600
ASKED, PART = ".asked", ".part"


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of at most so many bytes; none at all when that is 0."""

    folder: Path
    most_bytes: int

    def path_of(self, sha256: str) -> Path | None:
        """Return where a file lies, or None; it counts as asked for."""
        path = self.folder / sha256
        try:
            os.utime(path)
        except FileNotFoundError:
            return None
        return path

    def keeping(self, sha256: str, size_bytes: int, pieces: Iterable[bytes]) -> Generator[bytes, None, None]:
        """Yield the pieces of a whole file; when it is asked for again within a day, keep it as it passes."""
        part = self._begun(sha256, size_bytes)
        if part is None:
            yield from pieces
            return
        digest, written_bytes = hashlib.sha256(), 0
        try:
            with part.open("r+b", buffering=0) as output:
                for piece in pieces:
                    digest.update(piece)
                    with suppress(OSError):
                        written_bytes += output.write(piece)
                    yield piece
                if (digest.hexdigest(), written_bytes) == (sha256, size_bytes):
                    self._show(output, part, sha256)
        finally:
            part.unlink(missing_ok=True)

    def _show(self, output: FileIO, part: Path, sha256: str) -> None:
        """Let a file be seen under its name; one that lay still for a day may by now be somebody else's."""
        with suppress(OSError):
            if os.path.samestat(os.fstat(output.fileno()), part.stat()):
                part.replace(self.folder / sha256)

    def _begun(self, sha256: str, size_bytes: int) -> Path | None:
        """Return where a file that is asked for again is to be written, or None."""
        part = self.folder / f"{sha256}{PART}"
        try:
            wanted = size_bytes <= self.most_bytes and self._asked_again(sha256)
            if not wanted or not self._room_for(size_bytes):
                return None
            part.touch(exist_ok=False)
            # Counted from now on with the room that it will take.
            os.truncate(part, size_bytes)
        except OSError:
            # Somebody else is writing it, or the disk is full: that costs the cache a file, not the visitor his film.
            return None
        return part

    def _asked_again(self, sha256: str) -> bool:
        """Return whether somebody asked within the last day, and note that somebody asks now."""
        mark = self.folder / f"{sha256}{ASKED}"
        asked = mark.exists() and _age_s(mark) < SOON_S
        mark.touch()
        return asked

    def _room_for(self, size_bytes: int) -> bool:
        """Return whether there is room, after the longest unasked have made some."""
        files = sorted(filter(Path.is_file, self.folder.iterdir()), key=_age_s, reverse=True)
        held = {file: _size_bytes(file) for file in files}
        for file in files:
            forgotten = file.suffix in (ASKED, PART) and _age_s(file) > SOON_S
            in_the_way = not file.suffix and sum(held.values()) + size_bytes > self.most_bytes
            if forgotten or in_the_way:
                file.unlink(missing_ok=True)
                del held[file]
        return sum(held.values()) + size_bytes <= self.most_bytes


def _age_s(file: Path) -> float:
    """Return how long nobody has asked for a file; one that has gone meanwhile is as old as can be."""
    try:
        return time.time() - file.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _size_bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
