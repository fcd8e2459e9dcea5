import subprocess
from fractions import Fraction

import pytest

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
from media.graph import copies
from media.probe import facts_of, probe
from tests.clips import AAC, H264, PICTURE, TOOL, tone

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
    video = probe(workshop, clips.unsteady).video

    assert video.fps >= 24
    assert not video.steady


def test_a_picture_that_becomes_unsteady_late_is_noticed(workshop, clips):
    half = "select='lt(t,2)+not(mod(n,5))'"
    late = clips.draw("late_unsteady.mkv", *PICTURE, "-vf", half, "-fps_mode", "vfr", *H264)

    assert not probe(workshop, late).video.steady


@pytest.mark.parametrize(
    ("colours", "hdr", "matrix", "full_range"),
    [
        ("color_trc=smpte2084:colorspace=bt2020nc", True, "bt2020", False),
        ("color_trc=arib-std-b67:colorspace=bt2020nc", True, "bt2020", False),
        ("color_trc=bt709:colorspace=bt709:range=full", False, "bt709", True),
        # A small picture that does not say is taken as players take it.
        ("range=limited", False, "bt601", False),
    ],
)
def test_colours_are_what_the_frames_say(workshop, clips, colours, hdr, matrix, full_range):
    film = clips.draw("colours.mp4", *PICTURE, "-t", "0.5", "-vf", f"setparams={colours}", *H264)
    video = probe(workshop, film).video

    assert (video.hdr, video.matrix, video.full_range) == (hdr, matrix, full_range)


def test_a_recording_that_was_never_finished_is_as_long_as_its_packets(workshop, clips):
    live = clips.draw("live.webm", *PICTURE, *tone(440), *H264, *AAC, "-f", "matroska", "-live", "1")

    assert probe(workshop, live).duration_s == pytest.approx(4.0, abs=0.05)


def test_a_rate_that_no_screen_has_is_not_believed(workshop, clips):
    given = ("-i", clips.silent_film, "-c", "copy", "-bsf:v", "setts=ts=N*1:time_base=1/1000")
    fast = clips.draw("fast.mkv", *given)

    assert probe(workshop, fast).video.fps == 60


def test_tracks_that_are_neither_picture_nor_sound_are_counted(workshop, clips):
    words = clips.write("words.srt", b"1\n00:00:00,000 --> 00:00:01,000\nHallo\n")
    film = clips.draw("words.mkv", "-i", clips.film, "-i", words, "-map", "0", "-map", "1", "-c", "copy")

    assert probe(workshop, film).data_tracks == 1


def test_key_frames_and_bits_are_counted(workshop, clips):
    video = probe(workshop, clips.film).video

    assert video.longest_gop_s == pytest.approx(1.0)
    assert video.bit_rate_kbps == pytest.approx(clips.film.stat().st_size * 8 / 4 / 1000, rel=0.5)
    assert video.steady
    assert video.hidden_frames == 0


def test_frames_that_an_edit_list_hides_do_not_count(workshop, clips):
    cut = clips.draw("cut.mp4", "-ss", "1.4", "-i", clips.silent_film, "-c", "copy")
    facts = probe(workshop, cut)

    assert facts.video.hidden_frames == pytest.approx(10, abs=2)
    assert facts.duration_s == pytest.approx(2.6, abs=0.05)


def test_a_person_can_tell_several_sounds_apart(workshop, clips):
    given = (
        "-i",
        clips.film,
        *tone(440),
        *tone(660),
        "-map",
        "0:v",
        "-map",
        "1:a",
        "-map",
        "2:a",
        "-c:v",
        "copy",
        *AAC,
    )
    words = ("-metadata:s:a:0", "title=Ministry\u202e speaks", "-metadata:s:a:0", "language=tir")
    roles = ("-disposition:a:0", "default", "-disposition:a:1", "comment", "-ac:a:1", "6")
    speech, comments = probe(workshop, clips.draw("two.mkv", *given, *words, *roles)).audio

    assert (speech.title, speech.language, speech.layout, speech.default) == ("Ministry speaks", "tir", "mono", True)
    assert (comments.role, comments.language, comments.default) == ("commentary", None, False)
    assert comments.layout.startswith("5.1")


def test_a_language_that_is_none_is_not_believed(workshop, clips):
    hostile = clips.draw("tag.mkv", "-i", clips.speech, *AAC, "-metadata:s:a:0", "language=<script>alert(1)</script>")

    assert probe(workshop, hostile).audio[0].language is None


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
        workshop.run(copies.packets((hostile, "v:0")), reads=[hostile, clips.film], writes=None, keep_output=True)


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
