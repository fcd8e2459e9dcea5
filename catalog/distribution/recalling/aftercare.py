"""What is done about recalls without anybody pressing a button: nobody who holds a copy is forgotten.

Whoever turns out later to hold a copy, by a download that was on its way or by
a showing, gets the letter that the others got. Whoever does not answer is
reminded every week.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from catalog.distribution.letters import catching_up, mailings
from catalog.distribution.models import Delivery, Mailing, MailingDelivery, MailingKind, Recall
from catalog.distribution.recalling import recalls
from catalog.foundation.config import Config
from catalog.foundation.database import alone
from catalog.foundation.errors import Refused
from catalog.people.permissions import MACHINE

#: How long after a recall, or after the last reminder, whoever has not answered is reminded.
REMIND_EVERY = timedelta(days=7)


def tend(session: Session, config: Config, now: datetime) -> None:
    """Write to whoever was missed, and remind whoever has been silent for a week. Nothing without a mail server."""
    if not config.smtp_url:
        return
    alone(session.connection(), "aftercare")
    tell_late_holders(session, now)
    remind_the_silent(session, now)
    catching_up.write_at_last(session, now)
    catching_up.send_again_what_came_back(session, config)


def tell_late_holders(session: Session, now: datetime) -> bool:
    """Order the letter of the recall to whoever has come to hold a copy since; return whether there was anybody."""
    late = and_(recalls.is_open(), Delivery.version_id.in_(select(Recall.version_id)), ~_told())
    if not session.scalar(select(exists().where(late))):
        return False
    return mailings.order(session, MailingKind.RECALL, late, f"late:{now.isoformat()}", by=MACHINE) is not None


def remind_the_silent(session: Session, now: datetime) -> int:
    """Order the weekly reminders; return of how many recalls."""
    waiting = select(Recall).where(
        exists().where(Delivery.version_id == Recall.version_id, recalls.is_open()).correlate(Recall)
    )
    last = _last_reminders(session)
    reminded = 0
    for recall in session.scalars(waiting).all():
        if next_reminder(recall, last.get(recall.version_id)) <= now:
            # Somebody has pressed the button today, or has just entered the last answer.
            with suppress(Refused):
                recalls.remind(session, recall.version_id, by=MACHINE)
                reminded += 1
    return reminded


def next_reminder(recall: Recall, last_at: datetime | None) -> datetime:
    """Return when those are reminded who have not answered by then."""
    return max(recall.at, last_at or recall.at) + REMIND_EVERY


def last_reminder(session: Session, version_id: int) -> datetime | None:
    """Return when a recall was last reminded of; None when it was not yet."""
    return _last_reminders(session).get(version_id)


def _last_reminders(session: Session) -> dict[int, datetime]:
    asked = (
        select(Delivery.version_id, func.max(Mailing.ordered_at))
        .join(MailingDelivery, MailingDelivery.delivery_id == Delivery.id)
        .join(Mailing, Mailing.id == MailingDelivery.mailing_id)
        .where(Mailing.kind == MailingKind.RECALL_REMINDER)
        .group_by(Delivery.version_id)
    )
    return dict(session.execute(asked).all())


def _told() -> ColumnElement[bool]:
    """Return the condition that a letter about the recall of a delivery has been ordered."""
    return exists().where(
        MailingDelivery.delivery_id == Delivery.id,
        Mailing.id == MailingDelivery.mailing_id,
        Mailing.kind == MailingKind.RECALL,
    )
