import subprocess
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.boxes import layout
from media.encode import encode_part
from media.errors import NoPicture
from media.facts import MediaFacts, VideoFacts
from media.graph import pictures
from media.graph.pictures import rungs
from media.parts import Part, found_exactly, plan
from media.probe import probe
from media.profiles import PICTURE_LADDER
from media.rates import STANDARD, frames_per_cut
from tests.clips import TOOL

RATES = st.sampled_from(STANDARD) | st.fractions(Fraction(10), Fraction(60), max_denominator=1001)
LADDER = (PICTURE_LADDER[-1],)


def film(duration_s: float, fps: Fraction = Fraction(25), container: str = "mov", **more: object) -> MediaFacts:
    picture = {
        "index": 0, "codec": "h264", "profile": "High", "width_px": 1920, "height_px": 1080, "coded_width_px": 1920,
        "coded_height_px": 1080, "fps": fps, "pix_fmt": "yuv420p", "rotation": 0, "sar": Fraction(1),
        "interlaced": False, "hdr": False, "full_range": False, "duration_s": duration_s, "frames": None,
        "start_s": 0.0,
    }  # fmt: skip
    return MediaFacts(container, 1, duration_s, VideoFacts(**(picture | more)), (), 0)


@settings(deadline=None)
@given(st.floats(0.01, 7_200), RATES, st.integers(1, 300))
def test_every_frame_is_in_one_part_and_every_border_is_a_cut_of_every_rung(duration_s, fps, part_s):
    facts = film(duration_s, fps)

    parts = plan(facts, part_s)

    assert [part.number for part in parts] == list(range(len(parts)))
    assert parts[0].first_frame == 0
    for part, following in pairwise(parts):
        assert following.first_frame == part.first_frame + part.frames
    assert parts[-1].first_frame + parts[-1].frames == max(1, round(duration_s * fps))
    for rung in rungs(facts.video, PICTURE_LADDER, Path()):
        assert all(rung.frames_of(part) % rung.frames_per_cut == 0 for part in parts[:-1])
        assert sum(map(rung.frames_of, parts)) == rung.frames_of(Part(0, 0, sum(part.frames for part in parts)))


@given(RATES)
def test_all_rungs_of_a_picture_are_cut_at_the_same_frames(fps):
    cuts = {rung.frames_per_cut / rung.fps for rung in rungs(film(1, fps).video, PICTURE_LADDER, Path())}

    assert cuts == {frames_per_cut(fps) / fps}
    assert float(cuts.pop()) == pytest.approx(4, abs=0.1)


@pytest.mark.parametrize(
    ("duration_s", "frames"),
    [
        (40, [1000]),
        (74, [1850]),
        (76, [1500, 400]),
        (195, [1500, 1500, 1875]),
        (196, [1500, 1500, 1500, 400]),
    ],
)
def test_a_short_rest_goes_with_the_part_before_it(duration_s, frames):
    assert [part.frames for part in plan(film(duration_s))] == frames


def test_an_excerpt_begins_and_ends_at_its_own_frames():
    parts = plan(film(600), from_s=10.02, to_s=140)

    assert [(part.first_frame, part.frames) for part in parts] == [(250, 1500), (1750, 1750)]


@pytest.mark.parametrize("span", [(700, None), (50, 50), (50, 20), (-1, 20)])
def test_nothing_is_no_excerpt(span):
    with pytest.raises(ValueError, match="no picture"):
        plan(film(600), from_s=span[0], to_s=span[1])


@pytest.mark.parametrize("facts", [film(600, container="mpegts"), film(600, longest_gop_s=250.0)])
def test_a_film_in_which_no_frame_can_be_found_is_one_part(facts):
    assert plan(facts) == (Part(0, 0, 15_000),)
    assert not found_exactly(facts)


def test_a_sound_has_no_parts():
    with pytest.raises(NoPicture):
        plan(MediaFacts("mp3", 1, 60.0, None, (), 0))


def without_index(film: Path) -> Path:
    """The film, without the list of its key frames: any frame seems good to begin with."""
    broken = film.with_name("without-index.mp4")
    broken.write_bytes(film.read_bytes().replace(b"stss", b"free"))
    return broken


def pictures_encoded(source: Path, facts: MediaFacts, part: Part, scratch: Path) -> list[str]:
    """A hash of each raw picture that the encoder is given."""
    command = pictures.ladder(source, facts, part, pictures.rungs(facts.video, LADDER, scratch))
    place, house = command.index("-map"), ["-xerror", "-copyts", "-start_at_zero"]
    assert command[-3:] == house
    hashes = [TOOL, "-v", "error", *command[1 : place + 2], *house, "-f", "framehash", "-hash", "murmur3", "-"]
    told = subprocess.run(hashes, check=True, capture_output=True, text=True).stdout
    return [line.split(",")[-1].strip() for line in told.splitlines() if not line.startswith("#")]


B_FRAMES = ("-c:v", "libx264", "-preset", "veryfast", "-g", "60", "-bf", "3", "-pix_fmt", "yuv420p")
TONE = ("-f", "lavfi", "-i", "sine=duration=12", "-map", "0:v", "-map", "1:a")
#: Films of twelve seconds whose frames are hard to find: their rate, and how they are coded.
DRAWN = {
    "25": ("25", *B_FRAMES),
    "30000/1001": ("30000/1001", *B_FRAMES),
    "50": ("50", *B_FRAMES),
    "open groups": ("25", *B_FRAMES, "-x264-params", "open-gop=1"),
    "half frames": ("50", "-vf", "interlace,setfield=tff", *B_FRAMES, "-flags", "+ilme+ildct"),
    "unsteady": ("25", "-vf", "select='not(mod(n,7))+between(n,90,150)'", "-fps_mode", "vfr", *B_FRAMES),
}
#: The same with other boxes around the packets: the file's ending, and what is said before and after its name.
PACKED = {
    "matroska": ("mkv", (), ("-c", "copy")),
    "edit list": ("mp4", ("-ss", "1.3"), ("-c", "copy")),
    "late": ("mp4", ("-itsoffset", "0.7"), (*TONE, "-c:v", "copy", "-c:a", "aac")),
}


def drawn(clips, name: str) -> Path:
    rate, *codec = DRAWN[name]
    picture = f"testsrc2=size=192x108:rate={rate}:duration=12"
    return clips.draw(f"{name.replace('/', '-')}-long.mp4", "-f", "lavfi", "-i", picture, *codec)


def packed(clips, name: str) -> Path:
    suffix, before, after = PACKED[name]
    return clips.draw(f"{name}-long.{suffix}", *before, "-i", drawn(clips, "25"), *after)


@pytest.mark.integration
@pytest.mark.parametrize("name", [*DRAWN, *PACKED])
def test_all_parts_together_show_what_one_run_shows(workshop, clips, tmp_path, name):
    long_film = drawn(clips, name) if name in DRAWN else packed(clips, name)
    facts = probe(workshop, long_film)
    (whole,) = plan(facts, 60)

    parts = plan(facts, 4)
    shown = [pictures_encoded(long_film, facts, part, tmp_path) for part in parts]

    assert len(parts) > 2
    assert [hash_ for part in shown for hash_ in part] == pictures_encoded(long_film, facts, whole, tmp_path)


@pytest.mark.integration
@pytest.mark.parametrize("suffix", ["mp4", "ts"])
def test_an_excerpt_shows_the_frames_of_its_film(workshop, clips, tmp_path, suffix):
    film = clips.draw(f"excerpt.{suffix}", "-i", drawn(clips, "25"), "-c", "copy")
    facts = probe(workshop, film)
    (whole,), (excerpt,) = plan(facts), plan(facts, from_s=5.04, to_s=9)

    shown = pictures_encoded(film, facts, excerpt, tmp_path)

    assert shown == pictures_encoded(film, facts, whole, tmp_path)[126:225]


@pytest.mark.integration
def test_a_film_with_a_broken_index_is_decoded_from_its_beginning(workshop, clips, tmp_path):
    film = without_index(drawn(clips, "25"))
    facts = probe(workshop, film)
    parts = plan(facts, 4)

    # Its first frame lies between two key frames; the next one is in the middle of the part.
    pieces = encode_part(workshop, film, facts, LADDER, parts[1], tmp_path)

    assert layout(pieces.paths["240p"]).samples == parts[1].frames == 100
