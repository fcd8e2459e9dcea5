"""Counts as they may be told: small ones stay unsaid, and nobody finds them out by subtraction. Pure.

Three organisations that ask for a rare language are soon three families that
somebody knows. Whoever has all counts of a row but one, and their sum, has
that one too: so a further count is held back where a sum would tell a small
one, or the sum itself is told less exactly.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

#: The smallest count that is told as it is, beside 0.
FEWEST = 5

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """A count as it is told: at least this, at most that; None when there is no saying how many at most."""

    least: int
    most: int | None

    @property
    def exact(self) -> int | None:
        """Return the count itself; None when it is held back."""
        return self.least if self.least == self.most else None

    @property
    def cell(self) -> int | str:
        """Return what stands in a table to take along: a number where it may be told."""
        return str(self) if self.exact is None else self.exact

    def __str__(self) -> str:
        if self.most is None:
            return f"≥ {self.least}"
        return str(self.least) if self.exact is not None else f"< {self.most + 1}"


NOBODY = Told(0, 0)
SMALL = Told(1, FEWEST - 1)
#: Held back for the sake of a smaller one.
BESIDE_A_SMALL_ONE = Told(FEWEST, None)


def told(count: int) -> Told:
    """Return how a count is told that stands in no sum."""
    return SMALL if 0 < count < FEWEST else Told(count, count)


def told_together(counts: Mapping[Key, int]) -> tuple[dict[Key, Told], Told]:
    """Return how counts are told beside their sum, and how the sum is.

    Of each small count at least two values stay possible for somebody who
    knows everything that is told.
    """
    total = sum(counts.values())
    shown = {key: told(count) for key, count in counts.items()}
    held_back = dict(shown)
    for key in sorted((key for key, count in counts.items() if count >= FEWEST), key=counts.__getitem__):
        if _guarded(held_back.values(), told(total)):
            break
        held_back[key] = BESIDE_A_SMALL_ONE
    if _guarded(held_back.values(), told(total)):
        return held_back, told(total)
    return shown, next(less for less in _less_exactly(total) if _guarded(shown.values(), less))


def _less_exactly(total: int) -> Iterator[Told]:
    """Yield what else can be said of a sum, the most exact first."""
    if total < FEWEST:
        yield Told(1, 2 * FEWEST - 1)
    for least in range(total - total % FEWEST, 0, -FEWEST):
        yield Told(least, None)


def _guarded(shown: Iterable[Told], total: Told) -> bool:
    """Return whether a small count could still be one of two or more, as seen by a reader of all this."""
    shown = list(shown)
    if SMALL not in shown:
        return True
    others = list(shown)
    others.remove(SMALL)
    most, least = SMALL.most or 0, SMALL.least
    if total.most is not None:
        most = min(most, total.most - sum(one.least for one in others))
    if all(one.most is not None for one in others):
        least = max(least, total.least - sum(one.most or 0 for one in others))
    return most > least
