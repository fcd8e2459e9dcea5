"""Look at a few windows of a picture, for what no packet tells and encoding must know.

Cameras and programs say wrongly whether a frame is woven of two half frames;
nothing in a file says that bars are part of the picture, or that a small
picture was blown up.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from media.damage import blaming_the_source
from media.facts import Bars, Cost, MediaFacts, Seen, VideoFacts
from media.graph import watching
from media.process import Workshop
from media.sandbox import Limits

#: As many windows as this at most, one in so many seconds.
MOST_WINDOWS, WINDOW_EVERY_S = 6, 5.0
#: How many frames a window has; of a very large picture fewer, so that looking stays cheap.
FRAMES, FEW_FRAMES, MANY_PIXELS = 24, 10, 1920 * 1088
LIMITS = Limits(cpu_s=60, wall_s=120, memory_bytes=3 << 30, file_bytes=0)

#: The lines that interlaced pictures have; others only look woven.
INTERLACED_LINES = {480, 486, 576, 608, 1080, 1088}
#: Shares of woven frames from which a picture is interlaced, and up to which it is not, given so many telling frames.
WOVEN_FROM, WOVEN_UP_TO, TELLING = 0.25, 0.02, 8
#: Share of the woven frames that must agree on which half comes first.
AGREED = 0.9
#: So many windows must contradict what the file says, before it is not believed.
CONTRADICTING = 2
#: Bars this small are overlooked, and opposite ones may differ by so much, as shares of the side.
LEAST_BAR, BARS_DIFFER = 0.02, 0.02
#: A frame that loses less than this at a third of its lines has nothing in it to judge by.
LEAST_LOSS = 1.0
#: True detail lost at half the lines is over a third of that lost at a third; from a blown-up picture less is lost.
BLOWN_UP = 0.28

ENDS = re.compile(r"lavfi\.cropdetect\.(x1|x2|y1|y2)=(-?\d+)")
WOVEN = re.compile(r"lavfi\.idet\.multiple\.(tff|bff|progressive)=([\d.]+)")
LOST = re.compile(r"lavfi\.psnr\.mse\.y=([\d.]+)")


@dataclass(frozen=True, slots=True)
class Weave:
    """How many frames are woven of two halves, the upper or the lower one first, and how many are whole."""

    tff: float = 0.0
    bff: float = 0.0
    whole: float = 0.0

    def __add__(self, other: "Weave") -> "Weave":
        """Return the frames of both."""
        return Weave(self.tff + other.tff, self.bff + other.bff, self.whole + other.whole)

    @property
    def interlaced(self) -> bool | None:
        """Whether these frames are interlaced; None when they do not tell."""
        woven = self.tff + self.bff
        telling = woven + self.whole
        if telling < TELLING:
            return None
        if woven >= WOVEN_FROM * telling:
            return True if max(self.tff, self.bff) >= AGREED * woven else None
        return False if woven <= WOVEN_UP_TO * telling else None


@dataclass(frozen=True, slots=True)
class Window:
    """What one window tells."""

    weave: Weave
    #: Left, right, upper and lower end of what is not black, in pixels; None when all of it is black.
    ends: tuple[int, int, int, int] | None
    #: Of what a third of the lines loses, the share that half of them loses already.
    detail: float | None


def examine(
    workshop: Workshop, path: Path, facts: MediaFacts, *, cancelled: Callable[[], bool] | None = None
) -> Seen | None:
    """Return what a few windows of the picture show; None when there is no picture.

    However long a film is, no more than a few seconds of it are decoded.

    Args:
        workshop: where ffmpeg runs.
        path: the film.
        facts: what ``probe`` said of it.
        cancelled: asked whether to stop.

    Raises:
        Damaged: the picture cannot be decoded.
        CommandFailed, TookTooLong, Cancelled: see media.errors.
    """
    video = facts.video
    if video is None:
        return None
    frames = FEW_FRAMES if video.coded_width_px * video.coded_height_px > MANY_PIXELS else FRAMES
    count = max(1, min(MOST_WINDOWS, int(video.duration_s / WINDOW_EVERY_S)))
    windows, cost = [], Cost()
    for number in range(count):
        at_s = video.duration_s * (number + 0.5) / count if count > 1 else 0.0
        with blaming_the_source():
            command = watching.window(path, video, at_s, frames)
            ran = workshop.run(command, reads=[path], writes=None, limits=LIMITS, cancelled=cancelled, keep_output=True)
        windows.append(window_of(ran.output))
        cost += ran.cost
    return seen_in(windows, video, cost)


def corrected(facts: MediaFacts, seen: Seen | None) -> MediaFacts:
    """Return the facts with what the windows showed in the place of what the file says."""
    if facts.video is None or seen is None or seen.interlaced is None:
        return facts
    return replace(facts, video=replace(facts.video, interlaced=seen.interlaced, top_first=seen.top_first))


def window_of(output: str) -> Window:
    """Return what one window told."""
    # Counts and ends are told of each frame for all frames up to it: the last word counts.
    counts = {kind: float(count) for kind, count in WOVEN.findall(output)}
    ends = {end: int(px) for end, px in ENDS.findall(output)}
    lost = sorted(map(float, LOST.findall(output)))
    shows = len(ends) == 4 and ends["x1"] < ends["x2"] and ends["y1"] < ends["y2"]
    return Window(
        Weave(counts.get("tff", 0.0), counts.get("bff", 0.0), counts.get("progressive", 0.0)),
        ends=(ends["x1"], ends["x2"], ends["y1"], ends["y2"]) if shows else None,
        detail=lost[0] / lost[-1] if len(lost) == 2 and lost[-1] >= LEAST_LOSS else None,
    )


def seen_in(windows: Sequence[Window], video: VideoFacts, cost: Cost) -> Seen:
    """Return what all windows together tell."""
    interlaced, top_first = _woven(windows, video)
    details = [window.detail for window in windows if window.detail is not None]
    # Half frames look like detail between the lines.
    blown_up = bool(details) and not interlaced and median(details) < BLOWN_UP
    return Seen(interlaced, top_first, _bars(windows, video), video.lines_px // 2 if blown_up else None, cost)


def _woven(windows: Sequence[Window], video: VideoFacts) -> tuple[bool | None, bool | None]:
    """Return whether the picture is interlaced, and whether the upper half comes first."""
    if video.coded_height_px not in INTERLACED_LINES:
        return None, None
    together = sum((window.weave for window in windows), Weave())
    interlaced = together.interlaced
    agreeing = sum(window.weave.interlaced == interlaced for window in windows)
    if interlaced is None or (video.interlaced is (not interlaced) and agreeing < CONTRADICTING):
        return None, None
    return interlaced, together.tff > together.bff if interlaced else None


def _bars(windows: Sequence[Window], video: VideoFacts) -> Bars | None:
    """Return the bars that every window has, left and right alike, or above and below."""
    ends = [window.ends for window in windows if window.ends]
    if not ends:
        return None
    width_px, height_px = video.upright_px
    lefts, rights, tops, bottoms = zip(*ends, strict=True)
    across = _pair(min(lefts), width_px - 1 - max(rights), width_px)
    down = _pair(min(tops), height_px - 1 - max(bottoms), height_px)
    return Bars(*across, *down) if any(across + down) else None


def _pair(one_px: int, other_px: int, side_px: int) -> tuple[int, int]:
    """Return two opposite bars; nothing when they are too small, or too unlike to be bars."""
    alike = abs(one_px - other_px) <= BARS_DIFFER * side_px
    return (one_px, other_px) if alike and min(one_px, other_px) >= LEAST_BAR * side_px else (0, 0)
