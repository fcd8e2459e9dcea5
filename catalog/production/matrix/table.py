"""The table that a film is steered by: each language of our table, in each form in which somebody can follow it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from catalog.films.languages import LANGUAGES, ORIGINAL, Language
from catalog.films.models import FULL, Film, LanguageVersion
from catalog.films.wording.words import Standing, standing, words_of
from catalog.production import workbench
from catalog.production.matrix.standing import State, state_of
from catalog.production.workbench import Line

#: How the tag of a language ends whose sentences are easy to read.
EASY = "-simple"


class Column(StrEnum):
    """A form in which somebody can follow the film."""

    DUB = "dub"
    CAPTIONS = "captions"
    #: The few sentences about the film that stand beside it.
    DESCRIPTION = "description"
    AUDIO_DESCRIPTION = "audio_description"
    SIGN_LANGUAGE = "sign_language"
    EASY_LANGUAGE = "easy_language"


@dataclass(frozen=True, slots=True)
class Cell:
    """One language in one form."""

    column: Column
    #: The language that has to be handed in for it: in its own row that of the row, for a variant the variant's.
    tag: str
    state: State
    #: The version that stands for it and how the work on that goes; None when there is none.
    line: Line | None = None
    #: Of captions: the language over whose sound they lie, when that is another one.
    over: str | None = None

    @property
    def version(self) -> LanguageVersion | None:
        """Return the newest revision, which the state is about."""
        return self.line.version if self.line else None

    @property
    def changed_at(self) -> datetime | None:
        """Return when its version last took a step."""
        version = self.version
        return (version.published_at or version.approved_at or version.entered_at) if version else None


@dataclass(frozen=True, slots=True)
class Row:
    """One language in every form. A form that our table of languages does not have for it has no cell."""

    language: Language
    cells: Mapping[Column, Cell]

    @property
    def is_there(self) -> bool:
        """Return whether the film can be followed in it in any form, now or soon."""
        return any(cell.version for cell in self.cells.values())

    @property
    def changed_at(self) -> datetime | None:
        """Return when any of its versions last took a step."""
        return max((cell.changed_at for cell in self.cells.values() if cell.changed_at), default=None)

    @property
    def titles(self) -> list[str]:
        """Return how the film is called in it."""
        return [cell.version.title for cell in self.cells.values() if cell.version]


def matrix(session: Session, film: Film, edition: str = FULL) -> list[Row]:
    """Return a row for each language of the table that is no variant of another one, the most needed first."""
    return rows(line for line in workbench.lines(session, film) if line.version.edition.name == edition)


def rows(lines: Iterable[Line]) -> list[Row]:
    """Return the rows of one cut of a film. Pure."""
    by_tag = {line.version.language: line for line in lines}
    variants: dict[str, dict[Column, str]] = {}
    for language in LANGUAGES.values():
        if column := variant_of(language):
            variants.setdefault(home_of(language), {})[column] = language.tag
    return [
        _row(language, variants.get(language.tag, {}), by_tag)
        for language in LANGUAGES.values()
        if not variant_of(language)
    ]


def variant_of(language: Language) -> Column | None:
    """Return the column in which a variant of another language stands; None for a language of its own."""
    if language.is_described:
        return Column.AUDIO_DESCRIPTION
    if language.is_signed:
        return Column.SIGN_LANGUAGE
    return Column.EASY_LANGUAGE if language.tag.endswith(EASY) else None


def home_of(language: Language) -> str:
    """Return the tag of the language in whose row a variant stands: that in which its texts are written."""
    return language.text_tag.removesuffix(EASY)


def _row(language: Language, variants: Mapping[Column, str], by_tag: Mapping[str, Line]) -> Row:
    line = by_tag.get(language.tag)
    cells = [
        _of_version(Column.DUB, language.tag, line),
        _captions(language.tag, line, by_tag.values()),
        _description(language.tag, line, by_tag.get(ORIGINAL) if language.tag != ORIGINAL else None),
        *(_of_version(column, tag, by_tag.get(tag)) for column, tag in variants.items()),
    ]
    return Row(language, {cell.column: cell for cell in cells})


def _of_version(column: Column, tag: str, line: Line | None) -> Cell:
    return Cell(column, tag, state_of(line.version.status, behind=line.is_behind) if line else State.MISSING, line)


def _description(tag: str, line: Line | None, original: Line | None) -> Cell:
    """Return where the description stands: its words have a source of their own, which may be known better."""
    if line is None:
        return Cell(Column.DESCRIPTION, tag, State.MISSING)
    written, german = words_of(line.version), words_of(original.version) if original else None
    compared = standing(written, line.version.worded_after_sha256, german)
    behind = compared == Standing.OUTDATED or (compared in _UNTOLD and line.is_behind)
    state = state_of(line.version.status, behind=behind, there=bool(written.description))
    return Cell(Column.DESCRIPTION, tag, state, line)


def _captions(tag: str, line: Line | None, lines: Iterable[Line]) -> Cell:
    """Return where the captions in a language stand: those of its own sound, else those over that of another one."""
    if line:
        own = state_of(line.version.status, behind=line.is_behind, there=line.version.own_captions is not None)
        if own != State.MISSING:
            return Cell(Column.CAPTIONS, tag, own, line)
    others = [
        Cell(Column.CAPTIONS, tag, state_of(version.status), replace(other, version=version), version.language)
        for other in lines
        for version in filter(None, (other.version, other.public))
        if other is not line and any(text.language == tag for text in version.captions)
    ]
    missing = Cell(Column.CAPTIONS, tag, State.MISSING, line)
    return max(others, key=lambda cell: _NEARNESS.index(cell.state), default=missing)


#: How words stand that do not tell of themselves whether their source has moved on.
_UNTOLD = (Standing.UNCOMPARED, Standing.MISSING)
#: Of several captions in one language those count that are nearest to everybody.
_NEARNESS: Sequence[State] = (
    State.MISSING,
    State.RECALLED,
    State.IN_WORK,
    State.IN_REVIEW,
    State.APPROVED,
    State.OUTDATED,
    State.PUBLISHED,
)
