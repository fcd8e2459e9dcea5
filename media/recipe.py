"""How a file is put together from others: bytes of its own, and slices of parts that are stored already. Pure.

A recipe is written as one line that names its form, then compressed: how many
parts and pieces there are, each part's SHA-256 and size, of each piece where it
comes from, how far it lies behind the last slice of the same part, and its
length, and at the end all bytes that no part holds.
"""

import lzma
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from struct import Struct, error, pack, unpack_from

from media.errors import BrokenRecipe

#: The first line; another form will have another number.
FORM = b"filmbote recipe 1\n"
COUNTS, PART = Struct(">BI"), Struct(">32sQ")
#: An index of a film of six hours takes a tenth of it.
MOST_RECIPE_BYTES = 64 << 20
MOST_FILE_BYTES = 1 << 42
#: A fifth smaller than zlib makes it: an index is mostly sizes of samples.
PACKING = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 1 << 20}]
MOST_UNPACKING_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A stored file that slices are taken from."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Literal:
    """Bytes that no part holds."""

    content: bytes

    @property
    def size_bytes(self) -> int:
        """How many there are."""
        return len(self.content)

    def cut(self, start: int, end: int) -> "Literal":
        """Return the bytes from ``start`` up to, not including, ``end``."""
        return Literal(self.content[start:end])


@dataclass(frozen=True, slots=True)
class Slice:
    """Bytes of a part."""

    sha256: str
    offset: int
    size_bytes: int

    def cut(self, start: int, end: int) -> "Slice":
        """Return the bytes from ``start`` up to, not including, ``end``."""
        return Slice(self.sha256, self.offset + start, end - start)


@dataclass(frozen=True)
class Recipe:
    """A file as the row of its pieces."""

    parts: tuple[Part, ...]
    pieces: tuple[Literal | Slice, ...]

    @cached_property
    def ends(self) -> list[int]:
        """Where each piece ends in the file."""
        return list(accumulate(piece.size_bytes for piece in self.pieces))

    @property
    def size_bytes(self) -> int:
        """How large the whole file is."""
        return self.ends[-1] if self.ends else 0

    def slices(self, start: int = 0, end: int | None = None) -> Iterator[Literal | Slice]:
        """Yield the pieces of the file from ``start`` up to, not including, ``end``, cut to fit."""
        end = self.size_bytes if end is None else min(end, self.size_bytes)
        if start >= end:
            return
        first, last = bisect_right(self.ends, start), bisect_left(self.ends, end)
        piece, begin = self.pieces[first], self.ends[first] - self.pieces[first].size_bytes
        yield piece.cut(start - begin, min(end - begin, piece.size_bytes))
        yield from self.pieces[first + 1 : last]
        if last > first:
            piece = self.pieces[last]
            yield piece.cut(0, end - (self.ends[last] - piece.size_bytes))

    def to_bytes(self) -> bytes:
        """Return the recipe as it is stored.

        Raises:
            ValueError: a piece belongs to no part, or lies before the one that came before it.
        """
        numbers = {part.sha256: number for number, part in enumerate(self.parts, start=1)}
        behind = {part.sha256: 0 for part in self.parts}
        sources, skipped = bytearray(), []
        for piece in self.pieces:
            if isinstance(piece, Literal):
                sources.append(0)
                skipped.append(0)
                continue
            if piece.sha256 not in numbers or piece.offset < behind[piece.sha256]:
                raise ValueError(f"no place for {piece}")
            sources.append(numbers[piece.sha256])
            skipped.append(piece.offset - behind[piece.sha256])
            behind[piece.sha256] = piece.offset + piece.size_bytes
        sizes = [piece.size_bytes for piece in self.pieces]
        body = [
            COUNTS.pack(len(self.parts), len(self.pieces)),
            *(PART.pack(bytes.fromhex(part.sha256), part.size_bytes) for part in self.parts),
            bytes(sources),
            *(pack(f">{len(column)}Q", *column) for column in (skipped, sizes)),
            *(piece.content for piece in self.pieces if isinstance(piece, Literal)),
        ]
        return FORM + lzma.compress(b"".join(body), check=lzma.CHECK_CRC32, filters=PACKING)

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Recipe":
        """Return the recipe that was stored, after every number in it was checked.

        Raises:
            BrokenRecipe: it is no recipe, or it names bytes that its parts do not have.
        """
        try:
            return _read(_inflated(stored))
        except (ValueError, lzma.LZMAError, error) as broken:
            raise BrokenRecipe(detail=repr(broken)) from broken


def _inflated(stored: bytes) -> bytes:
    if not stored.startswith(FORM):
        raise ValueError("another form")
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, MOST_UNPACKING_BYTES)
    body = unpacker.decompress(stored[len(FORM) :], MOST_RECIPE_BYTES)
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("breaks off, goes on, or is too large")
    return body


def _read(body: bytes) -> Recipe:
    many_parts, many_pieces = COUNTS.unpack_from(body)
    at = COUNTS.size
    parts = [Part(sha256.hex(), size) for sha256, size in PART.iter_unpack(body[at : at + many_parts * PART.size])]
    at += many_parts * PART.size
    sources = body[at : at + many_pieces]
    skipped = unpack_from(f">{many_pieces}Q", body, at + many_pieces)
    sizes = unpack_from(f">{many_pieces}Q", body, at + 9 * many_pieces)
    if len(parts) != many_parts or sum(sizes) > MOST_FILE_BYTES or 0 in sizes:
        raise ValueError("no whole list of parts, or a size that no film has")
    return Recipe(tuple(parts), tuple(_pieces(parts, sources, skipped, sizes, body[at + 17 * many_pieces :])))


def _pieces(
    parts: Sequence[Part], sources: bytes, skipped: Sequence[int], sizes: Sequence[int], literals: bytes
) -> Iterator[Literal | Slice]:
    behind, at = [0] * (len(parts) + 1), 0
    for source, skip, size in zip(sources, skipped, sizes, strict=True):
        if source > len(parts):
            raise ValueError(f"there is no part {source}")
        begin = behind[source] + skip
        behind[source] = end = begin + size
        if source and end > parts[source - 1].size_bytes:
            raise ValueError(f"part {source} ends before {end}")
        if source:
            yield Slice(parts[source - 1].sha256, begin, size)
        else:
            yield Literal(literals[at : at + size])
            at += size
    if at != len(literals):
        raise ValueError("its own bytes do not fit")
