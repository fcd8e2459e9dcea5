"""Join the pieces of one rung to one file: packets are copied and times are moved, nothing is encoded."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from struct import pack_into

from media.boxes import Fragment, Track, hidden_ticks, layout, read, read_at
from media.check import Expected, compare, probe_output
from media.errors import BrokenOutput
from media.facts import Encoded
from media.graph.pictures import Rung
from media.parts import Part
from media.process import Workshop


def join(workshop: Workshop, pieces: Sequence[Path], parts: Sequence[Part], rung: Rung) -> Encoded:
    """Return one rung of the whole film, put together at ``rung.path`` from its pieces.

    Each piece was decoded when it was made; here it is proved that all of
    their packets are there, each once, in their order and at their time. A
    single piece is moved to its place.

    Raises:
        BrokenOutput: a piece is missing or of another make, or what came out is not all of them.
    """
    found = [read(piece) for piece in pieces]
    for piece, track, part in zip(pieces, found, parts, strict=True):
        due, there = rung.frames_of(part), len(track.lasts)
        if there != due:
            raise BrokenOutput(detail=f"{piece.name}: {there} frames, not {due}")
    if len(pieces) == 1:
        pieces[0].replace(rung.path)
    else:
        _write(pieces, found, rung.path)
        _prove_packets(pieces, found, rung.path)
    if missing := gap(read(rung.path)):
        raise BrokenOutput(detail=f"{rung.path.name}: {missing}")
    return described(workshop, rung)


def described(workshop: Workshop, rung: Rung) -> Encoded:
    """Return what a whole rung turned out to be.

    Raises:
        BrokenOutput: it is something else than was ordered.
    """
    made = layout(rung.path)
    facts = probe_output(workshop, rung.path)
    expected = Expected(made.duration_s, rung.width_px, rung.height_px, made.samples, codec=rung.profile.codec)
    compare(rung.path, facts, expected)
    return Encoded(
        profile=rung.profile.name,
        path=rung.path,
        width_px=rung.width_px,
        height_px=rung.height_px,
        size_bytes=rung.path.stat().st_size,
        duration_s=made.duration_s,
        frames=made.samples,
        codecs=made.codecs,
        bandwidth_bps=made.peak_bps,
        average_bps=made.average_bps,
    )


def gap(track: Track) -> str | None:
    """Return where the times of a track leave a gap or meet twice; None when each frame follows the one before."""
    begin = 0
    shown = []
    for fragment in track.fragments:
        if fragment.begins != begin:
            return f"a fragment begins at {fragment.begins}, not at {begin}"
        decoded = accumulate(fragment.lasts, initial=begin)
        shown += [at + wait for at, wait in zip(decoded, fragment.waits, strict=False)]
        begin += sum(fragment.lasts)
    shown.sort()
    if shown[0] != hidden_ticks(track.heads):
        return f"the first frame is shown at {shown[0]}"
    steps = [later - earlier for earlier, later in pairwise(shown)] or [1]
    # Clocks that count in milliseconds round each step; a frame too many or too few makes one twice as long, or none.
    if not 0 < max(steps) < 1.5 * min(steps):
        return f"frames follow each other after {min(steps)} to {max(steps)} ticks"
    return None


def moved(index: bytes, number: int, ticks: int) -> bytes:
    """Return a fragment's index with another number and another beginning."""
    changed = bytearray(index)
    # Both boxes stand before the list of samples, whose bytes may spell anything.
    pack_into(">I", changed, index.index(b"mfhd") + 8, number)
    pack_into(">Q", changed, index.index(b"tfdt") + 8, ticks)
    return bytes(changed)


def _write(pieces: Sequence[Path], found: Sequence[Track], target: Path) -> None:
    """Write the first piece's head and every piece's fragments, each at its new time."""
    heads = {read_at(piece, 0, track.head_bytes) for piece, track in zip(pieces, found, strict=True)}
    if len(heads) > 1:
        raise BrokenOutput(detail=f"{target.name}: the pieces were not encoded alike")
    number, begin = 0, 0
    with target.open("xb") as file:
        file.write(heads.pop())
        for piece, track in zip(pieces, found, strict=True):
            for fragment in track.fragments:
                number += 1
                content = read_at(piece, fragment.offset, fragment.size_bytes)
                file.write(moved(content[: fragment.index_bytes], number, begin + fragment.begins))
                file.write(memoryview(content)[fragment.index_bytes :])
            begin += sum(track.lasts)


def _prove_packets(pieces: Sequence[Path], found: Sequence[Track], target: Path) -> None:
    """Raise if the packets on the disk are not those of the pieces, byte for byte."""
    originals = ((piece, fragment) for piece, track in zip(pieces, found, strict=True) for fragment in track.fragments)
    for (piece, original), copied in zip(originals, read(target).fragments, strict=True):
        if _packets(piece, original) != _packets(target, copied) or original.waits != copied.waits:
            raise BrokenOutput(detail=f"{target.name}: not what {piece.name} holds at {original.offset}")


def _packets(path: Path, fragment: Fragment) -> bytes:
    return read_at(path, fragment.offset + fragment.index_bytes, fragment.size_bytes - fragment.index_bytes)
