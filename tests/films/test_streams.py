"""Playlists lead a player to every size and to one sound."""

from dataclasses import dataclass

import pytest

from catalog.films.languages import language
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


def written(*, captions: tuple[str, ...] = ("ti",), sounds=(SOUND, SMALL_SOUND)) -> list[str]:
    text = master_playlist(
        [LARGE, SMALL],
        sounds,
        language=language("ti"),
        fps=25.0,
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


def test_every_variant_names_its_playlist():
    lines = written()

    for at, line in enumerate(lines):
        if line.startswith("#EXT-X-STREAM-INF"):
            assert lines[at + 1] in {"1080p.m3u8", "240p.m3u8"}


def test_the_sound_says_which_language_it_speaks():
    sounds = [line for line in written() if "TYPE=AUDIO" in line]

    assert all('LANGUAGE="ti",NAME="ትግርኛ"' in line and "DEFAULT=YES" in line for line in sounds)
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
