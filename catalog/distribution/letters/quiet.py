"""Quiet hours: letters to recipients leave by day, by the clocks of Hessen. Pure."""

from datetime import UTC, datetime, timedelta

from catalog.distribution.stages import HESSEN


def leaves_at(now: datetime, hours: tuple[int, int]) -> datetime:
    """Return when a letter may leave that is ready at ``now``: at once, or when the hours begin again.

    Args:
        now: this moment, with its zone.
        hours: the hour of the day in which the first letters leave, and that in which no more do: (7, 19).
    """
    begin, end = hours
    here = now.astimezone(HESSEN)
    if begin <= here.hour < end:
        return now
    day = here.date() if here.hour < begin else here.date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, begin, tzinfo=HESSEN).astimezone(UTC)
