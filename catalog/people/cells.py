"""The cells of a row: under which heading they stand, and what may stand in them. Pure."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from catalog.foundation.errors import N_, Invalid

Value = TypeVar("Value")

#: Headings that clerks and offices write, and what we call them.
HEADINGS: Mapping[str, str] = {
    **dict.fromkeys(("key", "ags", "id", "schlüssel", "gemeindeschlüssel", "kennung"), "key"),
    **dict.fromkeys(("kind", "art"), "kind"),
    **dict.fromkeys(("name", "bezeichnung", "gemeinde"), "name"),
    **dict.fromkeys(("official_name", "amtlicher name"), "official_name"),
    **dict.fromkeys(("district", "district_key", "district_ags", "kreis", "kreisschlüssel"), "district_key"),
    **dict.fromkeys(("postcode", "plz", "postleitzahl"), "postcode"),
    **dict.fromkeys(("population", "einwohner"), "population"),
    **dict.fromkeys(("latitude", "lat", "breite"), "latitude"),
    **dict.fromkeys(("longitude", "lon", "länge"), "longitude"),
    **dict.fromkeys(("former_keys", "former_ags", "frühere schlüssel"), "former_keys"),
    **dict.fromkeys(("email", "e-mail"), "email"),
    **dict.fromkeys(("languages", "needed_languages", "sprachen"), "needed_languages"),
    **dict.fromkeys(("active", "aktiv"), "active"),
    **dict.fromkeys(("contact_role", "contact", "ansprechstelle", "rolle"), "contact_role"),
    **dict.fromkeys(("contact_email", "e-mail der ansprechstelle", "brief an"), "contact_email"),
    **dict.fromkeys(("contact_language", "briefsprache"), "contact_language"),
    **dict.fromkeys(("groups", "group", "gruppen", "gruppe"), "groups"),
    **dict.fromkeys(("serves", "zuständig für", "versorgt"), "serves"),
    **dict.fromkeys(("successor", "successor_key", "nachfolger", "aufgegangen in"), "successor"),
    **dict.fromkeys(("since", "seit"), "since"),
}
ANSWERS: Mapping[str, bool] = {
    **dict.fromkeys(("yes", "ja", "true", "1"), True),
    **dict.fromkeys(("no", "nein", "false", "0"), False),
}


class ColumnsMissing(Invalid):
    """The table does not name the two columns without which no row can be entered."""

    sentence = N_("The table needs a column “key” (or “AGS”) and a column “name” in its first line.")


class FormulaCell(Invalid):
    """A cell could be run as a formula by a spreadsheet that opens our own lists."""

    sentence = N_("“%(cell)s” in the column “%(column)s” looks like a formula. Please enter plain text.")


class BadValue(Invalid):
    """A cell does not hold what its column is for."""

    sentence = N_("“%(cell)s” does not fit the column “%(column)s”. Please correct it or leave it empty.")


def require_columns(row: Mapping[str, str]) -> None:
    """Refuse a table whose rows could not be entered at all.

    Raises:
        ColumnsMissing: there is no column for the key or none for the name.
    """
    if not {"key", "name"} <= {HEADINGS.get(heading.strip().lower()) for heading in row}:
        raise ColumnsMissing


class Cells:
    """What the cells of one row say, by our own names; columns that we do not know are passed over."""

    def __init__(self, row: Mapping[str, str]) -> None:
        self._texts: dict[str, str] = {}
        self._headings: dict[str, str] = {}
        for heading, cell in row.items():
            column = HEADINGS.get(heading.strip().lower())
            text = cell.replace("\N{NO-BREAK SPACE}", " ").strip()
            if not column or not text or column in self._texts:
                continue
            self._texts[column], self._headings[column] = text, heading
            if text[0] in "=+-@":
                raise FormulaCell(column=heading, cell=text[:40])
            if not text.isprintable():
                raise self._bad(column)

    def text(self, column: str) -> str:
        """Return what the cell says, or nothing."""
        return self._texts.get(column, "")

    def parsed(self, column: str, parse: Callable[[str], Value]) -> Value | None:
        """Return what the cell means, None when it is empty.

        Raises:
            BadValue: ``parse`` raises a ValueError or KeyError.
        """
        text = self._texts.get(column)
        try:
            return None if text is None else parse(text)
        except (KeyError, ValueError):
            raise self._bad(column) from None

    def _bad(self, column: str) -> BadValue:
        return BadValue(column=self._headings[column], cell=self._texts[column][:40])


def matching(pattern: str | re.Pattern[str]) -> Callable[[str], str]:
    """Return a parser that lets through what the pattern describes."""

    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError
        return text

    return parse


def count(text: str) -> int:
    """Return a number of people; a German list may write 14.838."""
    return int(re.sub(r"\.(?=[0-9]{3}\b)", "", matching(r"[0-9]{1,7}|[0-9]{1,3}(\.[0-9]{3}){1,2}")(text)))


def between(least: int, most: int) -> Callable[[str], float]:
    """Return a parser for degrees, written with a point or a comma."""

    def parse(text: str) -> float:
        degrees = float(text.replace(",", "."))
        if not least <= degrees <= most:
            raise ValueError
        return degrees

    return parse


def tags(text: str) -> list[str]:
    """Return the language tags of a cell, as far as their form tells."""
    tag = matching(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
    return [tag(word) for word in text.replace(",", " ").split()]


def answer(text: str) -> bool:
    """Return what a yes or a no means."""
    return ANSWERS[text.lower()]
