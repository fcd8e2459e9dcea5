"""Where the samples of an MP4 lie: in fragments, as the parts have them, or behind one index, as a film is sent.

Like ``media.boxes`` this reads only what our own tools have written.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from pathlib import Path
from struct import error, unpack_from

from media.boxes import (
    BASE_OFFSET,
    DATA_OFFSET,
    DEFAULT_DURATION,
    DESCRIPTION,
    DURATION,
    FIRST_FLAGS,
    FLAGS,
    SHIFT,
    SIZE,
    flat,
    read_at,
    top_boxes,
)
from media.errors import BrokenOutput

#: Flag of a track fragment's header: all samples are of one size.
DEFAULT_SIZE = 0x10
#: The three letters of a language are five bits each, counted from the one before "a".
LETTERS_FROM = 0x60
#: What a file that was not written by our tools makes us stumble over.
STUMBLES = (KeyError, IndexError, ValueError, ArithmeticError, error)


@dataclass(frozen=True, slots=True)
class Samples:
    """Pictures or packets of sound in the order of the track: where each begins, and its bytes."""

    offsets: "array[int]" = field(default_factory=lambda: array("Q"))
    sizes: "array[int]" = field(default_factory=lambda: array("Q"))

    def lay(self, offset: int, sizes: Iterable[int]) -> None:
        """Add samples that lie one behind the other."""
        for size in sizes:
            self.offsets.append(offset)
            self.sizes.append(size)
            offset += size


@dataclass(frozen=True, slots=True)
class Track:
    """A track as the index has it."""

    #: "vide" or "soun".
    kind: str
    #: Three letters of ISO 639-2 or 639-3.
    language: str
    samples: Samples


@dataclass(frozen=True, slots=True)
class Progressive:
    """An MP4 with one index before one content, so that it plays while it loads."""

    duration_s: float
    tracks: tuple[Track, ...]
    #: Where the content begins and ends, which is nothing but samples.
    content: tuple[int, int]


def progressive(path: Path) -> Progressive:
    """Return where everything lies in an MP4 that is no stream.

    Raises:
        BrokenOutput: the index stands at the end, or the file is not what our tool writes.
    """
    try:
        boxes = list(top_boxes(path))
        ((index, index_size),) = [(offset, size) for kind, offset, size in boxes if kind == b"moov"]
        ((content, content_size),) = [(offset, size) for kind, offset, size in boxes if kind == b"mdat"]
        if index > content:
            raise BrokenOutput(detail=f"{path.name}: the index stands at the end")
        head = 16 if unpack_from(">I", read_at(path, content, 4))[0] == 1 else 8
        groups = list(_by_track(read_at(path, index + 8, index_size - 8)))
        tracks = tuple(_track(group) for group in groups)
        return Progressive(_duration_s(groups[0][b"mvhd"]), tracks, (content + head, content + content_size))
    except STUMBLES as stumble:
        raise BrokenOutput(detail=f"{path.name}: {stumble!r}") from stumble


def fragmented(path: Path) -> Samples:
    """Return where the samples of an fMP4 with one track lie.

    Raises:
        BrokenOutput: the file is not what our encoder writes.
    """
    samples, usual = Samples(), 0
    try:
        for kind, offset, size in top_boxes(path):
            if kind == b"moov":
                usual = unpack_from(">I", dict(flat(read_at(path, offset + 8, size - 8)))[b"trex"], 16)[0]
            elif kind == b"moof":
                behind, sizes = _run(dict(flat(read_at(path, offset + 8, size - 8))), usual)
                samples.lay(offset + behind, sizes)
    except STUMBLES as stumble:
        raise BrokenOutput(detail=f"{path.name}: {stumble!r}") from stumble
    return samples


def _by_track(index: bytes) -> Iterator[dict[bytes, bytes]]:
    """Yield the boxes of each track; the first have the film's own with them."""
    track: dict[bytes, bytes] = {}
    for kind, body in flat(index):
        if kind == b"tkhd" and b"tkhd" in track:
            yield track
            track = {}
        track[kind] = body
    yield track


def _duration_s(header: bytes) -> float:
    ticks, length = unpack_from(">IQ", header, 20) if header[0] else unpack_from(">II", header, 12)
    seconds: float = length / ticks
    return seconds


def _track(boxes: dict[bytes, bytes]) -> Track:
    header = boxes[b"mdhd"]
    letters = unpack_from(">H", header, 32 if header[0] else 20)[0]
    language = "".join(chr((letters >> shift & 0x1F) + LETTERS_FROM) for shift in (10, 5, 0))
    return Track(boxes[b"hdlr"][8:12].decode("ascii"), language, _samples(boxes))


def _samples(boxes: dict[bytes, bytes]) -> Samples:
    """Return the samples of a track: chunk by chunk, those of a chunk one behind the other."""
    usual, many = unpack_from(">II", boxes[b"stsz"], 4)
    sizes = (usual,) * many if usual else unpack_from(f">{many}I", boxes[b"stsz"], 12)
    samples, seen = Samples(), 0
    for offset, in_chunk in zip(_chunks(boxes), _chunk_lengths(boxes[b"stsc"]), strict=False):
        samples.lay(offset, sizes[seen : seen + in_chunk])
        seen += in_chunk
    if seen != many:
        raise ValueError(f"{seen} of {many} samples have a place")
    return samples


def _chunks(boxes: dict[bytes, bytes]) -> tuple[int, ...]:
    name, form = (b"co64", "Q") if b"co64" in boxes else (b"stco", "I")
    return unpack_from(f">{unpack_from('>I', boxes[name], 4)[0]}{form}", boxes[name], 8)


def _chunk_lengths(table: bytes) -> Iterator[int]:
    """Yield how many samples each chunk holds; the last figure holds for all that follow."""
    entries = [unpack_from(">II", table, 8 + 12 * number) for number in range(unpack_from(">I", table, 4)[0])]
    for (first, length), (following, _) in pairwise(entries):
        yield from repeat(length, following - first)
    yield from repeat(entries[-1][1])


def _run(boxes: dict[bytes, bytes], usual: int) -> tuple[int, Sequence[int]]:
    """Return how far behind its fragment's beginning a run of samples lies, and their sizes."""
    header, run = boxes[b"tfhd"], boxes[b"trun"]
    common = unpack_from(">I", header)[0]
    flags, many, behind = unpack_from(">IIi", run)
    if common & BASE_OFFSET or not flags & DATA_OFFSET:
        raise ValueError("a run that does not count from its fragment")
    if common & DEFAULT_SIZE:
        (usual,) = unpack_from(">I", header, 8 + 4 * (common & (DESCRIPTION | DEFAULT_DURATION)).bit_count())
    if not flags & SIZE:
        return behind, (usual,) * many
    begin, fields = 12 + 4 * bool(flags & FIRST_FLAGS), (flags & (DURATION | SIZE | FLAGS | SHIFT)).bit_count()
    return behind, unpack_from(f">{fields * many}I", run, begin)[bool(flags & DURATION) :: fields]
