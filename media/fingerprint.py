"""Whether two files hold the very same picture, packet for packet.

Studios deliver a whole film per language over one encoded picture. The
packets betray it whatever the container and the sound, at the price of
reading the file once.
"""

from pathlib import Path

from media import graph
from media.process import Workshop
from media.sandbox import Limits

#: Bytes kept of each packet's hash; of a billion packets two would meet by chance once in forty films.
HASH_BYTES = 8
#: Strangers share empty packets: a black frame, a frame like the last one.
LEAST_PACKET_BYTES = 200
#: Pictures that share so much are one picture; the rest is a cut at the end.
SAME_FROM = 0.98
SAME_WITHIN_S = 0.5

Hashes = bytes


def packet_hashes(workshop: Workshop, path: Path, track: str = "v:0") -> Hashes:
    """Return the hashes of a track's packets, sorted, each once, eight bytes each.

    Args:
        workshop: where ffmpeg runs.
        path: a film.
        track: "v:0" for the first picture, "3" for the fourth track.
    """
    limits = Limits.for_film(3600, cpu_per_s=1)
    ran = workshop.run(graph.packets(path, track), reads=[path], writes=None, limits=limits, keep_output=True)
    hashes = set()
    for line in ran.output.splitlines():
        fields = line.split(",")
        if not line.startswith("#") and len(fields) == 6 and int(fields[4]) >= LEAST_PACKET_BYTES:
            hashes.add(bytes.fromhex(fields[5].strip())[:HASH_BYTES])
    return b"".join(sorted(hashes))


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
