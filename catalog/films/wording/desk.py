"""All words of a film beside its German original: a question in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.films import register
from catalog.films.languages import ORDER, ORIGINAL
from catalog.films.lifecycle import Status
from catalog.films.models import FULL, Edition, Film, LanguageVersion
from catalog.films.wording.words import FIELDS, Standing, Words, standing, words_of
from catalog.foundation.audit import Entry

#: The deed by which words change; the book of deeds keeps what they were before.
CORRECTED = "corrected the words"


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one version, and how they stand to the original's."""

    version: LanguageVersion
    words: Words
    standing: Standing
    #: The original's words from which these were made; None when nobody knows them.
    made_from: Words | None

    @property
    def correctable(self) -> bool:
        """Return whether its words may still be changed."""
        return self.version.status != Status.RECALLED


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words of a film in all its languages, the most needed first."""

    film: Film
    #: The newest German revision; None before there is one.
    original: Line | None
    #: Of each other language the newest revision and, where it is another one, the one that is public.
    lines: Sequence[Line]

    @property
    def everything(self) -> list[Line]:
        """Return all lines, the original first."""
        return [self.original, *self.lines] if self.original else list(self.lines)

    @property
    def sha256(self) -> str:
        """Return the name of its state, by which somebody notices that others have changed something."""
        states = [
            f"{line.version.id} {line.words.sha256} {line.version.worded_after_sha256}" for line in self.everything
        ]
        return sha256("\n".join(states).encode()).hexdigest()

    def changed(self, line: Line) -> dict[str, str]:
        """Return what the original said before, by field, where it has changed since a line was made from it."""
        if line.made_from is None or self.original is None:
            return {}
        now = self.original.words
        return {field: line.made_from[field] for field in FIELDS if line.made_from[field] != now[field]}


def sheet(session: Session, slug: str, *, locked: bool = False) -> Sheet:
    """Return the words of a film; ``locked`` keeps everybody else from changing them until the transaction ends.

    Raises:
        NoSuchFilm: there is none.
    """
    film = register.film(session, slug)
    asked = (
        select(LanguageVersion)
        .join(Edition)
        .where(Edition.film_id == film.id, Edition.name == FULL)
        .order_by(LanguageVersion.revision.desc())
    )
    if locked:
        asked = asked.with_for_update(of=LanguageVersion).execution_options(populate_existing=True)
    versions = session.scalars(asked).all()
    german = [version for version in versions if version.language == ORIGINAL]
    original = words_of(german[0]) if german else None
    known = _known(session, german)
    lines = [_line(version, original, known) for version in _living(versions)]
    return Sheet(
        film,
        original=Line(german[0], words_of(german[0]), Standing.ORIGINAL, None) if german else None,
        lines=sorted(
            (line for line in lines if not german or line.version is not german[0]),
            key=lambda line: (ORDER[line.version.language], -line.version.revision),
        ),
    )


def _living(versions: Iterable[LanguageVersion]) -> list[LanguageVersion]:
    """Return the newest of each language, and those that are public; ``versions`` come the newest first."""
    newest: dict[str, LanguageVersion] = {}
    for version in versions:
        newest.setdefault(version.language, version)
    return [
        version for version in versions if version is newest[version.language] or version.status == Status.PUBLISHED
    ]


def _line(version: LanguageVersion, original: Words | None, known: Mapping[str, Words]) -> Line:
    words, made_from = words_of(version), version.worded_after_sha256
    # German words that are still public while newer ones are in work are made from none.
    is_german = version.language == ORIGINAL
    how = Standing.ORIGINAL if is_german else standing(words, made_from, original)
    return Line(version, words, how, known.get(made_from or ""))


def _known(session: Session, german: Sequence[LanguageVersion]) -> dict[str, Words]:
    """Return every state that the original has had, as far as its revisions and the book of deeds tell."""
    subjects = [version.subject for version in german]
    corrected = session.scalars(select(Entry).where(Entry.subject.in_(subjects), Entry.verb == CORRECTED))
    states = [words_of(version) for version in german]
    states += [Words(*entry.details["before"]) for entry in corrected]
    return {words.sha256: words for words in states}
