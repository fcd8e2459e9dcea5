"""To whom sticks were sent, and with which numbers: read from the lines of a form or from a table. Pure."""

import re
from collections.abc import Iterable, Mapping

from catalog.distribution.shipping.shipments import Parcel
from catalog.foundation.errors import N_, Invalid

#: A line of the form: the key, something between, the number.
BETWEEN = re.compile(r"\s*[;,\t]\s*|\s+")
#: What the columns of a table are called.
KEY_COLUMNS = ("key", "ags", "schlüssel", "gemeindeschlüssel", "kennung")
NUMBER_COLUMNS = ("number", "nummer", "nr", "nr.")


class ColumnsMissing(Invalid):
    """A table has no column for the key, or none for the number."""

    sentence = N_("The table needs a column “key” (or “AGS”) and a column “number”.")


def from_lines(text: str) -> list[Parcel]:
    """Return a parcel for each line that says something, such as "06435012 HE-0042"."""
    parcels = []
    for line, words in enumerate(text.splitlines(), start=1):
        if words.strip():
            key, *number = BETWEEN.split(words.strip(), maxsplit=1)
            parcels.append(Parcel(line, key, "".join(number).strip()))
    return parcels


def from_rows(rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[Parcel]:
    """Return a parcel for each row of a table.

    Raises:
        ColumnsMissing: the table does not say to whom, or not what.
    """
    parcels = []
    for line, row in rows:
        cells = {heading.strip().casefold(): cell for heading, cell in row.items()}
        key = next((cells[name] for name in KEY_COLUMNS if name in cells), None)
        number = next((cells[name] for name in NUMBER_COLUMNS if name in cells), None)
        if key is None or number is None:
            raise ColumnsMissing
        parcels.append(Parcel(line, key.strip(), number.strip()))
    return parcels
