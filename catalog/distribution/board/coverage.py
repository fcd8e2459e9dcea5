"""How far the film has come: by kind of organisation, by district, by language. A few passes, each over one index."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session, joinedload

from catalog.distribution.board.counting import Counts, counts
from catalog.distribution.board.reaches import is_late
from catalog.distribution.board.scopes import COUNTED, EVERYTHING, Scope
from catalog.distribution.board.tallies import Counting, Group, Receipts, Tally
from catalog.distribution.board.timeline import Timeline, timeline_of
from catalog.distribution.holding.holdings import by_need
from catalog.distribution.models import Delivery
from catalog.distribution.recipients import RECIPIENTS
from catalog.distribution.stages import Standing, today
from catalog.films.models import Edition, Film, LanguageVersion
from catalog.people.hessen import hessen_map
from catalog.people.models import Organisation, OrganisationKind


@dataclass(frozen=True, slots=True)
class District:
    """The recipients of one district, or those of one kind there."""

    recipients: int = 0
    complete: int = 0
    receipts: Receipts = field(default_factory=Receipts)

    def __add__(self, other: "District") -> "District":
        return District(
            self.recipients + other.recipients, self.complete + other.complete, self.receipts + other.receipts
        )


@dataclass(frozen=True, slots=True)
class Place:
    """How far one municipality has come, as the map shows it."""

    key: str
    name: str
    receipts: Receipts


@dataclass(frozen=True, slots=True)
class Spread:
    """How far one language version has come."""

    version: LanguageVersion
    tally: Tally


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole board: every kind of recipient, every district, and every version that counts today."""

    everybody: Group
    #: Of those kinds that only a campaign picks, whoever was picked.
    by_kind: Mapping[OrganisationKind, Group]
    #: By its key; recipients without a district come under an empty one.
    by_district: Mapping[str, District]
    #: The most needed language of each film comes first.
    versions: tuple[Spread, ...]
    timeline: Timeline


def coverage(session: Session, now: datetime, scope: Scope = EVERYTHING) -> Coverage:
    """Return how far everything has come that the scope means.

    A fixed number of queries, however many deliveries there are.
    """
    counted = counts(session, scope)
    versions = _spreads(session, scope, now, counted)
    everything = sum((spread.tally for spread in versions), Tally())
    parts = _parts(session, scope, now)
    districts: dict[str, District] = {}
    kinds = {kind: District() for kind in COUNTED}
    for (kind, key), part in parts.items():
        districts[key] = districts.get(key, District()) + part
        kinds[kind] += part
    everybody = sum(kinds.values(), District())
    tallies = _by_kind(session, scope, now, everything)
    return Coverage(
        everybody=Group(everybody.recipients, everybody.complete, everything),
        by_kind={
            kind: Group(part.recipients, part.complete, tallies.get(kind, Tally()))
            for kind, part in kinds.items()
            if kind in RECIPIENTS or part.recipients
        },
        by_district=districts,
        versions=versions,
        timeline=timeline_of(counted),
    )


def on_the_map(session: Session, now: datetime, scope: Scope = EVERYTHING) -> tuple[Place, ...]:
    """Return how far the municipalities of Hessen have come that the scope means."""
    drawn = and_(
        scope.recipients,
        Organisation.kind == OrganisationKind.MUNICIPALITY,
        Organisation.key.in_(hessen_map().municipalities),
    )
    theirs = Delivery.organisation_id.in_(select(Organisation.id).where(drawn))
    of_one = _of_each(scope, now).where(theirs).subquery()
    told = session.execute(
        select(Organisation.key, Organisation.name, of_one.c.asked, of_one.c.arrived, of_one.c.overdue)
        .outerjoin(of_one, of_one.c.organisation_id == Organisation.id)
        .where(drawn)
    )
    return tuple(Place(key, name, Receipts(*(int(each or 0) for each in receipts))) for key, name, *receipts in told)


def _spreads(session: Session, scope: Scope, now: datetime, counted: Counts) -> tuple[Spread, ...]:
    tallies: dict[int, Counting] = {}
    for each in counted.deliveries:
        late = each.due_on is not None and each.due_on < today(now)
        tallies.setdefault(each.version_id, Counting()).add(each.standing, each.count, late=late)
    with_titles = joinedload(LanguageVersion.edition).joinedload(Edition.film).selectinload(Film.texts)
    versions = session.scalars(
        select(LanguageVersion).where(LanguageVersion.id.in_(scope.versions)).options(with_titles)
    )
    spreads = [
        Spread(version, tallies[version.id].tally if version.id in tallies else Tally())
        for version in versions
        if version.id in tallies or not scope.campaign_id
    ]
    return tuple(sorted(spreads, key=lambda spread: by_need(spread.version)))


def _parts(session: Session, scope: Scope, now: datetime) -> dict[tuple[OrganisationKind, str], District]:
    """Return how far the recipients of each kind have come in each district."""
    of_one = _of_each(scope, now).subquery()
    complete = case(((of_one.c.asked == of_one.c.arrived) & (of_one.c.asked > 0), 1), else_=0)
    is_there = of_one.c.organisation_id.is_not(None)
    told = session.execute(
        select(
            Organisation.kind,
            func.coalesce(Organisation.district_key, ""),
            func.count(),
            func.sum(complete),
            *(func.coalesce(func.sum(each), 0) for each in (of_one.c.asked, of_one.c.arrived, of_one.c.overdue)),
        )
        .outerjoin(of_one, of_one.c.organisation_id == Organisation.id)
        .where(scope.recipients, is_there if scope.campaign_id else is_there | Organisation.kind.in_(RECIPIENTS))
        .group_by(Organisation.kind, Organisation.district_key)
    )
    return {
        (OrganisationKind(kind), key): District(recipients, int(complete), Receipts(*map(int, receipts)))
        for kind, key, recipients, complete, *receipts in told
    }


def _of_each(scope: Scope, now: datetime) -> Select[int, int, int, int]:
    """Select what each recipient was asked for, and what came: organisation_id, asked, arrived, overdue."""
    is_asked = (Delivery.standing < Standing.WITHDRAWN, 1)
    has_arrived = ((Delivery.standing >= Standing.ACKNOWLEDGED) & (Delivery.standing < Standing.WITHDRAWN), 1)
    return (
        select(
            Delivery.organisation_id,
            func.sum(case(is_asked, else_=0)).label("asked"),
            func.sum(case(has_arrived, else_=0)).label("arrived"),
            func.sum(is_late(now)).label("overdue"),
        )
        .where(scope.of_anybody)
        .group_by(Delivery.organisation_id)
    )


def _by_kind(session: Session, scope: Scope, now: datetime, everything: Tally) -> dict[OrganisationKind, Tally]:
    """Return the deliveries of each kind: the rarer kinds are counted, and what they leave is the municipalities'."""
    rarer: dict[OrganisationKind, Counting] = {
        kind: Counting() for kind in COUNTED if kind != OrganisationKind.MUNICIPALITY
    }
    told = session.execute(
        select(Organisation.kind, Delivery.standing, func.count(), func.sum(is_late(now)))
        .select_from(Organisation)
        .join(Delivery, Delivery.organisation_id == Organisation.id)
        .where(scope.recipients, Organisation.kind.in_(rarer), scope.of_anybody)
        .group_by(Organisation.kind, Delivery.standing)
    )
    for kind, standing, count, late in told:
        rarer[OrganisationKind(kind)].add(standing, count - late, late=False)
        rarer[OrganisationKind(kind)].add(standing, int(late), late=True)
    tallies = {kind: counting.tally for kind, counting in rarer.items()}
    return tallies | {OrganisationKind.MUNICIPALITY: everything - sum(tallies.values(), Tally())}
