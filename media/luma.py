"""What a picture looks like, in 64 bytes: where it grows brighter from left to right, and where darker.

It outlives another encoding, size, rate and brightness. Where neighbours are
equally bright it says nothing, so black frames and bars resemble nothing.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from media.damage import blaming_the_source
from media.graph import likeness as graph
from media.listen import OnProgress
from media.process import Workshop
from media.sandbox import Limits

STEP_S = 1 / graph.RATE
#: Neighbours closer than this many of 255 levels are equally bright; the rest is the encoder's noise.
NOISE = 2
CELLS = (graph.COLUMNS - 1) * graph.ROWS
SIDE_BYTES = CELLS // 8
SHAPE_BYTES = 2 * SIDE_BYTES
#: The form in which shapes are kept. Another form is not compared.
MARK = b"luma-1\n\n"


@dataclass(frozen=True, slots=True)
class Shape:
    """One tiny picture: a bit for each cell whose right neighbour is brighter, and for each whose is darker."""

    rises: int
    falls: int

    @property
    def weight(self) -> int:
        """How much there is to see, from 0 for one colour."""
        return self.rises.bit_count() + self.falls.bit_count()

    @property
    def mirrored(self) -> "Shape":
        """The shape of the mirrored picture."""
        return Shape(_turned(self.falls), _turned(self.rises))


@dataclass(frozen=True, slots=True)
class Luma:
    """The shapes of a whole film, one every ``step_s``, as they are kept."""

    shapes: bytes
    step_s: float = STEP_S

    @classmethod
    def from_bytes(cls, kept: bytes) -> "Luma | None":
        """Return what was kept; None when it has a form that we no longer write."""
        return cls(kept[len(MARK) :]) if kept.startswith(MARK) else None

    def to_bytes(self) -> bytes:
        """Return it as it is kept."""
        return MARK + self.shapes

    def read(self) -> list[Shape]:
        """Return the shapes in their order."""
        return [
            Shape(
                rises=int.from_bytes(self.shapes[at : at + SIDE_BYTES]),
                falls=int.from_bytes(self.shapes[at + SIDE_BYTES : at + SHAPE_BYTES]),
            )
            for at in range(0, len(self.shapes), SHAPE_BYTES)
        ]


def hashes(
    workshop: Workshop,
    path: Path,
    track: str,
    duration_s: float,
    *,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Luma:
    """Return what a film looks like, four times a second from its beginning.

    Decoding is all that it costs, so the smallest size of a known picture is the one to ask.

    Args:
        workshop: where ffmpeg runs.
        path: a film.
        track: its picture: "v:0", or its index among all tracks.
        duration_s: how long it is.
        on_progress: told the share that is done and the seconds left.
        cancelled: asked whether to stop.

    Raises:
        Damaged: the picture cannot be decoded.
        CommandFailed, TookTooLong, Cancelled, DiskFull: see media.errors.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "tiny.gray"
        with blaming_the_source():
            workshop.run(
                graph.tiny_pictures(path, track, target),
                reads=[path],
                writes=target.parent,
                duration_s=duration_s,
                limits=Limits.for_film(duration_s, cpu_per_s=10),
                on_progress=on_progress,
                cancelled=cancelled,
            )
        tiny = target.read_bytes()
    size = graph.COLUMNS * graph.ROWS
    return Luma(b"".join(_shape(tiny[at : at + size]) for at in range(0, len(tiny) - size + 1, size)))


def _shape(tiny: bytes) -> bytes:
    """Return the shape of one tiny picture as it is kept."""
    rises = falls = 0
    for row in range(0, len(tiny), graph.COLUMNS):
        for left, right in pairwise(tiny[row : row + graph.COLUMNS]):
            rises = rises << 1 | (right > left + NOISE)
            falls = falls << 1 | (left > right + NOISE)
    return rises.to_bytes(SIDE_BYTES) + falls.to_bytes(SIDE_BYTES)


def _turned(side: int) -> int:
    """Return the bits with every row read from right to left."""
    width = graph.COLUMNS - 1
    rows = f"{side:0{CELLS}b}"
    return int("".join(rows[at : at + width][::-1] for at in range(0, CELLS, width)), 2)
