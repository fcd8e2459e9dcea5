"""A moment of a film as somebody writes it."""

import re

from catalog.foundation.errors import N_, Invalid

#: Hours, minutes and seconds, minutes and seconds, or seconds alone.
MOMENT = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6}(?:[.,]\d{1,3})?)", re.ASCII)


class NoMoment(Invalid):
    """Something was written that names no moment of a film."""

    sentence = N_("“%(text)s” is no moment of a film. Please write it like 1:20, in minutes and seconds.")


def seconds_of(text: str) -> float:
    """Return the seconds of "1:02:20", "1:20" or "80".

    Raises:
        NoMoment: it is none of these.
    """
    found = MOMENT.fullmatch(text.strip())
    if not found:
        raise NoMoment(text=text[:40])
    return int(found[1] or 0) * 3600 + int(found[2] or 0) * 60 + float(found[3].replace(",", "."))
