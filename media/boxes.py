"""Read the layout of an fMP4 that the workshop made: where each segment lies and how long it lasts.

Only our own files are read here, so the reader knows just the boxes that our
encoder writes (ISO/IEC 14496-12), and refuses everything else.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from math import ceil, floor
from pathlib import Path
from struct import iter_unpack, unpack_from

from media.errors import BrokenOutput

#: Boxes that hold boxes.
FOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"edts", b"moof", b"traf"}
#: Flags of a track fragment's header and of its run: which fields are there.
BASE_OFFSET, DESCRIPTION, DEFAULT_DURATION = 0x1, 0x2, 0x8
DATA_OFFSET, FIRST_FLAGS, DURATION, SIZE, FLAGS, SHIFT = 0x1, 0x4, 0x100, 0x200, 0x400, 0x800


@dataclass(frozen=True, slots=True)
class Fragment:
    """A segment as its boxes have it: an index, and the samples that it names."""

    offset: int
    index_bytes: int
    size_bytes: int
    #: When its first sample is decoded, in ticks of the track's clock.
    begins: int
    #: How long each sample lasts, in ticks.
    lasts: tuple[int, ...]
    #: How much later than it is decoded each sample is shown, in ticks.
    waits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """A whole file as its boxes have it."""

    #: The bytes of the head, which every fragment needs.
    head_bytes: int
    ticks_per_s: int
    heads: Mapping[bytes, bytes]
    fragments: tuple[Fragment, ...]

    @property
    def lasts(self) -> tuple[int, ...]:
        """How long each sample lasts, in ticks."""
        return tuple(chain.from_iterable(fragment.lasts for fragment in self.fragments))


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
    def target_s(self) -> int:
        """The length that no segment exceeds, in whole seconds as HLS rounds them."""
        return max(1, floor(max(segment.duration_s for segment in self.segments) + 0.5))

    @property
    def peak_bps(self) -> int:
        """The most bits per second of any run of segments that is about as long as the target (RFC 8216, 4.1)."""
        rates = [float(self.average_bps)]
        for first in range(len(self.segments)):
            bits, length_s = 0, 0.0
            for segment in self.segments[first:]:
                bits, length_s = bits + 8 * segment.size_bytes, length_s + segment.duration_s
                if length_s > 1.5 * self.target_s:
                    break
                if length_s >= 0.5 * self.target_s:
                    rates.append(bits / length_s)
        return ceil(max(rates))

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
    track = read(path)
    segments = tuple(
        Segment(found.offset, found.size_bytes, sum(found.lasts) / track.ticks_per_s, len(found.lasts))
        for found in track.fragments
    )
    try:
        codecs = _codecs(track.heads[b"stsd"])
        # For a picture the edit list only undoes the reordering of frames; all of them are shown.
        hidden_s = hidden_ticks(track.heads) / track.ticks_per_s if codecs.startswith("mp4a") else 0.0
    except (KeyError, IndexError, ValueError, struct.error) as error:
        raise BrokenOutput(detail=f"{path.name}: {error!r}") from error
    return Layout(track.head_bytes, codecs, segments, hidden_s)


def read(path: Path) -> Track:
    """Return what the boxes of an fMP4 with one track say.

    Raises:
        BrokenOutput: the file is not what our encoder writes.
    """
    heads: dict[bytes, bytes] = {}
    fragments = []
    head_bytes, begin, index = 0, 0, b""
    try:
        for kind, offset, size in top_boxes(path):
            if kind == b"moov":
                heads = dict(flat(read_at(path, offset + 8, size - 8)))
                head_bytes = offset + size
            elif kind == b"moof":
                begin, index = offset, read_at(path, offset + 8, size - 8)
            elif kind == b"mdat" and index:
                lasts, waits = _run(index, heads)
                (begins,) = unpack_from(">Q", dict(flat(index))[b"tfdt"], 4)
                fragments.append(Fragment(begin, offset - begin, offset + size - begin, begins, lasts, waits))
                index = b""
        if not fragments or index:
            raise BrokenOutput(detail=f"{path.name}: no whole segment")
        return Track(head_bytes, _timescale(heads), heads, tuple(fragments))
    except (KeyError, IndexError, ValueError, struct.error) as error:
        raise BrokenOutput(detail=f"{path.name}: {error!r}") from error


def top_boxes(path: Path) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, offset and size of the outermost boxes."""
    offset, end = 0, path.stat().st_size
    while offset < end:
        head = read_at(path, offset, 16)
        size, kind = unpack_from(">I4s", head)
        if size == 1:
            (size,) = unpack_from(">Q", head, 8)
        if size < 8 or offset + size > end:
            raise BrokenOutput(detail=f"{path.name}: box {kind!r} at {offset} breaks off")
        yield kind, offset, size
        offset += size


def read_at(path: Path, offset: int, size: int) -> bytes:
    """Return so many bytes from there on."""
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(size)


def flat(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and body of every box inside, however deep."""
    offset = 0
    while offset + 8 <= len(body):
        size, kind = unpack_from(">I4s", body, offset)
        inner = body[offset + 8 : offset + size]
        if kind in FOLDERS:
            yield from flat(inner)
        else:
            yield kind, inner
        offset += max(8, size)


def _timescale(heads: Mapping[bytes, bytes]) -> int:
    """Return how many ticks the track counts in a second."""
    body = heads[b"mdhd"]
    ticks: int = unpack_from(">I", body, 20 if body[0] else 12)[0]
    if not ticks:
        raise ValueError("the clock stands still")
    return ticks


def _run(index: bytes, heads: Mapping[bytes, bytes]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return how long the samples of a fragment last, and how long each waits to be shown."""
    boxes = list(flat(index))
    if [kind for kind, _ in boxes].count(b"trun") != 1:
        raise ValueError("not one run of samples")
    header, run = dict(boxes)[b"tfhd"], dict(boxes)[b"trun"]
    usual: int = unpack_from(">I", heads[b"trex"], 12)[0]
    flags = unpack_from(">I", header)[0]
    if flags & DEFAULT_DURATION:
        skipped = 8 + (8 if flags & BASE_OFFSET else 0) + (4 if flags & DESCRIPTION else 0)
        (usual,) = unpack_from(">I", header, skipped)
    flags, samples = unpack_from(">II", run)
    begin = 8 + (4 if flags & DATA_OFFSET else 0) + (4 if flags & FIRST_FLAGS else 0)
    fields = [field for field in (DURATION, SIZE, FLAGS, SHIFT) if flags & field]
    rows = list(iter_unpack(f">{len(fields)}i", run[begin : begin + 4 * len(fields) * samples])) if fields else []
    lasts, waits = (
        tuple(row[fields.index(field)] for row in rows) if field in fields else (missing,) * samples
        for field, missing in ((DURATION, usual), (SHIFT, 0))
    )
    if not len(lasts) == len(waits) == samples:
        raise ValueError("the run of samples breaks off")
    return lasts, waits


def hidden_ticks(heads: Mapping[bytes, bytes]) -> int:
    """Return what the edit list leaves out at the beginning."""
    body = heads.get(b"elst")
    if body is None:
        return 0
    version, entries = body[0], unpack_from(">I", body, 4)[0]
    form, size = (">Qq", 20) if version else (">Ii", 12)
    begins = [unpack_from(form, body, 8 + size * number)[1] for number in range(entries)]
    return max([begin for begin in begins if begin > 0], default=0)


def _codecs(description: bytes) -> str:
    """Return the name that a browser asks for."""
    kind = description[12:16]
    if kind == b"avc1":
        record = description.index(b"avcC") + 4
        return f"avc1.{description[record + 1 : record + 4].hex()}"
    if kind == b"av01":
        record = description.index(b"av1C") + 4
        shape, depth = description[record + 1 : record + 3]
        tier, bits = "H" if depth & 0x80 else "M", 10 if depth & 0x40 else 8
        return f"av01.{shape >> 5}.{shape & 0x1F:02}{tier}.{bits:02}"
    if kind == b"mp4a":
        return "mp4a.40.2"
    raise ValueError(f"no name for {kind!r}")
