"""Whom the film has reached: showings and people, by language, month, district and kind of organisation.

A showing for fewer than five counts as three people in every sum. Whatever
is then added, subtracted or filtered, nobody learns more of it than that it
was small. An excerpt at an event is a showing like any other.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, TypeVarTuple

from sqlalchemy import ColumnElement, Integer, Select, case, cast, extract, func, select
from sqlalchemy.orm import Session, aliased

from catalog.distribution.models import Screening
from catalog.distribution.responses.discretion import FEWEST, Told, told
from catalog.distribution.responses.screenings import counts
from catalog.films.models import Edition, Film, LanguageVersion
from catalog.people.models import Organisation, OrganisationKind

#: As how many people a showing counts that fewer than five have seen.
A_FEW = 3
#: A list of reports is read on one page.
MOST_REPORTS = 50
MONTHS = 12

#: Who carries on for an organisation that went into another one: what it has shown counts where that one lies.
_SUCCESSOR = aliased(Organisation)
_DISTRICT = func.coalesce(_SUCCESSOR.district_key, Organisation.district_key, "")

Key = TypeVar("Key")
Facts = TypeVarTuple("Facts")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which showings are looked at; empty and None: all of them."""

    film: str = ""
    district: str = ""
    language: str = ""
    since: date | None = None
    until: date | None = None


EVERYTHING = Choice()


@dataclass(frozen=True, slots=True)
class Reached:
    """How many showings there were, and how many people watched them, about."""

    showings: int = 0
    people: int = 0

    def __add__(self, other: "Reached") -> "Reached":
        return Reached(self.showings + other.showings, self.people + other.people)

    @property
    def told(self) -> Told:
        """Return how the number of people may be told."""
        return told(self.people)


@dataclass(frozen=True, slots=True)
class Cell:
    """The showings of one language in one month at the organisations of one kind in one district."""

    language: str
    #: Its first day.
    month: date
    district_key: str
    kind: OrganisationKind
    reached: Reached


@dataclass(frozen=True, slots=True)
class Report:
    """One showing as it was reported."""

    id: int
    event_id: int | None
    held_on: date
    audience: int
    place: str
    organisation_id: int
    organisation: str
    version: LanguageVersion


def cells(session: Session, choice: Choice = EVERYTHING) -> list[Cell]:
    """Return what was shown: one query, added up in the database."""
    year, month = (cast(extract(part, Screening.held_on), Integer) for part in ("year", "month"))
    people = case((Screening.audience < FEWEST, A_FEW), else_=Screening.audience)
    facts = (LanguageVersion.language, year, month, _DISTRICT, Organisation.kind)
    counted = _narrowed(select(*facts, func.count(), func.sum(people)).select_from(Screening), choice)
    return [
        Cell(tag, date(in_year, in_month, 1), of, OrganisationKind(kind), Reached(showings, int(watched)))
        for tag, in_year, in_month, of, kind, showings, watched in session.execute(counted.group_by(*facts))
    ]


def reports(session: Session, choice: Choice = EVERYTHING) -> list[Report]:
    """Return the showings that were reported, the latest first; not more than a page holds."""
    facts = select(Screening, LanguageVersion, Organisation.name)
    latest = _narrowed(facts, choice).order_by(Screening.held_on.desc(), Screening.id.desc())
    return [
        Report(
            id=screening.id,
            event_id=screening.event_id,
            held_on=screening.held_on,
            audience=screening.audience,
            place=screening.place,
            organisation_id=screening.organisation_id,
            organisation=name,
            version=version,
        )
        for screening, version, name in session.execute(latest.limit(MOST_REPORTS))
    ]


def grouped(cells: Iterable[Cell], key_of: Callable[[Cell], Key]) -> dict[Key, Reached]:
    """Return the cells added up by whatever they have in common."""
    together: dict[Key, Reached] = {}
    for cell in cells:
        key = key_of(cell)
        together[key] = together.get(key, Reached()) + cell.reached
    return together


def total(cells: Iterable[Cell]) -> Reached:
    """Return all the cells added up."""
    return sum((cell.reached for cell in cells), Reached())


def years(session: Session) -> list[int]:
    """Return the years in which something was shown, the latest first."""
    year = cast(extract("year", Screening.held_on), Integer)
    return sorted(session.scalars(select(year).where(counts()).distinct()), reverse=True)


def months(until: date, count: int = MONTHS) -> Sequence[date]:
    """Return the first days of so many months up to that of a day, the earliest first."""
    newest = until.year * 12 + until.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(newest - count + 1, newest + 1)]


def _narrowed(asked: Select[*Facts], choice: Choice) -> Select[*Facts]:
    wanted: list[ColumnElement[bool]] = [counts()]
    asked = asked.join(LanguageVersion, LanguageVersion.id == Screening.version_id)
    asked = asked.join(Organisation, Organisation.id == Screening.organisation_id)
    asked = asked.outerjoin(_SUCCESSOR, _SUCCESSOR.id == Organisation.successor_id)
    if choice.film:
        asked = asked.join(Edition, Edition.id == LanguageVersion.edition_id).join(Film, Film.id == Edition.film_id)
        wanted.append(Film.slug == choice.film)
    if choice.district:
        wanted.append(_DISTRICT.in_([choice.district]))
    if choice.language:
        wanted.append(LanguageVersion.language == choice.language)
    if choice.since:
        wanted.append(Screening.held_on >= choice.since)
    if choice.until:
        wanted.append(Screening.held_on <= choice.until)
    return asked.where(*wanted)
