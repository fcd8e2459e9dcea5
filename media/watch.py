"""Watch a film from beginning to end, in its smallest size: where it shows nothing, where it stands still."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from media.facts import Span, Watched
from media.graph import watching
from media.process import Workshop
from media.sandbox import Limits

#: Shorter ones are fades and cuts, or what a camera does when nobody moves.
BLACK_S, STILL_S = 2.0, 5.0

TOLD = re.compile(r"lavfi\.(?:freezedetect\.)?(black|freeze)_(start|end)=([\d.]+)")


def watch(
    workshop: Workshop, rendition: Path, duration_s: float, *, cancelled: Callable[[], bool] | None = None
) -> Watched:
    """Return where a film shows nothing, and where it stands still though there is something to see.

    Args:
        workshop: where ffmpeg runs.
        rendition: the smallest size that the workshop has made of it.
        duration_s: how long it is.
        cancelled: asked whether to stop.

    Raises:
        CommandFailed, TookTooLong, Cancelled: see media.errors.
    """
    ran = workshop.run(
        watching.whole(rendition, BLACK_S, STILL_S),
        reads=[rendition],
        writes=None,
        limits=Limits.for_film(duration_s, cpu_per_s=1),
        cancelled=cancelled,
        keep_output=True,
    )
    told = TOLD.findall(ran.output)
    blacks = spans_of(told, "black", BLACK_S, duration_s)
    freezes = spans_of(told, "freeze", STILL_S, duration_s)
    # What is black stands still, too, and need not be told twice.
    freezes = tuple(span for span in freezes if not any(_mostly_in(span, black) for black in blacks))
    return Watched(blacks, freezes, ran.cost)


def spans_of(told: Sequence[tuple[str, str, str]], kind: str, least_s: float, duration_s: float) -> tuple[Span, ...]:
    """Return the spans of one kind; one that nothing ended lasts until the film does."""
    starts = [float(at_s) for of, edge, at_s in told if (of, edge) == (kind, "start")]
    ends = [float(at_s) for of, edge, at_s in told if (of, edge) == (kind, "end")]
    ends += [duration_s] * (len(starts) - len(ends))
    spans = (Span(start_s, end_s) for start_s, end_s in zip(starts, ends, strict=True))
    # The tool tells of every black frame, however soon the picture comes back.
    return tuple(span for span in spans if span.end_s - span.start_s >= least_s)


def _mostly_in(inner: Span, outer: Span) -> bool:
    """Whether most of a span lies in another one."""
    shared_s = min(inner.end_s, outer.end_s) - max(inner.start_s, outer.start_s)
    return shared_s > (inner.end_s - inner.start_s) / 2
