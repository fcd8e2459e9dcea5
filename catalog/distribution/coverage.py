"""How far the film has come: by kind of organisation, by district, by language. Read from the events, never stored."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, func, select
from sqlalchemy.orm import Session

from catalog.distribution import ledger
from catalog.distribution.holdings import by_need, holdings_of
from catalog.distribution.publication import RECIPIENTS, is_recipient
from catalog.distribution.stages import ARRIVED, Stage
from catalog.films.models import Edition, Film, LanguageVersion
from catalog.foundation.database import utc_now
from catalog.people.models import Organisation, OrganisationKind
from catalog.people.organisations import alphabetical, by_key

Key = TypeVar("Key", str, OrganisationKind)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many deliveries stand at which stage."""

    stages: Mapping[Stage, int] = field(default_factory=dict)

    def __getitem__(self, stage: Stage) -> int:
        return self.stages.get(stage, 0)

    @property
    def figures(self) -> dict[str, int]:
        """Return the number of deliveries at each stage, and of all together, by name."""
        return {**{stage.value: self[stage] for stage in Stage}, "deliveries": self.total}

    @property
    def total(self) -> int:
        """Return the number of all deliveries."""
        return sum(self.stages.values())

    @property
    def arrived(self) -> int:
        """Return how many recipients have said that it has arrived."""
        return sum(self[stage] for stage in ARRIVED)

    @property
    def asked(self) -> int:
        """Return how many were asked to say so: all but what was called back."""
        return self.total - self[Stage.RECALLED]

    @property
    def share(self) -> float | None:
        """Return what part of those that were asked has answered, between 0 and 1; None when nobody was asked."""
        return self.arrived / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one recipient has come."""

    id: int
    kind: OrganisationKind
    key: str
    name: str
    district_key: str | None
    tally: Tally


@dataclass(frozen=True, slots=True)
class Group:
    """Recipients that are looked at together: of a kind, of a district, or all of them."""

    recipients: tuple[Reach, ...]

    @property
    def tally(self) -> Tally:
        """Return all their deliveries."""
        together: dict[Stage, int] = {}
        for reach in self.recipients:
            for stage, count in reach.tally.stages.items():
                together[stage] = together.get(stage, 0) + count
        return Tally(together)

    @property
    def complete(self) -> int:
        """Return how many of them have acknowledged everything that they were offered."""
        return sum(reach.tally.share == 1 for reach in self.recipients)

    @property
    def figures(self) -> dict[str, int]:
        """Return the number of recipients and of their deliveries at each stage, by name."""
        return {"total": len(self.recipients), **self.tally.figures}


@dataclass(frozen=True, slots=True)
class Spread:
    """How far one language version has come."""

    version: LanguageVersion
    tally: Tally


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole board: every recipient, and every version that counts today."""

    everybody: Group
    #: The most needed language of each film comes first.
    versions: tuple[Spread, ...]

    @property
    def by_kind(self) -> dict[OrganisationKind, Group]:
        """Return the recipients of each kind."""
        return self._grouped(RECIPIENTS, lambda reach: reach.kind)

    @property
    def by_district(self) -> dict[str, Group]:
        """Return the recipients of each district, by its key."""
        keys = {reach.district_key or "" for reach in self.everybody.recipients}
        return self._grouped(keys, lambda reach: reach.district_key or "")

    def _grouped(self, keys: Collection[Key], key_of: Callable[[Reach], Key]) -> dict[Key, Group]:
        groups: dict[Key, list[Reach]] = {key: [] for key in keys}
        for reach in self.everybody.recipients:
            groups[key_of(reach)].append(reach)
        return {key: Group(tuple(reaches)) for key, reaches in groups.items()}


def coverage(session: Session, now: datetime, *, film: str = "", language: str = "", district: str = "") -> Coverage:
    """Return how far everything has come, or only one film, one language, one district.

    A fixed number of queries, however many deliveries there are.
    """
    chosen = _chosen(film, language)
    staged = ledger.staged(now, chosen)
    here = and_(is_recipient(), Organisation.district_key == district) if district else is_recipient()
    return Coverage(everybody=Group(_reaches(session, staged, here)), versions=_spreads(session, staged, chosen, here))


def summary(session: Session, now: datetime | None = None) -> dict[str, object]:
    """Return the board in figures, ready for JSON: recipients of each kind, stages, films."""
    everything = coverage(session, now or utc_now())
    return {
        "organisations": {kind.value: group.figures for kind, group in everything.by_kind.items()},
        "stages": everything.everybody.tally.figures,
        "versions": [
            {
                "film": spread.version.edition.film.slug,
                "language": spread.version.language,
                "revision": spread.version.revision,
                "status": spread.version.status,
                **spread.tally.figures,
            }
            for spread in everything.versions
        ],
    }


def of_district(session: Session, key: str, now: datetime | None = None) -> dict[str, object]:
    """Return how far the recipients of one district have come, ready for JSON.

    Raises:
        UnknownOrganisation: there is no district with the key.
    """
    district = by_key(session, key, OrganisationKind.DISTRICT)
    everybody = coverage(session, now or utc_now(), district=district.key).everybody
    return {
        "district": district.key,
        "name": district.name,
        **everybody.figures,
        "recipients": [{"key": reach.key, "name": reach.name, **reach.tally.figures} for reach in everybody.recipients],
    }


def of_organisation(session: Session, key: str, now: datetime | None = None) -> dict[str, object]:
    """Return what one recipient has and lacks, ready for JSON.

    Raises:
        UnknownOrganisation: nobody has or had the key.
    """
    organisation = by_key(session, key)
    found = holdings_of(session, organisation.id, now or utc_now())
    return {
        "organisation": organisation.key,
        "name": organisation.name,
        "kind": organisation.kind,
        "versions": [
            {
                "film": holding.film.slug,
                "language": holding.version.language,
                "revision": holding.version.revision,
                "mark": holding.mark.value,
                "stage": holding.stage.value,
                "due_on": holding.due_on.isoformat() if holding.due_on else None,
            }
            for holding in found.holdings
        ],
        "lacking": list(found.lacking),
    }


def _chosen(film: str, language: str) -> Select[int]:
    chosen = ledger.standing()
    if film:
        chosen = chosen.join(Edition, Edition.id == LanguageVersion.edition_id).join(Film).where(Film.slug == film)
    return chosen.where(LanguageVersion.language == language) if language else chosen


def _reaches(session: Session, staged: Subquery, here: ColumnElement[bool]) -> tuple[Reach, ...]:
    counted = select(staged.c.organisation_id, staged.c.stage, func.count()).group_by(
        staged.c.organisation_id, staged.c.stage
    )
    tallies = _tallies(session.execute(counted))
    recipients = session.execute(
        select(
            Organisation.id, Organisation.kind, Organisation.key, Organisation.name, Organisation.district_key
        ).where(here)
    )
    reaches = [
        Reach(id_, OrganisationKind(kind), key, name, district, tallies.get(id_, Tally()))
        for id_, kind, key, name, district in recipients
    ]
    return tuple(sorted(reaches, key=lambda reach: alphabetical(reach.name)))


def _spreads(session: Session, staged: Subquery, chosen: Select[int], here: ColumnElement[bool]) -> tuple[Spread, ...]:
    counted = (
        select(staged.c.version_id, staged.c.stage, func.count())
        .join(Organisation, Organisation.id == staged.c.organisation_id)
        .where(here)
        .group_by(staged.c.version_id, staged.c.stage)
    )
    tallies = _tallies(session.execute(counted))
    versions = session.scalars(select(LanguageVersion).where(LanguageVersion.id.in_(chosen)))
    spreads = [Spread(version, tallies.get(version.id, Tally())) for version in versions]
    return tuple(sorted(spreads, key=lambda spread: by_need(spread.version)))


def _tallies(counted: Iterable[Row[int, str, int]]) -> dict[int, Tally]:
    stages: dict[int, dict[Stage, int]] = {}
    for id_, stage, count in counted:
        stages.setdefault(id_, {})[Stage(stage)] = count
    return {id_: Tally(each) for id_, each in stages.items()}
