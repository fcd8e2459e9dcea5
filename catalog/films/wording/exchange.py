"""Words go out to a translation office and come back: as XLIFF, all languages in a ZIP, or as a table."""

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import PurePath
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from sqlalchemy.orm import Session

from catalog.films.languages import canonical
from catalog.films.register import NoSuchVersion
from catalog.films.wording import spreadsheet, xliff
from catalog.films.wording.correcting import write
from catalog.films.wording.desk import Sheet, sheet
from catalog.films.wording.rows import Plan, Row, plan
from catalog.foundation import audit
from catalog.foundation.errors import N_, Invalid, Refused
from catalog.people.permissions import Action, Actor, require

MOST_BYTES = 10_000_000
#: Of a ZIP, when it is unpacked.
MOST_UNPACKED_BYTES = 30_000_000
MOST_FILES = 200
#: No file is older in a ZIP; a fixed day keeps the same words the same bytes.
DAY = (1980, 1, 1, 0, 0, 0)
TABLES: Mapping[str, Callable[[Sheet], bytes]] = {"csv": spreadsheet.write_csv, "xlsx": spreadsheet.write_xlsx}
XLIFF_SUFFIXES = (".xlf", ".xliff")


class NothingToTranslate(Refused):
    """The film has no German words, or no other language."""

    sentence = N_("There is nothing to translate yet: a film needs a German version and one in another language.")


class FileTooLarge(Invalid):
    """The file is larger than the words of any film."""

    sentence = N_("“%(filename)s” is too large. The words of a film have at most %(most_mb)d MB.")


class BrokenZip(Invalid):
    """The ZIP cannot be unpacked, or holds no XLIFF."""

    sentence = N_("We cannot unpack “%(filename)s”, or there is no XLIFF in it. Please send the files one by one.")


class WordsMoved(Refused):
    """Something was saved between looking at an import and doing it."""

    sentence = N_("Somebody has changed words of this film meanwhile. Please look again at what the file would change.")


def export_language(session: Session, slug: str, language: str) -> bytes:
    """Return the words of a film in one language as XLIFF 2.0.

    Raises:
        NoSuchFilm, UnknownLanguage: see there.
        NothingToTranslate: there are no German words.
        NoSuchVersion: the film has no words to translate in this language.
    """
    found, tag = _translatable(session, slug), canonical(language)
    if tag not in xliff.targets(found):
        raise NoSuchVersion
    return xliff.write(found, tag)


def export_all(session: Session, slug: str) -> bytes:
    """Return the words of a film as a ZIP with one XLIFF for each language.

    Raises:
        NoSuchFilm, NothingToTranslate: see there.
    """
    found = _translatable(session, slug)
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as parts:
        for tag in xliff.targets(found):
            parts.writestr(ZipInfo(f"{slug}-{tag}.xlf", DAY), xliff.write(found, tag), ZIP_DEFLATED)
    return content.getvalue()


def export_table(session: Session, slug: str, suffix: str) -> bytes:
    """Return the words of a film in all languages as a table; ``suffix`` is one of TABLES.

    Raises:
        NoSuchFilm, NothingToTranslate: see there.
    """
    return TABLES[suffix](_translatable(session, slug))


def read(content: bytes, filename: str) -> list[Row]:
    """Return the rows of a file, whatever it is: what it begins with tells, not its name.

    Raises:
        FileTooLarge, BrokenZip: see there.
        Invalid: what ``xliff.read`` and ``spreadsheet.read`` refuse.
    """
    if len(content) > MOST_BYTES:
        raise _too_large(filename)
    if content.startswith(b"PK"):
        return _read_zip(content, filename)
    if content.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        return xliff.read(content, filename)
    return spreadsheet.read(content, _named(filename, ".csv"))


def look(session: Session, slug: str, rows: Sequence[Row], *, with_earlier: bool = False) -> tuple[Plan, str]:
    """Return what an import would do, and the state of the words that it was looked at with.

    Raises:
        NoSuchFilm, NothingToTranslate: see there.
    """
    found = _translatable(session, slug)
    return plan(rows, found, with_earlier=with_earlier), found.sha256


def bring(
    session: Session,
    slug: str,
    rows: Sequence[Row],
    *,
    by: Actor,
    source: str,
    looked_at_sha256: str | None = None,
    with_earlier: bool = False,
) -> Plan:
    """Take over what a file says, and return what was done. The same file a second time changes nothing.

    Args:
        session: a writing session.
        slug: the film.
        rows: what the file says.
        by: who imports it.
        source: the name of the file, for the book of deeds.
        looked_at_sha256: the state in which ``by`` has seen what would be done; None to do it unseen.
        with_earlier: see ``rows.plan``.

    Raises:
        NotPermitted, NoSuchFilm, NothingToTranslate: see there.
        WordsMoved: the words are no longer as they were looked at.
    """
    require(by, Action.UPLOAD)
    found = _translatable(session, slug, locked=True)
    if looked_at_sha256 is not None and found.sha256 != looked_at_sha256:
        raise WordsMoved
    planned = plan(rows, found, with_earlier=with_earlier)
    for change in planned.changes:
        if change.words == change.line.words:
            change.line.version.worded_after_sha256 = change.made_from
            audit.record(session, by, "found the words still right", change.line.version.subject, source=source)
        else:
            write(session, change.line, change.words, change.made_from, by=by, source=source)
    return planned


def _translatable(session: Session, slug: str, *, locked: bool = False) -> Sheet:
    found = sheet(session, slug, locked=locked)
    if found.original is None or not found.lines:
        raise NothingToTranslate
    return found


def _read_zip(content: bytes, filename: str) -> list[Row]:
    try:
        with ZipFile(BytesIO(content)) as parts:
            if "xl/workbook.xml" in parts.namelist():
                return spreadsheet.read(content, _named(filename, ".xlsx"))
            return [row for name, part in _unpacked(parts, filename) for row in xliff.read(part, name)]
    # A broken ZIP shows itself in as many ways as it can be broken.
    except (BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise BrokenZip(filename=filename) from error


def _unpacked(parts: ZipFile, filename: str) -> Iterator[tuple[str, bytes]]:
    """Yield each XLIFF of a ZIP; what its directory says of sizes is not believed."""
    members = [
        part
        for part in parts.infolist()
        if PurePath(part.filename).suffix.lower() in XLIFF_SUFFIXES and not part.filename.startswith("__MACOSX/")
    ]
    if not members:
        raise BrokenZip(filename=filename)
    if len(members) > MOST_FILES:
        raise _too_large(filename)
    left_bytes = MOST_UNPACKED_BYTES
    for member in members:
        with parts.open(member) as packed:
            unpacked = packed.read(left_bytes + 1)
        left_bytes -= len(unpacked)
        if left_bytes < 0:
            raise _too_large(filename)
        yield PurePath(member.filename).name, unpacked


def _named(filename: str, suffix: str) -> str:
    """Return the name under which a table is read as what it is."""
    return filename if filename.lower().endswith(suffix) else filename + suffix


def _too_large(filename: str) -> FileTooLarge:
    return FileTooLarge(filename=filename, most_mb=MOST_BYTES // 1_000_000)
