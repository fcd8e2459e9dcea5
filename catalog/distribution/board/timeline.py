"""How the receipts have come in: how many on each day, against the day until which all were asked for."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from catalog.distribution.board.counting import Counts, counts
from catalog.distribution.board.scopes import EVERYTHING, Scope
from catalog.distribution.stages import CALLED_BACK


@dataclass(frozen=True, slots=True)
class Timeline:
    """The receipts of some deliveries, day by day."""

    #: The days in Hessen on which receipts came, and how many did.
    days: tuple[tuple[date, int], ...]
    #: The days until which they were asked for, and of how many deliveries each, in their order.
    deadlines: tuple[tuple[date, int], ...]
    #: How many receipts there will be once nobody is missing.
    whole: int

    @property
    def due_on(self) -> date | None:
        """Return the day until which all were asked for; None when there is none, or not the same for all."""
        return next((day for day, count in self.deadlines if count == self.whole), None)

    @property
    def cumulative(self) -> tuple[tuple[date, int, int], ...]:
        """Return each day with how many receipts came, and how many there were in its evening."""
        together, told = 0, []
        for day, count in self.days:
            together += count
            told.append((day, count, together))
        return tuple(told)


def timeline(session: Session, scope: Scope = EVERYTHING) -> Timeline:
    """Return how the receipts of the deliveries came in that the scope means, in two queries.

    The first receipt of each delivery counts; what was corrected or called back does not.
    """
    return timeline_of(counts(session, scope))


def timeline_of(counted: Counts) -> Timeline:
    """Return how the receipts came in of what has been counted already."""
    asked = [each for each in counted.deliveries if each.standing not in CALLED_BACK]
    deadlines: Counter[date] = Counter()
    for each in asked:
        if each.due_on:
            deadlines[each.due_on] += each.count
    whole = sum(each.count for each in asked)
    return Timeline(tuple(counted.received.items()), tuple(sorted(deadlines.items())), whole)
