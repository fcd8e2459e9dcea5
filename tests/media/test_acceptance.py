from dataclasses import replace
from fractions import Fraction
from math import inf

import pytest

from media.acceptance import judge_dub, judge_film
from media.errors import Truncated
from media.facts import AudioFacts, Bars, Cost, Heard, Loudness, MediaFacts, Seen, Span, VideoFacts, Watched
from media.findings import finding_of
from media.picture_rules import judge_watched

PICTURE = VideoFacts(
    index=0, codec="h264", profile="High", width_px=1280, height_px=720, coded_width_px=1280, coded_height_px=720,
    fps=Fraction(25), pix_fmt="yuv420p", rotation=0, sar=Fraction(1), interlaced=False, hdr=False, full_range=False,
    duration_s=60.0, frames=1500, start_s=0.0,
)  # fmt: skip
SOUND = AudioFacts(0, "aac", 2, 48_000, None, 0.0, 60.0)
FILM = MediaFacts("mov", 1_000_000, 60.0, PICTURE, (SOUND,), 0)
LOUD = Loudness(-18.0, -2.0)
HEARD = Heard(LOUD, LOUD, (), (), one_sided=False, out_of_phase=False, dual_mono=False)
SEEN = Seen(interlaced=False, top_first=None, bars=None, detail_lines_px=None, cost=Cost())
LATE = replace(SOUND, start_s=0.7, duration_s=59.3)


def codes(findings):
    return [(finding.code, finding.blocking) for finding in findings]


def heard(integrated_lufs, true_peak_dbtp):
    return replace(HEARD, loudness=Loudness(integrated_lufs, true_peak_dbtp))


def test_a_good_film_has_no_findings():
    assert judge_film(FILM, HEARD, language="ti", seen=SEEN, known_duration_s=60.2) == []


@pytest.mark.parametrize(
    ("film", "heard", "expected"),
    [
        (replace(FILM, video=None), HEARD, ("no_picture", True)),
        (replace(FILM, audio=()), None, ("no_sound", True)),
        (FILM, heard(-70.0, -inf), ("silence", True)),
        (FILM, heard(-inf, -inf), ("silence", True)),
        (FILM, heard(-9.0, 2.1), ("clipping", False)),
        (FILM, heard(-40.0, -20.0), ("very_quiet", False)),
        (FILM, replace(HEARD, one_sided=True), ("one_sided", False)),
        (FILM, replace(HEARD, out_of_phase=True), ("out_of_phase", False)),
        (replace(FILM, video=replace(PICTURE, width_px=64, height_px=64)), HEARD, ("too_small", True)),
        (replace(FILM, video=replace(PICTURE, width_px=320, height_px=180)), HEARD, ("small", False)),
        (replace(FILM, video=replace(PICTURE, duration_s=0.04)), HEARD, ("too_short", True)),
        (replace(FILM, video=replace(PICTURE, interlaced=True)), HEARD, ("interlaced", False)),
        (replace(FILM, video=replace(PICTURE, hdr=True)), HEARD, ("hdr", False)),
        (replace(FILM, video=replace(PICTURE, steady=False)), HEARD, ("unsteady_rate", False)),
        (replace(FILM, video=replace(PICTURE, start_s=0.2)), HEARD, ("picture_late", False)),
        (replace(FILM, audio=(LATE,)), HEARD, ("sound_late", False)),
        (replace(FILM, audio=(replace(LATE, start_s=0.03),)), HEARD, None),
        (replace(FILM, audio=(replace(SOUND, duration_s=50.0),)), HEARD, ("sound_shorter", False)),
        (replace(FILM, audio=(replace(SOUND, language="ara"),)), HEARD, ("language_contradicts", False)),
        (replace(FILM, audio=(SOUND, replace(SOUND, index=1))), HEARD, ("several_sounds", False)),
    ],
)
def test_each_fault_of_a_film_has_its_own_sentence(film, heard, expected):
    findings = judge_film(film, heard, language="ti")

    assert codes(findings) == ([expected] if expected else [])
    assert all("%(" not in str(finding) for finding in findings)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (replace(SEEN, bars=Bars(0, 0, 88, 87)), ["letterbox"]),
        (replace(SEEN, bars=Bars(160, 160, 0, 0)), ["pillarbox"]),
        (replace(SEEN, bars=Bars(160, 160, 88, 87)), ["letterbox", "pillarbox"]),
        (replace(SEEN, detail_lines_px=360), ["upscaled"]),
    ],
)
def test_what_was_seen_in_a_few_windows_is_said(seen, expected):
    findings = judge_film(FILM, HEARD, seen=seen)

    assert [finding.code for finding in findings] == expected
    assert all(not finding.blocking and "%(" not in str(finding) for finding in findings)


def test_a_small_picture_promises_no_sharpness():
    small = replace(FILM, video=replace(PICTURE, width_px=854, height_px=480))

    assert judge_film(small, HEARD, seen=replace(SEEN, detail_lines_px=240)) == []


def test_a_sound_that_begins_much_later_may_lack_its_beginning():
    (little,) = judge_film(replace(FILM, audio=(LATE,)), HEARD)
    (much,) = judge_film(replace(FILM, audio=(replace(LATE, start_s=4.0, duration_s=56.0),)), HEARD)

    assert "lips" in str(little)
    assert "0.7 seconds" in str(little)
    assert "missing" in str(much)


def test_a_film_of_another_length_may_be_another_cut():
    (finding,) = judge_film(FILM, HEARD, known_duration_s=72.0)

    assert finding.code == "other_length"
    assert "60.0 seconds" in str(finding)


def test_silences_are_told_with_their_times():
    silences = (Span(0.0, 4.0), Span(10.0, 13.0), Span(20.0, 29.0), Span(40.0, 52.5))
    beginning, rest = judge_film(FILM, replace(HEARD, silences=silences))

    assert (beginning.code, beginning.at_s, beginning.spans) == ("silent_beginning", 0.0, silences[:1])
    assert (rest.code, rest.at_s, rest.spans) == ("silent_stretch", 20.0, silences[2:])
    assert "12.5 seconds" in str(rest)


def test_pauses_are_no_fault():
    assert judge_film(FILM, replace(HEARD, silences=(Span(0.0, 2.5), Span(10.0, 14.0)))) == []


def test_overdriven_places_are_told_with_their_times():
    places = (Span(3.0, 3.5), Span(7.0, 7.1))
    (finding,) = judge_dub(FILM, replace(HEARD, clippings=places), 60.0)

    assert (finding.code, finding.at_s, finding.spans) == ("clipping", 3.0, places)


def test_black_and_still_stretches_are_told_with_their_times():
    black, still = (Span(0.0, 3.0), Span(50.0, 54.0)), (Span(20.0, 31.5),)
    findings = judge_watched(Watched(black, still, Cost()))

    assert [(finding.code, finding.at_s, finding.spans) for finding in findings] == [
        ("black", 0.0, black),
        ("freeze", 20.0, still),
    ]
    assert "11.5 seconds" in str(findings[1])
    assert judge_watched(Watched((), (), Cost())) == []


def test_the_track_that_a_person_chose_is_the_one_that_is_judged():
    arabic = replace(SOUND, index=1, language="ara")
    (finding,) = judge_film(replace(FILM, audio=(SOUND, arabic)), HEARD, track=arabic)

    assert finding.code == "several_sounds"
    assert "number 2" in str(finding)


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

    assert codes(judge_dub(dub, HEARD, 60.0)) == expected


def test_a_late_dub_counts_from_the_beginning():
    dub = MediaFacts("wav", 1_000_000, 60.0, None, (replace(SOUND, start_s=2.0, duration_s=58.0),), 0)

    assert judge_dub(dub, HEARD, 60.0) == []


def test_an_error_becomes_a_blocking_finding():
    finding = finding_of(Truncated(found_s=2.9, promised_s=4.0))

    assert finding.blocking
    assert str(finding).startswith("This file breaks off: 2.9 of 4.0 seconds")
