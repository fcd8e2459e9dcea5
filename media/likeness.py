"""How far two films look alike: at which offset, at which speed, and whether one is mirrored.

Rare details vote for the time that lies between their two showings. The few
favourites are then compared shape by shape, and the best one counts.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from math import ceil, floor

from media.luma import SIDE_BYTES, Luma, Shape

#: Shapes closer than this, of 1, show one picture. Another encoding comes to 0.1, a stranger hardly under 0.5.
ALIKE = 0.35
#: A shape with fewer bits tells nothing: black, one colour, a faint gradient.
LEAST_WEIGHT = 24
#: Two films of which one shows less than this can be neither alike nor different.
LEAST_TELLING = 8

#: Seconds of the known picture in one second of the upload: as it was, PAL, NTSC, and from one to the other.
SPEEDS = tuple(Fraction(speed) for speed in ("1", "25/24", "24/25", "1001/1000", "1000/1001", "1001/960", "960/1001"))
#: Another speed, or a mirror, must explain so much more before it is believed.
BELIEVED_FROM = 0.02

#: A detail that appears more often says too little about when.
MOST_SHOWINGS = 6
#: Votes that are counted, favourites of each reading, and favourites in all.
MOST_VOTES, FAVOURITES, FINALISTS = 20_000, 2, 14
#: Half a row of a shape is a detail, unless fewer bits are set in it.
LEAST_BITS = 3
#: Beyond this a difference says only "not this picture".
FAR = 0.6
#: So many steps around, the place is looked for; it is told only by a picture that differs by so much a step later.
NEAR, LEAST_RISE = 2, 0.01
#: Sound and picture may lie so far apart before anybody sees it.
LIP_SYNC_S = 0.05

#: What is seen before a film begins and after it has ended.
NOTHING = Shape(0, 0)

#: A piece of a shape: its place, and where it rises and falls.
Detail = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to lay two films over each other; ``lag`` is where in the known one the upload begins, in steps."""

    mirrored: bool
    speed: Fraction
    lag: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two films are when they are laid over each other in the best way."""

    #: The share of the shorter film that the other one shows at the same moment, from 0 to 1.
    score: float
    #: Second t of the upload shows what second ``speed * t + offset_s`` of the known picture shows.
    offset_s: float
    speed: Fraction
    mirrored: bool
    #: How far the shapes that match still differ: 0.1 for another encoding, more for another framing.
    difference: float
    step_s: float
    #: Where each of the two is seen, counted in the upload's steps.
    known: range
    upload: range
    #: The difference of every step from the first one of both; 1 where only one shows anything, None where neither.
    differences: tuple[float | None, ...]

    @property
    def steps(self) -> range:
        """The steps that the differences belong to."""
        return range(min(self.known.start, self.upload.start), max(self.known.stop, self.upload.stop))

    def upload_s(self, step: int) -> float:
        """Return a time in the upload when a step is seen."""
        # A step stands for the half of its length around it; this is shortly before its end.
        return (step + 0.4) * self.step_s

    def known_s(self, upload_s: float) -> float:
        """Return the time in the known picture that shows the same."""
        return float(self.speed) * upload_s + self.offset_s


def likeness(known: Luma, upload: Luma) -> Likeness:
    """Return how a known picture and an upload are most alike."""
    ours, plain = known.read(), upload.read()
    theirs = {False: plain, True: [shape.mirrored for shape in plain]}
    least = min(sum(shape.weight >= LEAST_WEIGHT for shape in shapes) for shapes in (ours, plain))
    best, score, laid = Reading(mirrored=False, speed=Fraction(1), lag=0), 0.0, list[float | None]()
    for reading in _finalists(ours, theirs) if least >= LEAST_TELLING else ():
        tried = list(_laid(ours, theirs[reading.mirrored], reading))
        matching = sum(difference is not None and difference <= ALIKE for difference in tried) / least
        if matching > score + BELIEVED_FROM * (reading.mirrored + (reading.speed != 1)):
            best, score, laid = reading, matching, tried
    shift, difference = _between_steps(ours, theirs[best.mirrored], best)
    offset_s = (best.lag + shift) * known.step_s
    return Likeness(
        score=min(1.0, score),
        offset_s=0.0 if abs(offset_s) < LIP_SYNC_S else offset_s,
        speed=best.speed,
        mirrored=best.mirrored,
        difference=difference,
        step_s=known.step_s,
        known=_seen(len(ours), best),
        upload=range(len(plain)),
        differences=tuple(laid),
    )


def _finalists(ours: Sequence[Shape], theirs: dict[bool, list[Shape]]) -> list[Reading]:
    """Return the readings that most details speak for, the plainest first."""
    straight = (0, len(ours) - len(theirs[False]))
    votes = Counter({Reading(mirrored=False, speed=Fraction(1), lag=lag): 0 for lag in straight})
    seen = _showings(ours)
    for mirrored, shapes in theirs.items():
        pairs = [
            (one, other)
            for detail, others in _showings(shapes).items()
            for one in seen.get(detail, ())
            for other in others
        ]
        pairs = pairs[:: len(pairs) // MOST_VOTES + 1]
        for speed in SPEEDS:
            pace = float(speed)
            lags = Counter(round(one - pace * other) for one, other in pairs)
            for lag, count in lags.most_common(FAVOURITES):
                votes[Reading(mirrored, speed, lag)] += count
    found = [reading for reading, _ in votes.most_common(FINALISTS)]
    found += [Reading(mirrored=False, speed=Fraction(1), lag=lag) for lag in straight]
    return sorted(dict.fromkeys(found), key=lambda reading: (reading.mirrored, reading.speed != 1, abs(reading.lag)))


def _showings(shapes: Sequence[Shape]) -> dict[Detail, list[int]]:
    """Return when each rare detail appears: a piece of a row, and the steps at which it was not there before."""
    found: dict[Detail, list[int]] = {}
    before: list[Detail] = []
    for step, shape in enumerate(shapes):
        sides = zip(shape.rises.to_bytes(SIDE_BYTES), shape.falls.to_bytes(SIDE_BYTES), strict=True)
        details = [(place, rises, falls) for place, (rises, falls) in enumerate(sides)]
        for now, then in zip_longest(details, before):
            if now != then and now[1].bit_count() + now[2].bit_count() >= LEAST_BITS:
                found.setdefault(now, []).append(step)
        before = details
    return {detail: steps for detail, steps in found.items() if len(steps) <= MOST_SHOWINGS}


def _seen(length: int, reading: Reading) -> range:
    """Return the upload's steps at which the known picture is seen."""
    return range(floor(-reading.lag / reading.speed), ceil((length - reading.lag) / reading.speed))


def _laid(ours: Sequence[Shape], theirs: Sequence[Shape], reading: Reading) -> Iterator[float | None]:
    """Yield how far the two differ at every step, laid over each other in one way."""
    speed, seen = float(reading.speed), _seen(len(ours), reading)
    for step in range(min(0, seen.start), max(len(theirs), seen.stop)):
        place = round(speed * step) + reading.lag
        one = ours[place] if 0 <= place < len(ours) else NOTHING
        other = theirs[step] if 0 <= step < len(theirs) else NOTHING
        yield difference_of(one, other)


def difference_of(one: Shape, other: Shape) -> float | None:
    """Return how far two shapes differ, from 0 to 1; None when neither tells anything."""
    weights = one.weight, other.weight
    if max(weights) < LEAST_WEIGHT:
        return None
    return ((one.rises ^ other.rises).bit_count() + (one.falls ^ other.falls).bit_count()) / sum(weights)


def _between_steps(ours: Sequence[Shape], theirs: Sequence[Shape], reading: Reading) -> tuple[float, float]:
    """Return how far, in steps, the best place lies from a whole step, and how far the films differ there.

    What moves differs the more, the farther apart in time it is looked at. So
    the differences at the steps around tell where between them the least one
    lies, within a frame. What stands still tells nothing, and the step stays.
    """
    pace, apart = float(reading.speed), [0.0] * (2 * NEAR + 1)
    count = 0
    for step, shape in enumerate(theirs):
        place = round(pace * step) + reading.lag
        if NEAR <= place < len(ours) - NEAR and _match(ours[place], shape):
            for number, near in enumerate(ours[place - NEAR : place + NEAR + 1]):
                apart[number] += min(FAR, difference_of(near, shape) or 0.0)
            count += 1
    best = min(range(1, 2 * NEAR), key=lambda number: (apart[number], abs(number - NEAR)))
    here, rise = apart[best], max(apart[best - 1], apart[best + 1]) - apart[best]
    if rise < LEAST_RISE * count or not count:
        return 0.0, here / max(1, count)
    between = max(-0.5, min(0.5, (apart[best - 1] - apart[best + 1]) / (2 * rise)))
    return best - NEAR + between, max(0.0, here - rise * abs(between)) / count


def _match(one: Shape, other: Shape) -> bool:
    difference = difference_of(one, other)
    return difference is not None and difference <= ALIKE
