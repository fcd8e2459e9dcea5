"""How a page writes days, sizes, lengths and shares, each as its language does."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol

from babel import numbers
from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, get_locale, gettext

from catalog.films.languages import LANGUAGES
from catalog.foundation.errors import N_
from catalog.web.language import page_language

UNITS = ("kB", "MB", "GB", "TB")
SECONDS_A_MINUTE, SECONDS_AN_HOUR = 60, 3600
#: What people call a picture's size, from the height on.
SIZES = (
    (1080, N_("Full HD, for a projector")),
    (720, N_("HD, for a computer")),
    (480, N_("For a phone or tablet")),
    (0, N_("Smallest file, for little data")),
)


class Sized(Protocol):
    """Whatever has a width and a height."""

    width_px: int
    height_px: int


def in_words(moment: date | None) -> str:
    """Return a day such as "3. Juni 2026", a moment with its time of day, and nothing for None."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        return str(format_datetime(moment, "medium"))
    return str(format_date(moment, "long"))


def day_in_words(day: str) -> str:
    """Return a day that was kept as "2026-06-03" as ``in_words`` has it; what is no day stays as it is."""
    try:
        return in_words(date.fromisoformat(day))
    except ValueError:
        return day


def file_size(size_bytes: int) -> str:
    """Return a size such as "12,3 MB": decimal units, as download pages and data plans count."""
    amount, unit = size_bytes / 1000, UNITS[0]
    for larger in UNITS[1:]:
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    pattern = "#,##0" if unit == UNITS[0] or amount >= 100 else "#,##0.0"
    return f"{format_decimal(amount, pattern)}\N{NO-BREAK SPACE}{unit}"


def play_time(seconds: float) -> str:
    """Return a length such as "1:20 min", or "1:02:20 h" from an hour on."""
    time = moment(round(seconds))
    if seconds < SECONDS_AN_HOUR - 0.5:
        return str(gettext("%(time)s min", time=time))
    return str(gettext("%(time)s h", time=time))


def moment(seconds: float) -> str:
    """Return a place in a film as its player shows it, such as "1:20" or "1:02:20"."""
    minutes, rest = divmod(int(seconds), SECONDS_A_MINUTE)
    hours, minutes = divmod(minutes, SECONDS_A_MINUTE)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def moment_exactly(seconds: float) -> str:
    """Return a place in a film to the thousandth of a second, such as "1:20.040"."""
    thousandths = round(seconds * 1000)
    return f"{moment(thousandths // 1000)}.{thousandths % 1000:03}"


def said(sentence: str, places: Mapping[str, object]) -> str:
    """Return a sentence in the reader's language, and the fractions, days and languages in it as that one has them."""
    return str(gettext(sentence, **{name: _as_written(name, value) for name, value in places.items()}))


def percent(share: float) -> str:
    """Return a share of one, such as "45 %"."""
    return _written_percent(share, str(get_locale()))


def number(figure: float) -> str:
    """Return a number as the page's language writes it, such as "10.800"."""
    return _written_number(figure, str(get_locale()))


@lru_cache(maxsize=10_000)
def _written_percent(share: float, locale: str) -> str:
    return str(numbers.format_percent(share, locale=locale))


@lru_cache(maxsize=10_000)
def _written_number(figure: float, locale: str) -> str:
    return str(numbers.format_decimal(figure, locale=locale))


def pixels(picture: Sized) -> str:
    """Return width and height such as "1920 × 1080 px", in this order in every script."""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{picture.width_px} × {picture.height_px} px\N{POP DIRECTIONAL ISOLATE}"


def size_name(picture: Sized) -> str:
    """Return what people call this size."""
    return str(gettext(next(name for height_px, name in SIZES if picture.height_px >= height_px)))


def _as_written(name: str, value: object) -> object:
    if name == "language" and isinstance(value, str) and value in LANGUAGES:
        return LANGUAGES[value].name(page_language())
    if isinstance(value, date):
        return in_words(value)
    return format_decimal(value) if isinstance(value, float) else value


def prepare(app: Flask) -> None:
    """Let templates write so."""
    app.jinja_env.filters |= {
        "in_words": in_words,
        "day_in_words": day_in_words,
        "file_size": file_size,
        "play_time": play_time,
        "moment": moment,
        "moment_exactly": moment_exactly,
        "numberformat": number,
        "percent": percent,
        "pixels": pixels,
        "size_name": size_name,
    }
    app.jinja_env.globals["said"] = said
