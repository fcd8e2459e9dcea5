"""A ZIP, read where it lies: nothing is unpacked before its names and its announced sizes have been looked at."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from catalog.foundation.errors import N_, Invalid

#: No table of contents of so many files as we take is longer.
MOST_AT_ONCE_BYTES = 8 << 20
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
NAMED_IN_UTF8 = 0x800
#: Films and sounds hardly shrink; what swells more than this is no film of anybody.
MOST_SWELLING = 200
#: Below this a file may swell as it likes, such as captions with the same line again and again.
SMALL_BYTES = 10_000_000

Check = Callable[[Iterable[tuple[str, int]]], None]


class NoArchive(Invalid):
    """The file is no ZIP, or its end is missing."""

    sentence = N_("“%(name)s” is no ZIP, or it has not arrived completely. Please pack it again.")


class BrokenArchive(Invalid):
    """A file in the ZIP is not what was packed."""

    sentence = N_("“%(name)s” in the package is damaged. Please pack it again.")


class Encrypted(Invalid):
    """A file in the ZIP needs a password."""

    sentence = N_("“%(name)s” in the package is encrypted. Please pack it without a password.")


class UnknownPacking(Invalid):
    """A file in the ZIP is packed in a way that we do not read."""

    sentence = N_("“%(name)s” is packed in a way that we cannot read. Please pack it as an ordinary ZIP.")


class TooDense(Invalid):
    """A file would swell beyond all measure when it is unpacked."""

    sentence = N_("“%(name)s” would become %(times)s times larger when it is unpacked. We do not unpack that.")


class TableTooLong(Invalid):
    """The ZIP announces more files than we take."""

    sentence = N_("The ZIP names more files than one film has. Please bring one film at a time.")


class _Modest(io.BufferedReader):
    """A file of which nobody can make us hold more than a little at once."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MOST_AT_ONCE_BYTES:
            raise TableTooLong
        return super().read(MOST_AT_ONCE_BYTES if size is None or size < 0 else size)


class Archive:
    """An opened ZIP."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._members = {_name_of(member): member for member in packed.infolist()}

    def sizes_bytes(self, check: Check) -> dict[str, int]:
        """Return how long each file will be, by its name, after ``check`` has seen every name with its Unix mode.

        Raises:
            Encrypted, UnknownPacking, TooDense, and whatever ``check`` refuses.
        """
        check((_name_of(member), member.external_attr >> 16) for member in self._packed.infolist())
        files = {name: member for name, member in self._members.items() if not member.is_dir()}
        for name, member in files.items():
            _require_plain(name, member)
        return {name: member.file_size for name, member in files.items()}

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file of the ZIP.

        Raises:
            BrokenArchive: it is damaged, which may only show at its end.
        """
        try:
            with self._packed.open(self._members[name]) as content:
                yield content
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise BrokenArchive(name=name[:200]) from error


@contextmanager
def opened(path: Path, called: str, most_files: int) -> Iterator[Archive]:
    """Open a ZIP, which people know under the name ``called``.

    Raises:
        NoArchive: it is none.
        TableTooLong: it names more than ``most_files`` files.
    """
    with _Modest(io.FileIO(path)) as content:
        try:
            packed = zipfile.ZipFile(content)
        except (zipfile.BadZipFile, ValueError, EOFError, UnicodeDecodeError) as error:
            raise NoArchive(name=called[:200]) from error
        with packed:
            if len(packed.infolist()) > most_files:
                raise TableTooLong
            yield Archive(packed)


def _name_of(member: zipfile.ZipInfo) -> str:
    """Return the name as it was meant: some packers write UTF-8 without saying so."""
    if member.flag_bits & NAMED_IN_UTF8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode()
    except UnicodeError:
        return member.filename


def _require_plain(name: str, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & ENCRYPTED:
        raise Encrypted(name=name[:200])
    if member.compress_type not in READABLE:
        raise UnknownPacking(name=name[:200])
    if member.file_size > max(SMALL_BYTES, member.compress_size * MOST_SWELLING):
        raise TooDense(name=name[:200], times=round(member.file_size / max(member.compress_size, 1)))
