"""A composed film is a real MP4: byte for byte what the muxer writes, and strict enough for the strictest reader."""

import hashlib
import subprocess
from itertools import chain
from random import Random

import av
import pytest

from media.boxes import layout, top_boxes
from media.compose import compose, mux
from media.dub import encode_sound
from media.errors import BrokenOutput
from media.loudness import measure
from media.progressive import progressive
from media.recipe import Literal, Part, Recipe
from media.slicing import put_together, taken_apart
from tests.clips import TOOL

pytestmark = pytest.mark.integration

SECONDS = 24
LANGUAGES = 30
FRAGMENTS = ("-movflags", "+frag_keyframe+delay_moov+default_base_moof+skip_trailer", "-fflags", "+bitexact")
#: Width, height and bits per second of the four sizes: what our encoder makes of a plain film.
LADDER = ((1920, 1080, 2_500_000), (1280, 720, 1_200_000), (854, 480, 600_000), (426, 240, 180_000))


def rung(clips, name, width, height, bits, codec=("libx264", "-preset", "superfast", "-bf", "2")):
    """One size as the workshop keeps it: four seconds over and over, with frames out of order."""
    mandelbrot = ("-f", "lavfi", "-i", f"mandelbrot=size={width}x{height}:rate=25,trim=duration=4")
    coded = ("-c:v", *codec, "-b:v", str(bits), "-g", "100", "-pix_fmt", "yuv420p")
    once = clips.draw(f"once_{name}.mp4", *mandelbrot, *coded)
    return clips.draw(f"{name}.mp4", "-stream_loop", SECONDS // 4 - 1, "-i", once, "-c", "copy", *FRAGMENTS)


@pytest.fixture(scope="module")
def ladder(clips):
    return [rung(clips, f"rung{height}", width, height, bits) for width, height, bits in LADDER]


@pytest.fixture(scope="module")
def sounds(workshop, clips, tmp_path_factory):
    """A voice that never stands still, in every quality."""
    noise = ("-f", "lavfi", "-i", f"anoisesrc=a=0.3:c=pink:seed=1:d={SECONDS}")
    voice = clips.draw("voice.wav", *noise, "-af", "tremolo=f=3:d=0.9", "-ac", "2")
    scratch = tmp_path_factory.mktemp("sounds")
    made = encode_sound(workshop, voice, 0, measure(workshop, voice), float(SECONDS), scratch)
    return {track.profile: track.path for track in made.tracks}


@pytest.fixture(params=["h264", "av1", "nothing to see"])
def sources(request, clips, ladder, sounds):
    """A picture and a sound, or a sound alone."""
    if request.param == "av1":
        av1 = ("libsvtav1", "-preset", "12", "-svtav1-params", "lp=1")
        return [rung(clips, "av1", 426, 240, 100_000, av1), sounds["aac_small"]]
    return [ladder[-1], sounds["aac_small"]] if request.param == "h264" else [sounds["aac"]]


@pytest.fixture
def film(workshop, sources, tmp_path):
    """The real thing, as the muxer has written it."""
    target = tmp_path / ("film.mp4" if len(sources) == 2 else "film.m4a")
    mux(workshop, sources[0] if len(sources) == 2 else None, sources[-1], "ti", "ፖሊስ", target)
    return target


def put_out(recipe, sources, start=0, end=None):
    """The bytes of a film from its recipe and its sources."""
    contents = {hashlib.sha256(path.read_bytes()).hexdigest(): path.read_bytes() for path in sources}
    return b"".join(
        piece.content
        if isinstance(piece, Literal)
        else contents[piece.sha256][piece.offset : piece.offset + piece.size_bytes]
        for piece in recipe.slices(start, end)
    )


def test_a_composed_film_is_the_real_one_byte_for_byte(film, sources):
    recipe = Recipe.from_bytes(taken_apart(film, progressive(film), sources).to_bytes())

    content, chance = film.read_bytes(), Random(3)  # noqa: S311 -- the same pieces each time
    assert put_out(recipe, sources) == content
    for _ in range(20):
        start, end = sorted(chance.sample(range(len(content) + 1), 2))
        assert put_out(recipe, sources, start, end) == content[start:end]


def test_what_is_kept_of_a_film_is_its_recipe(workshop, sources, tmp_path):
    made = compose(workshop, sources[0] if len(sources) == 2 else None, sources[-1], "ti", "ፖሊስ", tmp_path)

    content = put_out(Recipe.from_bytes(made.recipe), sources)
    assert (made.sha256, made.size_bytes) == (hashlib.sha256(content).hexdigest(), len(content))
    assert made.duration_s == pytest.approx(SECONDS, abs=0.05)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_finds_nothing_to_complain_about(film):
    av.logging.set_level(av.logging.WARNING)
    try:
        with av.logging.Capture() as said, av.open(str(film)) as container:
            heard_s = sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
    finally:
        av.logging.set_level(None)
    decoding = [TOOL, "-v", "warning", "-i", str(film), "-f", "null", "-"]

    assert said == []
    assert subprocess.run(decoding, capture_output=True, text=True, check=True).stderr == ""
    assert heard_s == pytest.approx(SECONDS, abs=0.05)


def test_the_index_comes_first_and_every_byte_behind_it_is_a_sample(film):
    kinds = [kind for kind, _, _ in top_boxes(film)]
    index = progressive(film)
    samples = sorted(chain(*(zip(track.samples.offsets, track.samples.sizes, strict=True) for track in index.tracks)))

    assert kinds == [b"ftyp", b"moov", b"free", b"mdat"]
    at, until = index.content
    for offset, size in samples:
        assert offset == at
        at += size
    assert at == until == film.stat().st_size


def test_lips_and_voice_stay_together_from_beginning_to_end(film, sources):
    with av.open(str(film)) as container:
        begins = {stream.type: float(stream.start_time * stream.time_base) for stream in container.streams}
        ends = {stream.type: float(stream.duration * stream.time_base) for stream in container.streams}

    assert all(abs(begin_s) <= 0.005 for begin_s in begins.values())
    assert all(end_s == pytest.approx(layout(sources[0]).duration_s, abs=0.022) for end_s in ends.values())
    assert progressive(film).duration_s == pytest.approx(layout(sources[0]).duration_s, abs=0.005)


def test_a_film_names_its_language_and_its_title(workshop, ladder, sounds, tmp_path):
    film = tmp_path / "film.mp4"

    mux(workshop, ladder[-1], sounds["aac_small"], "ti", "ፖሊስ\u202e\nfilm", film)

    with av.open(str(film)) as container:
        assert container.metadata["title"] == "ፖሊስ film"
        assert container.streams.audio[0].language == "tir"


def test_thirty_languages_cost_their_sound_and_little_more(workshop, ladder, sounds, tmp_path):
    films = [
        compose(workshop, picture, sounds["aac_small" if picture is ladder[-1] else "aac"], "ti", "ፖሊስ", tmp_path)
        for picture in ladder
    ]

    shares = [len(film.recipe) / film.size_bytes for film in films]
    assert max(shares) <= 0.01, shares
    picture, sound = (sum(path.stat().st_size for path in files) for files in (ladder, sounds.values()))
    parts = picture + LANGUAGES * sound
    stored = parts + LANGUAGES * sum(len(film.recipe) for film in films)
    assert stored <= 1.02 * parts, f"{stored / parts - 1:.2%} more than picture and sounds"


def test_a_film_that_is_no_true_copy_is_refused(film, sources):
    recipe = taken_apart(film, progressive(film), sources)
    content = bytearray(film.read_bytes())
    content[-100] ^= 0x01
    film.write_bytes(content)

    with pytest.raises(BrokenOutput):
        put_together(recipe, film, sources)


def test_a_film_of_another_picture_is_refused(workshop, clips, ladder, sounds, tmp_path):
    film = tmp_path / "film.mp4"
    mux(workshop, ladder[-1], sounds["aac"], "de", "Film", film)

    with pytest.raises(BrokenOutput):
        taken_apart(film, progressive(film), [ladder[-2], sounds["aac"]])
    with pytest.raises(BrokenOutput):
        taken_apart(film, progressive(film), [ladder[-1], sounds["aac_small"]])


def test_a_film_that_lacks_its_last_frame_is_refused(workshop, clips, ladder, sounds, tmp_path):
    last = str(SECONDS * 25 - 1)
    shorter = clips.draw("shorter.mp4", "-i", ladder[-1], "-frames:v", last, "-c", "copy", *FRAGMENTS)
    film = tmp_path / "film.mp4"
    mux(workshop, shorter, sounds["aac"], "de", "Film", film)

    with pytest.raises(BrokenOutput):
        taken_apart(film, progressive(film), [ladder[-1], sounds["aac"]])
    assert taken_apart(film, progressive(film), [shorter, sounds["aac"]]).size_bytes == film.stat().st_size


def test_a_film_with_something_between_its_samples_is_refused(film, sources):
    recipe = taken_apart(film, progressive(film), sources)
    content = film.read_bytes()
    film.write_bytes(content + b"\x00\x00\x00\x08free")

    with pytest.raises(BrokenOutput):
        taken_apart(film, progressive(film), sources)
    assert recipe.parts == tuple(Part(hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_size) for p in sources)


def test_an_index_at_the_end_is_refused(clips):
    with pytest.raises(BrokenOutput):
        progressive(clips.film)
