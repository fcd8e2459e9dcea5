"""From which frame to which an excerpt goes. Pure."""

from collections.abc import Container
from dataclasses import dataclass
from fractions import Fraction
from itertools import count

from catalog.foundation.errors import N_, Invalid

#: Shorter ones show nothing.
SHORTEST_S = 2


class BadSpan(Invalid):
    """The excerpt does not lie inside the film."""

    sentence = N_("The excerpt must last at least two seconds and end before the film does, after %(seconds)s seconds.")


@dataclass(frozen=True, slots=True)
class Span:
    """Some frames of a film, counted at its steady rate from its beginning."""

    first_frame: int
    #: The first one that is not in it any more.
    end_frame: int
    fps: Fraction

    @property
    def frames(self) -> int:
        """Return how many there are."""
        return self.end_frame - self.first_frame

    @property
    def from_s(self) -> float:
        """Return when its first frame begins."""
        return float(self.first_frame / self.fps)

    @property
    def to_s(self) -> float:
        """Return when its last frame ends."""
        return float(self.end_frame / self.fps)

    @property
    def duration_s(self) -> float:
        """Return how long it is."""
        return float(self.frames / self.fps)


def snapped(from_s: float, to_s: float, *, fps: Fraction, film_s: float) -> Span:
    """Return the frames that are nearest to two moments of a film of ``film_s`` seconds.

    Raises:
        BadSpan: they do not lie inside it, or too near to each other.
    """
    # What is no number at all is in no order to others, and is refused here as well.
    if not 0 <= from_s <= to_s <= film_s + 1:
        raise BadSpan(seconds=int(film_s))
    span = Span(round(from_s * fps), round(to_s * fps), fps)
    if span.frames < round(SHORTEST_S * fps) or span.end_frame > round(film_s * fps):
        raise BadSpan(seconds=int(film_s))
    return span


def proposed_name(span: Span, taken: Container[str]) -> str:
    """Return a short name that tells the place of an excerpt, such as "1m20s-2m05s", and that is not taken."""
    name = f"{_place(span.from_s)}-{_place(span.to_s)}"
    return next(free for number in count(1) if (free := name if number == 1 else f"{name}-{number}") not in taken)


def _place(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}m{rest:02}s"
