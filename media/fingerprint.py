"""Whether two files hold the very same picture, packet for packet.

Studios deliver a whole film per language over one encoded picture. The
packets betray it whatever the container and the sound, at the price of
reading the file once.
"""

from dataclasses import dataclass
from pathlib import Path

from media import graph
from media.facts import Cost
from media.process import Workshop
from media.sandbox import Limits

#: Bytes kept of each packet's hash; of a billion packets two would meet by chance once in forty films.
HASH_BYTES = 8
#: Strangers share empty packets: a black frame, a frame like the last one.
LEAST_PACKET_BYTES = 200
#: Pictures that share so much are one picture; the rest is a cut at the end.
SAME_FROM = 0.98
SAME_WITHIN_S = 0.5

#: What framehash writes of a packet: track, two times, length, size, hash.
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
    found = packets(workshop, (path, track)).tracks[0]
    return b"".join(sorted({packet[:HASH_BYTES] for size, packet in found if size >= LEAST_PACKET_BYTES}))


def packets(workshop: Workshop, *tracks: tuple[Path, str]) -> Packets:
    """Return size and hash of every packet of each track, in their order; each file is read once."""
    paths = [path for path, _ in tracks]
    limits = Limits.for_film(3600, cpu_per_s=1)
    ran = workshop.run(graph.packets(*tracks), reads=paths, writes=None, limits=limits, keep_output=True)
    found: list[list[tuple[int, bytes]]] = [[] for _ in tracks]
    for line in ran.output.splitlines():
        fields = line.split(",")
        if not line.startswith("#") and len(fields) == FIELDS:
            found[int(fields[0])].append((int(fields[4]), bytes.fromhex(fields[5].strip())))
    return Packets(tuple(map(tuple, found)), ran.cost)


def containment(one: Hashes, other: Hashes) -> float:
    """Return the share of the shorter picture that the longer one holds, from 0 to 1."""
    sets = [{hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)} for hashes in (one, other)]
    least = min(len(known) for known in sets)
    return len(sets[0] & sets[1]) / least if least else 0.0


def same_picture(one: Hashes, other: Hashes, one_s: float, other_s: float) -> bool:
    """Whether two films show the same picture over the same time.

    An excerpt is wholly contained in its film, and yet another picture.
    """
    return abs(one_s - other_s) <= SAME_WITHIN_S and containment(one, other) >= SAME_FROM
