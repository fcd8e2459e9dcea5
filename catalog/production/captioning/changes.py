"""What is different between two states of captions, caption by caption. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from media.captions import Cue


@dataclass(frozen=True, slots=True)
class Change:
    """A caption as it was and as it is; None where there was or is none."""

    before: Cue | None
    after: Cue | None

    @property
    def moved(self) -> bool:
        """Return whether it stands from or to another moment."""
        if self.before is None or self.after is None:
            return False
        return (self.before.start_ms, self.before.end_ms) != (self.after.start_ms, self.after.end_ms)

    @property
    def reworded(self) -> bool:
        """Return whether it says something else."""
        return self.before is not None and self.after is not None and self.before.text != self.after.text


def changes(before: Sequence[Cue], after: Sequence[Cue]) -> list[Change]:
    """Return every caption that is not as it was, in the order of time. Both states are in that order too."""
    return [change for change in _paired(before, after) if change.before != change.after]


def _paired(before: Sequence[Cue], after: Sequence[Cue]) -> Iterator[Change]:
    """Yield each caption with what became of it, in one walk along both states."""
    old, new = 0, 0
    while old < len(before) and new < len(after):
        was, now = before[old], after[new]
        if was.text != now.text and _says(before, old + 1, now):
            yield Change(was, None)
            old += 1
        elif was.text != now.text and _says(after, new + 1, was):
            yield Change(None, now)
            new += 1
        elif was.text == now.text or _at_once(was, now):
            yield Change(was, now)
            old, new = old + 1, new + 1
        elif was.start_ms < now.start_ms:
            yield Change(was, None)
            old += 1
        else:
            yield Change(None, now)
            new += 1
    yield from (Change(was, None) for was in before[old:])
    yield from (Change(None, now) for now in after[new:])


def _says(cues: Sequence[Cue], place: int, wanted: Cue) -> bool:
    """Return whether the caption at a place has the words of another."""
    return place < len(cues) and cues[place].text == wanted.text


def _at_once(one: Cue, other: Cue) -> bool:
    return one.start_ms == other.start_ms or (one.start_ms < other.end_ms and other.start_ms < one.end_ms)
