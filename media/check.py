"""Every output is proved before it counts: exit code 0 is not success."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from media.errors import BrokenOutput, CommandFailed, SourceError
from media.facts import Cost, MediaFacts
from media.graph import copies
from media.probe import probe
from media.process import Workshop
from media.sandbox import Limits

#: How far two lengths may differ: a packet of sound, a frame of picture, and rounding.
LENGTH_WITHIN_S = 0.1


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file must be. None is not asked for."""

    duration_s: float
    width_px: int | None = None
    height_px: int | None = None
    frames: int | None = None
    sound: bool = False
    codec: str = "h264"


def prove(workshop: Workshop, path: Path, expected: Expected) -> Cost:
    """Decode a whole output and compare it with what was ordered.

    Raises:
        BrokenOutput: it is damaged, or it is something else.
    """
    compare(path, probe_output(workshop, path), expected)
    return decode_whole(workshop, path, expected.duration_s)


def decode_whole(
    workshop: Workshop, path: Path, duration_s: float, *, cancelled: Callable[[], bool] | None = None
) -> Cost:
    """Decode an output from beginning to end.

    Raises:
        BrokenOutput: it is damaged.
    """
    try:
        ran = workshop.run(
            copies.decode(path),
            reads=[path],
            writes=None,
            duration_s=duration_s,
            limits=Limits.for_film(duration_s, cpu_per_s=10),
            cancelled=cancelled,
        )
    except CommandFailed as error:
        raise BrokenOutput(detail=f"{path.name} cannot be decoded: {error.detail}") from error
    return ran.cost


def probe_output(workshop: Workshop, path: Path) -> MediaFacts:
    """Return what an output holds; an unreadable one is our fault and not the uploader's."""
    try:
        return probe(workshop, path)
    except (SourceError, OSError) as error:
        raise BrokenOutput(detail=f"{path.name}: {error} {getattr(error, 'detail', '')}") from error


def compare(path: Path, facts: MediaFacts, expected: Expected) -> None:
    """Raise BrokenOutput if a file is not what was expected."""
    video, audio = facts.video, facts.audio
    seen: dict[str, tuple[object, object]] = {"sound": (len(audio), int(expected.sound))}
    lengths = [track.duration_s + min(0.0, track.start_s) for track in audio]
    if expected.width_px is not None:
        size = (video.width_px, video.height_px) if video else None
        seen["size"] = (size, (expected.width_px, expected.height_px))
        seen["codec"] = (video.codec if video else None, expected.codec)
        lengths += [video.duration_s] if video else []
    if expected.frames is not None:
        seen["frames"] = (video.frames if video else None, expected.frames)
    wrong = [f"{what} is {found}, not {due}" for what, (found, due) in seen.items() if found != due]
    wrong += [
        f"{length_s:.3f} s long, not {expected.duration_s:.3f}"
        for length_s in lengths
        if abs(length_s - expected.duration_s) > LENGTH_WITHIN_S
    ]
    if video and abs(video.start_s) > LENGTH_WITHIN_S:
        wrong.append(f"the picture begins at {video.start_s:.3f} s")
    if wrong:
        raise BrokenOutput(detail=f"{path.name}: {'; '.join(wrong)}")
