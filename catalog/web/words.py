"""How a page writes days, sizes, lengths and shares, each as its language does."""

from datetime import date, datetime

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, format_percent, gettext

UNITS = ("kB", "MB", "GB", "TB")
SECONDS_A_MINUTE = 60


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


def prepare(app: Flask) -> None:
    """Let templates write so."""
    app.jinja_env.filters |= {
        "in_words": in_words,
        "file_size": file_size,
        "play_time": play_time,
        "percent": percent,
    }
