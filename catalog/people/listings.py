"""What a list says of an organisation: a row is read, or refused with a reason.

A list may say little. What it does not say is None, and leaves the register as it is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog.foundation.errors import N_, Invalid
from catalog.people import hessen
from catalog.people.cells import Cells, answer, between, count, matching, tags
from catalog.people.models import OrganisationKind

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
MUNICIPALITY_KEY = re.compile(r"06[0-9]{6}")
DISTRICT_KEY = re.compile(r"06[0-9]{3}")
#: Of a key of digits: those that name the district.
DISTRICT_LENGTH = 5
SHORT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
#: Kinds with an official key, which begins with that of the district.
KEPT_BY_THE_STATE = {OrganisationKind.MUNICIPALITY, OrganisationKind.DISTRICT}


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


def read_listing(row: Mapping[str, str]) -> Listing:
    """Return what the row says; columns that we do not know are passed over.

    A spreadsheet cuts the zero off "06435012". It is put back where nothing
    else can be meant: 7 digits for a municipality, 4 for a district, beginning
    with the 6 of Hessen.

    Raises:
        FormulaCell, NameMissing, KindMissing, UnknownKind, BadMunicipalityKey,
        BadDistrictKey, BadShortName, BadValue: see there.
    """
    cells = Cells(row)
    key = with_its_zero(cells.text("key"))
    kind = _kind(cells.text("kind"), key)
    check_key(kind, key)
    if not cells.text("name"):
        raise NameMissing
    return Listing(
        kind=kind,
        key=key,
        name=cells.parsed("name", matching(r".{1,200}")) or "",
        official_name=cells.parsed("official_name", matching(r".{1,300}")),
        district_key=key[:DISTRICT_LENGTH]
        if kind in KEPT_BY_THE_STATE
        else cells.parsed("district_key", _district_key),
        postcode=cells.parsed("postcode", matching(r"[0-9]{5}")),
        population=cells.parsed("population", count),
        latitude=cells.parsed("latitude", between(49, 52)),
        longitude=cells.parsed("longitude", between(7, 11)),
        former_keys=_former_keys(kind, cells.text("former_keys")),
        email=cells.parsed("email", matching(r"(?=.{3,320}$)[^@\s]+@[^@\s]+\.[^@\s]+")),
        needed_languages=cells.parsed("needed_languages", tags),
        active=cells.parsed("active", answer),
    )


def listings_of_hessen() -> Iterator[Listing]:
    """Yield the 27 districts, the 421 municipalities and the 16 sites of the initial reception."""
    for row in hessen.rows("districts"):
        yield read_listing(row)
    for row in hessen.rows("municipalities"):
        yield read_listing(row)
    for row in hessen.rows("reception_centres"):
        yield read_listing({**row, "kind": "reception_centre", "district": row["municipality_ags"][:5]})


def with_its_zero(key: str) -> str:
    """Return a key of digits with the zero that a spreadsheet has cut off."""
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


def check_key(kind: OrganisationKind, key: str) -> None:
    """Refuse a key that an organisation of this kind cannot have.

    Raises:
        BadMunicipalityKey, BadDistrictKey, BadShortName: see there.
    """
    if kind is OrganisationKind.MUNICIPALITY:
        if not MUNICIPALITY_KEY.fullmatch(key):
            raise BadMunicipalityKey(key=key[:40])
    elif kind is OrganisationKind.DISTRICT:
        if not DISTRICT_KEY.fullmatch(key):
            raise BadDistrictKey(key=key[:40])
    elif not SHORT_NAME.fullmatch(key):
        raise BadShortName(key=key[:40])


def _former_keys(kind: OrganisationKind, cell: str) -> tuple[str, ...]:
    keys = tuple(with_its_zero(key) for key in cell.replace(",", " ").split())
    for key in keys:
        check_key(kind, key)
    return keys


def _district_key(text: str) -> str:
    return matching(DISTRICT_KEY)(with_its_zero(text))
