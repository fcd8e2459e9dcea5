"""When an organisation goes into another one, its deliveries follow: the successor has what those before it had.

What the predecessors were offered stays theirs in the book, and nothing of it
is changed. The successor gets deliveries of its own, whose events name the key
from which they come.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from catalog.distribution import ledger
from catalog.distribution.models import Delivery, DeliveryEvent, Request
from catalog.distribution.publishing import publication
from catalog.distribution.stages import HELD, HOLDING, EventKind, Standing
from catalog.foundation import audit
from catalog.people import changes, organisations
from catalog.people.models import Organisation
from catalog.people.organisations import ImportReport
from catalog.people.permissions import MACHINE, Actor

#: A copy is out there, before a recall or after it.
COPY_THERE = HELD | {Standing.TO_SETTLE, Standing.LOST}


def merge(
    session: Session, successor_id: int, predecessor_ids: Collection[int], since: date, *, by: Actor
) -> tuple[Organisation, int]:
    """Let organisations go into another one; return the successor, and how many deliveries have followed.

    Raises:
        NotFound, NobodyMerges, CannotMerge, SuccessorGone, NotPermitted: see ``changes.merge``.
    """
    predecessors = changes.merge(session, successor_id, predecessor_ids, since, by=by)
    successor = session.get_one(Organisation, successor_id)
    return successor, sum(follow(session, one, successor, by=by) for one in predecessors)


def import_register(
    session: Session, rows: Iterable[tuple[int, Mapping[str, str]]], *, by: Actor
) -> tuple[ImportReport, int]:
    """Bring the register up to date from a list; deliveries follow, and whoever is new is offered what is public.

    Returns:
        What the list has done, and how many deliveries were offered to newcomers.

    Raises:
        NotPermitted, ColumnsMissing: see ``organisations.import_register``.
    """
    report = organisations.import_register(session, rows, by=by)
    for predecessor, successor in report.merged:
        follow(session, predecessor, successor, by=by)
    return report, publication.offer_to_newcomers(session, by=by)


def follow(session: Session, predecessor: Organisation, successor: Organisation, *, by: Actor) -> int:
    """Give the successor every delivery that it lacks, with what has happened to it; return how many followed.

    Of a delivery that both have, only the copy follows: whoever holds a recalled revision has to be on the list.
    """
    owned = {
        delivery.version_id: delivery
        for delivery in session.scalars(select(Delivery).where(Delivery.organisation_id == successor.id))
    }
    followed = 0
    theirs = select(Delivery).where(Delivery.organisation_id == predecessor.id).order_by(Delivery.id)
    happened = _counting(session, predecessor.id)
    for delivery in session.scalars(theirs).all():
        own, events = owned.get(delivery.version_id), happened.get(delivery.id, [])
        if own is None:
            own = Delivery(
                campaign_id=delivery.campaign_id, version_id=delivery.version_id, organisation_id=successor.id
            )
            session.add(own)
            session.flush()
        elif delivery.standing in COPY_THERE and own.standing not in COPY_THERE:
            events = [event for event in events if event.kind in HOLDING]
        else:
            continue
        for event in events:
            details = event.details | {"from": predecessor.key}
            ledger.note(session, own, EventKind(event.kind), MACHINE, event.at, **details)
        followed += 1
    _pass_requests_on(session, predecessor, successor)
    subject = f"organisation:{successor.id}"
    audit.record(session, by, "deliveries followed", subject, key=predecessor.key, deliveries=followed)
    return followed


def _counting(session: Session, organisation_id: int) -> Mapping[int, list[DeliveryEvent]]:
    """Return what counts of the history of an organisation's deliveries, in its order."""
    correction = aliased(DeliveryEvent)
    mistaken = exists().where(correction.corrects_id == DeliveryEvent.id)
    asked = (
        select(DeliveryEvent)
        .join(Delivery, Delivery.id == DeliveryEvent.delivery_id)
        .where(Delivery.organisation_id == organisation_id, ~mistaken, DeliveryEvent.kind != EventKind.CORRECTED)
        .order_by(DeliveryEvent.id)
    )
    of: dict[int, list[DeliveryEvent]] = {}
    for event in session.scalars(asked):
        of.setdefault(event.delivery_id, []).append(event)
    return of


def _pass_requests_on(session: Session, predecessor: Organisation, successor: Organisation) -> None:
    """Let the successor ask for what its predecessor asked for and has not got."""
    asking = select(Request.language, Request.medium).where(Request.organisation_id == successor.id)
    asked = {(language, medium) for language, medium in session.execute(asking)}
    theirs = select(Request).where(Request.organisation_id == predecessor.id, Request.answered_at.is_(None))
    for request in session.scalars(theirs).all():
        if (request.language, request.medium) not in asked:
            session.add(
                Request(
                    organisation_id=successor.id,
                    language=request.language,
                    medium=request.medium,
                    asked_at=request.asked_at,
                )
            )
    session.flush()
