"""The demand radar: which languages are asked for, where, against those that are there. The most wanted missing first.

Every figure is one of a single table, language by district with a sum for
each language, and is veiled in that table (see ``discretion``). A page and
an export only choose among these figures: no choice tells more than the whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.distribution.models import Medium, Request
from catalog.distribution.responses import reach
from catalog.distribution.responses.discretion import NOBODY, Told, told, told_together
from catalog.distribution.responses.reach import Reached
from catalog.films.languages import ORDER, UnknownLanguage, canonical
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.people.models import Organisation


class Supply(StrEnum):
    """Whether the film can be had in a language. The order is that in which somebody has to act."""

    MISSING = "missing"
    RECALLED = "recalled"
    IN_WORK = "in_work"
    PUBLISHED = "published"


#: What a language amounts to that has versions, the best news first.
_SUPPLY_OF: Mapping[Supply, frozenset[Status]] = {
    Supply.PUBLISHED: frozenset({Status.PUBLISHED}),
    Supply.IN_WORK: frozenset(Status) - {Status.PUBLISHED, Status.SUPERSEDED, Status.RECALLED},
    Supply.RECALLED: frozenset({Status.RECALLED}),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One language: who asks for it, whether it is there, whom it has reached. Mappings go by district."""

    language: str
    supply: Supply
    asked: Mapping[str, Told]
    asked_in_all: Told
    #: Sticks that were asked for and not yet sent, in all districts.
    sticks: Told
    reached: Mapping[str, Reached]

    def asked_in(self, district: str) -> Told:
        """Return how many organisations of a district ask for it; those of all districts for ""."""
        return self.asked.get(district, NOBODY) if district else self.asked_in_all

    def reached_in(self, district: str) -> Reached:
        """Return whom its showings have reached in a district; in all of them for ""."""
        return self.reached.get(district, Reached()) if district else sum(self.reached.values(), Reached())

    @property
    def is_missing(self) -> bool:
        """Return whether nobody can have it today."""
        return self.supply != Supply.PUBLISHED


def radar(session: Session) -> tuple[Wanted, ...]:
    """Return every language that is asked for, made or shown: the most wanted missing one first. Four queries."""
    asked = _asked(session)
    sticks = _sticks(session)
    supply = _supply(session)
    reached: dict[str, dict[str, Reached]] = {}
    for (language, district), each in reach.grouped(
        reach.cells(session), lambda cell: (cell.language, cell.district_key)
    ).items():
        reached.setdefault(language, {})[district] = each
    found = []
    for language in asked.keys() | sticks.keys() | supply.keys() | reached.keys():
        cells, in_all = told_together(asked.get(language, {}))
        found.append(
            Wanted(
                language=language,
                supply=supply.get(language, Supply.MISSING),
                asked=cells,
                asked_in_all=in_all,
                sticks=told(sticks.get(language, 0)),
                reached=reached.get(language, {}),
            )
        )
    return most_wanted_first(found)


def most_wanted_first(wanted: Iterable[Wanted], district: str = "") -> tuple[Wanted, ...]:
    """Return languages in the order in which they are missing, by what is told of them and not by what is held back."""
    return tuple(
        sorted(
            wanted,
            key=lambda one: (not one.is_missing, -one.asked_in(district).least, ORDER[one.language]),
        )
    )


def _asked(session: Session) -> dict[str, dict[str, int]]:
    """Return how many organisations need each language, by district: said in the register, or asked for here."""
    districts: dict[int, str] = {}
    needing: dict[str, set[int]] = {}
    organisations = select(Organisation.id, Organisation.district_key, Organisation.needed_languages)
    for id_, district, needed in session.execute(organisations.where(Organisation.active)):
        districts[id_] = district or ""
        for tag in _known(needed):
            needing.setdefault(tag, set()).add(id_)
    for organisation_id, tag in session.execute(
        select(Request.organisation_id, Request.language).where(Request.medium == Medium.VERSION)
    ):
        if organisation_id in districts:
            needing.setdefault(tag, set()).add(organisation_id)
    counted: dict[str, dict[str, int]] = {}
    for tag, who in needing.items():
        of = counted.setdefault(tag, {})
        for organisation_id in who:
            of[districts[organisation_id]] = of.get(districts[organisation_id], 0) + 1
    return counted


def _sticks(session: Session) -> dict[str, int]:
    open_ones = select(Request.language).where(Request.medium == Medium.STICK, Request.answered_at.is_(None))
    counted: dict[str, int] = {}
    for tag in session.scalars(open_ones):
        counted[tag] = counted.get(tag, 0) + 1
    return counted


def _supply(session: Session) -> dict[str, Supply]:
    statuses: dict[str, set[Status]] = {}
    for tag, status in session.execute(select(LanguageVersion.language, LanguageVersion.status).distinct()):
        statuses.setdefault(tag, set()).add(Status(status))
    return {
        tag: next((supply for supply, proof in _SUPPLY_OF.items() if proof & has), Supply.MISSING)
        for tag, has in statuses.items()
    }


def _known(tags: Iterable[str]) -> Iterator[str]:
    """Yield our tags for what an imported list calls languages; nobody could make those that we do not know."""
    for tag in tags:
        with suppress(UnknownLanguage):
            yield canonical(tag)
