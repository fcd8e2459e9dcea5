"""A recipient reports a showing: on which day, in which language, for about how many people."""

from datetime import date

from sqlalchemy.orm import Session

from catalog.distribution import deliveries
from catalog.distribution.models import Screening
from catalog.distribution.stages import EventKind, today
from catalog.foundation import audit
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid
from catalog.people.permissions import Action, Actor, require

LARGEST_AUDIENCE = 20_000


class NotYetHeld(Invalid):
    """A showing was reported that has not taken place."""

    sentence = N_("The day %(day)s lies in the future. Please report a showing after it has taken place.")


class AudienceUnlikely(Invalid):
    """Nobody, or a whole town, is said to have watched."""

    sentence = N_("Please say how many people watched, about: a number between 1 and %(largest)s.")


def report(session: Session, delivery_id: int, held_on: date, audience: int, *, by: Actor) -> Screening:
    """Record a showing of the version that was delivered.

    A showing of a recalled version is recorded too: the ministry has to know.

    Raises:
        NotFound: there is no such delivery to the organisation of ``by``.
        NotYetHeld, AudienceUnlikely: the report cannot be true.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.REPORT_SCREENING)
    delivery = deliveries.own_delivery(session, delivery_id, by, locked=True)
    if held_on > today(utc_now()):
        raise NotYetHeld(day=held_on.isoformat())
    if not 1 <= audience <= LARGEST_AUDIENCE:
        raise AudienceUnlikely(largest=LARGEST_AUDIENCE)
    screening = Screening(
        organisation_id=delivery.organisation_id, version_id=delivery.version_id, held_on=held_on, audience=audience
    )
    session.add(screening)
    deliveries.note(session, delivery, EventKind.SCREENED, by, held_on=held_on.isoformat(), audience=audience)
    audit.record(session, by, "reported a screening", f"delivery:{delivery.id}", audience=audience)
    return screening
