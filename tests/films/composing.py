"""Any content as a film is stored: a beginning of its own, the rest in turns from two other files."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from catalog.films import composed
from catalog.foundation.storage import Storage
from media.recipe import Literal, Part, Recipe, Slice

HEAD_BYTES, TURN_BYTES = 1000, 30_000
#: What lies between two pieces in a part and belongs to no film.
BETWEEN = b"moof" * 15


class Put(NamedTuple):
    """A content that is stored as a recipe."""

    sha256: str
    size_bytes: int
    recipe_sha256: str


def put_together(storage: Storage, folder: Path, content: bytes) -> Put:
    """Store the parts of a content and how they go together."""
    turns = [content[at : at + TURN_BYTES] for at in range(HEAD_BYTES, len(content), TURN_BYTES)]
    parts = [BETWEEN + b"".join(turn + BETWEEN for turn in turns[number::2]) for number in (0, 1)]
    kept = [_kept(storage, folder, part).sha256 for part in parts]
    behind = [len(BETWEEN)] * 2
    pieces: list[Literal | Slice] = [Literal(content[:HEAD_BYTES])]
    for number, turn in enumerate(turns):
        pieces.append(Slice(kept[number % 2], behind[number % 2], len(turn)))
        behind[number % 2] += len(turn) + len(BETWEEN)
    named = tuple(Part(sha256, len(part)) for sha256, part in zip(kept, parts, strict=True))
    recipe = _kept(storage, folder, Recipe(named, tuple(pieces)).to_bytes())
    return Put(hashlib.sha256(content).hexdigest(), len(content), recipe.sha256)


def contents_of(storage: Storage, film: composed.File) -> list[str]:
    """Return the SHA-256 of everything that the storage must hold for a composed file, its recipe first."""
    assert film.recipe_sha256
    return [film.recipe_sha256, *(part.sha256 for part in composed.recipe(storage, film.recipe_sha256).parts)]


def _kept(storage, folder, content):
    file = folder / "content"
    file.write_bytes(content)
    return storage.keep(file)
