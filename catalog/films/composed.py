"""The bytes of a film's file, whether it is stored whole or put together from its picture and its sound."""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from functools import lru_cache
from typing import Protocol

from catalog.foundation.storage import ContentMissing, Storage
from media.errors import BrokenRecipe
from media.recipe import Literal, Part, Recipe, Slice

#: What is read at once: from a disk as much as a connection takes, from a bucket what is worth asking for.
PIECE_BYTES, BUCKET_PIECE_BYTES = 1 << 18, 1 << 22
#: Reads a part, named by its SHA-256, from one place up to, not including, another.
Reach = Callable[[str, int, int], bytes]
#: An index of a film of ten minutes takes 200 kB.
RECIPES_AT_HAND = 32


class File(Protocol):
    """A stored file: a rendition, or a part of a kit."""

    @property
    def sha256(self) -> str:
        """Return what its bytes amount to."""

    @property
    def size_bytes(self) -> int:
        """Return how large it is."""

    @property
    def recipe_sha256(self) -> str | None:
        """Return where its recipe is stored; None when it is stored as it is."""


def read(storage: Storage, file: File, start: int = 0, end: int | None = None) -> Generator[bytes, None, None]:
    """Yield a file's bytes from ``start`` up to, not including, ``end``.

    Raises:
        ContentMissing: the storage does not hold it, its recipe, or one of its parts.
    """
    end = file.size_bytes if end is None else min(end, file.size_bytes)
    if storage.local_path(file.sha256):
        yield from _from_disk(storage, _recipe_of(storage, file), start, end)
    elif file.recipe_sha256 is None:
        yield from storage.read(file.sha256, start, end)
    else:
        yield from _from_bucket(storage, _recipe_of(storage, file), start, end)


@lru_cache(RECIPES_AT_HAND)
def recipe(storage: Storage, sha256: str) -> Recipe:
    """Return a stored recipe.

    Raises:
        ContentMissing: it is not there, or is none.
    """
    try:
        return Recipe.from_bytes(b"".join(storage.read(sha256)))
    except BrokenRecipe as error:
        raise ContentMissing from error


def _recipe_of(storage: Storage, file: File) -> Recipe:
    """Return how a file is put together; one that is stored whole is a single slice of itself."""
    if file.recipe_sha256:
        return recipe(storage, file.recipe_sha256)
    return Recipe((Part(file.sha256, file.size_bytes),), (Slice(file.sha256, 0, file.size_bytes),))


def _from_disk(storage: Storage, recipe: Recipe, start: int, end: int) -> Iterator[bytes]:
    with ExitStack() as opened:
        handles = {part.sha256: _opened(storage, part, opened) for part in recipe.parts}

        def reach(sha256: str, begin: int, until: int) -> bytes:
            return os.pread(handles[sha256], until - begin, begin)

        for at in range(start, end, PIECE_BYTES):
            yield _piece(recipe, at, min(at + PIECE_BYTES, end), reach)


def _from_bucket(storage: Storage, recipe: Recipe, start: int, end: int) -> Iterator[bytes]:
    def reach(sha256: str, begin: int, until: int) -> bytes:
        return b"".join(storage.read(sha256, begin, until))

    for at in range(start, end, BUCKET_PIECE_BYTES):
        yield _piece(recipe, at, min(at + BUCKET_PIECE_BYTES, end), reach)


def _piece(recipe: Recipe, start: int, end: int, reach: Reach) -> bytes:
    """Return a piece of a file, for which each part is read once.

    Between two slices of a part lies the header of a fragment, which is read along and left out.
    """
    pieces = list(recipe.slices(start, end))
    spans: dict[str, tuple[int, int]] = {}
    for piece in pieces:
        if isinstance(piece, Slice):
            begin, _ = spans.get(piece.sha256, (piece.offset, 0))
            spans[piece.sha256] = (begin, piece.offset + piece.size_bytes)
    read = {sha256: memoryview(reach(sha256, *span)) for sha256, span in spans.items()}
    return b"".join(
        piece.content
        if isinstance(piece, Literal)
        else read[piece.sha256][piece.offset - spans[piece.sha256][0] :][: piece.size_bytes]
        for piece in pieces
    )


def _opened(storage: Storage, part: Part, opened: ExitStack) -> int:
    """Return the handle of a part in the local folder; one that has lost bytes is as good as missing."""
    path = storage.local_path(part.sha256)
    if path is None:
        raise ContentMissing
    try:
        handle = opened.enter_context(path.open("rb")).fileno()
    except FileNotFoundError as error:
        raise ContentMissing from error
    if os.fstat(handle).st_size != part.size_bytes:
        raise ContentMissing
    return handle
