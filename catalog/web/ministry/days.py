"""Days in the ministry's forms."""

from collections.abc import Mapping
from datetime import date

from catalog.foundation.errors import N_, Invalid
from catalog.web.ministry.publishing import NoDate


class DayMissing(Invalid):
    """A form came without its day."""

    sentence = N_("Please choose a day.")


def day_in(form: Mapping[str, str], field: str) -> date | None:
    """Return the day in a field of a form, None when it is empty.

    Raises:
        NoDate: it is not in the calendar.
    """
    text = form.get(field, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise NoDate(text=text[:40]) from error
