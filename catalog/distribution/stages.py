"""How far a delivery has come, read from what has happened to it, one event after the other. Pure.

``after`` is the whole rule: where a delivery stands when a thing happens to
it. ``standing_of`` reads a history with it, ``stage_of`` adds the deadline,
and ``ledger`` teaches the same table to the database.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

#: A deadline is a day in Hessen.
HESSEN = ZoneInfo("Europe/Berlin")


class EventKind(StrEnum):
    """What can happen to a delivery."""

    OFFERED = "offered"
    #: A mail server has taken the letter that tells of it, or that reminds of it.
    NOTIFIED = "notified"
    REMINDED = "reminded"
    #: The letter came back.
    BOUNCED = "bounced"
    #: Somebody has looked: not only opened the page, but touched it.
    OPENED = "opened"
    #: A download has begun and not come to its end.
    BEGUN = "begun"
    #: The last byte of a file or of a kit was handed out.
    COLLECTED = "collected"
    #: Sent on a stick or disc.
    SHIPPED = "shipped"
    #: The stick or disc came back, or never arrived.
    RETURNED = "returned"
    #: "It has arrived and plays."
    ACKNOWLEDGED = "acknowledged"
    SCREENED = "screened"
    RECALLED = "recalled"
    #: After a recall: the newer revision has taken the place of every copy.
    REPLACED = "replaced"
    #: After a recall: every copy is gone.
    DESTROYED = "destroyed"
    #: Nobody there could be reached, by letter or otherwise.
    UNREACHABLE = "unreachable"
    #: An earlier event was a mistake and does not count; it names which and why.
    CORRECTED = "corrected"


class Standing(StrEnum):
    """Where a delivery stands, whatever day it is. The order is that in which a delivery goes on."""

    OFFERED = "offered"
    NOTIFIED = "notified"
    UNREACHED = "unreached"
    OPENED = "opened"
    BEGUN = "begun"
    SHIPPED = "shipped"
    COLLECTED = "collected"
    ACKNOWLEDGED = "acknowledged"
    SCREENED = "screened"
    #: Called back before a byte of it was there.
    WITHDRAWN = "withdrawn"
    #: Called back, and a copy of it is out there.
    TO_SETTLE = "to_settle"
    #: Called back, a copy is out there, and nobody can be reached.
    LOST = "lost"
    #: Called back, and the recipient has said that its copies are gone.
    SETTLED = "settled"


class Stage(StrEnum):
    """How far a delivery has come on a certain day, as pages tell it."""

    OFFERED = "offered"
    UNREACHED = "unreached"
    OPENED = "opened"
    SHIPPED = "shipped"
    COLLECTED = "collected"
    #: The day has passed, and nobody has said that the film has arrived.
    OVERDUE = "overdue"
    ACKNOWLEDGED = "acknowledged"
    SCREENED = "screened"
    #: Called back; nothing of it was ever there, or its copies are gone.
    RECALLED = "recalled"
    #: Called back, and a copy has still to be destroyed or replaced.
    TO_SETTLE = "to_settle"
    LOST = "lost"


#: Nobody there has looked yet, or nobody could be reached; who looks now is heard of.
UNSEEN = frozenset({Standing.OFFERED, Standing.NOTIFIED, Standing.UNREACHED, Standing.LOST})
#: Before a recall, a copy is with the recipient.
HELD = frozenset({Standing.SHIPPED, Standing.BEGUN, Standing.COLLECTED, Standing.ACKNOWLEDGED, Standing.SCREENED})
#: The recipient has said that the film has arrived.
RECEIVED = frozenset({Standing.ACKNOWLEDGED, Standing.SCREENED})
#: A receipt may be given: a whole copy is there.
RECEIVABLE = frozenset({Standing.SHIPPED, Standing.COLLECTED})
CALLED_BACK = frozenset({Standing.WITHDRAWN, Standing.TO_SETTLE, Standing.LOST, Standing.SETTLED})
#: Whoever is here has the film and has said so.
ARRIVED = frozenset({Stage.ACKNOWLEDGED, Stage.SCREENED})

#: With either, the recipient has said that the film is there.
RECEIPTS = (EventKind.ACKNOWLEDGED, EventKind.SCREENED)
#: How the database keeps a standing: open below 100, received below 200, called back from there on.
#: A number is never given to another standing.
NUMBERS: Mapping[Standing, int] = MappingProxyType(
    {
        Standing.OFFERED: 10,
        Standing.NOTIFIED: 20,
        Standing.UNREACHED: 30,
        Standing.OPENED: 40,
        Standing.BEGUN: 50,
        Standing.SHIPPED: 60,
        Standing.COLLECTED: 70,
        Standing.ACKNOWLEDGED: 110,
        Standing.SCREENED: 120,
        Standing.WITHDRAWN: 210,
        Standing.TO_SETTLE: 220,
        Standing.LOST: 230,
        Standing.SETTLED: 240,
    }
)

#: Whoever was thought to be unreachable has been reached after all.
REACHED = frozenset({EventKind.NOTIFIED, EventKind.REMINDED, EventKind.OPENED})

_ORDER = {standing: number for number, standing in enumerate(Standing)}
#: What takes a delivery at least so far.
_REACHES: Mapping[EventKind, Standing] = MappingProxyType(
    {
        EventKind.OPENED: Standing.OPENED,
        EventKind.SHIPPED: Standing.SHIPPED,
        EventKind.BEGUN: Standing.BEGUN,
        EventKind.COLLECTED: Standing.COLLECTED,
        EventKind.ACKNOWLEDGED: Standing.ACKNOWLEDGED,
        EventKind.SCREENED: Standing.SCREENED,
    }
)
#: Whatever proves that a copy is with the recipient.
HOLDING = frozenset(kind for kind, standing in _REACHES.items() if standing in HELD)
#: What letters and the post do to a delivery of which no copy is there yet.
_TURNS: Mapping[tuple[Standing, EventKind], Standing] = MappingProxyType(
    {
        (Standing.OFFERED, EventKind.NOTIFIED): Standing.NOTIFIED,
        (Standing.OFFERED, EventKind.REMINDED): Standing.NOTIFIED,
        (Standing.OFFERED, EventKind.BOUNCED): Standing.UNREACHED,
        (Standing.OFFERED, EventKind.UNREACHABLE): Standing.UNREACHED,
        (Standing.NOTIFIED, EventKind.BOUNCED): Standing.UNREACHED,
        (Standing.NOTIFIED, EventKind.UNREACHABLE): Standing.UNREACHED,
        (Standing.UNREACHED, EventKind.NOTIFIED): Standing.NOTIFIED,
        (Standing.UNREACHED, EventKind.REMINDED): Standing.NOTIFIED,
        (Standing.SHIPPED, EventKind.RETURNED): Standing.OPENED,
    }
)
_STAGE_OF: Mapping[Standing, Stage] = MappingProxyType(
    {
        Standing.OFFERED: Stage.OFFERED,
        Standing.NOTIFIED: Stage.OFFERED,
        Standing.UNREACHED: Stage.UNREACHED,
        Standing.OPENED: Stage.OPENED,
        Standing.SHIPPED: Stage.SHIPPED,
        Standing.BEGUN: Stage.OPENED,
        Standing.COLLECTED: Stage.COLLECTED,
        Standing.ACKNOWLEDGED: Stage.ACKNOWLEDGED,
        Standing.SCREENED: Stage.SCREENED,
        Standing.WITHDRAWN: Stage.RECALLED,
        Standing.TO_SETTLE: Stage.TO_SETTLE,
        Standing.LOST: Stage.LOST,
        Standing.SETTLED: Stage.RECALLED,
    }
)
#: What a deadline makes overdue.
CAN_BE_OVERDUE = frozenset(Standing) - RECEIVED - CALLED_BACK


def after(standing: Standing, kind: EventKind) -> Standing:
    """Return where a delivery stands when this happens to it. A correction is read by ``standing_of``."""
    if standing in CALLED_BACK:
        return _after_recall(standing, kind)
    if kind == EventKind.RECALLED:
        return Standing.TO_SETTLE if standing in HELD else Standing.WITHDRAWN
    if kind in _REACHES:
        return max(standing, _REACHES[kind], key=_ORDER.__getitem__)
    return _TURNS.get((standing, kind), standing)


def standing_of(happened: Iterable[EventKind]) -> Standing:
    """Return where a delivery stands after all this, in the order in which it happened, corrections left out."""
    standing = Standing.OFFERED
    for kind in happened:
        standing = after(standing, kind)
    return standing


def received_on(happened: Iterable[tuple[EventKind, datetime]]) -> date | None:
    """Return the day in Hessen of the first receipt, corrections left out; None when there is none."""
    return min((today(at) for kind, at in happened if kind in RECEIPTS), default=None)


def stage_at(standing: Standing, due_on: date | None, now: datetime) -> Stage:
    """Return how far a delivery has come at ``now`` that stands there and has to be acknowledged by a day."""
    if standing in CAN_BE_OVERDUE and due_on and today(now) > due_on:
        return Stage.OVERDUE
    return _STAGE_OF[standing]


def stage_of(happened: Iterable[EventKind], due_on: date | None, now: datetime) -> Stage:
    """Return the stage that a delivery's events amount to at ``now``."""
    return stage_at(standing_of(happened), due_on, now)


def today(now: datetime) -> date:
    """Return the day that it is in Hessen."""
    return now.astimezone(HESSEN).date()


def _after_recall(standing: Standing, kind: EventKind) -> Standing:
    """A copy that turns up has to be settled, even one that was thought to be gone."""
    if kind in HOLDING:
        return Standing.TO_SETTLE
    if kind in (EventKind.DESTROYED, EventKind.REPLACED):
        return Standing.SETTLED
    if kind in (EventKind.UNREACHABLE, EventKind.BOUNCED) and standing == Standing.TO_SETTLE:
        return Standing.LOST
    if kind in REACHED and standing == Standing.LOST:
        return Standing.TO_SETTLE
    return standing
