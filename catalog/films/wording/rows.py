"""What a file from a translation office says, row by row, and what would become of it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from catalog.films.languages import UnknownLanguage, canonical
from catalog.films.lifecycle import Status
from catalog.films.wording.desk import Line, Sheet
from catalog.films.wording.words import FIELDS, MOST_CHARACTERS, Standing, Words, cleaned, words_from


@dataclass(frozen=True, slots=True)
class Row:
    """One field of one version, as a file has it."""

    #: Where it stands in the file: a line, or the id of a unit.
    place: str
    #: Short name of the film; nothing when the file does not say.
    film: str
    language: str
    #: None when the file does not say.
    revision: int | None
    field: str
    #: The German words beside it.
    german: str
    text: str
    #: Whether whoever made the file calls it translated; None when the file does not say.
    done: bool | None = None


class Verdict(StrEnum):
    """What becomes of a row."""

    CHANGED = "changed"
    #: The words stay, and are said to fit the German ones of today.
    STILL_RIGHT = "still_right"
    UNCHANGED = "unchanged"
    #: The German words beside it are not today's.
    EARLIER = "earlier"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    REPEATED = "repeated"
    RECALLED = "recalled"
    #: It is about the German words themselves.
    ORIGINAL = "original"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_UNIT = "unknown_unit"


#: Rows that have a place in a version, and are as they should be or can be made so.
FITTING = (Verdict.CHANGED, Verdict.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, the line of the sheet that it belongs to, and what becomes of it."""

    row: Row
    verdict: Verdict
    #: None when there is none.
    line: Line | None = None
    #: The row's text as it would be saved.
    text: str = ""

    @property
    def before(self) -> str:
        """Return what is written now."""
        return self.line.words[self.row.field] if self.line else ""


@dataclass(frozen=True, slots=True)
class Change:
    """What is written into one version."""

    line: Line
    words: Words
    #: The state of the original from which they are made.
    made_from: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do, or has done."""

    rows: Sequence[Judged]
    changes: Sequence[Change]

    def count(self, verdict: Verdict) -> int:
        """Return how many rows end so."""
        return sum(judged.verdict == verdict for judged in self.rows)


def plan(rows: Iterable[Row], sheet: Sheet, *, with_earlier: bool = False) -> Plan:
    """Return what becomes of each row, and of each version.

    Args:
        rows: as the file has them.
        sheet: the words as they are now.
        with_earlier: take over what was made from earlier German words too; it stays marked as outdated.
    """
    judged = _judged(list(rows), sheet, with_earlier=with_earlier)
    changes = []
    for line in sheet.lines:
        own = [one for one in judged if one.line is line and one.verdict in FITTING]
        change = _change(line, own, sheet)
        if change:
            changes.append(change)
    confirmed = [change.line for change in changes if change.words == change.line.words]
    return Plan([_confirmed(one, confirmed) for one in judged], changes)


def _judged(rows: list[Row], sheet: Sheet, *, with_earlier: bool) -> list[Judged]:
    named = {(row.language, row.revision, row.field) for row in rows}
    seen: dict[tuple[int, str], str] = {}
    judged = []
    for row in rows:
        one = _judge(row, sheet, named)
        if one.line and one.verdict in (*FITTING, Verdict.EARLIER):
            place = one.line.version.id, row.field
            if seen.setdefault(place, one.text) != one.text:
                one = replace(one, verdict=Verdict.REPEATED)
            elif one.verdict is Verdict.EARLIER and with_earlier:
                one = replace(one, verdict=Verdict.CHANGED)
        judged.append(one)
    return judged


def _judge(row: Row, sheet: Sheet, named: set[tuple[str, int | None, str]]) -> Judged:
    try:
        tag = canonical(row.language)
    except UnknownLanguage:
        return Judged(row, Verdict.UNKNOWN_LANGUAGE)
    line = _line(row, tag, sheet, named)
    if line is None or sheet.original is None or row.field not in FIELDS or row.film not in ("", sheet.film.slug):
        return Judged(row, Verdict.UNKNOWN_UNIT)
    text = cleaned(row.field, row.text)
    return Judged(row, _verdict(row, text, line, sheet.original.words), line, text)


def _line(row: Row, tag: str, sheet: Sheet, named: set[tuple[str, int | None, str]]) -> Line | None:
    """Return the line that is meant.

    Words for a revision that has been replaced meanwhile go to the newest, unless the file has words for that too.
    """
    of_language = [line for line in sheet.everything if line.version.language == tag]
    for line in of_language:
        if row.revision == line.version.revision:
            return line
    if not of_language:
        return None
    newest = of_language[0]
    is_replaced = row.revision is None or row.revision < newest.version.revision
    return newest if is_replaced and (row.language, newest.version.revision, row.field) not in named else None


def _verdict(row: Row, text: str, line: Line, original: Words) -> Verdict:
    before = line.words[row.field]
    if line.standing is Standing.ORIGINAL:
        return Verdict.UNCHANGED if text == before else Verdict.ORIGINAL
    if line.version.status == Status.RECALLED:
        return Verdict.RECALLED
    if not text:
        return Verdict.EMPTY if before or original[row.field] else Verdict.UNCHANGED
    if text == before:
        return Verdict.UNCHANGED
    if len(text) > MOST_CHARACTERS[row.field]:
        return Verdict.TOO_LONG
    return Verdict.CHANGED if cleaned(row.field, row.german) == original[row.field] else Verdict.EARLIER


def _change(line: Line, own: list[Judged], sheet: Sheet) -> Change | None:
    """Return what the rows of one version change in it, or None."""
    texts = {one.row.field: one.text for one in own}
    words = words_from({field: texts.get(field) or line.words[field] for field in FIELDS})
    made_from = _made_from(line, own, sheet)
    if words == line.words and made_from == line.version.worded_after_sha256:
        return None
    return Change(line, words, made_from)


def _made_from(line: Line, own: list[Judged], sheet: Sheet) -> str | None:
    """Return the state of the original from which the words are made once the rows are taken over.

    It is the file's own German when every field of it is there and translated.
    A table does not say what is translated: whoever has changed one field of a
    version in it has looked at the others too.
    """
    original = sheet.original.words if sheet.original else Words("")
    is_changed = any(one.verdict is Verdict.CHANGED for one in own)
    done = [
        one for one in own if one.verdict is Verdict.CHANGED or one.row.done or (one.row.done is None and is_changed)
    ]
    beside = words_from({one.row.field: one.row.german for one in done})
    is_whole = {one.row.field for one in done} >= {field for field in FIELDS if original[field]}
    if done and is_whole and (is_changed or beside == original):
        return beside.sha256
    return line.version.worded_after_sha256


def _confirmed(one: Judged, confirmed: Sequence[Line]) -> Judged:
    if one.verdict is Verdict.UNCHANGED and any(one.line is line for line in confirmed):
        return replace(one, verdict=Verdict.STILL_RIGHT)
    return one
