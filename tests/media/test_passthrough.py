from dataclasses import replace
from fractions import Fraction

import pytest

from media.errors import OpenGroups
from media.fingerprint import packets
from media.passthrough import carry_over, worthy
from media.probe import probe
from media.stream import segments
from tests.media.test_parts import film

MASTER = film(60, matrix="bt709", bit_rate_kbps=5900, longest_gop_s=5.0)
H264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-colorspace", "bt709")


def with_(**picture: object) -> object:
    return replace(MASTER, video=replace(MASTER.video, **picture))


def test_a_light_plain_and_steady_master_is_good_enough():
    assert worthy(MASTER)
    assert worthy(with_(profile="Main", width_px=1080, height_px=1920)), "an upright film"


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(facts, id=reason)
        for reason, facts in {
            "no picture": replace(MASTER, video=None),
            "another codec": with_(codec="hevc"),
            "more colour than phones decode": with_(profile="High 4:2:2", pix_fmt="yuv422p"),
            "deeper colours": with_(profile="High 10", pix_fmt="yuv420p10le"),
            "half frames": with_(interlaced=True),
            "nobody knows whether half frames": with_(interlaced=None),
            "oblong pixels": with_(sar=Fraction(64, 45)),
            "lying on its side": with_(rotation=90),
            "high dynamic range": with_(hdr=True),
            "full range": with_(full_range=True),
            "other colours": with_(matrix="bt601"),
            "unsteady": with_(steady=False),
            "late": with_(start_s=0.1),
            "edited": with_(hidden_frames=12),
            "heavy": with_(bit_rate_kbps=6100),
            "nobody knows how heavy": with_(bit_rate_kbps=None),
            "slow to start": with_(longest_gop_s=5.2),
            "nobody knows how slow": with_(longest_gop_s=None),
            "larger than the largest size": with_(width_px=3840, height_px=2160),
            "small enough for a phone only": with_(width_px=426, height_px=240, bit_rate_kbps=300),
            "too heavy for its size": with_(width_px=1280, height_px=720, bit_rate_kbps=3300),
            "twice the frames of its size": with_(width_px=854, height_px=480, bit_rate_kbps=1000, fps=Fraction(50)),
            "a container without an index": replace(MASTER, container="mpegts"),
        }.items()
    ],
)
def test_any_other_master_is_encoded(facts):
    assert not worthy(facts)


@pytest.fixture(scope="module")
def master(clips):
    """Six seconds of 480 lines with a key frame every two, and with an encoder's words among the pictures."""
    picture = ("-f", "lavfi", "-i", "testsrc2=size=854x480:rate=25:duration=6")
    return clips.draw("master.mp4", *picture, *H264, "-g", "50", "-bf", "3")


def test_a_master_is_carried_over_packet_by_packet(workshop, master, tmp_path):
    facts = probe(workshop, master)

    made = carry_over(workshop, master, facts, tmp_path)

    assert worthy(facts)
    assert (made.profile, made.width_px, made.height_px, made.frames) == ("480p", 854, 480, 150)
    assert segments(made.path).playlist.count("#EXTINF:2.000000,") == 3
    original, copied = packets(workshop, (master, "v:0"), (made.path, "v:0")).tracks
    assert copied[1:] == original[1:], "only the first packet holds the encoder's words"
    assert b"x264" in master.read_bytes()
    assert b"x264" not in made.path.read_bytes()


def test_a_key_frame_in_every_frame_does_not_make_a_segment_of_each(workshop, clips, tmp_path):
    picture = ("-f", "lavfi", "-i", "testsrc2=size=426x240:rate=25:duration=6")
    source = clips.draw("every.mp4", *picture, *H264, "-g", "1")

    made = carry_over(workshop, source, probe(workshop, source), tmp_path)

    assert segments(made.path).playlist.count("#EXTINF") == 3


@pytest.mark.parametrize(
    ("name", "before", "after", "complaint"),
    [
        ("open.mp4", (), ("-g", "50", "-x264-params", "open-gop=1"), "need others before them"),
        ("cut.mp4", ("-ss", "1.3"), ("-c", "copy"), "frames, not"),
        ("jumps.mp4", (), ("-vf", "select='not(between(n,60,62))'", "-fps_mode", "vfr"), "frames"),
    ],
)
def test_a_master_that_cannot_be_cut_is_encoded_after_all(
    workshop, clips, master, tmp_path, name, before, after, complaint
):
    codec = () if "copy" in after else H264
    source = clips.draw(name, *before, "-i", master, *codec, *after)

    with pytest.raises(OpenGroups) as refusal:
        carry_over(workshop, source, probe(workshop, source), tmp_path)

    assert complaint in refusal.value.detail


def test_a_rotten_master_is_not_carried_over(workshop, clips, master, tmp_path):
    content = bytearray(master.read_bytes())
    for place in range(len(content) // 2, len(content) // 2 + 60):
        content[place] ^= 0x55
    rotten = clips.write("rotten-master.mp4", bytes(content))

    with pytest.raises(OpenGroups) as refusal:
        carry_over(workshop, rotten, probe(workshop, rotten), tmp_path)

    assert "cannot be decoded" in refusal.value.detail
