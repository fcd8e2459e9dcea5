"""How far each recipient has come, one by one: for lists of them. The board itself counts whole districts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select, true
from sqlalchemy.orm import Session

from catalog.distribution.board.scopes import EVERYTHING, Scope
from catalog.distribution.board.tallies import Counting, Group, Tally
from catalog.distribution.models import Campaign, Delivery
from catalog.distribution.recipients import RECIPIENTS
from catalog.distribution.stages import Standing, today
from catalog.people.models import Organisation, OrganisationKind
from catalog.people.organisations import alphabetical


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one recipient has come."""

    id: int
    kind: OrganisationKind
    key: str
    name: str
    district_key: str | None
    tally: Tally


def reaches(
    session: Session, now: datetime, scope: Scope = EVERYTHING, among: ColumnElement[bool] | None = None
) -> tuple[Reach, ...]:
    """Return how far each recipient in the scope has come, by name; ``among`` leaves out the other organisations."""
    meant = scope.recipients & (true() if among is None else among)
    counted = (
        select(Delivery.organisation_id, Delivery.standing, func.count(), func.sum(is_late(now)))
        .where(scope.of_anybody)
        .group_by(Delivery.organisation_id, Delivery.standing)
    )
    if among is not None:
        counted = counted.where(Delivery.organisation_id.in_(select(Organisation.id).where(meant)))
    tallies: dict[int, Counting] = {}
    for id_, standing, count, late in session.execute(counted):
        of_it = tallies.setdefault(id_, Counting())
        of_it.add(standing, count - late, late=False)
        of_it.add(standing, int(late), late=True)
    recipients = session.execute(
        select(
            Organisation.id, Organisation.kind, Organisation.key, Organisation.name, Organisation.district_key
        ).where(meant)
    )
    found = [
        Reach(id_, OrganisationKind(kind), key, name, district, tallies[id_].tally if id_ in tallies else Tally())
        for id_, kind, key, name, district in recipients
        if id_ in tallies or (kind in RECIPIENTS and not scope.campaign_id)
    ]
    return tuple(sorted(found, key=lambda reach: alphabetical(reach.name)))


def by_district(found: Iterable[Reach]) -> dict[str, Group]:
    """Return the recipients of each district together, by its key; those without one come under an empty one."""
    districts: dict[str, Group] = {}
    nobody = Group(0, 0, Tally())
    for reach in found:
        key = reach.district_key or ""
        known, complete = districts.get(key, nobody), reach.tally.share == 1
        districts[key] = Group(known.recipients + 1, known.complete + complete, known.tally + reach.tally)
    return districts


def is_late(now: datetime) -> ColumnElement[int]:
    """Return 1 for a delivery whose day has passed and whose receipt has not come, else 0."""
    past = select(Campaign.id).where(Campaign.due_on < today(now))
    return case(((Delivery.standing < Standing.ACKNOWLEDGED) & Delivery.campaign_id.in_(past), 1), else_=0)
