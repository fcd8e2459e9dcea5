"""Whether two files hold the very same picture, packet for packet.

Studios deliver a whole film per language over one encoded picture. The
packets betray it whatever the sound, at the price of reading the file once.
MP4 and Matroska leave a packet as it is. A transport stream wraps it anew, so
that only its slices are alike: they cost three times as much and are asked
for when the packets are unknown. A fingerprint holds both, and one set
answers to either.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from media.facts import Cost
from media.graph import copies
from media.process import Ran, Workshop
from media.sandbox import Limits

#: Bytes kept of each packet's hash; of a billion packets two would meet by chance once in forty films.
HASH_BYTES = 8
#: Strangers share empty packets: a black frame, a frame like the last one.
LEAST_PACKET_BYTES = 200
#: Pictures that share so much are one picture; the rest is a cut at the end.
SAME_FROM = 0.98
SAME_WITHIN_S = 0.5

#: The units that hold the picture itself, by codec. All others differ with the container.
SLICES = {"h264": "1-5", "hevc": "0-31"}

#: What framehash writes of a packet: track, two times, length, size, hash; then what came beside it.
FIELDS = 6

Hashes = bytes


@dataclass(frozen=True, slots=True)
class Packets:
    """Size and hash of every packet of some tracks."""

    tracks: tuple[tuple[tuple[int, bytes], ...], ...]
    cost: Cost


def packet_hashes(workshop: Workshop, path: Path, track: str = "v:0") -> Hashes:
    """Return the hashes of a track's packets, sorted, each once, eight bytes each.

    Args:
        workshop: where ffmpeg runs.
        path: a film.
        track: "v:0" for the first picture, "3" for the fourth track.
    """
    return _kept(packets(workshop, (path, track)).tracks[0])


def slice_hashes(workshop: Workshop, path: Path, track: str, codec: str) -> Hashes:
    """Return the hashes of the slices of a track's packets, in the form of ``packet_hashes``.

    They are the same in every container. A codec that no container wraps anew has none.

    Args:
        workshop: where ffmpeg runs.
        path: a film.
        track: its picture.
        codec: as ``probe`` names it.
    """
    if codec not in SLICES:
        return b""
    ran = _hashed(workshop, copies.slices(path, track, SLICES[codec]), [path])
    return _kept(_told(ran.output, tracks=1)[0])


def joined(one: Hashes, other: Hashes) -> Hashes:
    """Return the fingerprint that answers to both sets of hashes."""
    return b"".join(sorted(_set_of(one) | _set_of(other)))


def packets(workshop: Workshop, *tracks: tuple[Path, str]) -> Packets:
    """Return size and hash of every packet of each track, in their order; each file is read once."""
    ran = _hashed(workshop, copies.packets(*tracks), [path for path, _ in tracks])
    return Packets(tuple(map(tuple, _told(ran.output, len(tracks)))), ran.cost)


def _hashed(workshop: Workshop, command: list[str], paths: list[Path]) -> Ran:
    limits = Limits.for_film(3600, cpu_per_s=1)
    return workshop.run(command, reads=paths, writes=None, limits=limits, keep_output=True)


def _told(output: str, tracks: int) -> list[list[tuple[int, bytes]]]:
    """Return size and hash of every packet of each track, read from what framehash writes."""
    found: list[list[tuple[int, bytes]]] = [[] for _ in range(tracks)]
    for line in output.splitlines():
        fields = line.split(",")
        if not line.startswith("#") and len(fields) >= FIELDS:
            found[int(fields[0])].append((int(fields[4]), bytes.fromhex(fields[5].strip())))
    return found


def _kept(found: Iterable[tuple[int, bytes]]) -> Hashes:
    return b"".join(sorted({packet[:HASH_BYTES] for size, packet in found if size >= LEAST_PACKET_BYTES}))


def _set_of(hashes: Hashes) -> set[bytes]:
    return {hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)}


def containment(one: Hashes, other: Hashes) -> float:
    """Return the share of the smaller fingerprint that the larger one holds, from 0 to 1."""
    ours, theirs = _set_of(one), _set_of(other)
    least = min(len(ours), len(theirs))
    return len(ours & theirs) / least if least else 0.0


def same_picture(one: Hashes, other: Hashes, one_s: float, other_s: float) -> bool:
    """Whether two films show the same picture over the same time.

    An excerpt is wholly contained in its film, and yet another picture.
    """
    return abs(one_s - other_s) <= SAME_WITHIN_S and containment(one, other) >= SAME_FROM
