"""How loud a track is, after EBU R 128, and how much it must be lifted."""

import re
from collections.abc import Callable, Iterable, Sequence
from math import log10
from pathlib import Path

from media.damage import blaming_the_source
from media.errors import BrokenOutput
from media.facts import Loudness
from media.graph import sounds
from media.process import Workshop
from media.sandbox import Limits

#: What ffmpeg says of each track that it measured, under the name that ``media.graph.sounds`` gave it.
SUMMARY = re.compile(
    r"\[ebur128@(\w+) [^]]*\] Summary:"
    r"(?:(?!Summary:).)*?\n\s*I:\s+(\S+) LUFS(?:(?!Summary:).)*?\n\s*Peak:\s+(\S+) dBFS",
    re.DOTALL,
)
#: The most a quiet recording is lifted; beyond it one hears only noise.
MOST_GAIN_DB = 30.0
#: Two sides that have nothing in common lose 3 LU when they are mixed; only those against each other lose this.
OUT_OF_PHASE_LU = 10.0
#: Peaks are counted so far above the loudness of the whole.
HIGHEST_CREST_DB = 32
#: A limiter spares what lies between the peaks: of what it would take from whole twentieths of a second it takes this.
TAKEN = 0.85
#: The most that is given back of what a limiter takes; beyond it peaks are all that is left.
MOST_GIVEN_BACK_DB = 4.0


def measure(
    workshop: Workshop,
    path: Path,
    audio_index: int = 0,
    *,
    duration_s: float | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Loudness:
    """Return how loud one sound track of a file is, heard in stereo.

    A single channel comes out of both loudspeakers and is measured so. Every
    packet is decoded, so a damaged sound is found here.

    Args:
        workshop: where ffmpeg runs.
        path: a film or a sound.
        audio_index: which sound track, counted from 0.
        duration_s: the length, if known; limits are set by it.
        cancelled: asked whether to stop.

    Raises:
        Damaged: the sound cannot be decoded.
        CommandFailed, TookTooLong, Cancelled: see media.errors.
    """
    limits = Limits.for_film(duration_s or 3600, cpu_per_s=1)
    with blaming_the_source():
        ran = workshop.run(
            sounds.loudness(path, audio_index),
            reads=[path],
            writes=None,
            duration_s=duration_s,
            limits=limits,
            cancelled=cancelled,
        )
    return figures(ran.log_tail, "both")[0]


def figures(words: str, *names: str) -> list[Loudness]:
    """Return what ffmpeg said in its last words of the tracks of these names.

    Raises:
        BrokenOutput: it said nothing of one of them.
    """
    found = {name: Loudness(float(integrated), float(peak)) for name, integrated, peak in SUMMARY.findall(words)}
    if not found.keys() >= set(names):
        raise BrokenOutput(detail=words)
    return [found[name] for name in names]


def gain_db(found: Loudness, target_lufs: float, limiter: float) -> float:
    """Return how much a track must be lifted to be as loud as every other behind a limiter. Silence stays as it is."""
    if found.silent:
        return 0.0
    given_back = 0.0
    for _ in range(3):
        given_back = min(MOST_GIVEN_BACK_DB, taken_db(found.crests, target_lufs + given_back, limiter))
    return min(MOST_GAIN_DB, target_lufs - found.integrated_lufs + given_back)


def taken_db(crests: Sequence[int], lifted_to_lufs: float, limiter: float) -> float:
    """Return how much quieter a limiter will make a track that was lifted to a loudness."""
    room_db = 20 * log10(limiter) - lifted_to_lufs
    before = sum(many * 10 ** ((crest + 0.5) / 10) for crest, many in enumerate(crests))
    after = sum(many * 10 ** (min(crest + 0.5, room_db) / 10) for crest, many in enumerate(crests))
    return TAKEN * 10 * log10(before / after) if before else 0.0


def crests(peaks: Iterable[float], loudness: Loudness) -> tuple[int, ...]:
    """Return how many peaks of a track, of full scale, lie 0, 1, 2 ... dB above its loudness."""
    counted = [0] * (HIGHEST_CREST_DB + 1)
    for peak in peaks:
        crest_db = 20 * log10(peak) - loudness.integrated_lufs if peak else -1.0
        if crest_db >= 0:
            counted[min(int(crest_db), HIGHEST_CREST_DB)] += 1
    return tuple(counted)


def cancels_out(both: Loudness, one: Loudness) -> bool:
    """Whether little is left of a track when its two sides are mixed into one channel."""
    return not both.silent and both.integrated_lufs - one.integrated_lufs > OUT_OF_PHASE_LU
