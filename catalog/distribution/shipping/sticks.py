"""Which sticks and discs are out there, with whom, and what is on them: the question behind the page of shipments."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from catalog.distribution.corrections import counts
from catalog.distribution.models import Delivery, DeliveryEvent, Medium, Request, Shipment
from catalog.distribution.stages import EventKind
from catalog.films.lifecycle import Status
from catalog.films.models import Edition, LanguageVersion
from catalog.people.models import Organisation
from catalog.people.organisations import alphabetical


@dataclass(frozen=True, slots=True)
class Stick:
    """A stick or disc with what is on it."""

    shipment: Shipment
    versions: tuple[LanguageVersion, ...]

    @property
    def carries_recalled(self) -> bool:
        """Return whether something on it has been called back while it is out there."""
        return not self.shipment.returned_on and any(version.status == Status.RECALLED for version in self.versions)


@dataclass(frozen=True, slots=True)
class Wish:
    """A stick that somebody has asked for and not got yet."""

    request: Request
    organisation: Organisation


def sticks(session: Session, words: str = "", version_id: int | None = None, *, back_too: bool = False) -> list[Stick]:
    """Return the sticks out there, those with something recalled first, then the latest. A fixed number of questions.

    Args:
        session: a session for questions.
        words: a part of the recipient's name, of its key or of the number.
        version_id: only those that carry this revision.
        back_too: whether those are told as well that came back or never arrived.
    """
    asked = select(Shipment).options(joinedload(Shipment.organisation))
    if not back_too:
        asked = asked.where(Shipment.returned_on.is_(None))
    carried = _carried(session)
    found = [Stick(shipment, tuple(carried.get(shipment.id, ()))) for shipment in session.scalars(asked)]
    wanted = alphabetical(words.strip())
    fitting = [
        stick
        for stick in found
        # What is on none of them was entered by mistake.
        if stick.versions
        and (not version_id or any(version.id == version_id for version in stick.versions))
        and any(wanted in alphabetical(text) for text in _texts(stick.shipment))
    ]
    latest_first = sorted(fitting, key=lambda stick: (stick.shipment.shipped_on, stick.shipment.id), reverse=True)
    return sorted(latest_first, key=lambda stick: not stick.carries_recalled)


def wishes(session: Session) -> list[Wish]:
    """Return the sticks that were asked for and not sent yet, the oldest wish first."""
    open_wishes = (
        select(Request, Organisation)
        .join(Organisation, Organisation.id == Request.organisation_id)
        .where(Request.medium == Medium.STICK, Request.answered_at.is_(None))
        .order_by(Request.asked_at, Request.id)
    )
    return [Wish(request, organisation) for request, organisation in session.execute(open_wishes)]


def sendable(session: Session, recalled: Collection[int] = ()) -> Sequence[LanguageVersion]:
    """Return the versions that can be on a stick today, by film and language.

    And of ``recalled`` those that are: they may have been on one that was sent before and is entered late.
    """
    late = and_(LanguageVersion.status == Status.RECALLED, LanguageVersion.id.in_(recalled))
    return session.scalars(
        select(LanguageVersion)
        .where(or_(LanguageVersion.status == Status.PUBLISHED, late))
        .options(joinedload(LanguageVersion.edition).joinedload(Edition.film))
        .order_by(LanguageVersion.edition_id, LanguageVersion.language)
    ).all()


def shipped(session: Session) -> Sequence[LanguageVersion]:
    """Return the versions that have ever been sent on a stick, by film, language and revision."""
    sent = (
        select(Delivery.version_id)
        .join(DeliveryEvent, DeliveryEvent.delivery_id == Delivery.id)
        .where(DeliveryEvent.kind == EventKind.SHIPPED)
    )
    return session.scalars(
        select(LanguageVersion)
        .where(LanguageVersion.id.in_(sent))
        .options(joinedload(LanguageVersion.edition).joinedload(Edition.film))
        .order_by(LanguageVersion.edition_id, LanguageVersion.language, LanguageVersion.revision)
    ).all()


def _texts(shipment: Shipment) -> tuple[str, str, str]:
    return shipment.organisation.name, shipment.organisation.key, shipment.number


def _carried(session: Session) -> dict[int, list[LanguageVersion]]:
    """Return what is on each stick, by its number in the book of shipments."""
    shipment_id = DeliveryEvent.details["shipment_id"].as_integer()
    rows = session.execute(
        select(shipment_id, LanguageVersion)
        .join(Delivery, Delivery.id == DeliveryEvent.delivery_id)
        .join(LanguageVersion, LanguageVersion.id == Delivery.version_id)
        .where(DeliveryEvent.kind == EventKind.SHIPPED, counts(DeliveryEvent.id))
        .options(joinedload(LanguageVersion.edition).joinedload(Edition.film))
        .order_by(LanguageVersion.language)
    )
    carried: dict[int, list[LanguageVersion]] = {}
    for shipment, version in rows:
        # Whoever carries on for a recipient has the same stick in its own deliveries.
        if version not in carried.setdefault(shipment, []):
            carried[shipment].append(version)
    return carried
