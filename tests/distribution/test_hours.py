"""An hour that somebody writes is one by the clocks of Hessen."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.distribution.publishing.hours import HourLeftOut, NoHour, moment_of
from catalog.foundation.errors import Invalid


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2027-01-15T08:00", datetime(2027, 1, 15, 7, 0, tzinfo=UTC)),
        ("2027-07-15 08:00", datetime(2027, 7, 15, 6, 0, tzinfo=UTC)),
        # The night in which the clocks are put forward, before and after.
        ("2027-03-28T01:59", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        ("2027-03-28T03:00", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        # The night in which they are put back: 2:30 comes twice, and is its first time.
        ("2027-10-31T02:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        ("2027-10-31T03:00", datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
    ],
)
def test_an_hour_is_meant_by_the_clocks_of_hessen(written, moment):
    assert moment_of(written) == moment


@pytest.mark.parametrize("written", ["2027-03-28T02:00", "2027-03-28T02:30", "2027-03-28T02:59"])
def test_an_hour_that_the_clocks_leap_over_does_not_happen(written):
    with pytest.raises(HourLeftOut):
        moment_of(written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "tomorrow",
        "2027-01-15",
        "2027-13-01T08:00",
        "2027-01-15T08:00+05:00",
        "2027-01-15T08:00Z",
        "0001-01-01T00:00",
    ],
)
def test_anything_else_is_no_hour(written):
    with pytest.raises(NoHour):
        moment_of(written)


@given(st.text(max_size=30))
def test_whatever_is_written_is_a_moment_or_refused(written):
    with suppress(Invalid):
        assert moment_of(written).tzinfo == UTC
