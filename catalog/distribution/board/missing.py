"""Who has still to say that the films have arrived, and who of them cannot be written to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from catalog.distribution.board.reaches import Reach, reaches
from catalog.distribution.board.scopes import Scope
from catalog.distribution.letters import reminding
from catalog.distribution.models import Delivery, DeliveryEvent
from catalog.distribution.stages import EventKind, Standing
from catalog.people import contacts
from catalog.people.contacts import Addressee
from catalog.people.models import Organisation
from catalog.people.permissions import Actor


@dataclass(frozen=True, slots=True)
class Missing:
    """A recipient whose receipts are missing."""

    reach: Reach
    addressee: Addressee | None
    #: Whether its last letter came back, or somebody has noted that nobody is there.
    came_back: bool

    @property
    def unreachable(self) -> bool:
        """Return whether somebody has to telephone: there is no address, or it is not good."""
        return self.addressee is None or self.came_back


def missing(session: Session, now: datetime, scope: Scope) -> Sequence[Missing]:
    """Return everybody in the scope whose receipts are missing, who is furthest behind first."""
    behind = [reach for reach in reaches(session, now, scope.waiting) if reach.tally.missing]
    addressees = contacts.address_of(session, select(Organisation.id).where(scope.recipients))
    unreached = select(Delivery.organisation_id).where(
        Delivery.standing == Standing.UNREACHED, scope.deliveries, _was_written_to()
    )
    came_back = set(session.scalars(unreached.distinct()))
    found = [Missing(reach, addressees.get(reach.id), reach.id in came_back) for reach in behind]
    return sorted(found, key=lambda each: -each.reach.tally.missing)


def remind(session: Session, scope: Scope, *, by: Actor) -> int:
    """Remind everybody in the scope whose receipts are missing, in one act; return how many organisations.

    Raises:
        NobodyToRemind, RemindedToday, NotPermitted: see ``reminding.remind``.
    """
    return reminding.remind(session, scope.deliveries, scope.key, by=by)


def _was_written_to() -> ColumnElement[bool]:
    """Return the condition that a letter came back, or somebody noted it; where there is no address, none was sent."""
    by_hand = (DeliveryEvent.kind == EventKind.UNREACHABLE) & DeliveryEvent.account_id.is_not(None)
    return exists().where(
        DeliveryEvent.delivery_id == Delivery.id, or_(DeliveryEvent.kind == EventKind.BOUNCED, by_hand)
    )
