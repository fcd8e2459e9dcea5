"""What was entered wrongly is put right, and what was told by telephone is entered: by the ministry, with a word why.

Nothing is taken out of the book. A correction is an event of its own that
says which one was a mistake.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased, contains_eager
from sqlalchemy.orm.attributes import InstrumentedAttribute

from catalog.distribution import ledger
from catalog.distribution.models import Delivery, DeliveryEvent
from catalog.distribution.stages import EventKind
from catalog.foundation import audit
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid, NotFound, Refused
from catalog.people.permissions import Action, Actor, require

#: What can never have been a mistake of whoever entered it: to offer and to recall are acts of their own.
STANDS = frozenset({EventKind.OFFERED, EventKind.RECALLED, EventKind.CORRECTED})
#: How long a recipient may take its own receipt back. A showing it takes back through ``screenings``.
TAKEN_BACK_WITHIN = timedelta(days=1)
#: What stands in the book as the reason when a recipient takes its own receipt back.
TAKEN_BACK_BY_RECIPIENT = "Von der Stelle selbst zurückgenommen."


class CannotBeCorrected(Refused):
    """An offer or a recall was called a mistake."""

    sentence = N_(
        "Offers, recalls and corrections stay as they are. An offer is ended by a recall, a recall by a new revision."
    )


class CorrectedAlready(Refused):
    """An event was called a mistake for the second time."""

    sentence = N_("This entry has been corrected already and does not count any more.")


class WhyMissing(Invalid):
    """An event was called a mistake without a reason."""

    sentence = N_("Please say why the entry is wrong. The reason stays beside it.")


class TooLateToTakeBack(Refused):
    """A recipient wants to take back what it said days ago."""

    sentence = N_("This can be taken back within a day only. Please tell the ministry, which can correct the entry.")


def counts(event_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """Return the condition that an event was not a mistake."""
    correction = aliased(DeliveryEvent)
    return ~exists().where(correction.corrects_id == event_id)


def event(session: Session, event_id: int) -> DeliveryEvent:
    """Return an entry of the book with its delivery, that one's version and recipient.

    Raises:
        NotFound: there is none.
    """
    found = session.scalar(
        select(DeliveryEvent)
        .join(DeliveryEvent.delivery)
        .where(DeliveryEvent.id == event_id)
        .options(
            contains_eager(DeliveryEvent.delivery).joinedload(Delivery.version),
            contains_eager(DeliveryEvent.delivery).joinedload(Delivery.organisation),
        )
    )
    if found is None:
        raise NotFound
    return found


def correct(session: Session, event_id: int, reason: str, *, by: Actor) -> DeliveryEvent:
    """Say that an entry was a mistake. It stays in the book, and does not count any more.

    Raises:
        NotFound: there is no such entry.
        WhyMissing: ``reason`` says nothing.
        CannotBeCorrected, CorrectedAlready: see there.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.KEEP_LEDGER)
    if not reason.strip():
        raise WhyMissing
    return _corrected(session, event(session, event_id), reason.strip(), by)


def take_back(session: Session, event_id: int, *, by: Actor) -> DeliveryEvent:
    """Let a recipient take its own receipt back, within a day.

    Raises:
        NotFound: there is no such entry of the organisation of ``by``.
        CannotBeCorrected: it is no receipt.
        TooLateToTakeBack: a day has passed.
        CorrectedAlready: it was taken back before.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.ACKNOWLEDGE)
    mistake = event(session, event_id)
    if mistake.delivery.organisation_id != by.organisation_id:
        raise NotFound
    if mistake.kind != EventKind.ACKNOWLEDGED:
        raise CannotBeCorrected
    if utc_now() - mistake.at > TAKEN_BACK_WITHIN:
        raise TooLateToTakeBack
    return _corrected(session, mistake, TAKEN_BACK_BY_RECIPIENT, by)


def _corrected(session: Session, mistake: DeliveryEvent, reason: str, by: Actor) -> DeliveryEvent:
    if mistake.kind in STANDS:
        raise CannotBeCorrected
    session.refresh(mistake.delivery, with_for_update={"of": Delivery})
    if session.scalar(select(DeliveryEvent.id).where(DeliveryEvent.corrects_id == mistake.id).limit(1)):
        raise CorrectedAlready
    correction = ledger.correct(session, mistake, reason, by)
    audit.record(session, by, "corrected an entry", f"delivery:{mistake.delivery_id}", kind=mistake.kind, reason=reason)
    return correction
