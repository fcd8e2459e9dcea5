"""How far a delivery has come, read from what has happened to it. Pure."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

#: A deadline is a day in Hessen.
HESSEN = ZoneInfo("Europe/Berlin")


class EventKind(StrEnum):
    """What can happen to a delivery."""

    OFFERED = "offered"
    COLLECTED = "collected"
    ACKNOWLEDGED = "acknowledged"
    SCREENED = "screened"
    RECALLED = "recalled"


class Stage(StrEnum):
    """How far a delivery has come."""

    OFFERED = "offered"
    #: The day has passed, and nobody has said that the film has arrived.
    OVERDUE = "overdue"
    COLLECTED = "collected"
    ACKNOWLEDGED = "acknowledged"
    SCREENED = "screened"
    RECALLED = "recalled"


#: How much an event weighs. Of all that has happened, the weightiest event decides.
WEIGHT: Mapping[EventKind, int] = MappingProxyType(
    {
        EventKind.OFFERED: 1,
        EventKind.COLLECTED: 2,
        EventKind.ACKNOWLEDGED: 3,
        EventKind.SCREENED: 4,
        EventKind.RECALLED: 5,
    }
)

_STAGE_OF_WEIGHT: Mapping[int, Stage] = MappingProxyType(
    {
        0: Stage.OFFERED,
        1: Stage.OFFERED,
        2: Stage.COLLECTED,
        3: Stage.ACKNOWLEDGED,
        4: Stage.SCREENED,
        5: Stage.RECALLED,
    }
)

#: Whoever is here has the film and has said so.
ARRIVED = frozenset({Stage.ACKNOWLEDGED, Stage.SCREENED})


def stage_of(happened: Collection[EventKind], due_on: date | None, now: datetime) -> Stage:
    """Return the stage that a delivery's events amount to at ``now``, in whatever order they came.

    A recall outweighs everything; an acknowledgement outweighs a deadline.
    """
    return stage_at(max((WEIGHT[kind] for kind in happened), default=0), due_on, now)


def stage_at(weight: int, due_on: date | None, now: datetime) -> Stage:
    """Return the stage of a delivery whose weightiest event weighs so much."""
    stage = _STAGE_OF_WEIGHT[weight]
    if weight < WEIGHT[EventKind.ACKNOWLEDGED] and due_on and today(now) > due_on:
        return Stage.OVERDUE
    return stage


def today(now: datetime) -> date:
    """Return the day that it is in Hessen."""
    return now.astimezone(HESSEN).date()
