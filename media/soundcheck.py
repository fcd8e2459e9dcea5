"""The proof of a sound: decoded whole, and measured while that is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from media import ogg
from media.boxes import layout
from media.check import LENGTH_WITHIN_S
from media.errors import BrokenOutput, CommandFailed
from media.facts import Cost, Loudness, Sound
from media.graph import sounds
from media.graph.sounds import Quality
from media.levels import Levels
from media.loudness import figures
from media.process import Workshop
from media.sandbox import Limits
from media.waveform import drawn


@dataclass(frozen=True, slots=True)
class Checked:
    """Sounds that can be played from beginning to end; the waveform is that of the first."""

    sounds: tuple[Sound, ...]
    waveform: bytes
    cost: Cost


def check(
    workshop: Workshop,
    made: Sequence[Quality],
    duration_s: float,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> Checked:
    """Return what some sounds turned out to be.

    Raises:
        BrokenOutput: one is damaged, or not as long as it should be.
        TookTooLong, Cancelled: see media.errors.
    """
    levels, paths = Levels(duration_s), [quality.path for quality in made]
    limits = Limits.for_film(duration_s, cpu_per_s=2)
    try:
        command = sounds.proof(paths)
        ran = workshop.run(command, reads=paths, writes=None, limits=limits, ear=levels, cancelled=cancelled)
    except CommandFailed as error:
        raise BrokenOutput(detail=f"{', '.join(path.name for path in paths)}: {error.detail}") from error
    measured = figures(ran.log_tail, *(f"track{number}" for number in range(len(made))))
    found = tuple(_sound(quality, loudness) for quality, loudness in zip(made, measured, strict=True))
    for sound in found:
        if abs(sound.duration_s - duration_s) > LENGTH_WITHIN_S:
            raise BrokenOutput(detail=f"{sound.path.name}: {sound.duration_s:.3f} s long, not {duration_s:.3f}")
    return Checked(found, drawn(levels.pairs).to_bytes(), ran.cost)


def _sound(quality: Quality, loudness: Loudness) -> Sound:
    """Return what is known of a finished file."""
    profile, path = quality.profile, quality.path
    size_bytes = path.stat().st_size
    if profile.container == "ogg":
        duration_s = ogg.duration_s(path)
        bps = round(8 * size_bytes / duration_s)
        return Sound(profile.name, path, size_bytes, duration_s, "opus", bps, bps, profile.channels, loudness)
    file = layout(path)
    return Sound(
        profile=profile.name,
        path=path,
        size_bytes=size_bytes,
        duration_s=file.duration_s,
        codecs=file.codecs,
        bandwidth_bps=file.peak_bps,
        average_bps=file.average_bps,
        channels=profile.channels,
        loudness=loudness,
    )
