"""Letters leave by day, by the clocks of Hessen, also in the two nights in which these are put forward and back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.distribution.letters.quiet import leaves_at
from catalog.distribution.stages import HESSEN

DAY = (7, 19)
#: Any minute of two years.
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: utc("2026-01-01T00:00") + timedelta(minutes=minutes))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        # Winter: one hour before Greenwich.
        ("2026-01-15T05:59", "2026-01-15T06:00"),
        ("2026-01-15T06:00", "2026-01-15T06:00"),
        ("2026-01-15T17:59", "2026-01-15T17:59"),
        ("2026-01-15T18:00", "2026-01-16T06:00"),
        ("2026-12-31T20:00", "2027-01-01T06:00"),
        # Summer: two hours.
        ("2026-07-15T04:30", "2026-07-15T05:00"),
        ("2026-07-15T17:00", "2026-07-16T05:00"),
        # The evening before the clocks are put forward, and before they are put back.
        ("2026-03-28T20:00", "2026-03-29T05:00"),
        ("2026-10-24T20:00", "2026-10-25T06:00"),
    ],
)
def test_a_letter_waits_for_the_morning(now, leaves):
    assert leaves_at(utc(now), DAY) == utc(leaves)


def test_hours_that_a_night_leaps_over_begin_after_it():
    assert leaves_at(utc("2026-03-29T00:30"), (2, 5)) == utc("2026-03-29T01:00")


@given(MOMENTS)
def test_the_whole_day_is_never_quiet(now):
    assert leaves_at(now, (0, 24)) == now


@given(MOMENTS, st.tuples(st.integers(3, 12), st.integers(13, 24)))
def test_every_letter_leaves_within_the_hours_and_within_a_day(now, hours):
    leaves = leaves_at(now, hours)

    assert now <= leaves <= now + timedelta(hours=25)
    assert hours[0] <= leaves.astimezone(HESSEN).hour < hours[1]
    assert leaves_at(leaves, hours) == leaves
