"""How loud a track is, after EBU R 128."""

import re
from math import log10
from pathlib import Path

from media import graph
from media.damage import blaming_the_source
from media.errors import BrokenOutput
from media.facts import Loudness
from media.process import Workshop
from media.sandbox import Limits

INTEGRATED = re.compile(r"^\s*I:\s+(-?[\d.]+|-?inf|nan) LUFS", re.MULTILINE)
TRUE_PEAK = re.compile(r"^\s*Peak:\s+(-?[\d.]+|-?inf|nan) dBFS", re.MULTILINE)


#: How loud every language is, on phones as in the hall.
TARGET_LUFS = -16.0
#: The most a quiet recording is lifted; beyond it one hears only noise.
MOST_GAIN_DB = 30.0
#: Where the limiter begins to bite, and how far it may push the loudness off its target.
LIMIT_DBFS = 20 * log10(graph.LIMITER)
OFF_TARGET_LU = 0.2


def measure(workshop: Workshop, path: Path, audio_index: int = 0, *, duration_s: float | None = None) -> Loudness:
    """Return how loud one sound track of a file is, heard in stereo.

    Every packet is decoded, so a damaged sound is found here.

    Args:
        workshop: where ffmpeg runs.
        path: a film or a sound.
        audio_index: which sound track, counted from 0.
        duration_s: the length, if known; limits are set by it.

    Raises:
        Damaged: the sound cannot be decoded.
        CommandFailed, TookTooLong: see media.errors.
    """
    return _measured(workshop, path, graph.loudness(path, audio_index), duration_s)


def gain_db(workshop: Workshop, path: Path, audio_index: int, found: Loudness, duration_s: float) -> float:
    """Return how much a track must be lifted to be as loud as every other.

    Where the limiter would take some of it back, that is measured and added.
    """
    if found.silent:
        return 0.0
    gain = min(MOST_GAIN_DB, TARGET_LUFS - found.integrated_lufs)
    if found.true_peak_dbtp + gain > LIMIT_DBFS:
        limited = _measured(workshop, path, graph.loudness(path, audio_index, gain), duration_s)
        lost = TARGET_LUFS - limited.integrated_lufs
        gain += lost if OFF_TARGET_LU < lost < MOST_GAIN_DB - gain else 0.0
    return gain


def _measured(workshop: Workshop, path: Path, command: list[str], duration_s: float | None) -> Loudness:
    limits = Limits.for_film(duration_s or 3600, cpu_per_s=1)
    with blaming_the_source():
        ran = workshop.run(command, reads=[path], writes=None, duration_s=duration_s, limits=limits)
    integrated, peak = INTEGRATED.findall(ran.log_tail), TRUE_PEAK.findall(ran.log_tail)
    if not integrated or not peak:
        raise BrokenOutput(detail=ran.log_tail)
    return Loudness(float(integrated[-1]), float(peak[-1]))
