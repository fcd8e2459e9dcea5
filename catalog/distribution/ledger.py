"""The book of what happened to deliveries: the only place that adds an event, and that says where a delivery stands.

An event and its sum are written in the same transaction, and the sum by the
database itself, from the table of ``stages.after``: two events at the same
moment cannot lose one another.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import (
    JSON,
    ColumnElement,
    Integer,
    Select,
    Update,
    case,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from catalog.distribution.models import Campaign, Delivery, DeliveryEvent, StandingNumber
from catalog.distribution.stages import (
    CAN_BE_OVERDUE,
    EventKind,
    Stage,
    Standing,
    after,
    received_on,
    stage_at,
    standing_of,
    today,
)
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation.database import UtcTime, utc_now
from catalog.people.permissions import Actor

#: A version that was sent out and has not been replaced.
OFFERED = (Status.PUBLISHED, Status.RECALLED)
#: So many events are held in memory while the whole book is read.
ROWS_AT_ONCE = 5000


class Sum(NamedTuple):
    """What the events of a delivery amount to."""

    standing: Standing
    received_on: date | None

    def __str__(self) -> str:
        return f"{self.standing}, received {self.received_on}" if self.received_on else self.standing


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that has happened, to be entered into the book."""

    kind: EventKind
    at: datetime
    details: Mapping[str, object] = field(default_factory=dict)


def note(
    session: Session, delivery: Delivery, kind: EventKind, by: Actor, at: datetime | None = None, **details: object
) -> DeliveryEvent:
    """Add an event to one delivery."""
    # Locked before the event gets its number: events count in the order of their numbers.
    session.execute(select(Delivery.id).where(Delivery.id == delivery.id).with_for_update(of=Delivery))
    event = DeliveryEvent(
        delivery=delivery,
        kind=kind,
        at=at or utc_now(),
        account_id=by.account_id,
        link_id=by.link_id,
        details=details,
    )
    session.add(event)
    session.flush()
    _move(session, Delivery.id == delivery.id, kind, event.at)
    session.refresh(delivery, ["standing", "received_on"])
    return event


def record(
    session: Session, deliveries: ColumnElement[bool], kind: EventKind, by: Actor, now: datetime, **details: object
) -> int:
    """Add one event to each of the deliveries, in a few statements however many they are; return how many."""
    # Locked in one order, so that two acts at once wait for one another instead of locking each other out.
    session.execute(select(Delivery.id).where(deliveries).order_by(Delivery.id).with_for_update(of=Delivery)).all()
    each = select(
        Delivery.id,
        literal(kind.value),
        literal(now, UtcTime),
        literal(by.account_id, Integer),
        literal(by.link_id, Integer),
        literal(details, JSON),
    ).where(deliveries)
    columns = ["delivery_id", "kind", "at", "account_id", "link_id", "details"]
    writing = insert(DeliveryEvent).from_select(columns, each).execution_options(preserve_rowcount=True)
    written = session.connection().execute(writing).rowcount
    _move(session, deliveries, kind, now)
    return written


def enter(session: Session, histories: Mapping[int, Sequence[Entry]]) -> None:
    """Enter whole histories of new deliveries, by their ids, each in the order in which it happened."""
    told = sorted(((entry, id_) for id_, entries in histories.items() for entry in entries), key=lambda one: one[0].at)
    events = [
        {"delivery_id": id_, "kind": entry.kind, "at": entry.at, "details": dict(entry.details)} for entry, id_ in told
    ]
    if events:
        session.execute(insert(DeliveryEvent), events)
    sums: dict[Sum, list[int]] = {}
    for id_, entries in histories.items():
        in_order = sorted(entries, key=lambda entry: entry.at)
        sums.setdefault(_sum_of((entry.kind, entry.at) for entry in in_order), []).append(id_)
    for kept, ids in sums.items():
        _change(session, update(Delivery).where(Delivery.id.in_(ids)).values(**kept._asdict()))


def correct(session: Session, mistake: DeliveryEvent, reason: str, by: Actor) -> DeliveryEvent:
    """Say that an event was a mistake: it stays in the book, and does not count any more."""
    delivery = session.scalars(
        select(Delivery).where(Delivery.id == mistake.delivery_id).with_for_update(of=Delivery)
    ).one()
    correction = DeliveryEvent(
        delivery_id=delivery.id,
        kind=EventKind.CORRECTED,
        at=utc_now(),
        account_id=by.account_id,
        link_id=by.link_id,
        corrects_id=mistake.id,
        details={"kind": mistake.kind, "reason": reason},
    )
    session.add(correction)
    session.flush()
    delivery.standing, delivery.received_on = _sum_of(_counting(session, delivery.id))
    session.flush()
    return correction


def counting(session: Session, delivery_id: int) -> list[EventKind]:
    """Return what has happened to a delivery, in that order, without what was a mistake."""
    return [kind for kind, _ in _counting(session, delivery_id)]


def astray(session: Session) -> Iterator[tuple[int, Sum, Sum]]:
    """Yield every delivery that is not where its events lead: its id, what is kept, and what should be."""
    correction = aliased(DeliveryEvent)
    mistaken = exists().where(correction.corrects_id == DeliveryEvent.id)
    counting_event = (DeliveryEvent.delivery_id == Delivery.id) & ~mistaken
    told = (
        select(Delivery.id, Delivery.standing, Delivery.received_on, DeliveryEvent.kind, DeliveryEvent.at)
        .outerjoin(DeliveryEvent, counting_event)
        .order_by(Delivery.id, DeliveryEvent.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for (delivery_id, *kept), events in groupby(session.execute(told), key=itemgetter(0, 1, 2)):
        expected = _sum_of((EventKind(kind), at) for *_, kind, at in events if kind)
        if Sum(*kept) != expected:
            yield delivery_id, Sum(*kept), expected


@cache
def on_offer() -> Select[int]:
    """Select the ids of what counts today: of each language, the newest revision that was sent out.

    A recalled one counts until a newer one is published, because its
    recipients still have to hear of it.
    """
    newer = aliased(LanguageVersion)
    replaced = (
        select(newer.id)
        .where(
            newer.edition_id == LanguageVersion.edition_id,
            newer.language == LanguageVersion.language,
            newer.revision > LanguageVersion.revision,
            newer.status.in_(OFFERED),
        )
        .exists()
    )
    return select(LanguageVersion.id).where(LanguageVersion.status.in_(OFFERED), ~replaced)


def stage_in(now: datetime) -> ColumnElement[str]:
    """Return the stage at ``now`` of ``Delivery`` joined with its ``Campaign``, as the database computes it."""
    return case(
        (Delivery.standing.in_(CAN_BE_OVERDUE) & (Campaign.due_on < today(now)), Stage.OVERDUE.value),
        *((Delivery.standing == standing, stage_at(standing, None, now).value) for standing in Standing),
        else_=Stage.OFFERED.value,
    )


def _sum_of(happened: Iterable[tuple[EventKind, datetime]]) -> Sum:
    history = list(happened)
    return Sum(standing_of(kind for kind, _ in history), received_on(history))


def _counting(session: Session, delivery_id: int) -> list[tuple[EventKind, datetime]]:
    correction = aliased(DeliveryEvent)
    mistaken = exists().where(correction.corrects_id == DeliveryEvent.id)
    events = select(DeliveryEvent.kind, DeliveryEvent.at).where(DeliveryEvent.delivery_id == delivery_id, ~mistaken)
    return [(EventKind(kind), at) for kind, at in session.execute(events.order_by(DeliveryEvent.id))]


def _move(session: Session, deliveries: ColumnElement[bool], kind: EventKind, at: datetime) -> None:
    """Move deliveries to where they stand after an event, as ``stages.after`` and ``stages.received_on`` have it.

    The day first: what is moved may not be among ``deliveries`` any more.
    """
    day = received_on([(kind, at)])
    if day:
        is_first = or_(Delivery.received_on.is_(None), Delivery.received_on > day)
        _change(session, update(Delivery).where(deliveries, is_first).values(received_on=day))
    moves = [(standing, after(standing, kind)) for standing in Standing if after(standing, kind) != standing]
    if moves:
        moved = case(*((Delivery.standing == standing, literal(to, StandingNumber)) for standing, to in moves))
        movable = Delivery.standing.in_([standing for standing, _ in moves])
        _change(session, update(Delivery).where(deliveries, movable).values(standing=moved))


def _change(session: Session, change: Update) -> None:
    session.execute(change.execution_options(synchronize_session=False))
