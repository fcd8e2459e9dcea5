from dataclasses import replace
from fractions import Fraction

import pytest

from media.boxes import layout
from media.encode import encode_part, encode_picture
from media.errors import BrokenOutput, Damaged, NoPicture
from media.parts import plan
from media.probe import probe
from media.profiles import PICTURE_LADDER, ladder_for
from media.stream import segments
from tests.clips import H264

pytestmark = pytest.mark.integration
SMALLEST = PICTURE_LADDER[-1:]


def test_one_decoding_makes_every_size(workshop, clips, tmp_path):
    facts = probe(workshop, clips.film)
    told: list[float] = []

    picture = encode_picture(
        workshop, clips.film, facts, ladder_for(1080), tmp_path, on_progress=lambda share, _: told.append(share)
    )

    assert [rendition.profile for rendition in picture.renditions] == ["1080p", "720p", "480p", "240p"]
    assert {rendition.frames for rendition in picture.renditions} == {100}
    assert {rendition.height_px for rendition in picture.renditions} == {180}, "nothing is enlarged"
    assert told[-1] == 1.0
    assert picture.cost.cpu_s > 0


def test_small_screens_get_half_the_frames(workshop, clips, tmp_path):
    facts = probe(workshop, clips.full_hd)

    picture = encode_picture(workshop, clips.full_hd, facts, ladder_for(1080), tmp_path)

    sizes = [(rendition.width_px, rendition.height_px, rendition.frames) for rendition in picture.renditions]
    assert sizes == [(1920, 1080, 40), (1280, 720, 40), (854, 480, 20), (426, 240, 20)]
    assert picture.fps == Fraction(50)


def test_every_segment_is_named_by_the_playlist(workshop, clips, tmp_path):
    picture = encode_picture(workshop, clips.opens_black, probe(workshop, clips.opens_black), SMALLEST, tmp_path)
    (rendition,) = picture.renditions

    stream = segments(rendition.path)

    assert stream.codecs == rendition.codecs
    assert stream.codecs.startswith("avc1.6400"), "H.264 in its high profile"
    assert "#EXTINF:4.000000," in stream.playlist
    assert stream.playlist.count("#EXT-X-BYTERANGE") == len(layout(rendition.path).segments) == 1
    last = layout(rendition.path).segments[-1]
    assert last.offset + last.size_bytes == rendition.size_bytes


@pytest.mark.parametrize(
    ("name", "size"), [("upright", (180, 320)), ("interlaced", (426, 240)), ("unsteady", (320, 180))]
)
def test_a_viewer_sees_it_upright_whole_and_steady(workshop, clips, tmp_path, name, size):
    source = getattr(clips, name)

    picture = encode_picture(workshop, source, probe(workshop, source), SMALLEST, tmp_path)

    made = probe(workshop, picture.renditions[0].path).video
    assert (made.width_px, made.height_px) == size
    assert (made.sar, made.rotation, made.interlaced) == (1, 0, False)
    assert made.matrix == "bt709"
    assert made.duration_s == pytest.approx(4.0, abs=0.1)


def test_a_rotten_film_is_refused_with_the_place(workshop, clips, tmp_path):
    facts = probe(workshop, clips.rotten)

    with pytest.raises(Damaged) as refusal:
        encode_picture(workshop, clips.rotten, facts, SMALLEST, tmp_path)

    assert "at_s" in refusal.value.places


def test_a_film_whose_colours_are_marked_otherwise_in_its_middle_loses_no_frame(workshop, clips, tmp_path):
    picture = ("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=2")
    halves = [clips.draw(f"{marks}.h264", *picture, *H264, "-colorspace", marks) for marks in ("bt709", "smpte170m")]
    both = clips.write("both.h264", b"".join(half.read_bytes() for half in halves))
    source = clips.draw("both.mkv", "-r", "25", "-i", both, "-c", "copy")

    picture = encode_picture(workshop, source, probe(workshop, source), SMALLEST, tmp_path)

    assert picture.frames == 100


def test_the_place_of_a_damage_is_counted_from_the_beginning_of_the_film(workshop, clips, tmp_path):
    picture = ("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=12")
    content = bytearray(clips.draw("sound.mp4", *picture, *H264).read_bytes())
    for place in range(len(content) * 8 // 10, len(content) * 9 // 10, 7):
        content[place] ^= 0xFF
    rotten = clips.write("rotten-late.mp4", bytes(content))
    facts = probe(workshop, rotten)

    with pytest.raises(Damaged) as refusal:
        encode_part(workshop, rotten, facts, SMALLEST, plan(facts, 4)[-1], tmp_path)

    assert 8 <= refusal.value.places["at_s"] <= 12


def test_a_film_without_the_frames_its_length_promises_is_not_made_up(workshop, clips, tmp_path):
    facts = probe(workshop, clips.film)
    a_little, much = (replace(facts, duration_s=facts.duration_s + more_s) for more_s in (0.08, 0.4))

    (rendition,) = encode_picture(workshop, clips.film, a_little, SMALLEST, tmp_path).renditions

    assert rendition.frames == 102, "the last frame stands in for two"
    with pytest.raises(BrokenOutput):
        encode_part(workshop, clips.film, much, SMALLEST, plan(much)[0], tmp_path)


def test_a_sound_is_no_film(workshop, clips, tmp_path):
    with pytest.raises(NoPicture):
        encode_picture(workshop, clips.speech, probe(workshop, clips.speech), SMALLEST, tmp_path)


def test_nothing_of_the_uploaders_words_is_left(workshop, clips, tmp_path):
    told = clips.draw("told.mp4", "-i", clips.film, "-c", "copy", "-metadata", "title=<img onerror=alert(1)>")

    picture = encode_picture(workshop, told, probe(workshop, told), SMALLEST, tmp_path)

    assert b"onerror" not in picture.renditions[0].path.read_bytes()
