import random
from fractions import Fraction

import pytest

from media.errors import Cancelled
from media.likeness import likeness
from media.luma import SHAPE_BYTES, Luma, hashes
from media.probe import probe
from media.verdict import Verdict, judge
from tests.clips import H264

pytestmark = pytest.mark.integration

SCENES, SCENE_S, FPS = 6, 3, 24
FILM_S = SCENES * SCENE_S
SMALL = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "30", "-pix_fmt", "yuv420p", "-an")


def scenes(seed):
    """Six moving scenes of three seconds each."""
    numbers = range(seed, seed + SCENES)
    drawn = [
        f"gradients=s=192x108:r={FPS}:seed={number}:d={SCENE_S}:speed=0.015:nb_colors=5[{number}]" for number in numbers
    ]
    return ("-f", "lavfi", "-i", ";".join(drawn) + ";" + "".join(f"[{n}]" for n in numbers) + f"concat=n={SCENES}")


@pytest.fixture(scope="module")
def film(clips):
    return clips.draw("scenes.mp4", *scenes(1), *H264)


@pytest.fixture(scope="module")
def known(workshop, film):
    return hashes(workshop, film, "v:0", FILM_S)


@pytest.fixture
def judged(workshop, clips, film, known):
    """Let a person alter the film and hand it in, and judge what comes."""

    def judge_it(*alteration, source=film, name="upload.mp4"):
        upload = clips.draw(name, "-i", source, *alteration, *SMALL)
        video = probe(workshop, upload).video
        found = likeness(known, hashes(workshop, upload, str(video.index), video.duration_s))
        return judge(found, Fraction(FPS), video.fps)

    return judge_it


@pytest.mark.parametrize(
    "alteration", [[], ["-vf", "scale=96:54"], ["-vf", "eq=brightness=0.08:contrast=0.8"], ["-vf", "hue=s=0"]]
)
def test_another_encoding_of_a_picture_is_the_same(judged, alteration):
    found = judged(*alteration)

    assert (found.verdict, found.reasons) == (Verdict.SAME, ())
    assert found.offset_s == 0.0


@pytest.mark.parametrize(("frames", "sign"), [(36, -1), (31, -1), (9, -1)])
def test_a_black_leader_is_no_picture_and_moves_the_sound(judged, frames, sign):
    found = judged("-vf", f"tpad=start={frames}:color=black")

    assert (found.verdict, found.reasons) == (Verdict.SAME, ())
    assert found.offset_s == pytest.approx(sign * frames / FPS, abs=1.5 / FPS)


@pytest.mark.parametrize(
    ("alteration", "codes"),
    [
        (["-vf", "setpts=PTS*24/25", "-r", "25"], {"speed"}),
        (["-vf", "setpts=PTS*25/24"], {"speed"}),
        (["-vf", "hflip"], {"mirrored"}),
        (["-r", "25"], {"rate"}),
        (["-r", "30"], {"rate"}),
        (["-ss", "3"], {"excerpt"}),
        (["-ss", "5", "-t", "8"], {"excerpt"}),
        (["-vf", "tpad=start=96:color=black"], {"leader"}),
        # Bars take so much away that a scene may pass for another one.
        (["-vf", "scale=192:88,pad=192:108:0:10"], {"framed", "scenes"}),
        (["-vf", "drawbox=c=navy:t=fill:enable='between(t,10,12)'"], {"scenes"}),
    ],
)
def test_another_edit_is_put_before_a_person_who_is_told_why(judged, alteration, codes):
    found = judged(*alteration)

    assert found.verdict == Verdict.RE_EDIT
    told = {reason.code for reason in found.reasons}
    assert told
    assert told <= codes
    assert all("%" not in str(reason) for reason in found.reasons)


def test_an_excerpt_names_its_place(judged):
    found = judged("-ss", "5", "-t", "8")

    assert found.offset_s == pytest.approx(5.0, abs=0.06)
    assert str(found.reasons[0]).endswith("its seconds 5 to 13.")


def test_both_pictures_are_shown_where_they_are_alike_and_where_they_are_not(judged):
    found = judged("-vf", "drawbox=c=navy:t=fill:enable='between(t,10,12)'")

    *alike, least = found.pairs
    assert len(alike) == 2
    assert all(pair.difference < 0.2 and pair.known_s == pytest.approx(pair.upload_s) for pair in alike)
    assert 10 <= least.upload_s <= 12
    assert least.difference == 1.0


def test_a_stranger_is_different(workshop, clips, known):
    stranger = clips.draw("strange_scenes.mp4", *scenes(11), *H264)

    found = judge(likeness(known, hashes(workshop, stranger, "v:0", FILM_S)), Fraction(24), Fraction(24))

    assert (found.verdict, found.pairs) == (Verdict.DIFFERENT, ())


def test_a_few_seconds_prove_nothing(judged):
    found = judged("-t", "4")

    assert {reason.code for reason in found.reasons} == {"excerpt", "little"}


def test_black_resembles_nothing_not_even_black(workshop, clips):
    black = clips.draw("night.mp4", "-f", "lavfi", "-i", "color=black:s=192x108:r=24:d=10", *H264)
    night = hashes(workshop, black, "v:0", 10)

    assert likeness(night, night).score == 0.0


def test_a_cancelled_look_ends(workshop, film):
    with pytest.raises(Cancelled):
        hashes(workshop, film, "v:0", FILM_S, cancelled=lambda: True)


def test_what_a_film_looks_like_is_kept(known):
    assert Luma.from_bytes(known.to_bytes()) == known
    assert len(known.read()) == pytest.approx(FILM_S / known.step_s, abs=1)
    assert Luma.from_bytes(b"luma-0\n\n" + known.shapes) is None


@pytest.mark.parametrize("shift", [0, 1, 40, 399, -17])
def test_the_offset_of_a_long_film_is_found(shift):
    drawn = random.Random(shift)  # noqa: S311 -- nobody is kept out by it
    film = drawn.randbytes(1200 * SHAPE_BYTES)
    begin = max(0, shift) * SHAPE_BYTES
    upload = drawn.randbytes(max(0, -shift) * SHAPE_BYTES) + film[begin:]

    found = likeness(Luma(film), Luma(upload))

    assert found.offset_s == pytest.approx(shift / 4, abs=0.13)
    assert found.score == 1.0


def test_a_film_that_stands_still_begins_where_it_begins(known):
    still = Luma(known.shapes[:SHAPE_BYTES] * 80)

    found = likeness(still, still)

    assert (found.score, found.offset_s, found.speed, found.mirrored) == (1.0, 0.0, 1, False)
