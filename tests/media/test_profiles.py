from fractions import Fraction

import pytest

from media.profiles import AAC, AAC_SMALL, PHONE_AV1, PICTURE_LADDER, ladder_for, profile_named, rounds_for, sound_for
from media.rates import rate_for_rung, steady_rate


@pytest.mark.parametrize(
    ("lines_px", "names"),
    [
        (2160, "1080p 720p 480p 240p"),
        (1080, "1080p 720p 480p 240p"),
        (900, "1080p 720p 480p 240p"),
        (720, "720p 480p 240p"),
        (576, "720p 480p 240p"),
        (480, "480p 240p"),
        (360, "480p 240p"),
        (240, "240p"),
        (96, "240p"),
    ],
)
def test_a_film_has_the_rungs_it_can_fill(lines_px, names):
    assert [profile.name for profile in ladder_for(lines_px)] == names.split()


@pytest.mark.parametrize(
    ("lines_px", "duration_s", "rounds"),
    [
        (1080, 180, ["1080p 720p 480p 360p-av1 240p"]),
        (1080, 181, ["240p", "1080p 720p 480p 360p-av1"]),
        (240, 20, ["360p-av1 240p"]),
        (240, 1200, ["240p", "360p-av1"]),
    ],
)
def test_a_long_film_is_made_in_its_smallest_size_first(lines_px, duration_s, rounds):
    made = rounds_for(lines_px, duration_s)

    assert [" ".join(profile.name for profile in round_) for round_ in made] == rounds


def test_av1_is_never_offered_alone():
    for lines_px in (96, 240, 480, 1080):
        codecs = [profile.codec for round_ in rounds_for(lines_px, 600) for profile in round_]
        assert codecs.count("av1") == 1
        assert codecs.count("h264") == len(ladder_for(lines_px))


def test_the_phone_gets_the_small_sound():
    assert sound_for(PHONE_AV1) is AAC_SMALL
    assert sound_for(profile_named("240p")) is AAC_SMALL
    assert all(sound_for(profile) is AAC for profile in PICTURE_LADDER[:-1])


def test_the_phone_rung_needs_less_than_400_kbit_in_all():
    small = profile_named("240p")

    assert small.maxrate_kbps + AAC_SMALL.kbps < 400


@pytest.mark.parametrize(
    ("frames", "span_s", "gaps_s", "rate"),
    [
        (100, 99 / 25, [0.04, 0.04, 0.04], "25"),
        (600, 599 * 1001 / 30000, [0.033, 0.0334, 0.034], "30000/1001"),
        (480, 479 / 240, [1 / 240] * 3, "60"),
        (290, 12.125, [0.041, 0.04167, 0.042], "24"),
        (21, 10.0, [0.1, 0.5, 1.3], "24"),
        (61, 4.0, [0.033, 0.0667, 0.2], "24"),
        (6, 5.0, [1.0, 1.0, 1.0], "24"),
        (61, 4.88, [0.08, 0.08, 0.08], "25/2"),
        (1, 0.0, [], "25"),
    ],
)
def test_the_rate_is_read_from_the_frames(frames, span_s, gaps_s, rate):
    assert steady_rate(frames, span_s, gaps_s) == Fraction(rate)


def test_small_screens_get_half_of_fifty_frames():
    assert rate_for_rung(Fraction(50), 720) == 50
    assert rate_for_rung(Fraction(50), 480) == 25
    assert rate_for_rung(Fraction(30), 240) == 30
