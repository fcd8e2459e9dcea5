"""A package opened for reading: a folder or a ZIP with a manifest in it. What it names is never a path to write to."""

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from catalog.foundation.errors import N_, Invalid
from catalog.people.tables import MOST_BYTES
from catalog.production.packages import archive
from catalog.production.packages.manifest import Manifest, as_named, read

MANIFESTS = ("manifest.csv", "manifest.xlsx")
MOST_FILES = 2000
#: What computers lay down in folders without being asked.
LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


class ManifestMissing(Invalid):
    """Nothing says what the files are for."""

    sentence = N_("There is no “manifest.csv” in the package. It has to say what each file is for.")


class ManifestTwice(Invalid):
    """Two tables want to say what the files are for."""

    sentence = N_("There are several manifests in the package: “%(first)s” and “%(second)s”. Please leave one.")


class NameTwice(Invalid):
    """Two files have one name."""

    sentence = N_("The package holds two files with the name “%(name)s”. Please pack it again.")


class UnsafeName(Invalid):
    """A name leads out of the package."""

    sentence = N_("The package names a file “%(name)s” that would lie outside of it. Please pack it again.")


class NoPlainFile(Invalid):
    """Something in the package is a link or a device."""

    sentence = N_("“%(name)s” in the package is a link and no file. Please put the file itself there.")


class TooManyFiles(Invalid):
    """The package is not one film."""

    sentence = N_("The package holds more than %(most)s files. Please bring one film at a time.")


class NoPackage(Invalid):
    """A path of this machine leads to neither a folder nor a file."""

    sentence = N_("“%(name)s” is neither a folder nor a ZIP.")


@dataclass(frozen=True)
class Package:
    """An opened package. Files are named from the manifest's own folder."""

    manifest: Manifest
    #: How long each file is, by its name; without the manifest itself.
    sizes_bytes: Mapping[str, int]
    _open: Callable[[str], AbstractContextManager[IO[bytes]]]

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Open a file of the package.

        Raises:
            BrokenArchive: at the opening or while it is read; what was read is not what was packed.
        """
        return self._open(name)


@contextmanager
def opened(path: Path, called: str = "") -> Iterator[Package]:
    """Open a folder or a ZIP, and read its manifest. ``called`` is its name for people, when that is not its path's.

    Raises:
        NoPackage, NoArchive, BrokenArchive: it is none.
        ManifestMissing, ManifestTwice, and whatever ``manifest.read`` refuses.
        NameTwice, UnsafeName, NoPlainFile, TooManyFiles, Encrypted, TooDense: it is not safe to be read.
    """
    if path.is_dir():
        yield _package(dict(_files_in(path)), lambda name: (path / name).open("rb"))
    elif path.is_file():
        with archive.opened(path, called or path.name, MOST_FILES) as packed:
            yield _package(packed.sizes_bytes(_checked), packed.open)
    else:
        raise NoPackage(name=path.name)


def _package(sizes_bytes: dict[str, int], open_: Callable[[str], AbstractContextManager[IO[bytes]]]) -> Package:
    """Return the package of files under their names as they are packed."""
    if len(sizes_bytes) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    by_name = _by_name(sizes_bytes)
    place = _manifest_among(by_name)
    with open_(by_name[place]) as table:
        manifest = read(table.read(MOST_BYTES + 1), PurePosixPath(place).name)
    folder = place.rpartition("/")[0]
    below = {name.removeprefix(f"{folder}/") if folder else name: packed for name, packed in by_name.items()}
    below.pop(PurePosixPath(place).name)
    return Package(
        manifest, {name: sizes_bytes[packed] for name, packed in below.items()}, lambda name: open_(below[name])
    )


def _by_name(packed: Iterable[str]) -> dict[str, str]:
    """Return the files by the names that a manifest uses for them, without litter."""
    by_name: dict[str, str] = {}
    for name in packed:
        plain = as_named(name)
        parts = plain.split("/")
        if any(part in LITTER or part.startswith("._") for part in parts):
            continue
        if plain in by_name:
            raise NameTwice(name=plain[:200])
        by_name[plain] = name
    return by_name


def _manifest_among(names: Iterable[str]) -> str:
    """Return the manifest that lies highest; a ZIP often has one folder around everything."""
    found = sorted((name.count("/"), name) for name in names if name.rpartition("/")[2].lower() in MANIFESTS)
    if not found:
        raise ManifestMissing
    if len(found) > 1 and found[0][0] == found[1][0]:
        raise ManifestTwice(first=found[0][1][:200], second=found[1][1][:200])
    return found[0][1]


def _checked(names: Iterable[tuple[str, int]]) -> None:
    """Refuse names that lead elsewhere, links, and names that stand there twice.

    Args:
        names: each with its Unix mode, 0 where the packer has told none.
    """
    names = list(names)
    for name, mode in names:
        plain = as_named(name)
        parts = plain.rstrip("/").split("/")
        if plain.startswith("/") or ":" in parts[0][:2] or "\0" in plain or {"..", ".", ""} & set(parts):
            raise UnsafeName(name=plain[:200])
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise NoPlainFile(name=plain[:200])
    twice = [name for name, count in Counter(as_named(name) for name, _ in names).items() if count > 1]
    if twice:
        raise NameTwice(name=twice[0][:200])


def _files_in(folder: Path) -> Iterator[tuple[str, int]]:
    """Yield each file of a folder with its size; hidden ones are left alone."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in (*folders, *sorted(names)):
            path = Path(place, name)
            facts = path.lstat()
            if name.startswith("."):
                continue
            if not (stat.S_ISREG(facts.st_mode) or stat.S_ISDIR(facts.st_mode)):
                raise NoPlainFile(name=path.relative_to(folder).as_posix()[:200])
            if stat.S_ISREG(facts.st_mode):
                yield path.relative_to(folder).as_posix(), facts.st_size
