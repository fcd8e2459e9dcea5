import subprocess
from fractions import Fraction

import pytest

from media import graph
from media.errors import (
    CommandFailed,
    EmptyFile,
    Incomplete,
    Playlist,
    StillPicture,
    TextFile,
    TooManyTracks,
    Truncated,
    Unreadable,
)
from media.probe import facts_of, probe
from tests.clips import TOOL

pytestmark = pytest.mark.integration


def test_a_film_is_known_by_its_packets(workshop, clips):
    facts = probe(workshop, clips.film)

    assert (facts.video.width_px, facts.video.height_px, facts.video.fps) == (320, 180, Fraction(25))
    assert (facts.video.frames, facts.duration_s) == (100, pytest.approx(4.0))
    assert (facts.audio[0].language, facts.audio[0].channels) == ("deu", 1)
    assert facts.has_picture
    assert facts.has_sound


def test_a_sound_has_no_picture(workshop, clips):
    facts = probe(workshop, clips.speech)

    assert not facts.has_picture
    assert facts.duration_s == pytest.approx(3.0, abs=0.01)


def test_a_phones_film_is_measured_as_it_is_shown(workshop, clips):
    video = probe(workshop, clips.upright).video

    assert (video.width_px, video.height_px, video.coded_width_px) == (180, 320, 320)
    assert video.rotation in {90, 270}


def test_half_frames_and_oblong_pixels_are_seen(workshop, clips):
    video = probe(workshop, clips.interlaced).video

    assert video.interlaced
    assert (video.width_px, video.coded_width_px) == (512, 360)


def test_an_unsteady_picture_gets_a_steady_rate(workshop, clips):
    assert probe(workshop, clips.unsteady).video.fps >= 24


def test_a_late_sound_says_so(workshop, clips):
    assert probe(workshop, clips.late_sound).audio[0].start_s == pytest.approx(0.7, abs=0.03)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        ("Sehr geehrte Damen und Herren, هذا نص".encode(), TextFile),
        (b"\xff\xd8\xff\xe0 a photo", StillPicture),
        (b"\x89PNG\r\n\x1a\n", StillPicture),
        (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", Playlist),
        (b"ffconcat version 1.0\nfile foreign.mp4\n", Playlist),
        (b'\xef\xbb\xbf<?xml version="1.0"?><MPD/>', Playlist),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00" + b"\x00\x00\x08\x00mdat" + bytes(500), Incomplete),
        (bytes(range(256)) * 16, Unreadable),
    ],
)
def test_what_is_no_film_gets_a_sentence_of_its_own(workshop, clips, content, refusal):
    with pytest.raises(refusal) as refused:
        probe(workshop, clips.write("disguised.mp4", content))

    assert type(refused.value) is refusal


def test_a_playlist_named_film_reads_nothing(workshop, clips):
    neighbour = clips.film.name
    hostile = clips.write("hostile.mp4", f"ffconcat version 1.0\nfile {neighbour}\n".encode())
    plain = subprocess.run([TOOL, "-v", "error", "-i", hostile, "-f", "null", "-"], check=False)
    assert plain.returncode == 0, "the control: a plain ffmpeg reads the neighbour's film"

    with pytest.raises(Playlist):
        probe(workshop, hostile)
    # Were the first bytes to deceive us, the list of formats still holds.
    with pytest.raises(CommandFailed, match="kept the reason"):
        workshop.run(graph.packets((hostile, "v:0")), reads=[hostile, clips.film], writes=None, keep_output=True)


def test_a_film_that_breaks_off_is_refused_with_its_length(workshop, clips):
    with pytest.raises(Truncated) as refusal:
        probe(workshop, clips.cut_off)

    assert refusal.value.places["promised_s"] == pytest.approx(4.0, abs=0.2)
    assert refusal.value.places["found_s"] < 3.5


def test_a_hundred_tracks_are_refused():
    stream = {"index": 0, "type": "audio", "codec": "aac"}

    with pytest.raises(TooManyTracks):
        facts_of({"streams": [stream] * 100, "film": None, "frames": []}, 1000)


def test_a_hostile_name_is_only_a_name(workshop, clips):
    strange = clips.folder / "-i name & 'quote' فيلم :ü%d.mp4"
    strange.write_bytes(clips.film.read_bytes())

    assert probe(workshop, strange).duration_s == pytest.approx(4.0)
