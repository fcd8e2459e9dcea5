"""How many deliveries stand at which stage, and what share of the receipts that makes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from catalog.distribution.stages import ARRIVED, CAN_BE_OVERDUE, Stage, Standing, stage_at

#: Called back: nobody is asked any more to say that it has arrived.
NOT_ASKED = (Stage.RECALLED, Stage.TO_SETTLE, Stage.LOST)
#: The last of the map's five steps, kept for those from whom every receipt has come.
LAST_STEP = 4
#: Where a delivery stands on a day that is not its last, as pages tell it.
_STAGES = {standing: stage_at(standing, None, datetime.max.replace(tzinfo=UTC)) for standing in Standing}


@dataclass(frozen=True, slots=True)
class Receipts:
    """How many receipts were asked for, and how many have come."""

    #: All deliveries but those that were called back.
    asked: int = 0
    arrived: int = 0
    #: Deliveries of which the day has passed, and whose receipt has not come.
    overdue: int = 0

    @property
    def missing(self) -> int:
        """Return how many have not come yet."""
        return self.asked - self.arrived

    @property
    def share(self) -> float | None:
        """Return what part has come, between 0 and 1; None when nobody was asked."""
        return self.arrived / self.asked if self.asked else None

    def __add__(self, other: "Receipts") -> "Receipts":
        return Receipts(self.asked + other.asked, self.arrived + other.arrived, self.overdue + other.overdue)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many deliveries stand at which stage."""

    stages: Mapping[Stage, int] = field(default_factory=dict)

    def __getitem__(self, stage: Stage) -> int:
        return self.stages.get(stage, 0)

    def __add__(self, other: "Tally") -> "Tally":
        return self._with(other, 1)

    def __sub__(self, other: "Tally") -> "Tally":
        return self._with(other, -1)

    @property
    def figures(self) -> dict[str, int]:
        """Return the number of deliveries at each stage, and of all together, by name."""
        return {**{stage.value: self[stage] for stage in Stage}, "deliveries": self.total}

    @property
    def receipts(self) -> Receipts:
        """Return what this means for the receipts."""
        return Receipts(self.asked, self.arrived, self[Stage.OVERDUE])

    @property
    def total(self) -> int:
        """Return the number of all deliveries."""
        return sum(self.stages.values())

    @property
    def arrived(self) -> int:
        """Return how many recipients have said that it has arrived."""
        return sum(self[stage] for stage in ARRIVED)

    @property
    def asked(self) -> int:
        """Return how many were asked to say so: all but what was called back."""
        return self.total - sum(self[stage] for stage in NOT_ASKED)

    @property
    def missing(self) -> int:
        """Return how many of them have not answered yet."""
        return self.asked - self.arrived

    @property
    def share(self) -> float | None:
        """Return what part of those that were asked has answered, between 0 and 1; None when nobody was asked."""
        return self.receipts.share

    def _with(self, other: "Tally", sign: int) -> "Tally":
        together = {stage: self[stage] + sign * other[stage] for stage in (*self.stages, *other.stages)}
        return Tally({stage: count for stage, count in together.items() if count})


@dataclass(frozen=True, slots=True)
class Group:
    """Recipients that are looked at together: of a kind, of a district, or all of them."""

    recipients: int
    #: How many of them have acknowledged everything that they were offered.
    complete: int
    #: All their deliveries.
    tally: Tally

    @property
    def figures(self) -> dict[str, int]:
        """Return the number of recipients and of their deliveries at each stage, by name."""
        return {"total": self.recipients, **self.tally.figures}


class Counting:
    """A tally that is being counted."""

    def __init__(self) -> None:
        self._stages: dict[Stage, int] = {}

    def add(self, standing: Standing, count: int, *, late: bool) -> None:
        """Count deliveries that stand there; ``late`` says whether their day has passed."""
        stage = Stage.OVERDUE if late and standing in CAN_BE_OVERDUE else _STAGES[standing]
        self._stages[stage] = self._stages.get(stage, 0) + count

    @property
    def tally(self) -> Tally:
        """Return what has been counted."""
        return Tally({stage: count for stage, count in self._stages.items() if count})


def step_of(receipts: Receipts) -> int:
    """Return how dark it is on the map: 0 for no receipt, 4 for every one, thirds in between."""
    share = receipts.share or 0.0
    if share == 0:
        return 0
    return LAST_STEP if share == 1 else 1 + int(share * 3)
