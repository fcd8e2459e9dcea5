"""Remind everybody who has not acknowledged, in one act: each organisation gets one letter, at most one a day."""

from datetime import datetime, time

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from catalog.distribution.letters import mailings
from catalog.distribution.models import Delivery, Mailing, MailingDelivery, MailingKind
from catalog.distribution.stages import CAN_BE_OVERDUE, HESSEN, today
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation import audit
from catalog.foundation.database import alone, utc_now
from catalog.foundation.errors import N_, Refused
from catalog.people.models import Organisation
from catalog.people.permissions import Action, Actor, require


class NobodyToRemind(Refused):
    """Everybody who is meant has acknowledged, or what they were offered was called back or replaced."""

    sentence = N_("There is nobody to remind: all of this has been acknowledged, recalled or replaced.")


class RemindedToday(Refused):
    """A second reminder on the same day."""

    sentence = N_("All of them have been reminded today already. Please wait until tomorrow.")


def remind(session: Session, deliveries: ColumnElement[bool], key: str, *, by: Actor) -> int:
    """Order a reminder to everybody who has not acknowledged these deliveries; return how many organisations.

    Whoever has been reminded today is left out, whichever button it was.
    What was called back or replaced by a newer revision is not reminded of.
    ``deliveries`` is a condition on ``Delivery``, ``key`` what is reminded of,
    such as "campaign:7" or "district:06435".

    Raises:
        NobodyToRemind: all of it is acknowledged.
        RemindedToday: all who have not acknowledged were reminded today.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.CAMPAIGN)
    # Two buttons at once shall not write to the same organisation twice.
    alone(session.connection(), "remind")
    now = utc_now()
    silent = and_(deliveries, can_be_reminded())
    due = and_(silent, ~_reminded_since(_midnight(now)))
    recipients = session.scalar(select(func.count(Delivery.organisation_id.distinct())).where(due)) or 0
    if not recipients:
        raise RemindedToday if session.scalar(select(exists().where(silent))) else NobodyToRemind
    mailing = mailings.order(session, MailingKind.REMINDER, due, f"{key}:{now.isoformat()}", by=by)
    number = mailing.id if mailing else None
    audit.record(session, by, "reminded", key, recipients=recipients, mailing=number)
    return recipients


def can_be_reminded() -> ColumnElement[bool]:
    """Return the condition that a delivery waits for its acknowledgement: public, and its recipient still there."""
    public = exists().where(LanguageVersion.id == Delivery.version_id, LanguageVersion.status == Status.PUBLISHED)
    there = exists().where(Organisation.id == Delivery.organisation_id, Organisation.active)
    return and_(Delivery.standing.in_(CAN_BE_OVERDUE), public.correlate(Delivery), there.correlate(Delivery))


def _reminded_since(moment: datetime) -> ColumnElement[bool]:
    """Return the condition that a reminder to the organisation of a delivery has been ordered since then."""
    told = aliased(Delivery)
    return Delivery.organisation_id.in_(
        select(told.organisation_id)
        .join(MailingDelivery, MailingDelivery.delivery_id == told.id)
        .join(Mailing, Mailing.id == MailingDelivery.mailing_id)
        .where(Mailing.kind == MailingKind.REMINDER, Mailing.ordered_at >= moment)
    )


def _midnight(now: datetime) -> datetime:
    """Return when the day has begun that it is in Hessen."""
    return datetime.combine(today(now), time.min, HESSEN)
