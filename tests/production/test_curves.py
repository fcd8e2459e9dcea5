"""The curve of a sound is drawn as loud as it is."""

import re

import pytest

from catalog.production.curves import MOST_STROKES, svg
from media.waveform import drawn

STROKE = re.compile(r"M(\d+) (-?\d+)V(-?\d+)")


def strokes(picture):
    return [tuple(map(int, stroke)) for stroke in STROKE.findall(picture)]


def test_loud_is_high_and_silence_is_a_line():
    picture = svg(drawn([(0.0, 0.0), (-1.0, 1.0), (-0.5, 0.25)]).to_bytes())

    assert strokes(picture) == [(0, 1, -1), (1, -126, 126), (2, -31, 63)]


def test_a_long_sound_has_no_more_strokes_than_a_page_is_wide():
    peak_at_the_end = [(0.0, 0.0)] * 20 * 3600 + [(-1.0, 1.0)]

    found = strokes(svg(drawn(peak_at_the_end).to_bytes()))

    assert len(found) <= MOST_STROKES
    assert found[-1][1:] == (-126, 126)


@pytest.mark.parametrize("levels", [[], [(-1.0, 1.0)]])
def test_the_shortest_sound_is_a_picture_too(levels):
    picture = svg(drawn(levels).to_bytes())

    assert picture.startswith("<svg ")
    assert len(strokes(picture)) == len(levels)


def test_other_bytes_are_no_curve():
    with pytest.raises(ValueError, match="no waveform"):
        svg(b"RIFF")
