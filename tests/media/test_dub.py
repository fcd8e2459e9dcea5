import re
import subprocess

import pytest

from media.boxes import layout
from media.check import Expected, prove, prove_copy
from media.dub import encode_sound, lay_over, plain, track_language
from media.encode import encode_picture
from media.errors import BrokenOutput
from media.facts import Loudness
from media.fingerprint import containment, packet_hashes, same_picture
from media.loudness import measure
from media.probe import probe
from media.profiles import PICTURE_LADDER
from tests.clips import TOOL

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def rendition(workshop, clips, tmp_path_factory):
    """One size of the test picture, 4 s long."""
    scratch = tmp_path_factory.mktemp("picture")
    picture = encode_picture(workshop, clips.film, probe(workshop, clips.film), PICTURE_LADDER[-1:], scratch)
    return picture.renditions[0].path


def sound_of(workshop, source, scratch):
    return encode_sound(workshop, source, 0, measure(workshop, source), 4.0, scratch).tracks


@pytest.mark.parametrize("name", ["film", "speech", "long_speech"])
def test_every_language_is_equally_loud_and_as_long_as_the_picture(workshop, clips, tmp_path, name):
    good, small = sound_of(workshop, getattr(clips, name), tmp_path)

    heard = measure(workshop, good.path)
    assert heard.integrated_lufs == pytest.approx(-16.0, abs=0.5)
    assert heard.true_peak_dbtp < -1.0
    assert (good.duration_s, small.duration_s) == (pytest.approx(4.0, abs=0.03), pytest.approx(4.0, abs=0.03))
    assert (good.codecs, good.channels, small.channels) == ("mp4a.40.2", 2, 1)
    assert small.size_bytes < good.size_bytes / 1.5


def test_a_sharp_voice_is_as_loud_as_a_soft_one(workshop, clips, tmp_path):
    # Short bursts have high peaks: the limiter would swallow part of the gain.
    bursts = "aevalsrc='0.9*sin(2*PI*300*t)*lt(mod(t,0.5),0.03)':d=4"
    sharp = clips.draw("sharp.wav", "-f", "lavfi", "-i", bursts)

    good, _ = sound_of(workshop, sharp, tmp_path)

    heard = measure(workshop, good.path)
    assert heard.integrated_lufs == pytest.approx(-16.0, abs=0.8)
    assert heard.true_peak_dbtp < -1.0


def test_silence_stays_silence(workshop, clips, tmp_path):
    heard = measure(workshop, clips.nothing_to_hear)

    assert heard.silent
    assert measure(workshop, sound_of(workshop, clips.nothing_to_hear, tmp_path)[0].path).silent


def test_a_late_sound_stays_late(workshop, clips, tmp_path):
    good, _ = sound_of(workshop, clips.late_sound, tmp_path)

    listening = [TOOL, "-hide_banner", "-i", str(good.path), "-af", "silencedetect=d=0.3:n=-50dB", "-f", "null", "-"]
    heard = subprocess.run(listening, capture_output=True, text=True, check=True).stderr
    ends_s = [float(end) for end in re.findall(r"silence_end: ([\d.]+)", heard)]
    assert ends_s[0] == pytest.approx(0.7, abs=0.04)


def test_a_second_language_encodes_no_picture(workshop, clips, tmp_path, rendition):
    films = []
    for number, (source, language) in enumerate([(clips.film, "de"), (clips.speech, "ti")]):
        scratch = tmp_path / language
        scratch.mkdir()
        good, _ = sound_of(workshop, source, scratch)
        films.append(lay_over(workshop, rendition, good.path, language, f"Film {number}", scratch / "film.mp4"))

    hashes = [packet_hashes(workshop, path) for path in (rendition, films[0].path, films[1].path)]
    assert hashes[0] == hashes[1] == hashes[2] != b""
    assert films[1].cost.cpu_s < 1


def test_a_film_names_its_language_and_plays_while_it_loads(workshop, clips, tmp_path, rendition):
    good, _ = sound_of(workshop, clips.speech, tmp_path)

    film = lay_over(workshop, rendition, good.path, "ti", "ፖሊስ\u202e\nfilm", tmp_path / "film.mp4")

    facts = probe(workshop, film.path)
    assert facts.audio[0].language == "tir"
    assert facts.duration_s == pytest.approx(4.0)
    assert abs(facts.audio[0].start_s) < 0.005
    content = film.path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert "ፖሊስ film".encode() in content


@pytest.mark.parametrize(
    ("tag", "letters"),
    [("ti", "tir"), ("de", "deu"), ("kmr", "kmr"), ("prs", "prs"), ("fa-AF", "fas"), ("ckb", "ckb"), ("zh-Hans", "zho"),
     ("sr-Latn", "srp"), ("rom", "rom"), ("not a tag", "und")],
)  # fmt: skip
def test_a_track_has_three_letters(tag, letters):
    assert track_language(tag) == letters


def test_a_title_is_one_plain_line():
    assert plain("  Die\n Polizei\u202e\x00 ") == "Die Polizei"


def test_the_same_picture_is_known_whatever_its_sound_and_container(workshop, clips):
    ours, theirs, foreign = (
        packet_hashes(workshop, path) for path in (clips.film, clips.other_language, clips.stranger)
    )

    assert containment(ours, theirs) == 1.0
    assert same_picture(ours, theirs, 4.0, 4.0)
    assert containment(ours, foreign) == 0.0
    assert not same_picture(ours, theirs, 4.0, 9.0), "an excerpt is another picture"
    assert containment(b"", ours) == 0.0


def test_a_short_output_is_refused_although_the_tool_said_0(workshop, clips):
    with pytest.raises(BrokenOutput):
        prove(workshop, clips.film, Expected(5.0, 320, 180, sound=True))


def test_an_output_that_breaks_off_is_refused(workshop, clips, tmp_path, rendition):
    half = tmp_path / "half.mp4"
    half.write_bytes(rendition.read_bytes()[:-3000])

    with pytest.raises(BrokenOutput):
        layout(half)
    with pytest.raises(BrokenOutput):
        prove(workshop, half, Expected(4.0, 320, 180, frames=100))


def test_a_film_that_is_no_true_copy_is_refused(workshop, clips, rendition):
    with pytest.raises(BrokenOutput):
        prove_copy(workshop, clips.film, Expected(4.0, sound=True), {"v:0": rendition})


def test_a_rotten_output_is_refused(workshop, clips, rendition, tmp_path):
    rotten = bytearray(rendition.read_bytes())
    for place in range(len(rotten) // 3, len(rotten) // 2, 7):
        rotten[place] ^= 0xFF
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(rotten)

    with pytest.raises(BrokenOutput):
        prove(workshop, damaged, Expected(4.0, 320, 180, frames=100))


def test_a_gain_is_bounded():
    assert Loudness(-71.0, -60.0).silent
    assert not Loudness(-50.0, -40.0).silent
