"""Sound and picture stay together within 5 ms, from the first frame to the last."""

from fractions import Fraction

import pytest

from media.dub import encode_sound
from media.listening import listen
from media.loudness import measure
from media.profiles import OPUS, SOUNDS
from tests.media.hearing import beats_s, meter

pytestmark = pytest.mark.integration
WITHIN_S = 0.005


def made(workshop, source, duration_s, scratch, **wishes):
    heard = listen(workshop, source, 0)
    return encode_sound(
        workshop, source, 0, heard.loudness, duration_s, scratch, mono=heard.mono, profiles=(*SOUNDS, OPUS), **wishes
    ).tracks


@pytest.mark.parametrize(
    ("wishes", "duration_s", "expected_s"),
    [
        ({}, 12.0, range(12)),
        ({"offset_s": 0.7}, 12.0, [beat + 0.7 for beat in range(12)]),
        ({"offset_s": -0.6}, 12.0, [beat + 0.4 for beat in range(11)]),
        ({"span": (2.5, 9.5)}, 7.0, [beat + 0.5 for beat in range(7)]),
        ({"span": (2.5, 9.5), "offset_s": 0.25}, 7.0, [beat + 0.75 for beat in range(7)]),
    ],
    ids=["as it is", "later", "earlier", "an excerpt", "a late excerpt"],
)
def test_every_beat_is_heard_when_it_is_due(workshop, clips, tmp_path, wishes, duration_s, expected_s):
    for track in made(workshop, clips.beats, duration_s, tmp_path, **wishes):
        assert beats_s(track.path) == pytest.approx(list(expected_s), abs=WITHIN_S)
        assert track.duration_s == pytest.approx(duration_s, abs=0.001)


@pytest.mark.parametrize("tempo", [Fraction(25, 24), Fraction(97, 100)])
def test_a_stretched_sound_stays_together_and_at_its_pitch(workshop, clips, tmp_path, tempo):
    duration_s = float(12 / tempo)

    tracks = made(workshop, clips.beats, duration_s, tmp_path, tempo=tempo)

    for track in tracks:
        # What the stretching does to the very first beat is the beginning of the file.
        assert beats_s(track.path)[1:] == pytest.approx([float(beat / tempo) for beat in range(1, 12)], abs=WITHIN_S)
        assert meter(track.path, "bandpass=f=1500:width_type=h:w=30") == pytest.approx(meter(track.path), abs=3)


def test_a_sound_that_begins_late_in_its_file_stays_late(workshop, clips, tmp_path):
    for track in made(workshop, clips.late_sound, 4.0, tmp_path):
        assert beats_s(track.path)[0] == pytest.approx(0.7, abs=0.03)


def test_an_excerpt_is_as_loud_as_it_is_in_the_whole(workshop, clips, tmp_path):
    rising = clips.draw(
        "rising.wav", "-f", "lavfi", "-i", "aevalsrc='0.5*sin(2*PI*440*t)*if(lt(t,6),0.1,1)':d=12:s=48000"
    )
    (tmp_path / "whole").mkdir()
    whole = made(workshop, rising, 12.0, tmp_path / "whole")

    excerpt = made(workshop, rising, 4.0, tmp_path, span=(1.0, 5.0))

    for one, other in zip(whole, excerpt, strict=True):
        assert meter(other.path) == pytest.approx(meter(one.path, "atrim=1:5"), abs=0.3)
    assert measure(workshop, excerpt[0].path).integrated_lufs < -30
