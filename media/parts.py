"""A long picture in parts: the unit of progress, of taking up again, and of sharing among workers."""

from dataclasses import dataclass
from fractions import Fraction

from media.errors import NoPicture
from media.facts import MediaFacts
from media.profiles import SEGMENT_S
from media.rates import frames_per_cut

#: Containers that give every frame its own time and find it again by an index. In the others a seek lands near by.
SOUGHT_EXACTLY = {"mov", "matroska"}
#: A rest shorter than this share of a part is encoded with the part before it.
SHORTEST_REST = 0.25
#: With key frames farther apart than this, each part would have to be decoded from far away.
MOST_RUN_UP_S = 30.0


@dataclass(frozen=True, slots=True)
class Part:
    """Some frames of a picture, counted at its steady rate from the beginning of the film."""

    number: int
    first_frame: int
    frames: int


def plan(
    facts: MediaFacts, part_s: int = 60, *, from_s: float | None = None, to_s: float | None = None
) -> tuple[Part, ...]:
    """Return the parts of a film, or of an excerpt of it, in their order.

    Every frame is in one part. Each part but the last is as long as all the
    others and ends where the rungs are cut. A film in which no frame can be
    found exactly is one part.

    Args:
        facts: what ``probe`` said of the film.
        part_s: how long a part should be.
        from_s: where the excerpt begins.
        to_s: where the excerpt ends.

    Raises:
        NoPicture: there is only sound.
        ValueError: nothing lies between the two.
    """
    fps, last = _rate(facts), frames_in(facts)
    begin = round((from_s or 0) * fps)
    end = last if to_s is None else min(last, round(to_s * fps))
    if not 0 <= begin < end:
        raise ValueError(f"no picture from {from_s} to {to_s} s")
    usual = frames_per_cut(fps) * max(1, round(part_s / SEGMENT_S))
    whole, rest = divmod(end - begin, usual)
    count = max(1, whole + (rest > usual * SHORTEST_REST)) if found_exactly(facts) else 1
    borders = [*(begin + usual * number for number in range(count)), end]
    return tuple(Part(number, borders[number], borders[number + 1] - borders[number]) for number in range(count))


def frames_in(facts: MediaFacts) -> int:
    """Return how many frames the picture of a film has at its steady rate.

    Raises:
        NoPicture: there is only sound.
    """
    return max(1, round(facts.duration_s * _rate(facts)))


def found_exactly(facts: MediaFacts) -> bool:
    """Whether decoding may begin in the middle of a film and show the very frames that belong there."""
    gop_s = facts.video.longest_gop_s if facts.video else None
    return facts.container in SOUGHT_EXACTLY and (gop_s is None or gop_s <= MOST_RUN_UP_S)


def _rate(facts: MediaFacts) -> Fraction:
    if facts.video is None:
        raise NoPicture
    return facts.video.fps
