"""Find what somebody looks for in whatever everybody may see: by its letters, and by its sound when that fails."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Function, Row, Select, Text, cast, column, func, or_, select, table
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from catalog.films.languages import LANGUAGES, ORDER
from catalog.films.lifecycle import Status
from catalog.films.models import FULL, Edition, Film, LanguageVersion
from catalog.films.searching.filling import WRITTEN
from catalog.films.searching.haystacks import grams, marked
from catalog.films.searching.models import LineKind, SearchLine, SearchText
from catalog.films.searching.needles import Question

#: Whoever finds more has to say more exactly what they look for.
MOST_LINES = 300
INDEX = table("search_index", column("rowid"), column("search_index", Text))
GRAMS = ARRAY(Text)

Hit = Row[int, LineKind, int, str, str, str, str, str, int, str]
#: How well a line fits: what it is, how the worst word fits, whether the words follow one another, when, which.
Rank = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A title, a description or a sentence that has what was looked for."""

    kind: LineKind
    at_s: int
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A film in one language, with its lines that fit, the best first."""

    slug: str
    #: The language in which somebody follows the film.
    language: str
    #: The version that serves it; it speaks another language when there are only subtitles.
    spoken: str
    title: str
    lines: Sequence[Line]

    @property
    def subtitles(self) -> str | None:
        """Return the language of the subtitles to choose, or None when the version speaks the language itself."""
        return self.language if self.language != self.spoken else None

    @property
    def text_tag(self) -> str:
        """Return the language in which its lines are written."""
        return LANGUAGES[self.language].text_tag

    @property
    def beside_title(self) -> list[Line]:
        """Return the lines that say more than the title."""
        return [line for line in self.lines if line.text != self.title]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found."""

    films: Sequence[Found]
    #: Whether nothing is written so, and these only sound like it.
    by_sound: bool = False
    #: Whether there is more than anybody would read.
    cut_off: bool = False


def find(session: Session, question: Question, readers: Sequence[str] = ()) -> Answer:
    """Return where everybody may see or hear what was asked: the reader's languages first, the best first in each.

    Args:
        session: a session to read with.
        question: see ``needles.asked``.
        readers: the languages that the reader asks for, the most wanted first.
    """
    if not question.needles:
        return Answer([])
    for by_sound in (False, True):
        hits, cut_off = _hits(session, question, readers, by_sound=by_sound)
        if hits:
            return Answer(_arranged(hits, question, readers), by_sound, cut_off)
    return Answer([])


def _hits(session: Session, question: Question, readers: Sequence[str], *, by_sound: bool) -> tuple[list[Hit], bool]:
    """Return the lines that fit, and whether there are more. What is written about a film is always among them."""
    wanted = [needle.spellings(by_sound=by_sound) for needle in question.needles]
    written = _lines(session, [*wanted, [marked(WRITTEN)]], SearchLine.kind != LineKind.CUE)
    said = _lines(session, wanted, SearchLine.kind == LineKind.CUE)
    hits = {hit.id: hit for lines in (written, said) for hit in session.execute(lines)}
    cut_off = len(hits) >= MOST_LINES
    for tag in readers if cut_off else ():
        own = _lines(session, [*wanted, [marked(tag)]], SearchLine.kind == LineKind.CUE)
        hits |= {hit.id: hit for hit in session.execute(own)}
    return list(hits.values()), cut_off


def _lines(
    session: Session, wanted: Sequence[Sequence[str]], kinds: ColumnElement[bool]
) -> Select[int, LineKind, int, str, str, str, str, str, int, str]:
    """Return the question for public lines whose haystack has one spelling of everything that is wanted."""
    # The limit lets the index be asked first, whatever a database takes for cheaper. Hardly a line in it is not public.
    fitting = _fitting(session, wanted).where(kinds).limit(2 * MOST_LINES).subquery()
    return (
        select(
            SearchLine.id,
            SearchLine.kind,
            SearchLine.at_s,
            SearchLine.text,
            SearchLine.haystack,
            SearchText.language,
            LanguageVersion.language.label("spoken"),
            LanguageVersion.title,
            Edition.film_id,
            Film.slug,
        )
        .select_from(fitting)
        .join(SearchLine, SearchLine.id == fitting.c.id)
        .join(SearchText, SearchText.id == SearchLine.text_id)
        .join(LanguageVersion, LanguageVersion.id == SearchText.version_id)
        .join(Edition, Edition.id == LanguageVersion.edition_id)
        .join(Film, Film.id == Edition.film_id)
        .where(LanguageVersion.status == Status.PUBLISHED, Edition.name == FULL)
        .order_by(SearchLine.id)
        .limit(MOST_LINES)
    )


def _fitting(session: Session, wanted: Sequence[Sequence[str]]) -> Select[int]:
    lines = select(SearchLine.id)
    if session.get_bind().dialect.name == "sqlite":
        indexed = INDEX.c.search_index.op("MATCH")(_match(wanted))
        return lines.join(INDEX, INDEX.c.rowid == SearchLine.id).where(indexed, *_spelt(func.instr, wanted))
    held = func.search_grams(SearchLine.haystack, type_=GRAMS)
    held_by = (or_(*(held.contains(cast(grams(spelling), GRAMS)) for spelling in spellings)) for spellings in wanted)
    return lines.where(*held_by, *_spelt(func.strpos, wanted))


def _match(wanted: Sequence[Sequence[str]]) -> str:
    """Return what is wanted in the words of FTS5: (("pol" AND "oli") OR ("PLS")) AND ..."""

    def all_grams(spelling: str) -> str:
        return "(" + " AND ".join(f'"{gram}"' for gram in grams(spelling)) + ")"

    return " AND ".join("(" + " OR ".join(map(all_grams, spellings)) + ")" for spellings in wanted)


def _spelt(place_of: Callable[..., Function[Any]], wanted: Sequence[Sequence[str]]) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that the runs of three characters stand together: "pol" and "oli" are not yet "poli"."""
    for spellings in wanted:
        yield or_(*(place_of(SearchLine.haystack, spelling) > 0 for spelling in spellings))


def _arranged(hits: Iterable[Hit], question: Question, readers: Sequence[str]) -> list[Found]:
    """Return the hits by film and language, the best first."""

    def film_and_language(hit: Hit) -> tuple[int, int]:
        return hit.film_id, ORDER[hit.language]

    ranked = []
    for _, of_language in groupby(sorted(hits, key=film_and_language), key=film_and_language):
        found, rank = _found(list(of_language), question)
        place = readers.index(found.language) if found.language in readers else len(readers)
        ranked.append(((rank[0] == LineKind.NAMES, place, *rank[:3], ORDER[found.language], rank[-1]), found))
    return [found for _, found in sorted(ranked, key=lambda pair: pair[0])]


def _found(hits: Sequence[Hit], question: Question) -> tuple[Found, Rank]:
    """Return what serves a language best: the version that speaks it, else the most needed one that has subtitles."""
    best = min(hits, key=lambda hit: (hit.spoken != hit.language, ORDER[hit.spoken]))
    own = sorted((_rank(hit, question), hit) for hit in hits if hit.spoken == best.spoken)
    # The names of a film are no line of it: they only lead to it where nothing else does.
    lines = [hit for rank, hit in own if rank[0] != LineKind.NAMES] or [hit for _, hit in own]
    found = Found(
        slug=best.slug,
        language=best.language,
        spoken=best.spoken,
        title=best.title,
        lines=[Line(LineKind(hit.kind), hit.at_s, hit.text) for hit in lines],
    )
    return found, own[0][0]


def _rank(hit: Hit, question: Question) -> Rank:
    return hit.kind, *question.fits(hit.haystack), hit.at_s, hit.id
