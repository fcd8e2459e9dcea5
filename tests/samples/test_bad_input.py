"""Hostile files, by every way into the workshop: they open nothing, call nobody, and the next film is looked into.

The control shows that the same files bite where nobody defends himself.
"""

import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from media import captions
from media.dub import encode_sound
from media.encode import encode_picture
from media.errors import MediaError, Playlist
from media.examine import examine
from media.facts import AudioFacts, Loudness, MediaFacts, VideoFacts
from media.fingerprint import packet_hashes
from media.listening import listen
from media.probe import probe
from media.process import Workshop
from media.profiles import PICTURE_LADDER
from media.stills import candidates
from tests.clips import TOOL
from tests.media.tools import alive
from tests.samples.expected import CAPTIONS, FILMS, PLAYLISTS, Refused
from tests.samples.witness import MARK, NEIGHBOUR, Witness, children_cpu_s, largest_child_bytes, witness
from tests.waiting import crowding

pytestmark = [pytest.mark.samples, pytest.mark.integration]
PHONE = PICTURE_LADDER[-1:]
LENGTH_S = 4.0
#: What a look would have said, had the first bytes deceived it: every later way is tried, too.
FORGED = MediaFacts(
    "mov", 1000, LENGTH_S,
    VideoFacts(
        index=0, codec="h264", profile="High", width_px=640, height_px=360, coded_width_px=640, coded_height_px=360,
        fps=Fraction(24), pix_fmt="yuv420p", rotation=0, sar=Fraction(1), interlaced=False, hdr=False,
        full_range=False, duration_s=LENGTH_S, frames=96, start_s=0.0,
    ),
    (AudioFacts(0, "aac", 2, 48_000, None, 0.0, LENGTH_S),), 0,
)  # fmt: skip

Way = Callable[[Workshop, Path, Path], object]
WAYS: dict[str, Way] = {
    "look": lambda workshop, file, _: probe(workshop, file),
    "windows": lambda workshop, file, _: examine(workshop, file, FORGED),
    "listening": lambda workshop, file, _: listen(workshop, file, 0, LENGTH_S),
    "packets": lambda workshop, file, _: packet_hashes(workshop, file),
    "picture": lambda workshop, file, scratch: encode_picture(workshop, file, FORGED, PHONE, scratch),
    "sound": lambda workshop, file, scratch: encode_sound(workshop, file, 0, Loudness(-18.0, -3.0), LENGTH_S, scratch),
    "stills": lambda workshop, file, scratch: candidates(workshop, file, LENGTH_S, scratch),
    "captions": lambda _, file, __: captions.read(file.read_bytes()),
}
#: All that is evil or broken; but for the secret itself, which is planted beside each.
HOSTILE = sorted(
    {f"evil/{name}" for name in PLAYLISTS}
    | {name for name in (*FILMS, *CAPTIONS) if name.startswith("evil/")} - {f"evil/{NEIGHBOUR}"}
    | {name for name, expected in FILMS.items() if name.startswith("nasty/") and isinstance(expected, Refused)}
)
MOST_CPU_S, MOST_BYTES, REFUSED_WITHIN_CPU_S = 60, 1 << 30, 2

#: What a careless service allows, for one hostile format each.
CARELESS = ["-protocol_whitelist", "file,http,tcp,crypto,data,concat"]
AND_EVEN = {
    "hls": ["-f", "hls", "-allowed_extensions", "ALL", "-allowed_segment_extensions", "ALL", "-extension_picky", "0"],
    "concat": ["-safe", "0"],
}
BITES = 6


@pytest.fixture
def room(samples, tmp_path):
    folder = tmp_path / "room"
    folder.mkdir()
    with witness(folder, (samples / "evil/private_secret.ts").read_bytes()) as opened:
        yield opened


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_touches_nothing_by_any_way(workshop, samples, tmp_path, row, room: Witness, name):
    hostile, before_s = room.put(samples / name), children_cpu_s()
    told, sentences, refused = [], [], {}
    for way, go in WAYS.items():
        scratch = tmp_path / way
        scratch.mkdir()
        began_s = children_cpu_s()
        try:
            told.append(repr(go(workshop, hostile, scratch)))
        except MediaError as error:
            refused[way] = (type(error), children_cpu_s() - began_s)
            sentences.append(str(error))
            told.append(error.detail)
    cpu_s, seen = children_cpu_s() - before_s, room.saw()
    refusals = f"refused by {len(refused)} of {len(WAYS)} ways"
    row += [f"{name:40}", refusals, f"{cpu_s:5.2f} CPU s", " and ".join(seen) or "touched nothing"]

    assert seen == []
    assert all(sentence.endswith(".") and "%(" not in sentence for sentence in sentences)
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and room.room not in path.parents]
    assert not any(MARK.encode() in content for content in [*written, *(word.encode() for word in told + sentences)])
    assert not any(b"onerror" in content for content in written)
    assert cpu_s <= MOST_CPU_S
    assert largest_child_bytes() <= MOST_BYTES
    assert alive(str(tmp_path)) == []
    if "look" in refused:
        kind, look_cpu_s = refused["look"]
        assert look_cpu_s <= REFUSED_WITHIN_CPU_S
        assert (kind is Playlist) == (hostile.name in PLAYLISTS)
    if hostile.name in PLAYLISTS:
        assert set(refused) == set(WAYS)


def test_the_next_film_is_looked_into_after_a_hostile_one(workshop, samples, tmp_path):
    with pytest.raises(MediaError):
        encode_picture(workshop, samples / "evil/bomb_16k_hevc.mp4", FORGED, PHONE, tmp_path)

    assert probe(workshop, samples / "nasty/mono.mp4").has_picture


def test_without_defences_the_same_files_bite(samples, row, room: Witness):
    bites = {}
    for name in PLAYLISTS:
        hostile = room.put(samples / "evil" / name)
        careless = CARELESS + AND_EVEN.get(name.split("_")[0], [])
        command = [TOOL, "-v", "error", "-nostdin", *careless, "-t", "1", "-i", hostile, "-f", "null", "-"]
        try:
            subprocess.run(command, check=False, capture_output=True, timeout=5 * crowding())
        except subprocess.TimeoutExpired:
            continue
        finally:
            if seen := room.saw():
                bites[name] = seen
    row += [f"without defences {len(bites)} of {len(PLAYLISTS)} bite: {', '.join(bites)}"]

    assert len(bites) >= BITES
    assert {"a call", "a planted file"} == {what for seen in bites.values() for what in seen}
