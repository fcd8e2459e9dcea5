"""Who has still to say that the films have arrived, and who of them cannot be written to."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from catalog.distribution import ledger
from catalog.distribution.board.reaches import receipts_of_each
from catalog.distribution.board.scopes import Scope
from catalog.distribution.letters import reminding
from catalog.distribution.models import Campaign, Delivery, DeliveryEvent
from catalog.distribution.stages import EventKind, Stage, Standing
from catalog.films.models import LanguageVersion
from catalog.people import contacts
from catalog.people.models import Organisation, OrganisationKind
from catalog.people.organisations import alphabetical
from catalog.people.permissions import Actor


class Missing(NamedTuple):
    """A recipient whose receipts are missing. There may be ten thousand of them: it knows what a list counts."""

    id: int
    kind: OrganisationKind
    key: str
    name: str
    district_key: str | None
    #: How many receipts are missing, and of how many of them the day has passed.
    missing: int
    overdue: int
    #: Whether letters to it can go.
    has_address: bool
    #: Whether its last letter came back, or somebody has noted that nobody is there.
    came_back: bool

    @property
    def unreachable(self) -> bool:
        """Return whether somebody has to telephone: there is no address, or it is not good."""
        return self.came_back or not self.has_address


class Open(NamedTuple):
    """What one recipient has still to acknowledge: tags of the languages in their order, and how far it has come."""

    languages: Sequence[str]
    stages: Collection[Stage]


def missing(session: Session, now: datetime, scope: Scope) -> Sequence[Missing]:
    """Return everybody in the scope whose receipts are missing, who is furthest behind first. One query."""
    waiting = scope.waiting
    of_one = receipts_of_each(waiting, now).subquery()
    behind = (of_one.c.asked - of_one.c.arrived).label("missing")
    asked = (
        select(
            Organisation.id,
            Organisation.kind,
            Organisation.key,
            Organisation.name,
            Organisation.district_key,
            behind,
            of_one.c.overdue,
            contacts.can_be_written_to(),
            _came_back(scope),
        )
        .join(of_one, of_one.c.organisation_id == Organisation.id)
        .where(scope.recipients, behind > 0)
    )
    found = [Missing(*row) for row in session.execute(asked)]
    return sorted(found, key=lambda one: (-one.missing, alphabetical(one.name)))


def open_at(session: Session, now: datetime, scope: Scope, among: Collection[int]) -> Mapping[int, Open]:
    """Return what each of these organisations has still to acknowledge, by its id. One query."""
    asked = (
        select(Delivery.organisation_id, LanguageVersion.language, ledger.stage_in(now))
        .select_from(Delivery)
        .join(LanguageVersion, LanguageVersion.id == Delivery.version_id)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .where(Delivery.organisation_id.in_(among), scope.waiting.of_anybody, reminding.can_be_reminded())
        .order_by(Delivery.organisation_id, LanguageVersion.language)
    )
    found = {}
    for organisation_id, rows in groupby(session.execute(asked), key=lambda row: row.organisation_id):
        of_one = list(rows)
        found[organisation_id] = Open([tag for _, tag, _ in of_one], {Stage(stage) for *_, stage in of_one})
    return found


def remind(session: Session, scope: Scope, *, by: Actor) -> int:
    """Remind everybody in the scope whose receipts are missing, in one act; return how many organisations.

    Raises:
        NobodyToRemind, RemindedToday, NotPermitted: see ``reminding.remind``.
    """
    return reminding.remind(session, scope.deliveries, scope.key, by=by)


def _came_back(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a letter to an organisation came back, or somebody noted it.

    Where there is no address, none was sent.
    """
    by_hand = (DeliveryEvent.kind == EventKind.UNREACHABLE) & DeliveryEvent.account_id.is_not(None)
    return exists().where(
        Delivery.organisation_id == Organisation.id,
        Delivery.standing == Standing.UNREACHED,
        scope.to_everybody.of_anybody,
        DeliveryEvent.delivery_id == Delivery.id,
        DeliveryEvent.kind.in_((EventKind.BOUNCED, EventKind.UNREACHABLE)),
        or_(DeliveryEvent.kind == EventKind.BOUNCED, by_hand),
    )
