from dataclasses import replace

import pytest

from media.encode import encode_part
from media.examine import Weave, Window, corrected, examine, seen_in
from media.facts import Cost
from media.graph import watching
from media.parts import Part
from media.probe import probe
from media.profiles import PICTURE_LADDER
from tests.clips import H264

pytestmark = pytest.mark.integration
QUICK = (*H264[:4], "-pix_fmt", "yuv420p", "-crf", "18", "-g", "12")


@pytest.fixture(scope="module")
def sharp(clips):
    """A second of a picture that has detail in every line."""
    return clips.draw("sharp.mp4", "-f", "lavfi", "-i", "mandelbrot=size=1280x720:rate=12", "-t", "1", *QUICK)


def redrawn(clips, source, *filters):
    return clips.draw("redrawn.mp4", "-i", source, "-vf", ",".join(filters), *QUICK)


def examined(workshop, path):
    facts = probe(workshop, path)
    return facts, examine(workshop, path, facts)


def test_a_picture_that_was_blown_up_holds_fewer_lines(workshop, clips, sharp):
    blown_up = redrawn(clips, sharp, "scale=640:360", "scale=1280:720:flags=lanczos")

    assert examined(workshop, sharp)[1].detail_lines_px is None
    assert examined(workshop, blown_up)[1].detail_lines_px == 360


@pytest.mark.parametrize(
    ("bars", "expected"),
    [
        ("crop=1280:536,pad=1280:720:0:92", (0, 0, 92, 92)),
        ("crop=960:720,pad=1280:720:160:0", (160, 160, 0, 0)),
        # A dark side is no bar.
        ("crop=960:720,pad=1280:720:320:0", None),
    ],
)
def test_bars_are_measured_where_there_are_two(workshop, clips, sharp, bars, expected):
    _, seen = examined(workshop, redrawn(clips, sharp, bars))

    if expected is None:
        assert seen.bars is None
    else:
        found = (seen.bars.left_px, seen.bars.right_px, seen.bars.top_px, seen.bars.bottom_px)
        assert found == pytest.approx(expected, abs=2)


def test_a_film_that_hides_its_half_frames_is_found_out_and_mended(workshop, clips, tmp_path):
    fields = ("-f", "lavfi", "-i", "testsrc2=size=720x576:rate=50:duration=11")
    source = clips.draw("woven.mp4", *fields, "-vf", "interlace=scan=bff,setfield=prog", *QUICK)
    facts, seen = examined(workshop, source)
    mended = corrected(facts, seen)

    assert facts.video.interlaced is False, "the control: the file itself says otherwise"
    assert (mended.video.interlaced, mended.video.top_first) == (True, False)
    as_large = replace(PICTURE_LADDER[2], height_px=576)
    pieces = encode_part(workshop, source, mended, [as_large], Part(0, 0, 50), tmp_path)
    assert examined(workshop, pieces.paths[as_large.name])[1].interlaced is False


def test_a_film_with_whole_frames_stays_as_it_is(workshop, clips):
    facts, seen = examined(workshop, clips.film)

    assert corrected(facts, seen) == facts


def test_a_sound_shows_nothing(workshop, clips):
    facts, seen = examined(workshop, clips.speech)

    assert seen is None
    assert corrected(facts, seen) == facts


def test_looking_stays_cheap_however_far_apart_key_frames_lie(workshop, clips):
    endless = ("-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=60", *H264[:4], "-pix_fmt", "yuv420p")
    long = clips.draw("long.mp4", *endless, "-g", "125")
    _, seen = examined(workshop, long)

    whole = workshop.run(watching.whole(long, 2, 5), reads=[long], writes=None, keep_output=True)
    assert seen.cost.cpu_s < whole.cost.cpu_s


@pytest.fixture(scope="module")
def pal(workshop, clips):
    """What a packet tells of a picture of 576 lines."""
    video = probe(workshop, clips.film).video
    return replace(video, coded_width_px=720, coded_height_px=576, interlaced=False)


WOVEN, WHOLE, MIXED = Weave(tff=20), Weave(whole=20), Weave(tff=10, bff=10)


@pytest.mark.parametrize(
    ("weaves", "says", "expected"),
    [
        ([WOVEN, WOVEN], False, True),
        # One window is not enough to contradict a file.
        ([WOVEN], False, None),
        ([WOVEN], None, True),
        ([WHOLE, WHOLE], True, False),
        ([WHOLE], True, None),
        # No camera changes halves: that is noise.
        ([MIXED, MIXED], None, None),
        ([Weave()], None, None),
    ],
)
def test_windows_outvote_a_file_only_together(pal, weaves, says, expected):
    windows = [Window(weave, None, None) for weave in weaves]

    assert seen_in(windows, replace(pal, interlaced=says), Cost()).interlaced is expected
