"""Sticks and discs: sent to recipients, known by the number on them, taken back when they return."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session, joinedload

from catalog.distribution import ledger
from catalog.distribution.models import Campaign, Delivery, DeliveryEvent, Medium, Recall, Request, Shipment
from catalog.distribution.stages import CALLED_BACK, EventKind, today
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.films.register import VersionRecalled
from catalog.foundation import audit
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid, NotFound, Refused
from catalog.people import organisations
from catalog.people.models import Organisation
from catalog.people.permissions import Action, Actor, require

LONGEST_NUMBER = 60


class Carrier(StrEnum):
    """What the film is on."""

    STICK = "stick"
    DISC = "disc"


class NothingOnIt(Invalid):
    """A stick was to be sent without a film on it."""

    sentence = N_("Please choose at least one language version that is on the stick or disc.")


class NotToBeSent(Refused):
    """A version was to be sent that is not public, or not any more."""

    sentence = N_("Only versions that are published now can be sent. Please choose others.")


class SentTomorrow(Invalid):
    """A stick is said to have been sent on a day that is yet to come."""

    sentence = N_("The day %(day)s lies in the future. Please enter a stick on the day on which it is sent.")


class NobodyToSendTo(Invalid):
    """A form names no recipient, neither in its lines nor in a table."""

    sentence = N_("Please name at least one recipient, each on a line: its key and the number on the stick.")


class NumberMissing(Invalid):
    """A stick has no number by which it could be known again."""

    sentence = N_("Please write the number of the stick or disc behind the key, at most %(longest)s characters.")


class NumberTaken(Invalid):
    """Two sticks were to have the same number."""

    sentence = N_("The number “%(number)s” is on another stick or disc already, which went to %(name)s on %(day)s.")


class NumberTwice(Invalid):
    """A number stands on two lines of the same list."""

    sentence = N_("The number “%(number)s” stands on an earlier line already. Each stick needs its own.")


class NotARecipient(Invalid):
    """A stick was to be sent to a body that is not there, or not any more."""

    sentence = N_("There is no active organisation with the key “%(key)s”. Please check the key.")


class BackAlready(Refused):
    """A stick came back twice."""

    sentence = N_("This stick or disc has come back or was given up already.")


class BackTooEarly(Invalid):
    """A stick came back before it was sent, or will come back."""

    sentence = N_("The day lies before the stick was sent, or in the future. Please check it.")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One line of what was sent: to whom, and what is written on it."""

    line: int
    key: str
    number: str


@dataclass(frozen=True, slots=True)
class RefusedParcel:
    """A line that was not entered, and why."""

    parcel: Parcel
    reason: Invalid


@dataclass(frozen=True, slots=True)
class Sent:
    """What was entered in one act."""

    shipments: tuple[Shipment, ...]
    #: How many deliveries had to be offered first.
    offered: int
    #: How many open wishes for a stick this has answered.
    answered: int
    refused: tuple[RefusedParcel, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """Which versions are on the sticks of one act, on what they are, and when they were sent."""

    version_ids: Sequence[int]
    carrier: Carrier
    shipped_on: date
    note: str = ""


def send(session: Session, parcels: Sequence[Parcel], load: Load, *, by: Actor) -> Sent:
    """Record sticks that were sent: every line that can be entered is, the others are told one by one.

    Whoever was not offered a version that is on the stick is offered it in the same act.

    Raises:
        NobodyToSendTo, NothingOnIt, SentTomorrow: the form is not complete.
        VersionRecalled, NotToBeSent: a version may not leave the house.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.KEEP_LEDGER)
    now = utc_now()
    if not parcels:
        raise NobodyToSendTo
    if load.shipped_on > today(now):
        raise SentTomorrow(day=load.shipped_on)
    versions = _sendable(session, load)
    good, refused = _checked(session, parcels)
    recipients = {organisation.id for _, organisation in good}
    offered = _offer(session, versions, recipients, by, now)
    shipments = tuple(_entered(session, parcel, organisation, load, by) for parcel, organisation in good)
    public = {version.language for version in versions if version.status == Status.PUBLISHED}
    _call_back(session, versions, recipients, by, now)
    answered = _answer(session, recipients, public, now)
    if shipments:
        numbers = [shipment.number for shipment in shipments]
        audit.record(session, by, "sent sticks", "shipments", numbers=numbers, versions=sorted(load.version_ids))
    return Sent(shipments, offered, answered, tuple(refused))


def take_back(session: Session, shipment_id: int, returned_on: date, *, arrived: bool, by: Actor) -> Shipment:
    """Record that a stick came back, or that it never arrived and was given up.

    Raises:
        NotFound: there is no such shipment.
        BackAlready, BackTooEarly: it cannot be so.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.KEEP_LEDGER)
    shipment = session.get(Shipment, shipment_id, with_for_update={"of": Shipment})
    if shipment is None:
        raise NotFound
    if shipment.returned_on:
        raise BackAlready
    if not shipment.shipped_on <= returned_on <= today(utc_now()):
        raise BackTooEarly
    shipment.returned_on = returned_on
    for delivery in _on_it(session, shipment):
        told = {"carrier": shipment.carrier, "number": shipment.number, "returned_on": returned_on.isoformat()}
        ledger.note(session, delivery, EventKind.RETURNED, by, None, arrived=arrived, **told)
    audit.record(session, by, "took a stick back", f"shipment:{shipment.id}", number=shipment.number, arrived=arrived)
    return shipment


def _sendable(session: Session, load: Load) -> Sequence[LanguageVersion]:
    """Return the versions, locked, so that no recall comes in between.

    A recalled one may have been on a stick that was sent until the day of its recall and is entered only now.
    """
    chosen = select(LanguageVersion).where(LanguageVersion.id.in_(load.version_ids)).order_by(LanguageVersion.id)
    versions = session.scalars(chosen.with_for_update(of=LanguageVersion)).all()
    if not versions:
        raise NothingOnIt
    recalled = [version.id for version in versions if version.status == Status.RECALLED]
    days = [today(at) for at in session.scalars(select(Recall.at).where(Recall.version_id.in_(recalled)))]
    if len(days) < len(recalled) or any(load.shipped_on > day for day in days):
        raise VersionRecalled
    known = all(version.status in (Status.PUBLISHED, Status.RECALLED) for version in versions)
    if not known or len(versions) != len(set(load.version_ids)):
        raise NotToBeSent
    return versions


def _call_back(
    session: Session, versions: Sequence[LanguageVersion], recipients: Collection[int], by: Actor, now: datetime
) -> None:
    """Call back what was on its way when its revision was recalled, where nothing of it had been offered before."""
    recalled = [version.id for version in versions if version.status == Status.RECALLED]
    unaware = and_(
        Delivery.version_id.in_(recalled),
        Delivery.organisation_id.in_(recipients),
        Delivery.standing.not_in(CALLED_BACK),
    )
    if recalled:
        ledger.record(session, unaware, EventKind.RECALLED, by, now)


def _checked(
    session: Session, parcels: Iterable[Parcel]
) -> tuple[list[tuple[Parcel, Organisation]], list[RefusedParcel]]:
    """Return the lines that can be entered, each with its recipient, and those that cannot."""
    good: list[tuple[Parcel, Organisation]] = []
    refused: list[RefusedParcel] = []
    numbers: set[str] = set()
    for parcel in parcels:
        try:
            good.append((parcel, _recipient(session, parcel, numbers)))
            numbers.add(parcel.number)
        except Invalid as reason:
            refused.append(RefusedParcel(parcel, reason))
    return good, refused


def _recipient(session: Session, parcel: Parcel, numbers: Collection[str]) -> Organisation:
    if not 0 < len(parcel.number) <= LONGEST_NUMBER:
        raise NumberMissing(longest=LONGEST_NUMBER)
    if parcel.number in numbers:
        raise NumberTwice(number=parcel.number)
    known = session.scalar(
        select(Shipment).where(Shipment.number == parcel.number).options(joinedload(Shipment.organisation))
    )
    if known:
        raise NumberTaken(number=known.number, name=known.organisation.name, day=known.shipped_on)
    organisation = organisations.find(session, parcel.key)
    if organisation and organisation.successor_id:
        organisation = session.get(Organisation, organisation.successor_id)
    if organisation is None or not organisation.active:
        raise NotARecipient(key=parcel.key[:60])
    return organisation


def _offer(
    session: Session, versions: Sequence[LanguageVersion], recipients: Collection[int], by: Actor, now: datetime
) -> int:
    """Offer the versions to those recipients that were not offered them yet; return how many deliveries that were."""
    there = select(Delivery.version_id, Delivery.organisation_id).where(Delivery.organisation_id.in_(recipients))
    known = {(row.version_id, row.organisation_id) for row in session.execute(there)}
    missing = [
        (version.id, organisation_id)
        for version in versions
        for organisation_id in sorted(recipients)
        if (version.id, organisation_id) not in known
    ]
    if not missing:
        return 0
    campaign = Campaign(versions=list(versions), begun_at=now, begun_by_id=by.account_id)
    session.add(campaign)
    session.flush()
    session.add_all(
        Delivery(campaign_id=campaign.id, version_id=version_id, organisation_id=organisation_id)
        for version_id, organisation_id in missing
    )
    session.flush()
    return ledger.record(session, Delivery.campaign_id == campaign.id, EventKind.OFFERED, by, now)


def _entered(session: Session, parcel: Parcel, organisation: Organisation, load: Load, by: Actor) -> Shipment:
    shipment = Shipment(
        organisation_id=organisation.id,
        carrier=load.carrier.value,
        number=parcel.number,
        shipped_on=load.shipped_on,
        note=load.note.strip(),
    )
    session.add(shipment)
    session.flush()
    on_it = and_(Delivery.organisation_id == organisation.id, Delivery.version_id.in_(load.version_ids))
    told = {"carrier": shipment.carrier, "number": shipment.number, "shipped_on": load.shipped_on.isoformat()}
    ledger.record(session, on_it, EventKind.SHIPPED, by, utc_now(), shipment_id=shipment.id, **told)
    return shipment


def _answer(session: Session, recipients: Collection[int], languages: Collection[str], now: datetime) -> int:
    """Close the open wishes for a stick that this answers; return how many."""
    open_wishes = and_(
        Request.organisation_id.in_(recipients),
        Request.language.in_(languages),
        Request.medium == Medium.STICK,
        Request.answered_at.is_(None),
    )
    wishes = session.scalars(select(Request.id).where(open_wishes)).all()
    session.execute(update(Request).where(Request.id.in_(wishes)).values(answered_at=now))
    return len(wishes)


def _on_it(session: Session, shipment: Shipment) -> Sequence[Delivery]:
    """Return the deliveries that a stick carries, also those of an organisation that carries on for its recipient."""
    shipped = DeliveryEvent.details["shipment_id"].as_integer() == shipment.id
    carried = select(DeliveryEvent.delivery_id).where(DeliveryEvent.kind == EventKind.SHIPPED, shipped)
    return session.scalars(select(Delivery).where(Delivery.id.in_(carried)).with_for_update(of=Delivery)).all()
