"""Who would get what: what a campaign would do, before it does it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from catalog.distribution.campaigning import picking
from catalog.distribution.campaigning.picking import Pick
from catalog.distribution.models import Delivery
from catalog.distribution.stages import CAN_BE_OVERDUE
from catalog.films.models import LanguageVersion
from catalog.people import contacts
from catalog.people.models import Organisation, OrganisationKind


class Fate(StrEnum):
    """What a campaign does for one recipient and one version."""

    #: Offered for the first time.
    NEW = "new"
    #: Offered already and not acknowledged: offered again, and the new day counts.
    AGAIN = "again"
    #: Acknowledged already: nothing is asked a second time.
    LEFT = "left"


#: What comes with a letter.
TOLD = (Fate.NEW, Fate.AGAIN)


@dataclass(frozen=True, slots=True)
class Line:
    """One recipient, and what it would get."""

    organisation_id: int
    kind: OrganisationKind
    key: str
    name: str
    district: str
    #: None when no letter can be sent.
    address: str | None
    #: By the version's id.
    fates: Mapping[int, Fate]


@dataclass(frozen=True, slots=True)
class Preview:
    """A campaign before it is sent."""

    recipients: int
    #: Whoever gets a letter because there is something to tell.
    letters: int
    without_address: int
    #: For each version how many recipients meet each fate.
    fates: Mapping[int, Mapping[Fate, int]]
    #: The first of them.
    lines: Sequence[Line]

    @property
    def deliveries(self) -> int:
        """Return how many deliveries would be offered, for the first time or again."""
        return sum(tally.get(fate, 0) for tally in self.fates.values() for fate in TOLD)


def preview(session: Session, versions: Sequence[int], pick: Pick, most: int = 50) -> Preview:
    """Return what a campaign would do today, with its first recipients, in a fixed number of queries."""
    picked = select(Organisation.id).where(picking.condition(pick))
    each = _each(versions, pick).subquery()
    told = set(session.scalars(select(each.c.organisation_id).where(each.c.fate.in_(TOLD)).distinct()))
    writable = contacts.address_of(session, picked).keys()
    return Preview(
        recipients=session.scalar(select(func.count()).select_from(picked.subquery())) or 0,
        letters=len(told & writable),
        without_address=len(told - writable),
        fates=fates(session, versions, pick),
        lines=list(lines(session, versions, pick, most)),
    )


def fates(session: Session, versions: Sequence[int], pick: Pick) -> dict[int, dict[Fate, int]]:
    """Return for each version how many recipients meet each fate."""
    each = _each(versions, pick).subquery()
    counted = select(each.c.version_id, each.c.fate, func.count()).group_by(each.c.version_id, each.c.fate)
    tallies: dict[int, dict[Fate, int]] = {version_id: {} for version_id in versions}
    for version_id, fate, count in session.execute(counted):
        tallies[version_id][Fate(fate)] = count
    return tallies


def lines(session: Session, versions: Sequence[int], pick: Pick, most: int | None = None) -> Iterator[Line]:
    """Yield the recipients with what each would get, by kind and name: all of them, or the first."""
    shown = select(Organisation.id).where(picking.condition(pick)).order_by(*_ORDER).limit(most)
    addresses = contacts.address_of(session, shown)
    district = aliased(Organisation)
    each = _each(versions, pick).subquery()
    asked = (
        select(
            Organisation.id,
            Organisation.kind,
            Organisation.key,
            Organisation.name,
            func.coalesce(district.name, "").label("district"),
            each.c.version_id,
            each.c.fate,
        )
        .join(each, each.c.organisation_id == Organisation.id)
        .outerjoin(district, _is_district_of(district))
        .where(Organisation.id.in_(shown))
        .order_by(*_ORDER)
    )
    for number, rows in groupby(session.execute(asked), key=lambda row: row.id):
        of_one = list(rows)
        addressee = addresses.get(number)
        yield Line(
            organisation_id=number,
            kind=OrganisationKind(of_one[0].kind),
            key=of_one[0].key,
            name=of_one[0].name,
            district=of_one[0].district,
            address=addressee.email if addressee else None,
            fates={row.version_id: Fate(row.fate) for row in of_one},
        )


_ORDER = (Organisation.kind.desc(), Organisation.name, Organisation.id)


def _each(versions: Sequence[int], pick: Pick) -> Select[tuple[int, int, str]]:
    """Select every picked recipient with every version, and what the two come to."""
    fate = case(
        (Delivery.id.is_(None), Fate.NEW.value),
        (Delivery.standing.in_(CAN_BE_OVERDUE), Fate.AGAIN.value),
        else_=Fate.LEFT.value,
    )
    return (
        select(LanguageVersion.id.label("version_id"), Organisation.id.label("organisation_id"), fate.label("fate"))
        .select_from(Organisation)
        .join(LanguageVersion, LanguageVersion.id.in_(versions))
        .outerjoin(
            Delivery,
            and_(Delivery.version_id == LanguageVersion.id, Delivery.organisation_id == Organisation.id),
        )
        .where(picking.condition(pick))
    )


def _is_district_of(district: type[Organisation]) -> ColumnElement[bool]:
    return and_(district.kind == OrganisationKind.DISTRICT, district.key == Organisation.district_key)
