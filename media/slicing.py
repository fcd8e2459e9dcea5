"""A finished file is taken apart into slices of what it was made from, and put together again to see that it works."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from media.boxes import read_at
from media.errors import BrokenOutput
from media.progressive import Progressive, Samples, Track, fragmented
from media.recipe import Literal, Part, Recipe, Slice

#: How many samples of a track a reader may leave out at its end: packets of sound that hold nothing but padding.
MOST_PADDING = {"soun": 2, "vide": 0}


def taken_apart(target: Path, index: Progressive, sources: Sequence[Path]) -> Recipe:
    """Return a file as slices of its sources; all that is its own lies before its content.

    Args:
        target: the file, whose content is copied from its sources.
        index: what ``progressive`` said of it.
        sources: an fMP4 for each of its tracks, in their order.

    Raises:
        BrokenOutput: it holds other samples than its sources, or more than samples.
    """
    parts = [Part(_sha256(source), source.stat().st_size) for source in sources]
    runs = sorted(
        run
        for track, source, part in zip(index.tracks, sources, parts, strict=True)
        for run in _runs(track, fragmented(source), part.sha256)
    )
    at, until = index.content
    pieces: list[Literal | Slice] = [Literal(read_at(target, 0, at))]
    for begin, size, origin, sha256 in runs:
        if begin != at:
            raise BrokenOutput(detail=f"{target.name}: a gap or an overlap at {at}")
        pieces.append(Slice(sha256, origin, size))
        at += size
    if at != until or until != target.stat().st_size:
        raise BrokenOutput(detail=f"{target.name}: something lies behind its samples")
    return Recipe(tuple(parts), tuple(pieces))


def put_together(recipe: Recipe, target: Path, sources: Sequence[Path]) -> str:
    """Return the SHA-256 of a file after every byte of it was put together from its sources and compared.

    Raises:
        BrokenOutput: something else came out.
    """
    digest = hashlib.sha256()
    with ExitStack() as opened:
        made = opened.enter_context(target.open("rb"))
        files = [opened.enter_context(source.open("rb")) for source in sources]
        handles = {part.sha256: file.fileno() for part, file in zip(recipe.parts, files, strict=True)}
        for piece in recipe.slices():
            content = (
                piece.content
                if isinstance(piece, Literal)
                else os.pread(handles[piece.sha256], piece.size_bytes, piece.offset)
            )
            if content != made.read(piece.size_bytes):
                raise BrokenOutput(detail=f"{target.name} is no true copy of its parts")
            digest.update(content)
    return digest.hexdigest()


def _runs(track: Track, original: Samples, sha256: str) -> Iterator[tuple[int, int, int, str]]:
    """Yield what lies in one piece in both files: where in the copy, how large, where in the original, and in which."""
    copied = track.samples
    many, padding = len(copied.sizes), len(original.sizes) - len(copied.sizes)
    if not many or copied.sizes != original.sizes[:many] or not 0 <= padding <= MOST_PADDING[track.kind]:
        raise BrokenOutput(detail=f"{track.kind}: {many} samples were copied of {many + padding}, or others")
    begin, size, origin = copied.offsets[0], 0, original.offsets[0]
    for at, source_at, sample in zip(copied.offsets, original.offsets, copied.sizes, strict=False):
        if (at, source_at) != (begin + size, origin + size):
            yield begin, size, origin, sha256
            begin, size, origin = at, 0, source_at
        size += sample
    yield begin, size, origin, sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
