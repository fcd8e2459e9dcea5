"""Read the layout of an fMP4 that the workshop made: where each segment lies and how long it lasts.

Only our own files are read here, so the reader knows just the boxes that our
encoder writes (ISO/IEC 14496-12), and refuses everything else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from struct import unpack_from

from media.errors import BrokenOutput

#: Boxes that hold boxes.
FOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"edts", b"moof", b"traf"}
#: Flags of a track fragment's header and of its run: which fields are there.
BASE_OFFSET, DESCRIPTION, DEFAULT_DURATION = 0x1, 0x2, 0x8
DATA_OFFSET, FIRST_FLAGS, DURATION, SIZE, FLAGS, SHIFT = 0x1, 0x4, 0x100, 0x200, 0x400, 0x800


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the file that can be played by itself."""

    offset: int
    size_bytes: int
    duration_s: float
    samples: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole file: its head, which every segment needs, and its segments."""

    head_bytes: int
    #: RFC 6381, such as "avc1.64001f" or "mp4a.40.2".
    codecs: str
    segments: tuple[Segment, ...]
    #: The sound encoder's run-up, which the edit list hides.
    hidden_s: float

    @property
    def duration_s(self) -> float:
        """How long it plays."""
        return sum(segment.duration_s for segment in self.segments) - self.hidden_s

    @property
    def samples(self) -> int:
        """How many pictures, or packets of sound."""
        return sum(segment.samples for segment in self.segments)

    @property
    def peak_bps(self) -> int:
        """The most bits per second that one segment takes.

        A short rest at the end says nothing about the line that is needed.
        """
        longest_s = max(segment.duration_s for segment in self.segments)
        whole = [segment for segment in self.segments if segment.duration_s >= longest_s / 2]
        return round(max(8 * segment.size_bytes / segment.duration_s for segment in whole))

    @property
    def average_bps(self) -> int:
        """The bits per second of the whole."""
        size_bytes = sum(segment.size_bytes for segment in self.segments)
        return round(8 * size_bytes / sum(segment.duration_s for segment in self.segments))


def layout(path: Path) -> Layout:
    """Return the layout of an fMP4 with one track.

    Raises:
        BrokenOutput: the file is not what our encoder writes.
    """
    heads: dict[bytes, bytes] = {}
    segments = []
    head_bytes, begin, run = 0, 0, b""
    try:
        for kind, offset, size in _top_boxes(path):
            if kind == b"moov":
                heads = dict(_flat(_read(path, offset + 8, size - 8)))
                head_bytes = offset + size
            elif kind == b"moof":
                begin, run = offset, _read(path, offset + 8, size - 8)
            elif kind == b"mdat" and run:
                samples, ticks = _run(dict(_flat(run)), heads)
                segments.append(Segment(begin, offset + size - begin, ticks / _timescale(heads), samples))
                run = b""
        if not segments or run:
            raise BrokenOutput(detail=f"{path.name}: no whole segment")
        codecs = _codecs(heads[b"stsd"])
        # For a picture the edit list only undoes the reordering of frames; all of them are shown.
        hidden_s = _hidden_s(heads) if codecs.startswith("mp4a") else 0.0
        return Layout(head_bytes, codecs, tuple(segments), hidden_s)
    except (KeyError, IndexError, ValueError, ArithmeticError) as error:
        raise BrokenOutput(detail=f"{path.name}: {error!r}") from error


def _top_boxes(path: Path) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, offset and size of the outermost boxes."""
    offset, end = 0, path.stat().st_size
    while offset < end:
        head = _read(path, offset, 16)
        size, kind = unpack_from(">I4s", head)
        if size == 1:
            (size,) = unpack_from(">Q", head, 8)
        if size < 8 or offset + size > end:
            raise BrokenOutput(detail=f"{path.name}: box {kind!r} at {offset} breaks off")
        yield kind, offset, size
        offset += size


def _read(path: Path, offset: int, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(size)


def _flat(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and body of every box inside, however deep."""
    offset = 0
    while offset + 8 <= len(body):
        size, kind = unpack_from(">I4s", body, offset)
        inner = body[offset + 8 : offset + size]
        if kind in FOLDERS:
            yield from _flat(inner)
        else:
            yield kind, inner
        offset += max(8, size)


def _timescale(heads: dict[bytes, bytes]) -> int:
    """Return how many ticks the track counts in a second."""
    body = heads[b"mdhd"]
    ticks: int = unpack_from(">I", body, 20 if body[0] else 12)[0]
    return ticks


def _run(boxes: dict[bytes, bytes], heads: dict[bytes, bytes]) -> tuple[int, int]:
    """Return the number of samples in a fragment and their ticks."""
    header, run = boxes[b"tfhd"], boxes[b"trun"]
    usual: int = unpack_from(">I", heads[b"trex"], 12)[0]
    flags = unpack_from(">I", header)[0]
    if flags & DEFAULT_DURATION:
        skipped = 8 + (8 if flags & BASE_OFFSET else 0) + (4 if flags & DESCRIPTION else 0)
        (usual,) = unpack_from(">I", header, skipped)
    flags, samples = unpack_from(">II", run)
    if not flags & DURATION:
        return samples, samples * usual
    begin = 8 + (4 if flags & DATA_OFFSET else 0) + (4 if flags & FIRST_FLAGS else 0)
    step = 4 * (flags & (DURATION | SIZE | FLAGS | SHIFT)).bit_count()
    return samples, sum(unpack_from(">I", run, begin + step * number)[0] for number in range(samples))


def _hidden_s(heads: dict[bytes, bytes]) -> float:
    """Return what the edit list leaves out at the beginning."""
    body = heads.get(b"elst")
    if body is None:
        return 0.0
    version, entries = body[0], unpack_from(">I", body, 4)[0]
    form, size = (">Qq", 20) if version else (">Ii", 12)
    begins = [unpack_from(form, body, 8 + size * number)[1] for number in range(entries)]
    return max([begin for begin in begins if begin > 0], default=0) / _timescale(heads)


def _codecs(description: bytes) -> str:
    """Return the name that a browser asks for."""
    kind = description[12:16]
    if kind == b"avc1":
        record = description.index(b"avcC") + 4
        return f"avc1.{description[record + 1 : record + 4].hex()}"
    if kind == b"mp4a":
        return "mp4a.40.2"
    raise ValueError(f"no name for {kind!r}")
