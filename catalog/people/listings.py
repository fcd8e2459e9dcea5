"""What a list says of an organisation: a row is read, or refused with a reason.

A list may say little. What it does not say is None, and leaves the register as it is.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from catalog.foundation.errors import N_, Invalid
from catalog.people import hessen
from catalog.people.models import OrganisationKind

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
}
#: What a list may call each kind. "Kreisfreie Stadt" is told by its key: the city or the district.
KINDS: Mapping[str, OrganisationKind] = {
    **{kind.value: kind for kind in OrganisationKind},
    **dict.fromkeys(("gemeinde", "stadt", "kreisfreie stadt"), OrganisationKind.MUNICIPALITY),
    **dict.fromkeys(("landkreis", "kreis"), OrganisationKind.DISTRICT),
    "erstaufnahmeeinrichtung": OrganisationKind.RECEPTION_CENTRE,
    "beratungsstelle": OrganisationKind.ADVICE_CENTRE,
    "wir-büro": OrganisationKind.WIR_OFFICE,
    "ministerium": OrganisationKind.MINISTRY,
}
ANSWERS: Mapping[str, bool] = {
    **dict.fromkeys(("yes", "ja", "true", "1"), True),
    **dict.fromkeys(("no", "nein", "false", "0"), False),
}
MUNICIPALITY_KEY = re.compile(r"06[0-9]{6}")
DISTRICT_KEY = re.compile(r"06[0-9]{3}")
SHORT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
#: What the column in the database holds.
MOST_CHARACTERS = {"name": 200, "official_name": 300, "email": 320}


class ColumnsMissing(Invalid):
    """The table does not name the two columns without which no row can be entered."""

    sentence = N_("The table needs a column “key” (or “AGS”) and a column “name” in its first line.")


class FormulaCell(Invalid):
    """A cell could be run as a formula by a spreadsheet that opens our own lists."""

    sentence = N_("“%(cell)s” in the column “%(column)s” looks like a formula. Please enter plain text.")


class NameMissing(Invalid):
    """The row has no name."""

    sentence = N_("The name is missing.")


class KindMissing(Invalid):
    """The row names no kind of organisation, and its key does not tell it."""

    sentence = N_("The kind of organisation is missing. Please use one of: %(kinds)s.")


class UnknownKind(Invalid):
    """There is no such kind of organisation."""

    sentence = N_("“%(kind)s” is not a kind of organisation. Please use one of: %(kinds)s.")


class BadMunicipalityKey(Invalid):
    """The key is not that of a Hessian municipality."""

    sentence = N_("“%(key)s” is not the key of a municipality in Hessen: it needs 8 digits and begins with 06.")


class BadDistrictKey(Invalid):
    """The key is not that of a Hessian district."""

    sentence = N_("“%(key)s” is not the key of a district in Hessen: it needs 5 digits and begins with 06.")


class BadShortName(Invalid):
    """The key of a centre or an office is not a short name."""

    sentence = N_("“%(key)s” cannot be a key. Please use small letters, digits and hyphens, such as “eae-giessen”.")


class BadValue(Invalid):
    """A cell does not hold what its column is for."""

    sentence = N_("“%(cell)s” does not fit the column “%(column)s”. Please correct it or leave it empty.")


@dataclass(frozen=True, slots=True)
class Listing:
    """One organisation as a list has it. None: the list does not say."""

    kind: OrganisationKind
    key: str
    name: str
    official_name: str | None = None
    #: Five digits. A municipality and a district tell it by their own key.
    district_key: str | None = None
    postcode: str | None = None
    population: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    former_keys: tuple[str, ...] = ()
    email: str | None = None
    needed_languages: list[str] | None = None
    active: bool | None = None


def require_columns(row: Mapping[str, str]) -> None:
    """Refuse a table whose rows could not be entered at all.

    Raises:
        ColumnsMissing: there is no column for the key or none for the name.
    """
    if not {"key", "name"} <= {HEADINGS.get(heading.strip().lower()) for heading in row}:
        raise ColumnsMissing


def read_listing(row: Mapping[str, str]) -> Listing:
    """Return what the row says; columns that we do not know are passed over.

    A spreadsheet cuts the zero off "06435012". It is put back where nothing
    else can be meant: 7 digits for a municipality, 4 for a district, beginning
    with the 6 of Hessen.

    Raises:
        FormulaCell, NameMissing, KindMissing, UnknownKind, BadMunicipalityKey,
        BadDistrictKey, BadShortName, BadValue: see there.
    """
    cells = _known_cells(row)
    key = _with_its_zero(cells.get("key", ""))
    kind = _kind(cells.get("kind", ""), key)
    _check_key(kind, key)
    if not cells.get("name"):
        raise NameMissing
    if kind in {OrganisationKind.MUNICIPALITY, OrganisationKind.DISTRICT}:
        cells["district_key"] = key[:5]
    elif "district_key" in cells:
        cells["district_key"] = _with_its_zero(cells["district_key"])
    return Listing(
        kind=kind,
        key=key,
        name=_text(cells, "name") or "",
        official_name=_text(cells, "official_name"),
        district_key=_parsed(cells, "district_key", _matching(DISTRICT_KEY)),
        postcode=_parsed(cells, "postcode", _matching(r"[0-9]{5}")),
        population=_parsed(cells, "population", _count),
        latitude=_parsed(cells, "latitude", _between(49, 52)),
        longitude=_parsed(cells, "longitude", _between(7, 11)),
        former_keys=_former_keys(kind, cells.get("former_keys", "")),
        email=_parsed(cells, "email", _matching(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
        needed_languages=_parsed(cells, "needed_languages", _tags),
        active=_parsed(cells, "active", lambda cell: ANSWERS[cell.lower()]),
    )


def listings_of_hessen() -> Iterator[Listing]:
    """Yield the 27 districts, the 421 municipalities and the 16 sites of the initial reception."""
    for row in hessen.rows("districts"):
        yield read_listing(row | {"kind": OrganisationKind.DISTRICT})
    for row in hessen.rows("municipalities"):
        yield read_listing(row | {"kind": OrganisationKind.MUNICIPALITY})
    for row in hessen.rows("reception_centres"):
        yield read_listing(
            row | {"kind": OrganisationKind.RECEPTION_CENTRE, "district_key": row["municipality_ags"][:5]}
        )


def _known_cells(row: Mapping[str, str]) -> dict[str, str]:
    """Return the cells that say something, by our own names."""
    cells: dict[str, str] = {}
    for heading, cell in row.items():
        column = HEADINGS.get(heading.strip().lower())
        text = cell.replace("\N{NO-BREAK SPACE}", " ").strip()
        if not column or not text:
            continue
        if text[0] in "=+-@":
            raise FormulaCell(column=heading, cell=text[:40])
        if not text.isprintable():
            raise BadValue(column=heading, cell=text[:40])
        cells.setdefault(column, text)
    return cells


def _with_its_zero(key: str) -> str:
    return f"0{key}" if re.fullmatch(r"6[0-9]{3}|6[0-9]{6}", key) else key


def _kind(named: str, key: str) -> OrganisationKind:
    """Return the kind that the row names; a key of digits tells it too."""
    if DISTRICT_KEY.fullmatch(key) and named.lower() in {"", "kreisfreie stadt"}:
        return OrganisationKind.DISTRICT
    if not named and key.isdigit():
        return OrganisationKind.MUNICIPALITY
    if not named:
        raise KindMissing(kinds=", ".join(OrganisationKind))
    try:
        return KINDS[named.lower()]
    except KeyError:
        raise UnknownKind(kind=named[:40], kinds=", ".join(OrganisationKind)) from None


def _check_key(kind: OrganisationKind, key: str) -> None:
    if kind is OrganisationKind.MUNICIPALITY:
        if not MUNICIPALITY_KEY.fullmatch(key):
            raise BadMunicipalityKey(key=key[:40])
    elif kind is OrganisationKind.DISTRICT:
        if not DISTRICT_KEY.fullmatch(key):
            raise BadDistrictKey(key=key[:40])
    elif not SHORT_NAME.fullmatch(key):
        raise BadShortName(key=key[:40])


def _former_keys(kind: OrganisationKind, cell: str) -> tuple[str, ...]:
    keys = tuple(_with_its_zero(key) for key in cell.replace(",", " ").split())
    for key in keys:
        _check_key(kind, key)
    return keys


def _text(cells: Mapping[str, str], column: str) -> str | None:
    cell = cells.get(column)
    if cell and len(cell) > MOST_CHARACTERS[column]:
        raise BadValue(column=column, cell=f"{cell[:40]}…")
    return cell


def _parsed(cells: Mapping[str, str], column: str, parse: Callable[[str], Value]) -> Value | None:
    cell = cells.get(column)
    if cell is None:
        return None
    try:
        return parse(cell)
    except (KeyError, ValueError):
        raise BadValue(column=column, cell=cell[:40]) from None


def _matching(pattern: str | re.Pattern[str]) -> Callable[[str], str]:
    """Return a parser that lets through what the pattern describes."""

    def parse(cell: str) -> str:
        if not re.fullmatch(pattern, cell):
            raise ValueError
        return cell

    return parse


def _count(cell: str) -> int:
    """Return a number of people; a German list may write 14.838."""
    return int(re.sub(r"\.(?=[0-9]{3}\b)", "", _matching(r"[0-9]{1,7}|[0-9]{1,3}(\.[0-9]{3}){1,2}")(cell)))


def _between(least: int, most: int) -> Callable[[str], float]:
    """Return a parser for degrees, written with a point or a comma."""

    def parse(cell: str) -> float:
        degrees = float(cell.replace(",", "."))
        if not least <= degrees <= most:
            raise ValueError
        return degrees

    return parse


def _tags(cell: str) -> list[str]:
    tag = _matching(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
    return [tag(word) for word in cell.replace(",", " ").split()]
