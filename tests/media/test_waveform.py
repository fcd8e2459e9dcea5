import pytest
from hypothesis import given
from hypothesis import strategies as some

from media.waveform import Waveform, drawn, peaks

levels = some.integers(-127, 127)


@given(some.lists(some.tuples(levels, levels), max_size=300), some.integers(1, 65535))
def test_a_waveform_comes_back_as_it_was_kept(points, per_s):
    kept = Waveform(tuple(points), per_s)

    assert Waveform.from_bytes(kept.to_bytes()) == kept
    assert len(kept.to_bytes()) == 8 + 2 * len(points)


@given(some.binary(max_size=40))
def test_other_bytes_are_no_waveform(content):
    with pytest.raises(ValueError, match="no waveform"):
        Waveform.from_bytes(b"\x00" + content)


@given(some.lists(some.tuples(some.floats(-3, 3), some.floats(-3, 3))))
def test_what_goes_beyond_full_scale_is_cut(pairs):
    assert all(-127 <= level <= 127 for point in drawn(pairs).points for level in point)


def test_half_a_byte_is_missing():
    with pytest.raises(ValueError, match="no waveform"):
        Waveform.from_bytes(Waveform(((1, 2),)).to_bytes()[:-1])


def test_a_waveform_shows_what_is_heard(workshop, clips):
    source = "aevalsrc='if(lt(t,1),0,0.5*sin(2*PI*300*t))|if(lt(t,1),0,0.25*sin(2*PI*300*t))':d=2:s=48000"
    sound = clips.draw("half.wav", "-f", "lavfi", "-i", source)

    seen = peaks(workshop, sound, 0, 2.0)

    assert (len(seen.points), seen.duration_s) == (40, 2.0)
    assert seen.points[:19] == ((0, 0),) * 19
    assert all(low == pytest.approx(-63, abs=2) and high == pytest.approx(63, abs=2) for low, high in seen.points[21:])
