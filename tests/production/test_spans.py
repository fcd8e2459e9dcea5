"""An excerpt begins and ends between two frames, whatever somebody has typed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.production.excerpts.spans import BadSpan, Span, proposed_name, snapped
from catalog.web.words import moment_exactly

RATES = [Fraction(rate) for rate in ("24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001", "60")]


@given(fps=st.sampled_from(RATES), first=st.integers(0, 10_000), frames=st.integers(120, 10_000))
def test_what_a_page_shows_of_a_span_is_understood_as_the_same_span(fps, first, frames):
    span = Span(first, first + frames, fps)
    film_s = float((first + frames) / fps)

    shown = [round(seconds, 3) for seconds in (span.from_s, span.to_s)]

    assert snapped(*shown, fps=fps, film_s=film_s) == span
    assert snapped(span.from_s, span.to_s, fps=fps, film_s=film_s) == span


@pytest.mark.parametrize(
    ("from_s", "to_s", "frames"),
    [
        (0, 2, (0, 50)),
        (1.01, 3.03, (25, 76)),
        (1.03, 3.1, (26, 78)),
        (8.0, 10.0, (200, 250)),
        (7.99, 10.01, (200, 250)),
    ],
)
def test_the_nearest_frames_count(from_s, to_s, frames):
    span = snapped(from_s, to_s, fps=Fraction(25), film_s=10.0)

    assert (span.first_frame, span.end_frame) == frames
    assert (span.from_s, span.to_s) == (frames[0] / 25, frames[1] / 25)


@pytest.mark.parametrize(
    ("from_s", "to_s"),
    [(-1, 5), (5, 3), (1, 2.9), (0, 10.1), (9, 12), (float("nan"), 3), (0, float("nan")), (0, float("inf"))],
)
def test_what_does_not_lie_inside_the_film_is_refused(from_s, to_s):
    with pytest.raises(BadSpan):
        snapped(from_s, to_s, fps=Fraction(25), film_s=10.0)


def test_the_proposed_name_tells_the_place_and_is_free():
    span = Span(2000, 3125, Fraction(25))

    assert proposed_name(span, ()) == "1m20s-2m05s"
    assert proposed_name(span, {"1m20s-2m05s", "1m20s-2m05s-2"}) == "1m20s-2m05s-3"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00.000"), (12.04, "0:12.040"), (59.9999, "1:00.000"), (3725.5, "1:02:05.500")]
)
def test_a_moment_is_shown_to_the_thousandth(seconds, shown):
    assert moment_exactly(seconds) == shown
