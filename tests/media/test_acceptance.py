from dataclasses import replace
from fractions import Fraction
from math import inf

import pytest

from media.acceptance import finding_of, judge_dub, judge_film, same_language, sound_of
from media.errors import Truncated
from media.facts import AudioFacts, Loudness, MediaFacts, VideoFacts

PICTURE = VideoFacts(
    index=0, codec="h264", profile="High", width_px=1280, height_px=720, coded_width_px=1280, coded_height_px=720,
    fps=Fraction(25), pix_fmt="yuv420p", rotation=0, sar=Fraction(1), interlaced=False, hdr=False, full_range=False,
    duration_s=60.0, frames=1500, start_s=0.0,
)  # fmt: skip
SOUND = AudioFacts(0, "aac", 2, 48_000, None, 0.0, 60.0)
FILM = MediaFacts("mov", 1_000_000, 60.0, PICTURE, (SOUND,), 0)
LOUD = Loudness(-18.0, -2.0)


def codes(findings):
    return [(finding.code, finding.blocking) for finding in findings]


def test_a_good_film_has_no_findings():
    assert judge_film(FILM, LOUD, language="ti") == []


@pytest.mark.parametrize(
    ("film", "loudness", "expected"),
    [
        (replace(FILM, video=None), LOUD, ("no_picture", True)),
        (replace(FILM, audio=()), None, ("no_sound", True)),
        (FILM, Loudness(-70.0, -inf), ("silence", True)),
        (FILM, Loudness(-inf, -inf), ("silence", True)),
        (FILM, Loudness(-9.0, 2.1), ("clipping", False)),
        (FILM, Loudness(-40.0, -20.0), ("very_quiet", False)),
        (replace(FILM, video=replace(PICTURE, width_px=64, height_px=64)), LOUD, ("too_small", True)),
        (replace(FILM, video=replace(PICTURE, width_px=320, height_px=180)), LOUD, ("small", False)),
        (replace(FILM, video=replace(PICTURE, duration_s=0.04)), LOUD, ("too_short", True)),
        (replace(FILM, audio=(replace(SOUND, duration_s=50.0),)), LOUD, ("sound_shorter", False)),
        (replace(FILM, audio=(replace(SOUND, language="ara"),)), LOUD, ("language_contradicts", False)),
        (replace(FILM, audio=(SOUND, replace(SOUND, index=1))), LOUD, ("several_sounds", False)),
    ],
)
def test_each_fault_of_a_film_has_its_own_sentence(film, loudness, expected):
    findings = judge_film(film, loudness, language="ti")

    assert codes(findings) == [expected]
    assert "%(" not in str(findings[0])


@pytest.mark.parametrize(
    ("sound_s", "expected"),
    [
        (60.4, []),
        (59.6, []),
        (62.0, [("sound_longer", False)]),
        (58.0, [("sound_shorter", False)]),
        (64.0, [("different_length", True)]),
        (30.0, [("different_length", True)]),
    ],
)
def test_a_dub_must_be_as_long_as_the_picture(sound_s, expected):
    dub = MediaFacts("wav", 1_000_000, sound_s, None, (replace(SOUND, duration_s=sound_s),), 0)

    assert codes(judge_dub(dub, LOUD, 60.0)) == expected


def test_a_late_dub_counts_from_the_beginning():
    dub = MediaFacts("wav", 1_000_000, 60.0, None, (replace(SOUND, start_s=2.0, duration_s=58.0),), 0)

    assert judge_dub(dub, LOUD, 60.0) == []


def test_the_sound_marked_with_the_language_is_taken():
    arabic = replace(SOUND, index=1, language="ara")
    both = replace(FILM, audio=(replace(SOUND, language="deu"), arabic))

    assert sound_of(both, "ar") is arabic
    assert sound_of(both, "ti").index == 0
    assert sound_of(replace(FILM, audio=())) is None


@pytest.mark.parametrize(
    ("one", "other"), [("de", "deu"), ("fa", "per"), ("kmr", "kur"), ("prs", "fas"), ("ti", "tir")]
)
def test_old_and_new_tags_name_one_language(one, other):
    assert same_language(one, other)


def test_an_error_becomes_a_blocking_finding():
    finding = finding_of(Truncated(found_s=2.9, promised_s=4.0))

    assert finding.blocking
    assert str(finding).startswith("This file breaks off: 2.9 of 4.0 seconds")
