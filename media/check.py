"""Every output is proved before it counts: exit code 0 is not success."""

from dataclasses import dataclass
from pathlib import Path

from media import graph
from media.errors import BrokenOutput, CommandFailed, SourceError
from media.facts import Cost, MediaFacts
from media.fingerprint import packets
from media.probe import probe
from media.process import Workshop
from media.sandbox import Limits

#: How far two lengths may differ: a packet of sound, a frame of picture, and rounding.
LENGTH_WITHIN_S = 0.1
MOST_PADDING = 2


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file must be. None is not asked for."""

    duration_s: float
    width_px: int | None = None
    height_px: int | None = None
    frames: int | None = None
    sound: bool = False
    language: str | None = None


def prove(workshop: Workshop, path: Path, expected: Expected) -> Cost:
    """Decode a whole output and compare it with what was ordered.

    Raises:
        BrokenOutput: it is damaged, or it is something else.
    """
    compare(path, probe_output(workshop, path), expected)
    limits = Limits.for_film(expected.duration_s, cpu_per_s=10)
    try:
        ran = workshop.run(graph.decode(path), reads=[path], writes=None, duration_s=expected.duration_s, limits=limits)
    except CommandFailed as error:
        raise BrokenOutput(detail=f"{path.name} cannot be decoded: {error.detail}") from error
    return ran.cost


def prove_copy(workshop: Workshop, path: Path, expected: Expected, parts: dict[str, Path]) -> Cost:
    """Prove that a file holds its parts packet for packet, and plays while it loads.

    The parts were decoded when they were made; a true copy needs no second decoding.

    Args:
        workshop: where ffmpeg runs.
        path: the file that was put together.
        expected: what it must be.
        parts: which track of it is a copy of which file: {"v:0": rung, "a:0": sound}.

    Raises:
        BrokenOutput: it is something else.
    """
    compare(path, probe_output(workshop, path), expected)
    if not plays_while_loading(path):
        raise BrokenOutput(detail=f"{path.name}: the index stands at the end")
    tracks = [(file, track) for track, part in parts.items() for file in (path, part)]
    read = packets(workshop, *tracks)
    for track, copied, original in zip(parts, read.tracks[::2], read.tracks[1::2], strict=True):
        # A reader leaves out the encoder's last packets, which hold nothing but padding.
        padding = len(original) - len(copied)
        if not copied or copied != original[: len(copied)] or padding > (MOST_PADDING if track[0] == "a" else 0):
            raise BrokenOutput(detail=f"{path.name}: track {track} is no true copy of {parts[track].name}")
    return read.cost


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
        seen["codec"] = (video.codec if video else None, "h264")
        lengths += [video.duration_s] if video else []
    if expected.frames is not None:
        seen["frames"] = (video.frames if video else None, expected.frames)
    if expected.language is not None:
        seen["language"] = (audio[0].language if audio else None, expected.language)
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


def plays_while_loading(path: Path) -> bool:
    """Whether the index of an MP4 stands before its content."""
    with path.open("rb") as file:
        offset = 0
        while len(head := file.read(8)) == 8:
            kind = head[4:]
            if kind in {b"moov", b"mdat"}:
                return kind == b"moov"
            offset += max(8, int.from_bytes(head[:4]))
            file.seek(offset)
    return False
