"""What a recipient does with a delivery: download it, say that it has arrived."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from catalog.distribution import ledger
from catalog.distribution.models import Delivery, DeliveryEvent
from catalog.distribution.stages import CALLED_BACK, RECEIVABLE, RECEIVED, UNSEEN, EventKind, today
from catalog.films.lifecycle import Status
from catalog.films.models import Rendition, RenditionKind
from catalog.films.register import VersionRecalled
from catalog.foundation import audit
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, NotFound, Refused
from catalog.people.permissions import Action, Actor, require

#: A diary is read on one page.
MOST_EVENTS = 300


class NotCollected(Refused):
    """A receipt was given for a film that had not been downloaded."""

    sentence = N_("Please download the film before you acknowledge it.")


class NothingToAcknowledge(Refused):
    """All receipts were to be given at once, and none is missing."""

    sentence = N_(
        "There is nothing to acknowledge. Please download a film first; then you can confirm that it arrived."
    )


class Replaced(Refused):
    """A file of a revision was asked for that a newer one has replaced."""

    sentence = N_("There is a newer revision of this language. Please go to your films and download that one.")


class NoSuchFile(NotFound):
    """The delivery has no file of this size."""

    sentence = N_("The film is not available in this size. Please choose another one.")


def own_delivery(session: Session, delivery_id: int, by: Actor, *, locked: bool = False) -> Delivery:
    """Return a delivery to the organisation of ``by``, with its version; locked until the transaction ends.

    Raises:
        NotFound: there is none, or it belongs to somebody else.
    """
    own = (
        select(Delivery)
        .where(Delivery.id == delivery_id, Delivery.organisation_id == by.organisation_id)
        .options(joinedload(Delivery.version))
    )
    delivery = session.scalar(own.with_for_update(of=Delivery) if locked else own)
    if delivery is None:
        raise NotFound
    return delivery


def files_of(session: Session, delivery: Delivery) -> Sequence[Rendition]:
    """Return the files that the recipient may take now, the largest picture first.

    Raises:
        VersionRecalled: the ministry has called the version back.
        Replaced: a newer revision is there.
    """
    if delivery.version.status == Status.RECALLED:
        raise VersionRecalled
    if delivery.version.status != Status.PUBLISHED:
        raise Replaced
    films = select(Rendition).where(Rendition.version_id == delivery.version_id, Rendition.kind == RenditionKind.FILM)
    return session.scalars(films.order_by(Rendition.height_px.desc())).all()


def file_of(session: Session, delivery_id: int, profile: str, *, by: Actor) -> tuple[Delivery, Rendition]:
    """Return the file of one size, for downloading.

    Raises:
        NotFound: there is no such delivery to the organisation of ``by``.
        NoSuchFile: the film was not made in this size.
        VersionRecalled, Replaced: see ``files_of``.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.COLLECT)
    delivery = own_delivery(session, delivery_id, by)
    for file in files_of(session, delivery):
        if file.profile == profile:
            return delivery, file
    raise NoSuchFile


def collect(session: Session, delivery_id: int, profile: str, size_bytes: int, *, by: Actor) -> Delivery:
    """Record that the last byte of a file, or of a kit, was handed out.

    It is recorded even when a recall came while the file was on its way:
    the recipient holds the film and has to be on the list.

    Raises:
        NotFound: there is no such delivery to the organisation of ``by``.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.COLLECT)
    delivery = own_delivery(session, delivery_id, by, locked=True)
    ledger.note(session, delivery, EventKind.COLLECTED, by, profile=profile, size_bytes=size_bytes)
    return delivery


def begin(
    session: Session, delivery_id: int, profile: str, size_bytes: int, reached_bytes: int, *, by: Actor
) -> Delivery:
    """Record that a download broke off, and how far it had come: once a day for each file, however often it does.

    Raises:
        NotFound: there is no such delivery to the organisation of ``by``.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.COLLECT)
    delivery = own_delivery(session, delivery_id, by, locked=True)
    now = utc_now()
    begun = select(DeliveryEvent).where(DeliveryEvent.delivery_id == delivery.id, DeliveryEvent.kind == EventKind.BEGUN)
    known = {(event.details.get("profile"), today(event.at)) for event in session.scalars(begun)}
    if (profile, today(now)) not in known:
        told = {"profile": profile, "size_bytes": size_bytes, "reached_bytes": reached_bytes}
        ledger.note(session, delivery, EventKind.BEGUN, by, now, **told)
    return delivery


def look(session: Session, *, by: Actor) -> int:
    """Record that somebody at the organisation of ``by`` has looked at what it was offered; return how much was new.

    Raises:
        NotPermitted: the role does not allow it.
    """
    require(by, Action.SEE_DELIVERIES)
    unseen = (Delivery.organisation_id == by.organisation_id) & Delivery.standing.in_(UNSEEN)
    return ledger.record(session, unseen, EventKind.OPENED, by, utc_now())


def acknowledge(session: Session, delivery_id: int, *, by: Actor) -> Delivery:
    """Record that the recipient has the film and that it plays.

    The first acknowledgement stands; a second one changes nothing.

    Raises:
        NotFound: there is no such delivery to the organisation of ``by``.
        NotCollected: nobody has downloaded it yet.
        VersionRecalled: the ministry has called it back.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.ACKNOWLEDGE)
    delivery = own_delivery(session, delivery_id, by, locked=True)
    if delivery.standing in CALLED_BACK:
        raise VersionRecalled
    if delivery.standing not in RECEIVABLE | RECEIVED:
        raise NotCollected
    if delivery.standing not in RECEIVED:
        ledger.note(session, delivery, EventKind.ACKNOWLEDGED, by)
        audit.record(session, by, "acknowledged", f"delivery:{delivery.id}")
    return delivery


def acknowledge_all(session: Session, *, by: Actor) -> int:
    """Record the receipt of everything that was downloaded and not yet acknowledged; return how many.

    Raises:
        NothingToAcknowledge: nothing is open.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.ACKNOWLEDGE)
    open_ones = session.scalars(
        select(Delivery)
        .where(Delivery.organisation_id == by.organisation_id, Delivery.standing.in_(RECEIVABLE))
        .order_by(Delivery.id)
        .with_for_update()
    ).all()
    if not open_ones:
        raise NothingToAcknowledge
    for delivery in open_ones:
        ledger.note(session, delivery, EventKind.ACKNOWLEDGED, by)
    numbers = [delivery.id for delivery in open_ones]
    audit.record(session, by, "acknowledged all", f"organisation:{by.organisation_id}", deliveries=numbers)
    return len(open_ones)


def diary(
    session: Session, organisation_id: int, most: int | None = MOST_EVENTS, skipped: int = 0
) -> Sequence[DeliveryEvent]:
    """Return what has happened to an organisation's deliveries, the newest first; the latest, or all for None."""
    return session.scalars(
        select(DeliveryEvent)
        .join(DeliveryEvent.delivery)
        .where(Delivery.organisation_id == organisation_id)
        .options(contains_eager(DeliveryEvent.delivery).joinedload(Delivery.version))
        .order_by(DeliveryEvent.at.desc(), DeliveryEvent.id.desc())
        .limit(most)
        .offset(skipped)
    ).all()
