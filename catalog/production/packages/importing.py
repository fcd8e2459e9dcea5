"""A package is imported: its files are copied in one by one, and all its languages are entered together or none."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import IO, cast

from sqlalchemy.orm import Session

from catalog.films import languages, register
from catalog.films.models import LanguageVersion
from catalog.foundation import audit
from catalog.foundation.config import Config
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Refused
from catalog.people.permissions import Action, Actor, require
from catalog.production import handing_in
from catalog.production.arriving import uploads
from catalog.production.models import Upload
from catalog.production.packages.bundle import Package
from catalog.production.packages.looking import Tell
from catalog.production.packages.manifest import Kind
from catalog.production.packages.report import Entry, Looked, Report, Row


class PackageChanged(Refused):
    """The package is not the one any more that was looked into."""

    sentence = N_("The file “%(file)s” has changed since the package was looked into. Please look into it again.")


class NotAsRehearsed(Refused):
    """Somebody has entered a revision since the report was made."""

    sentence = N_("Somebody else has entered a revision meanwhile. Please look into the package again.")


@dataclass(frozen=True, slots=True)
class Copied:
    """A file of the package, copied in; no row in the database knows it yet."""

    row: Row
    upload: Upload


@contextmanager
def copied(
    config: Config, package: Package, report: Report, files: Mapping[str, Looked], by: Actor, tell: Tell
) -> Iterator[list[Copied]]:
    """Copy in all files that a report wants to enter; when the caller fails, the copies are gone again.

    Raises:
        StorageFull: the disk does not take them.
        BrokenArchive, PackageChanged: what is read is not what was looked into.
    """
    require(by, Action.UPLOAD)
    rows = [row for entry in report.to_enter for row in entry.rows]
    copies = [Copied(row, uploads.row(row.purpose, _last_name(row), row.size_bytes, by, _text_of(row))) for row in rows]
    whole_bytes, done_bytes = sum(row.size_bytes for row in rows), 0
    try:
        for copy in copies:
            sha256 = _copy(config, package, copy, partial(_tell_on, tell, done_bytes, whole_bytes))
            _require_same(copy.row, sha256, files)
            copy.upload.sender_sha256 = sha256
            done_bytes += copy.row.size_bytes
        yield copies
    except BaseException:
        for copy in copies:
            for file in uploads.files_of(config, copy.upload):
                file.unlink(missing_ok=True)
        raise


def enter(session: Session, report: Report, copies: Sequence[Copied], by: Actor) -> list[LanguageVersion]:
    """Enter every language that a report wants to enter, and the film when it is new; hand their files in.

    Raises:
        NotAsRehearsed, RevisionUnderWay, SlugTaken: somebody else was quicker; nothing is entered.
    """
    if not report.to_enter:
        return []
    if report.new_film:
        _enter_film(session, report, by)
    film = register.film(session, report.slug)
    entered = []
    for entry in report.to_enter:
        version = register.enter_version(
            session,
            film,
            entry.tag,
            by=by,
            title=entry.texts.title,
            description=entry.texts.description,
            call_to_action=entry.texts.call_to_action,
            change_note=entry.texts.change_note,
        )
        if version.revision != entry.revision:
            raise NotAsRehearsed
        handing_in.hand_in(session, version, _files_of(session, entry, copies), by, own_picture=entry.own_picture)
        entered.append(version)
    audit.record(
        session,
        by,
        "imported a package",
        f"film:{film.id}",
        slug=report.slug,
        languages=[version.language for version in entered],
    )
    return entered


def _enter_film(session: Session, report: Report, by: Actor) -> None:
    said = {languages.canonical(row.line.language): row.line.texts for row in report.about}
    titles = {tag: texts.title for tag, texts in said.items()}
    descriptions = {tag: texts.description for tag, texts in said.items()}
    register.enter_film(session, report.slug, titles, by=by, descriptions=descriptions)


def _files_of(session: Session, entry: Entry, copies: Sequence[Copied]) -> list[Upload]:
    """Return the files of a language, now as rows; the first one is what its version is known by in the queue."""
    own = [copy.upload for copy in copies if copy.row.tag == entry.tag]
    for upload in own:
        upload.arrived_at = utc_now()
        session.add(upload)
    session.flush()
    return own


def _copy(config: Config, package: Package, copy: Copied, tell: Callable[[int], None]) -> str:
    """Copy one file in, and return its SHA-256."""
    uploads.path_of(config, copy.upload).touch(exist_ok=False)
    with package.open(copy.row.line.file) as content:
        counted = _Counted(content, tell)
        uploads.append(config, copy.upload, 0, cast("IO[bytes]", counted))
    return counted.digest.hexdigest()


def _tell_on(tell: Tell, before_bytes: int, whole_bytes: int, here_bytes: int) -> None:
    tell(before_bytes + here_bytes, whole_bytes)


def _require_same(row: Row, sha256: str, files: Mapping[str, Looked]) -> None:
    if sha256 != files[row.line.file].sha256:
        raise PackageChanged(file=row.line.file[:200])


def _last_name(row: Row) -> str:
    return row.line.file.rpartition("/")[2]


def _text_of(row: Row) -> str | None:
    """Return in which language subtitles are written."""
    return row.line.subtitles_language if row.line.kind is Kind.SUBTITLES else None


class _Counted:
    """A stream that counts and hashes what is read from it."""

    def __init__(self, content: IO[bytes], tell: Callable[[int], None]) -> None:
        self._content, self._tell, self._done_bytes = content, tell, 0
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """Return the next piece."""
        piece = self._content.read(size)
        self.digest.update(piece)
        self._done_bytes += len(piece)
        self._tell(self._done_bytes)
        return piece
