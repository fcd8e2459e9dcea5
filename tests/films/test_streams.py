"""Playlists lead a player to every size and to one sound."""

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.films.languages import LANGUAGES, language
from catalog.films.streams import captions_playlist, master_playlist


@dataclass
class Track:
    profile: str
    codecs: str
    bandwidth_bps: int
    average_bps: int
    width_px: int = 0
    height_px: int = 0


LARGE = Track("1080p", "avc1.640028", 5_000_000, 3_000_000, 1920, 1080)
SMALL = Track("240p", "avc1.42c015", 320_000, 200_000, 426, 240)
SOUND = Track("aac", "mp4a.40.2", 100_000, 96_000)
SMALL_SOUND = Track("aac_small", "mp4a.40.2", 40_000, 32_000)


def written(*, spoken: str = "ti", captions=("ti",), sounds=(SOUND, SMALL_SOUND), fps=25) -> list[str]:
    text = master_playlist(
        [LARGE, SMALL],
        sounds,
        language=language(spoken),
        fps=Fraction(fps),
        address=lambda profile: f"{profile}.m3u8",
        captions=[language(tag) for tag in captions],
    )
    return text.splitlines()


def test_a_large_picture_goes_with_the_best_sound():
    variant = next(line for line in written() if "1920x1080" in line)

    assert "BANDWIDTH=5100000,AVERAGE-BANDWIDTH=3096000" in variant
    assert 'CODECS="avc1.640028,mp4a.40.2"' in variant
    assert 'AUDIO="aac"' in variant
    assert "FRAME-RATE=25.000" in variant


def test_a_small_picture_goes_with_the_smallest_sound():
    variant = next(line for line in written() if "426x240" in line)

    assert "BANDWIDTH=360000" in variant
    assert 'AUDIO="aac_small"' in variant


def test_a_small_picture_that_shows_every_second_frame_says_so():
    large, small = (line for line in written(fps=50) if line.startswith("#EXT-X-STREAM-INF"))

    assert "FRAME-RATE=50.000" in large
    assert "FRAME-RATE=25.000" in small


def test_every_variant_names_its_playlist():
    lines = written()

    for at, line in enumerate(lines):
        if line.startswith("#EXT-X-STREAM-INF"):
            assert lines[at + 1] in {"1080p.m3u8", "240p.m3u8"}


def test_the_sound_says_which_language_it_speaks():
    sounds = [line for line in written() if "TYPE=AUDIO" in line]

    assert all('LANGUAGE="ti",NAME="ትግርኛ"' in line and "DEFAULT=YES" in line for line in sounds)


def test_a_described_sound_is_marked_for_those_who_cannot_see():
    sounds = [line for line in written(spoken="de-x-ad", captions=("de",)) if "TYPE=AUDIO" in line]

    assert all('LANGUAGE="de"' in line and "describes-video" in line for line in sounds)
    assert len(sounds) == 2


@pytest.mark.parametrize("captions", [("ti",), ()])
def test_captions_are_offered_when_there_are_any(captions):
    text = "\n".join(written(captions=captions))

    assert ("TYPE=SUBTITLES" in text) == bool(captions)
    assert ('SUBTITLES="captions"' in text) == bool(captions)


def test_only_the_captions_in_the_language_that_is_spoken_are_shown_from_the_start():
    texts = [line for line in written(captions=("ti", "so")) if "TYPE=SUBTITLES" in line]

    assert 'LANGUAGE="ti",NAME="ትግርኛ",DEFAULT=YES,AUTOSELECT=YES,URI="captions.m3u8"' in texts[0]
    assert 'LANGUAGE="so",NAME="Soomaali",DEFAULT=NO,AUTOSELECT=YES,URI="captions-so.m3u8"' in texts[1]


def test_one_sound_serves_every_size():
    assert sum('AUDIO="aac"' in line for line in written(sounds=(SOUND,))) == 2


def test_the_captions_last_as_long_as_the_film():
    lines = captions_playlist("captions.vtt", 88.4).splitlines()

    assert "#EXT-X-TARGETDURATION:89" in lines
    assert lines[-3:] == ["#EXTINF:88.400,", "captions.vtt", "#EXT-X-ENDLIST"]


@settings(deadline=None)
@given(st.floats(0.04, 30_000))
def test_no_length_of_a_film_exceeds_what_the_captions_promise(duration_s):
    lines = captions_playlist("captions.vtt", duration_s).splitlines()

    (target_s,) = [int(line.rpartition(":")[2]) for line in lines if line.startswith("#EXT-X-TARGETDURATION:")]
    (length_s,) = [float(line[8:].rstrip(",")) for line in lines if line.startswith("#EXTINF:")]
    assert length_s == pytest.approx(duration_s, abs=0.001)
    assert round(length_s) <= target_s


BPS = st.integers(1, 50_000_000)
SIZES = st.lists(st.tuples(BPS, BPS, st.integers(2, 8192), st.integers(2, 4320)), min_size=1, max_size=8)
WRITTEN = [tag for tag, entry in LANGUAGES.items() if entry.text_tag == tag]
TEXTS = st.lists(st.sampled_from(WRITTEN), unique=True, max_size=15)


@settings(deadline=None)
@given(SIZES, st.lists(st.tuples(BPS, BPS), min_size=1, max_size=3), st.sampled_from(list(LANGUAGES)), TEXTS)
def test_any_film_has_a_playlist_in_which_every_size_finds_its_sound_and_its_captions(sizes, qualities, spoken, texts):
    pictures = [Track(f"size-{number}", "avc1.640028", *facts) for number, facts in enumerate(sizes)]
    sounds = [Track(f"sound-{number}", "mp4a.40.2", *facts) for number, facts in enumerate(qualities)]

    text = master_playlist(
        pictures,
        sounds,
        language=language(spoken),
        fps=Fraction(25),
        address=lambda profile: f"{profile}.m3u8",
        captions=[language(tag) for tag in texts],
    )

    media = [facts(line) for line in text.splitlines() if line.startswith("#EXT-X-MEDIA:")]
    heard = {entry["GROUP-ID"]: entry for entry in media if entry["TYPE"] == "AUDIO"}
    read = [entry for entry in media if entry["TYPE"] == "SUBTITLES"]
    assert {entry["LANGUAGE"] for entry in heard.values()} == {spoken.removesuffix("-x-ad")}
    assert [entry["LANGUAGE"] for entry in read] == texts
    assert len({entry["URI"] for entry in media}) == len(media)
    assert sum(entry["DEFAULT"] == "YES" for entry in read) <= 1
    variants = [(facts(line), address) for line, address in pairwise(text.splitlines()) if "STREAM-INF" in line]
    assert [address for _, address in variants] == [f"{picture.profile}.m3u8" for picture in pictures]
    for picture, (variant, _) in zip(pictures, variants, strict=True):
        sound = sounds[list(heard).index(variant["AUDIO"])]
        assert int(variant["BANDWIDTH"]) == picture.bandwidth_bps + sound.bandwidth_bps
        assert variant["RESOLUTION"] == f"{picture.width_px}x{picture.height_px}"
        assert variant["CODECS"] == f"{picture.codecs},{sound.codecs}"
        assert variant.get("SUBTITLES") == (read[0]["GROUP-ID"] if read else None)


def facts(line: str) -> dict[str, str]:
    """Return the attributes of a tag, as RFC 8216 (4.2) writes them."""
    return {name: value.strip('"') for name, value in re.findall(r'([A-Z-]+)=("[^"]*"|[^",]+)', line)}
