"""Good frames of a film: one stands for it, a few are there to choose from."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt
from operator import mul
from pathlib import Path
from statistics import fmean

from media.errors import BrokenOutput
from media.graph import looks
from media.process import Workshop
from media.sandbox import Limits

#: How many frames there are to choose from.
COUNT = 8
#: Where the poster comes from: after the titles, before the end spoils itself.
FROM_SHARE, TO_SHARE = 0.08, 0.6
#: A longer film is known by its key frames, a shorter one by every frame.
LONG_S = 30.0
#: So many frames of a film are looked at, or one in so many seconds.
MOST_FRAMES, LEAST_STEP_S = 160, 0.2
#: A frame worth less than this share of the best is not shown.
WORTHY_SHARE = 0.3
#: Two frames whose tiny copies correlate that well show the same thing, be it brighter or darker.
TWINS_FROM = 0.88
#: How far before a moment a frame is taken when there is none after it.
BACK_S = (0.0, 0.1, 1.0)

FRAME = re.compile(r"pts:(\d+).*?entropy\.normal\.Y=([\d.]+).*?lavfi\.blur=(\S+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A frame that could stand for the film, as a JPEG."""

    path: Path
    at_s: float
    #: How much there is to see in it, and how sharply; comparable within one film only.
    worth: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame that was looked at."""

    at_s: float
    worth: float
    #: A tiny copy of it without its brightness and contrast: its values add up to 0, their squares to 1.
    thumb: tuple[float, ...]


def candidates(
    workshop: Workshop,
    rendition: Path,
    duration_s: float,
    scratch: Path,
    count: int = COUNT,
    *,
    small: Path | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Candidate, ...]:
    """Return good frames from all over the film, in its order: sharp, not black, no two alike.

    A film that has fewer of them gives fewer, and always one.

    Args:
        workshop: where ffmpeg runs.
        rendition: a size that the workshop made; the frames come from it.
        duration_s: how long it is.
        scratch: a folder that the caller will remove.
        count: how many frames at most.
        small: a smaller size of the same picture, in which to look for them at less cost.
        cancelled: asked whether to stop.

    Raises:
        BrokenOutput: there is no frame at all.
        CommandFailed, TookTooLong, Cancelled, DiskFull: see media.errors.
    """
    seen = _looked_at(workshop, small or rendition, duration_s, scratch, cancelled)
    chosen = choose(seen, duration_s, count)
    targets = {scratch / f"still_{number}.jpg": frame for number, frame in enumerate(chosen)}
    _write(workshop, rendition, {target: frame.at_s for target, frame in targets.items()}, scratch)
    if not all(map(_is_there, targets)):
        raise BrokenOutput(detail=f"{rendition.name}: a frame that was seen cannot be written")
    return tuple(Candidate(target, frame.at_s, frame.worth) for target, frame in targets.items())


def best(found: Sequence[Candidate], duration_s: float) -> Candidate:
    """Return the one that stands for the film until somebody chooses another."""
    early = [still for still in found if FROM_SHARE <= still.at_s / duration_s <= TO_SHARE]
    return max(early or found, key=lambda still: still.worth)


def at(workshop: Workshop, film: Path, at_s: float, scratch: Path) -> Path:
    """Return the first frame from a moment on as a JPEG, or one of the last second when the film is over by then.

    Raises:
        BrokenOutput: the film has ended long before.
        CommandFailed, TookTooLong, DiskFull: see media.errors.
    """
    target = scratch / "still.jpg"
    for back_s in BACK_S:
        _write(workshop, film, {target: max(0.0, at_s - back_s)}, scratch)
        if _is_there(target):
            return target
    raise BrokenOutput(detail=f"{film.name}: no picture at {at_s:.2f} s")


def choose(frames: Sequence[Frame], duration_s: float, count: int) -> list[Frame]:
    """Return the frames to show, in their order in the film.

    Every part of the film puts forward its best, and if that is not enough
    its second best, and so on.
    """
    apart_s = duration_s / count / 2
    least = WORTHY_SHARE * max(frame.worth for frame in frames)
    worthy = [frame for frame in frames if frame.worth >= least > 0] or frames[:1]
    parts = groupby(worthy, key=lambda frame: int(count * frame.at_s / duration_s))
    ranked = [
        (place, -frame.worth, frame)
        for _, part in parts
        for place, frame in enumerate(sorted(part, key=lambda frame: -frame.worth))
    ]
    chosen: list[Frame] = []
    for _, _, frame in sorted(ranked, key=lambda ranks: ranks[:2]):
        near = (other for other in chosen if abs(frame.at_s - other.at_s) < apart_s or _twins(frame, other))
        if len(chosen) < count and not any(near):
            chosen.append(frame)
    return sorted(chosen, key=lambda frame: frame.at_s)


def _looked_at(
    workshop: Workshop, rendition: Path, duration_s: float, scratch: Path, cancelled: Callable[[], bool] | None
) -> list[Frame]:
    """Return frames from all over the film, and what each is worth."""
    thumbs = scratch / "thumbs.gray"
    every_s = max(LEAST_STEP_S, duration_s / MOST_FRAMES)
    command = looks.interest(rendition, every_s, thumbs, key_frames=duration_s > LONG_S)
    limits = Limits.for_film(duration_s, cpu_per_s=2)
    ran = workshop.run(command, reads=[rendition], writes=scratch, limits=limits, cancelled=cancelled, keep_output=True)
    said = FRAME.findall(ran.output)
    if not said:
        raise BrokenOutput(detail=f"{rendition.name}: no frame to look at")
    return [
        Frame(int(microseconds) / 1e6, _worth(float(entropy), float(blur)), thumb)
        for (microseconds, entropy, blur), thumb in zip(said, _thumbs(thumbs), strict=True)
    ]


def _worth(entropy: float, blur: float) -> float:
    """Return how good a frame is. One without an edge has no blur either: it is a plain surface, and worth nothing."""
    return entropy**2 / blur if blur > 0 else 0.0


def _thumbs(path: Path) -> list[tuple[float, ...]]:
    """Return the tiny copies in their order, ready to be compared."""
    content, size = path.read_bytes(), looks.THUMB_BYTES
    return [_normal(content[begin : begin + size]) for begin in range(0, len(content), size)]


def _normal(thumb: bytes) -> tuple[float, ...]:
    """Return a copy freed of its brightness and contrast; of a plain surface nothing is left."""
    middle = fmean(thumb)
    contrast = sqrt(sum((value - middle) ** 2 for value in thumb))
    return tuple((value - middle) / contrast if contrast else 0.0 for value in thumb)


def _twins(one: Frame, other: Frame) -> bool:
    """Return whether two frames show the same thing."""
    likeness: float = sum(map(mul, one.thumb, other.thumb))
    return likeness >= TWINS_FROM


def _write(workshop: Workshop, film: Path, moments: dict[Path, float], scratch: Path) -> None:
    """Write a frame to each target; after the film's end there is none."""
    for target in moments:
        target.unlink(missing_ok=True)
    limits = Limits(cpu_s=60, wall_s=300)
    workshop.run(looks.stills(film, moments), reads=[film], writes=scratch, limits=limits)


def _is_there(target: Path) -> bool:
    return target.exists() and target.stat().st_size > 0
