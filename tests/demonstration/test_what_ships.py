"""What ships of the demonstration film: complete, in step, easy to read, and small."""

import json
import re
import unicodedata
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import av
import pysubs2
import pytest

FOLDER = Path(str(files("catalog"))) / "data" / "demonstration"
FILM = json.loads((FOLDER / "film.json").read_text(encoding="utf-8"))
WHOLE = FOLDER / FILM["versions"][0]["film"]
SPOKEN_IN = [version["language"] for version in FILM["versions"]]
VERSIONS = [pytest.param(version, id=version["language"]) for version in FILM["versions"]]
DUBBED = VERSIONS[1:]
#: Every text by its language: the captions of what is spoken, and the subtitles.
TEXTS = {version["language"]: version["captions"] for version in FILM["versions"]} | FILM["subtitles"]


def duration_s(path: Path) -> float:
    with av.open(str(path)) as container:
        return container.duration / av.time_base


def seen(text: str) -> int:
    return sum(unicodedata.category(letter) not in {"Mn", "Me", "Cf"} for letter in text)


def test_the_film_speaks_ten_languages_and_has_subtitles_in_more():
    assert {"de", "en", "ar", "fa", "tr", "uk", "ru", "kmr", "fr", "ur"} <= set(SPOKEN_IN)
    assert {"ti", "ckb", "ps", "so", "prs"} <= FILM["subtitles"].keys()
    assert len(TEXTS) == len(SPOKEN_IN) + len(FILM["subtitles"])


def test_every_language_says_that_this_is_a_demonstration():
    assert FILM["notice"].keys() == TEXTS.keys()
    assert "Demonstration" in FILM["notice"]["de"]
    assert "no native speaker has reviewed" in FILM["notice"]["en"]


def test_the_first_version_is_a_whole_film_in_full_hd_that_plays_while_it_loads():
    with av.open(str(WHOLE)) as film:
        video = film.streams.video[0]

        assert len(film.streams.audio) == 1
        assert (video.codec_context.name, video.width, video.height, video.average_rate) == ("h264", 1920, 1080, 25)
    head = WHOLE.read_bytes()[:65_536]
    assert head.index(b"moov") < head.index(b"mdat")


def test_the_film_is_as_long_as_the_list_says():
    assert 60 <= FILM["duration_s"] <= 90
    assert duration_s(WHOLE) == pytest.approx(FILM["duration_s"], abs=0.05)


@pytest.mark.parametrize("version", DUBBED)
def test_a_dub_is_as_long_as_the_film(version):
    assert duration_s(FOLDER / version["dub"]) == pytest.approx(FILM["duration_s"], abs=0.05)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_has_its_own_words(version):
    assert version["title"]
    assert len(version["description"]) > 40


@pytest.mark.parametrize("language", TEXTS)
def test_captions_can_be_read_in_time(language):
    line_chars_max = 37 if language == "de" else 42
    cues = list(pysubs2.load(str(FOLDER / TEXTS[language]), encoding="utf-8"))

    assert len(cues) >= 20
    for cue in cues:
        lines = cue.plaintext.split("\n")
        assert 1.0 <= cue.duration / 1000 <= 7.0, cue.plaintext
        assert len(lines) <= 2, cue.plaintext
        assert max(map(seen, lines)) <= line_chars_max, cue.plaintext
        assert seen(cue.plaintext) / (cue.duration / 1000) <= 17.05, cue.plaintext


@pytest.mark.parametrize("language", TEXTS)
def test_captions_follow_each_other_to_the_end_of_the_film(language):
    cues = list(pysubs2.load(str(FOLDER / TEXTS[language]), encoding="utf-8"))

    assert all(earlier.end <= later.start for earlier, later in pairwise(cues))
    assert FILM["duration_s"] - 5 < cues[-1].end / 1000 <= FILM["duration_s"]


def test_nothing_is_left_over_and_all_of_it_is_small():
    named = {version.get("film") or version["dub"] for version in FILM["versions"]} | set(TEXTS.values())
    found = {path.name: path.stat().st_size for path in FOLDER.iterdir()}

    assert set(found) == named | {"film.json", "README.md"}
    assert sum(found.values()) < 15_000_000


def test_the_licence_is_stated():
    assert re.search(r"CC-BY-4\.0", (FOLDER / "README.md").read_text(encoding="utf-8"))
