"""A day and an hour in Hessen as somebody writes them, and the moment that they mean. Pure."""

from datetime import UTC, datetime

from catalog.distribution.stages import HESSEN
from catalog.foundation.errors import N_, Invalid


class NoHour(Invalid):
    """Something was written that is no day and hour."""

    sentence = N_("“%(text)s” is no day with an hour. Please write it like 2026-03-31 08:00.")


class HourLeftOut(Invalid):
    """An hour was written that the clocks of that night leap over."""

    sentence = N_("The clocks are put forward in that night, and %(text)s does not happen. Please choose another hour.")


def moment_of(text: str) -> datetime:
    """Return the moment in UTC of a day and an hour by the clocks of Hessen, such as "2026-03-31T08:00".

    An hour that comes twice, because the clocks are put back, means its first time.

    Raises:
        NoHour, HourLeftOut.
    """
    try:
        written = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise NoHour(text=text[:40]) from error
    if written.tzinfo or len(text.strip()) < len("2026-03-31T08:00"):
        raise NoHour(text=text[:40])
    try:
        moment = written.replace(tzinfo=HESSEN).astimezone(UTC)
        again = moment.astimezone(HESSEN)
    except OverflowError as error:
        raise NoHour(text=text[:40]) from error
    if again.replace(tzinfo=None) != written:
        raise HourLeftOut(text=f"{written:%H:%M}")
    return moment
