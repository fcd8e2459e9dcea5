"""The manifest of a package: what each file is for, row by row. Pure.

A row that says too little or too much is kept with its reasons, so that all of
them can be told at once; see docs/packages.md for what the columns mean.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from catalog.films.wording.words import FIELDS, MOST_CHARACTERS, cleaned
from catalog.foundation.errors import N_, FilmboteError, Invalid
from catalog.people.tables import Row, read_table

LONGEST_NOTE = 3000
SHA256 = re.compile(r"[0-9a-f]{64}")

#: What studios and offices write over the columns, and what we call them.
HEADINGS: Mapping[str, str] = {
    **dict.fromkeys(("film",), "film"),
    **dict.fromkeys(("language", "sprache"), "language"),
    **dict.fromkeys(("kind", "art"), "kind"),
    **dict.fromkeys(("file", "datei"), "file"),
    **dict.fromkeys(("subtitles_language", "untertitelsprache"), "subtitles_language"),
    **dict.fromkeys(("title", "titel"), "title"),
    **dict.fromkeys(("description", "beschreibung"), "description"),
    **dict.fromkeys(("call_to_action", "aufforderung"), "call_to_action"),
    **dict.fromkeys(("change_note", "änderung"), "change_note"),
    **dict.fromkeys(("sha256", "prüfsumme"), "sha256"),
}
NEEDED = frozenset({"film", "language", "kind"})


class Kind(StrEnum):
    """What a row is about."""

    #: The film itself: its title and description for those who handle it. No file.
    ABOUT = "about"
    #: A whole film, whose picture serves all languages.
    FILM = "film"
    #: A whole film whose picture is for its language alone, as a sign language's is.
    OWN = "own"
    DUB = "dub"
    CAPTIONS = "captions"
    SUBTITLES = "subtitles"


#: What a version has one of at most.
SOUNDS = frozenset({Kind.FILM, Kind.OWN, Kind.DUB})
KINDS: Mapping[str, Kind] = {
    **{kind.value: kind for kind in Kind},
    "über": Kind.ABOUT,
    "eigenes bild": Kind.OWN,
    "ton": Kind.DUB,
    "synchronfassung": Kind.DUB,
    "untertitel": Kind.CAPTIONS,
    "fremde untertitel": Kind.SUBTITLES,
}


class ColumnsMissing(Invalid):
    """The manifest lacks columns without which no row can be read."""

    sentence = N_("The manifest needs the columns “film”, “language” and “kind” in its first line.")


class FilmMissing(Invalid):
    """No row says which film it is."""

    sentence = N_("The manifest does not say which film it is. Please write its short name into the column “film”.")


class OtherFilm(Invalid):
    """A row names another film than the rows before."""

    sentence = N_("This row names the film “%(slug)s”, the first one “%(first)s”. A package brings one film.")


class UnknownKind(Invalid):
    """A row is about something that there is not."""

    sentence = N_("“%(kind)s” is none of the kinds about, film, own, dub, captions and subtitles.")


class LanguageMissing(Invalid):
    """A row names no language."""

    sentence = N_("The language is missing.")


class FileUnnamed(Invalid):
    """A row about a file names none."""

    sentence = N_("The name of the file is missing.")


class FileNotWanted(Invalid):
    """A row about the film itself names a file."""

    sentence = N_("A row of the kind “about” has no file. Please put “%(file)s” into a row of its own.")


class SubtitlesLanguageMissing(Invalid):
    """Subtitles do not say in which language they are written."""

    sentence = N_("Subtitles need the language in which they are written, in the column “subtitles_language”.")


class SubtitlesLanguageNotWanted(Invalid):
    """A file that is no subtitles says in which language they are written."""

    sentence = N_("Only a row of the kind “subtitles” has something in the column “subtitles_language”.")


class BadChecksum(Invalid):
    """A cell is no SHA-256."""

    sentence = N_("“%(cell)s” is no SHA-256: it has 64 digits from 0 to 9 and a to f.")


class TextTooLong(Invalid):
    """A text has more characters than its place on the pages."""

    sentence = N_("The text in the column “%(column)s” has %(length)s characters. It may have at most %(most)s.")


@dataclass(frozen=True, slots=True)
class Texts:
    """What a version is called and says; nothing where the manifest does not say it."""

    title: str = ""
    description: str = ""
    call_to_action: str = ""
    change_note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row, as it was written."""

    number: int
    language: str
    #: None: there is no such kind.
    kind: Kind | None
    #: As the package has to name it: with slashes, from the manifest's own folder.
    file: str = ""
    subtitles_language: str = ""
    texts: Texts = Texts()
    sha256: str | None = None
    #: What is wrong with the row by itself.
    reasons: tuple[FilmboteError, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package says of itself."""

    slug: str
    lines: Sequence[Line]


def read(content: bytes, filename: str) -> Manifest:
    """Return what a manifest says; it is a table as ``people.tables`` reads them.

    Raises:
        NotATable, TableTooLarge, EmptyTable: it cannot be read at all.
        ColumnsMissing, FilmMissing: nothing can be made of its rows.
    """
    rows = [(number, _by_our_names(row)) for number, row in read_table(content, filename)]
    if not {column for _, row in rows for column in row} >= NEEDED:
        raise ColumnsMissing
    slug = next((row["film"] for _, row in rows if row.get("film")), "")
    if not slug:
        raise FilmMissing
    return Manifest(slug, [_line(number, row, slug) for number, row in rows])


def as_named(file: str) -> str:
    """Return the name of a file as packages compare it: one way to write a letter, slashes between folders."""
    readable = file.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", readable).replace("\\", "/").removeprefix("./")


def _by_our_names(row: Row) -> Row:
    ours: Row = {}
    for heading, cell in row.items():
        column = HEADINGS.get(heading.strip().lower())
        if column:
            ours.setdefault(column, cell.replace("\N{NO-BREAK SPACE}", " ").strip())
    return ours


def _line(number: int, row: Row, slug: str) -> Line:
    written = row.get("kind", "").lower()
    line = Line(
        number=number,
        language=row.get("language", ""),
        kind=KINDS.get(written),
        file=as_named(row.get("file", "")),
        subtitles_language=row.get("subtitles_language", ""),
        texts=Texts(**{field: cleaned(field, row.get(field, "")) for field in FIELDS}, change_note=_plain(row)),
        sha256=row.get("sha256", "").lower() or None,
    )
    reasons = [*_about_the_row(line, row, slug), *_about_the_file(line), *_about_the_texts(line)]
    # What is no checksum is told once, and compared with nothing.
    sha256 = line.sha256 if SHA256.fullmatch(line.sha256 or "") else None
    return replace(line, sha256=sha256, reasons=tuple(reasons))


def _plain(row: Row) -> str:
    return cleaned("description", row.get("change_note", ""))


def _about_the_row(line: Line, row: Row, slug: str) -> Iterator[Invalid]:
    if row.get("film", slug) not in ("", slug):
        yield OtherFilm(slug=row["film"][:80], first=slug[:80])
    if line.kind is None:
        yield UnknownKind(kind=row.get("kind", "")[:40])
    if not line.language:
        yield LanguageMissing()


def _about_the_file(line: Line) -> Iterator[Invalid]:
    if line.kind is Kind.ABOUT and line.file:
        yield FileNotWanted(file=line.file[:200])
    if line.kind not in (None, Kind.ABOUT) and not line.file:
        yield FileUnnamed()
    if line.kind is Kind.SUBTITLES and not line.subtitles_language:
        yield SubtitlesLanguageMissing()
    if line.kind not in (None, Kind.SUBTITLES) and line.subtitles_language:
        yield SubtitlesLanguageNotWanted()
    if line.sha256 and not SHA256.fullmatch(line.sha256):
        yield BadChecksum(cell=line.sha256[:70])


def _about_the_texts(line: Line) -> Iterator[Invalid]:
    for column, most in {**MOST_CHARACTERS, "change_note": LONGEST_NOTE}.items():
        text = getattr(line.texts, column)
        if len(text) > most:
            yield TextTooLong(column=column, length=len(text), most=most)
