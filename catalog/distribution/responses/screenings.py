"""A recipient reports a showing: on which day, in which language, for about how many people, and where."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from catalog.distribution import deliveries, ledger
from catalog.distribution.models import DeliveryEvent, Screening
from catalog.distribution.stages import EventKind, today
from catalog.foundation import audit
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid, NotFound
from catalog.people.permissions import Action, Actor, require

LARGEST_AUDIENCE = 20_000
#: Whoever reports a showing of longer ago has mistaken the year.
LONGEST_AGO = timedelta(days=366)
LONGEST_PLACE = 200
LONGEST_REASON = 300
LONGEST_FORM = 64


class NotYetHeld(Invalid):
    """A showing was reported that has not taken place."""

    sentence = N_("The day %(day)s lies in the future. Please report a showing after it has taken place.")


class TooLongAgo(Invalid):
    """A showing was reported of a year in which the film did not exist."""

    sentence = N_("The day %(day)s lies more than a year back. Please check the year.")


class AudienceUnlikely(Invalid):
    """Nobody, or a whole town, is said to have watched."""

    sentence = N_("Please say how many people watched, about: a number between 1 and %(largest)s.")


class PlaceTooLong(Invalid):
    """The place is a whole story."""

    sentence = N_("Please name the place in a few words, at most %(longest)s letters.")


class NoReasonGiven(Invalid):
    """A report was to be taken back without a word."""

    sentence = N_("Please say what was wrong with the report. The reason is kept in the history.")


class ReasonTooLong(Invalid):
    """The reason is a whole story."""

    sentence = N_("Please say in a few words what was wrong, in at most %(longest)s letters.")


def report(
    session: Session, delivery_id: int, held_on: date, audience: int, *, by: Actor, place: str = "", form: str = ""
) -> Screening:
    """Record a showing of the version that was delivered.

    A showing of a recalled version is recorded too: the ministry has to know.
    The same report from the same ``form`` is a thumb that pressed twice, and is one showing.

    Raises:
        NotFound: there is no such delivery to the organisation of ``by``.
        NotYetHeld, TooLongAgo, AudienceUnlikely, PlaceTooLong: the report cannot be true.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.REPORT_SCREENING)
    delivery = deliveries.own_delivery(session, delivery_id, by, locked=True)
    now = today(utc_now())
    where = " ".join(place.split())
    if held_on > now:
        raise NotYetHeld(day=held_on)
    if held_on < now - LONGEST_AGO:
        raise TooLongAgo(day=held_on)
    if not 1 <= audience <= LARGEST_AUDIENCE:
        raise AudienceUnlikely(largest=LARGEST_AUDIENCE)
    if len(where) > LONGEST_PLACE:
        raise PlaceTooLong(longest=LONGEST_PLACE)
    told: dict[str, object] = {"held_on": held_on.isoformat(), "audience": audience}
    told |= {name: word for name, word in (("place", where), ("form", form[:LONGEST_FORM])) if word}
    if form and (known := _reported(session, delivery.id, told)):
        return known
    event = ledger.note(session, delivery, EventKind.SCREENED, by, None, **told)
    screening = Screening(
        organisation_id=delivery.organisation_id,
        version_id=delivery.version_id,
        held_on=held_on,
        audience=audience,
        place=where,
        event_id=event.id,
    )
    session.add(screening)
    session.flush()
    audit.record(session, by, "reported a screening", f"delivery:{delivery.id}", audience=audience)
    return screening


def own_screening(session: Session, screening_id: int, by: Actor, *, locked: bool = False) -> Screening:
    """Return what the organisation of ``by`` has reported; locked until the transaction ends.

    Raises:
        NotFound: there is no such report, or it belongs to somebody else.
    """
    own = select(Screening).where(Screening.id == screening_id, Screening.organisation_id == by.organisation_id)
    screening = session.scalar(own.with_for_update() if locked else own)
    if screening is None:
        raise NotFound
    return screening


def take_back(session: Session, screening_id: int, reason: str, *, by: Actor) -> Screening:
    """Say that an own report was a mistake: it stays in the book and counts no more. Twice is as good as once.

    Raises:
        NotFound: the organisation of ``by`` has not reported it.
        NoReasonGiven: ``reason`` says nothing.
        ReasonTooLong: ``reason`` is a whole story.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.REPORT_SCREENING)
    screening = own_screening(session, screening_id, by, locked=True)
    event = session.get(DeliveryEvent, screening.event_id or 0)
    why = " ".join(reason.split())
    if event is None:
        raise NotFound
    if not why:
        raise NoReasonGiven
    if len(why) > LONGEST_REASON:
        raise ReasonTooLong(longest=LONGEST_REASON)
    if session.scalar(select(Screening.id).where(Screening.id == screening_id, counts())):
        ledger.correct(session, event, why, by)
        audit.record(session, by, "took a screening back", f"delivery:{event.delivery_id}", reason=why)
    return screening


def counts() -> ColumnElement[bool]:
    """Return the condition that a reported showing was not a mistake."""
    correction = aliased(DeliveryEvent)
    return ~exists().where(correction.corrects_id == Screening.event_id)


def _reported(session: Session, delivery_id: int, told: Mapping[str, object]) -> Screening | None:
    """Return the showing of which exactly this was told before, unless it was taken back."""
    reports = (
        select(Screening, DeliveryEvent.details)
        .join(DeliveryEvent, DeliveryEvent.id == Screening.event_id)
        .where(DeliveryEvent.delivery_id == delivery_id, counts())
    )
    return next((screening for screening, details in session.execute(reports) if details == told), None)
