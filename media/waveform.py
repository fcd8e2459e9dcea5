"""What a sound looks like: a curve for the ministry's page, a few kilobytes for a minute.

Written down, it is eight bytes of head and then two signed bytes for each
twentieth of a second: the lowest and the highest level, 127 being full scale.
The head is ``FBW1``, the points per second as an unsigned 16-bit number, and
two bytes of zero; numbers are big-endian.
"""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from media.damage import blaming_the_source
from media.graph import sounds
from media.levels import Levels
from media.process import Workshop
from media.sandbox import Limits

HEAD = struct.Struct(">4sHH")
MARK = b"FBW1"
FULL_SCALE = 127


@dataclass(frozen=True, slots=True)
class Waveform:
    """The lowest and the highest level at each point, from -127 to 127."""

    points: tuple[tuple[int, int], ...]
    per_s: int = sounds.LEVELS_PER_S

    @property
    def duration_s(self) -> float:
        """How long the sound is, up to one point."""
        return len(self.points) / self.per_s

    def to_bytes(self) -> bytes:
        """Return it as it is kept and sent."""
        flat = [level for point in self.points for level in point]
        return HEAD.pack(MARK, self.per_s, 0) + struct.pack(f"{len(flat)}b", *flat)

    @classmethod
    def from_bytes(cls, content: bytes) -> "Waveform":
        """Return what was kept.

        Raises:
            ValueError: these bytes are no waveform.
        """
        try:
            mark, per_s, _ = HEAD.unpack_from(content)
            points = tuple(struct.iter_unpack("2b", content[HEAD.size :]))
        except struct.error as error:
            raise ValueError("no waveform") from error
        if mark != MARK or not per_s:
            raise ValueError("no waveform")
        return cls(points, per_s)


def drawn(levels: Iterable[tuple[float, float]]) -> Waveform:
    """Return the waveform of some levels, 1.0 being full scale; what goes beyond it is cut."""
    return Waveform(tuple((_byte(low), _byte(high)) for low, high in levels))


def peaks(
    workshop: Workshop,
    path: Path,
    audio_index: int = 0,
    duration_s: float | None = None,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> Waveform:
    """Return the waveform of one sound track of a file.

    Listening and encoding draw it by the way; this decodes for it alone.

    Raises:
        Damaged: the sound cannot be decoded.
        CommandFailed, TookTooLong, Cancelled: see media.errors.
    """
    levels = Levels(duration_s)
    limits = Limits.for_film(duration_s or 3600, cpu_per_s=1)
    with blaming_the_source():
        command = sounds.levels(path, audio_index)
        workshop.run(command, reads=[path], writes=None, limits=limits, ear=levels, cancelled=cancelled)
    return drawn(levels.pairs)


def _byte(level: float) -> int:
    return max(-FULL_SCALE, min(FULL_SCALE, round(level * FULL_SCALE)))
