"""How a page writes days, sizes, lengths and shares, each as its language does."""

from datetime import date, datetime
from typing import Protocol

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, format_percent, gettext

from catalog.foundation.errors import N_

UNITS = ("kB", "MB", "GB", "TB")
SECONDS_A_MINUTE = 60
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
    minutes, rest = divmod(round(seconds), SECONDS_A_MINUTE)
    hours, minutes = divmod(minutes, SECONDS_A_MINUTE)
    if hours:
        return str(gettext("%(time)s h", time=f"{hours}:{minutes:02}:{rest:02}"))
    return str(gettext("%(time)s min", time=f"{minutes}:{rest:02}"))


def percent(share: float) -> str:
    """Return a share of one, such as "45 %"."""
    return str(format_percent(share))


def pixels(picture: Sized) -> str:
    """Return width and height such as "1920 × 1080 px", in this order in every script."""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{picture.width_px} × {picture.height_px} px\N{POP DIRECTIONAL ISOLATE}"


def size_name(picture: Sized) -> str:
    """Return what people call this size."""
    return str(gettext(next(name for height_px, name in SIZES if picture.height_px >= height_px)))


def prepare(app: Flask) -> None:
    """Let templates write so."""
    app.jinja_env.filters |= {
        "in_words": in_words,
        "file_size": file_size,
        "play_time": play_time,
        "percent": percent,
        "pixels": pixels,
        "size_name": size_name,
    }
