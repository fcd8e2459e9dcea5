from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from media.errors import BrokenOutput, Damaged
from media.facts import Loudness, Span
from media.listening import clippings, listen, silences
from media.loudness import MOST_GAIN_DB, MOST_GIVEN_BACK_DB, crests, figures, gain_db, measure
from tests.media.hearing import meter

pytestmark = pytest.mark.integration

SPEECH = Loudness(-20.0, -3.0)
MONO_LU = 3.0


def drawn(clips, name, expression, layout="stereo", seconds=8):
    source = f"aevalsrc='{expression}':d={seconds}:s=48000:c={layout}"
    return clips.draw(name, "-f", "lavfi", "-i", source, "-c:a", "pcm_s16le")


def test_a_single_channel_comes_out_of_both_loudspeakers(workshop, clips):
    one = drawn(clips, "one.wav", "0.2*sin(2*PI*440*t)", "mono", 3)
    both = drawn(clips, "both.wav", "0.2*sin(2*PI*440*t)|0.2*sin(2*PI*440*t)", seconds=3)

    assert measure(workshop, one) == measure(workshop, both)
    assert measure(workshop, one).integrated_lufs == pytest.approx(meter(one), abs=0.1)


def test_the_downmix_is_measured_too(workshop, clips):
    same = listen(workshop, clips.film, 0)
    apart = listen(workshop, clips.two_sides, 0)

    assert (same.mono.integrated_lufs, same.dual_mono) == (pytest.approx(same.loudness.integrated_lufs, abs=0.1), True)
    assert apart.mono.integrated_lufs == pytest.approx(apart.loudness.integrated_lufs - MONO_LU, abs=0.2)
    assert not apart.dual_mono
    assert (replace(apart.loudness, crests=()), apart.cost.cpu_s > 0) == (measure(workshop, clips.two_sides), True)


def test_silence_is_found_where_it_is(workshop, clips):
    pauses = drawn(clips, "pauses.wav", "if(between(t,1,2.5)+between(t,4,6.5),0,0.3*sin(2*PI*300*t))|0.001*sin(t)")

    heard = listen(workshop, pauses, 0)

    assert heard.silences == (Span(4.0, 6.5),), "a second and a half is only a pause"


def test_a_sound_of_nothing_is_one_silence(workshop, clips):
    heard = listen(workshop, clips.nothing_to_hear, 0)

    assert heard.silences == (Span(0.0, 3.0),)
    assert (heard.one_sided, heard.out_of_phase, heard.dual_mono) == (False, False, False)


def test_what_is_overdriven_is_found_where_it_is(workshop, clips):
    wave = "clip(if(between(t,2,3)+between(t,3.5,4),3,0.3)*sin(2*PI*300*t),-1,1)"
    overdriven = drawn(clips, "overdriven.wav", f"{wave}|{wave}")

    assert listen(workshop, overdriven, 0).clippings == (Span(2.0, 4.0),)


def test_a_single_high_peak_is_not_overdriven(workshop, clips):
    knock = drawn(clips, "knock.wav", "if(between(t,2,2.01),1,0.3)*sin(2*PI*300*t)|0.3*sin(2*PI*300*t)")

    assert listen(workshop, knock, 0).clippings == ()


@pytest.mark.parametrize(
    ("expression", "one_sided", "out_of_phase"),
    [
        ("0.3*sin(2*PI*300*t)|0", True, False),
        ("0.0001*sin(t)|0.3*sin(2*PI*300*t)", True, False),
        ("0.3*sin(2*PI*300*t)|-0.3*sin(2*PI*300*t)", False, True),
        ("0.3*sin(2*PI*300*t)|0.1*sin(2*PI*300*t)", False, False),
        ("0.3*sin(2*PI*300*t)|0.3*sin(2*PI*437*t)", False, False),
    ],
    ids=["left only", "right only", "against each other", "more on the left", "two voices"],
)
def test_the_sides_of_a_sound_are_compared(workshop, clips, expression, one_sided, out_of_phase):
    heard = listen(workshop, drawn(clips, "sides.wav", expression, seconds=3), 0)

    assert (heard.one_sided, heard.out_of_phase) == (one_sided, out_of_phase)


def test_a_damaged_sound_is_found_where_it_is(workshop, clips):
    whole = clips.draw("whole.flac", "-i", clips.long_speech, "-c:a", "flac").read_bytes()
    rotten = bytearray(whole)
    for place in range(len(whole) // 2, len(whole) // 2 + 4000, 5):
        rotten[place] ^= 0xFF

    with pytest.raises(Damaged) as damage:
        listen(workshop, clips.write("rotten.flac", bytes(rotten)), 0)
    assert 0 < damage.value.places["at_s"] <= 6


@given(some.lists(some.floats(0, 1.2), max_size=400))
def test_silences_and_overdrive_lie_within_the_sound_and_in_order(peaks):
    for found in (list(silences(peaks, SPEECH)), list(clippings(peaks))):
        edges = [edge for span in found for edge in (span.start_s, span.end_s)]
        assert edges == sorted(set(edges))
        assert all(0 <= edge <= len(peaks) / 20 for edge in edges)


def test_a_gain_reaches_the_target_and_is_bounded():
    assert gain_db(Loudness(-20.0, -12.0), -16.0, 0.8) == pytest.approx(4.0)
    assert gain_db(Loudness(-80.0, -70.0), -16.0, 0.8) == 0.0
    assert gain_db(Loudness(-60.0, -50.0), -16.0, 0.8) == MOST_GAIN_DB


def test_what_the_limiter_takes_is_added_before():
    peaks = [0.1, 0.1, 0.1, 0.4]
    peaking = replace(SPEECH, crests=crests(peaks, SPEECH))

    assert gain_db(peaking, -30.0, 0.8) == pytest.approx(-10.0)
    assert 4.0 < gain_db(peaking, -16.0, 0.6) < gain_db(peaking, -16.0, 0.5) < 4.0 + MOST_GIVEN_BACK_DB


@given(some.lists(some.floats(0, 1.2), max_size=400), some.floats(-50, 0))
def test_a_limiter_never_asks_for_more_than_is_given_back(peaks, loud_lufs):
    heard = Loudness(loud_lufs, 0.0)
    heard = replace(heard, crests=crests(peaks, heard))

    given_back = gain_db(heard, -16.0, 0.8) - min(MOST_GAIN_DB, -16.0 - loud_lufs)

    assert 0.0 <= given_back <= MOST_GIVEN_BACK_DB


def test_a_tool_that_measured_nothing_is_not_believed():
    with pytest.raises(BrokenOutput):
        figures("Conversion failed!", "both")
