"""One listening tells all that is wrong with a sound: how loud, where silent, where overdriven, on which side."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from media.damage import blaming_the_source
from media.facts import Heard, Loudness, Span
from media.graph import sounds
from media.graph.sounds import LEVELS_PER_S
from media.levels import Levels
from media.listen import OnProgress
from media.loudness import cancels_out, crests, figures
from media.process import Workshop
from media.sandbox import Limits
from media.waveform import drawn

#: A pause of this length is worth a look.
SILENCE_S = 2.0
#: So far under the loudness of the whole nobody hears anything; but never counted as silence above, always below.
SILENT_LU, SILENT_AT_MOST_DBFS, SILENT_AT_LEAST_DBFS = 40.0, -50.0, -70.0
#: Touched in so many twentieths of a second in a row, full scale is where the sound was cut off.
FULL_SCALE, CLIPPED_IN_A_ROW = 0.999, 3
#: Overdriven places closer together than this are one.
JOINED_S = 1.0
#: Of the louder side, or of the whole: below it a side is empty.
NOTHING = 0.01


def listen(
    workshop: Workshop,
    path: Path,
    audio_index: int,
    duration_s: float | None = None,
    *,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Heard:
    """Return what one listening tells of a sound track.

    Every packet is decoded, so a damaged sound is found here.

    Args:
        workshop: where ffmpeg runs.
        path: a film or a sound.
        audio_index: which sound track, counted from 0.
        duration_s: the length, if known; limits are set by it.
        on_progress: told the share that is done and the seconds left.
        cancelled: asked whether to stop.

    Raises:
        Damaged: the sound cannot be decoded.
        CommandFailed, TookTooLong, Cancelled: see media.errors.
    """
    levels = Levels(duration_s, on_progress)
    limits = Limits.for_film(duration_s or 3600, cpu_per_s=2)
    with blaming_the_source():
        command = sounds.everything_heard(path, audio_index)
        ran = workshop.run(command, reads=[path], writes=None, limits=limits, ear=levels, cancelled=cancelled)
    both, one = figures(ran.log_tail, "both", "one")
    left, right, difference = (levels.peaks(side) for side in range(3))
    highest = [max(sides) for sides in zip(left, right, strict=True)]
    if not both.silent:
        # A downmix of speech rises above itself as the two sides do.
        counted = crests(highest, both)
        both, one = replace(both, crests=counted), replace(one, crests=counted)
    return Heard(
        loudness=both,
        mono=one,
        silences=tuple(silences(highest, both)),
        clippings=tuple(clippings(highest)),
        one_sided=min(sum(left), sum(right)) < NOTHING * max(sum(left), sum(right)),
        out_of_phase=cancels_out(both, one),
        dual_mono=not both.silent and sum(difference) < NOTHING * sum(highest),
        waveform=drawn(levels.pairs).to_bytes(),
        cost=ran.cost,
    )


def silences(peaks: Sequence[float], loudness: Loudness) -> Iterator[Span]:
    """Yield where nothing is heard for two seconds or longer, against the loudness of the whole."""
    threshold_dbfs = SILENT_AT_MOST_DBFS
    if not loudness.silent:
        wished_dbfs = loudness.integrated_lufs - SILENT_LU
        threshold_dbfs = max(SILENT_AT_LEAST_DBFS, min(SILENT_AT_MOST_DBFS, wished_dbfs))
    threshold = 10 ** (threshold_dbfs / 20)
    for span in _runs([peak < threshold for peak in peaks]):
        if span.end_s - span.start_s >= SILENCE_S:
            yield span


def clippings(peaks: Sequence[float]) -> Iterator[Span]:
    """Yield where a sound sticks at full scale; places close together are one."""
    joined: Span | None = None
    for span in _runs([peak >= FULL_SCALE for peak in peaks]):
        if span.end_s - span.start_s < (CLIPPED_IN_A_ROW - 0.5) / LEVELS_PER_S:
            continue
        if joined and span.start_s - joined.end_s <= JOINED_S:
            joined = Span(joined.start_s, span.end_s)
            continue
        if joined:
            yield joined
        joined = span
    if joined:
        yield joined


def _runs(held: Sequence[bool]) -> Iterator[Span]:
    """Yield each unbroken stretch of levels for which something holds."""
    begin: int | None = None
    for number, holds in enumerate([*held, False]):
        if holds and begin is None:
            begin = number
        elif not holds and begin is not None:
            yield Span(begin / LEVELS_PER_S, number / LEVELS_PER_S)
            begin = None
