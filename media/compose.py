"""The files that a picture and a language make, without a byte of them being stored twice.

The picture is never encoded again. A second language costs its own sound and
the copying of packets; what remains of the copy is its recipe.
"""

import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from media.boxes import layout
from media.check import LENGTH_WITHIN_S
from media.errors import BrokenOutput
from media.facts import Cost
from media.graph import copies
from media.labels import plain, track_language
from media.process import Workshop
from media.progressive import progressive
from media.sandbox import Limits
from media.slicing import put_together, taken_apart

#: What a film holds, in this order; a file to listen to holds the last alone.
KINDS = ["vide", "soun"]


@dataclass(frozen=True, slots=True)
class Composed:
    """A file that can be put together at any time: how, and what comes out."""

    recipe: bytes
    sha256: str
    size_bytes: int
    duration_s: float
    cost: Cost


def compose(
    workshop: Workshop, picture: Path | None, sound: Path, language: str, title: str, scratch: Path
) -> Composed:
    """Return the MP4 that a picture and a language make, or the M4A of the sound alone, as a recipe.

    It is made once, compared with its parts byte for byte, and removed.

    Args:
        workshop: where ffmpeg runs.
        picture: one rung of the picture; None for a file to listen to.
        sound: the sound that goes with it; see ``profiles.sound_for``.
        language: BCP 47 tag, such as "ti" or "kmr"; the track is marked with it.
        title: the film's title in that language, for players.
        scratch: a folder that the caller will remove.

    Raises:
        BrokenOutput: what came out is no true copy of its parts.
        CommandFailed, TookTooLong, DiskFull: see media.errors.
    """
    sources = [picture, sound] if picture else [sound]
    target = scratch / f"{secrets.token_hex(8)}.{'mp4' if picture else 'm4a'}"
    try:
        muxing = mux(workshop, picture, sound, language, title, target)
        began_s = time.thread_time()
        index = progressive(target)
        recipe = taken_apart(target, index, sources)
        sha256 = put_together(recipe, target, sources)
    finally:
        target.unlink(missing_ok=True)
    cost = muxing + Cost(cpu_s=time.thread_time() - began_s)
    return Composed(recipe.to_bytes(), sha256, recipe.size_bytes, index.duration_s, cost)


def mux(workshop: Workshop, picture: Path | None, sound: Path, language: str, title: str, target: Path) -> Cost:
    """Copy picture and sound into one file that plays while it loads, and return what that took.

    Raises:
        BrokenOutput: its index does not say what was ordered.
        CommandFailed, TookTooLong, DiskFull: see media.errors.
    """
    sources = [picture, sound] if picture else [sound]
    duration_s, letters = layout(sources[0]).duration_s, track_language(language)
    ran = workshop.run(
        copies.mux(picture, sound, letters, plain(title), target),
        reads=sources,
        writes=target.parent,
        duration_s=duration_s,
        limits=Limits.for_film(duration_s, cpu_per_s=1),
    )
    index = progressive(target)
    seen = [track.kind for track in index.tracks]
    if seen != KINDS[-len(sources) :] or index.tracks[-1].language != letters:
        raise BrokenOutput(detail=f"{target.name} holds {seen} in {index.tracks[-1].language}")
    if abs(index.duration_s - duration_s) > LENGTH_WITHIN_S:
        raise BrokenOutput(detail=f"{target.name} runs {index.duration_s:.3f} s, not {duration_s:.3f}")
    return ran.cost
