"""The register of organisations: entered from the tables of Hessen, kept up to date from lists, and asked."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import String, cast, or_, select
from sqlalchemy.orm import Session

from catalog.foundation import audit
from catalog.foundation.errors import N_, Invalid, NotFound
from catalog.people.cells import require_columns
from catalog.people.listings import SHORT_NAME, Listing, listings_of_hessen, read_listing
from catalog.people.models import Organisation, OrganisationKind
from catalog.people.permissions import MACHINE, Action, Actor, require
from catalog.people.register import Outcome, Register


class UnknownOrganisation(NotFound):
    """No organisation has the key, nor had it before."""

    sentence = N_("There is no organisation with the key “%(key)s”. Please check the key.")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not entered, and why."""

    line: int
    reason: Invalid


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import has done, in rows."""

    added: int
    updated: int
    unchanged: int
    refused: tuple[RefusedRow, ...]


def seed(session: Session) -> int:
    """Enter whatever of Hessen is not there yet, and return how many that were.

    What is there already stays as it is: an import may know better.
    """
    register = Register(session)
    missing = [listing for listing in listings_of_hessen() if not register.find(listing)]
    for listing in missing:
        register.add(listing)
    if missing:
        audit.record(session, MACHINE, "entered", "register", added=len(missing))
    return len(missing)


def import_register(session: Session, rows: Iterable[tuple[int, Mapping[str, str]]], *, by: Actor) -> ImportReport:
    """Add and update organisations from a list; rows that cannot be entered are told one by one.

    The same list a second time changes nothing. ``rows`` are those of
    ``tables.read_table``.

    Raises:
        NotPermitted: the register is not his to keep.
        ColumnsMissing: the list has no column for the key or none for the name.
    """
    require(by, Action.KEEP_REGISTER)
    listings, refused = _read(rows)
    register = Register(session)
    register.expect(listing for _, listing in listings)
    keys: dict[Outcome, list[str]] = {outcome: [] for outcome in Outcome}
    for line, listing in listings:
        try:
            keys[register.enter(line, listing)].append(listing.key)
        except Invalid as reason:
            refused.append(RefusedRow(line, reason))
    report = ImportReport(
        added=len(keys[Outcome.ADDED]),
        updated=len(keys[Outcome.UPDATED]),
        unchanged=len(keys[Outcome.UNCHANGED]),
        refused=tuple(sorted(refused, key=lambda row: row.line)),
    )
    _record(session, by, keys, report)
    return report


def find(session: Session, key: str, kind: OrganisationKind | None = None) -> Organisation | None:
    """Return the organisation that has the key, else the one that had it before."""
    if not SHORT_NAME.fullmatch(key):
        return None
    had_it = cast(Organisation.former_keys, String).contains(f'"{key}"')
    asked = select(Organisation).where(or_(Organisation.key == key, had_it))
    if kind is not None:
        asked = asked.where(Organisation.kind == kind)
    found = sorted(session.scalars(asked), key=lambda one: (not one.active, one.key != key, one.id))
    return found[0] if found else None


def by_key(session: Session, key: str, kind: OrganisationKind | None = None) -> Organisation:
    """Return the organisation that has or had the key.

    Raises:
        UnknownOrganisation: there is none.
    """
    organisation = find(session, key, kind)
    if organisation is None:
        raise UnknownOrganisation(key=key[:60])
    return organisation


def search(session: Session, words: str, kind: OrganisationKind | None = None) -> list[Organisation]:
    """Return the organisations whose name holds the words or whose key begins with them, in the order of the alphabet.

    "grundau" finds Gründau; without words everybody is found.
    """
    asked = select(Organisation) if kind is None else select(Organisation).where(Organisation.kind == kind)
    wanted = alphabetical(words.strip())
    found = [
        one
        for one in session.scalars(asked)
        if wanted in alphabetical(one.name) or any(key.startswith(wanted) for key in (one.key, *one.former_keys))
    ]
    return sorted(found, key=lambda organisation: alphabetical(organisation.name))


def municipalities(session: Session) -> list[Organisation]:
    """Return the municipalities in the order of the alphabet."""
    return _of_kind(session, OrganisationKind.MUNICIPALITY)


def districts(session: Session) -> list[Organisation]:
    """Return the 21 Landkreise and the 6 cities that are their own district."""
    return _of_kind(session, OrganisationKind.DISTRICT)


def reception_centres(session: Session) -> list[Organisation]:
    """Return the sites of the initial reception that are in operation."""
    return [centre for centre in _of_kind(session, OrganisationKind.RECEPTION_CENTRE) if centre.active]


def _of_kind(session: Session, kind: OrganisationKind) -> list[Organisation]:
    found = session.scalars(select(Organisation).where(Organisation.kind == kind))
    return sorted(found, key=lambda organisation: alphabetical(organisation.name))


def alphabetical(name: str) -> str:
    """Return what German lists sort by: ö stands with o, ß with ss."""
    return unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()


def _read(rows: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[list[tuple[int, Listing]], list[RefusedRow]]:
    listings: list[tuple[int, Listing]] = []
    refused: list[RefusedRow] = []
    for line, row in rows:
        require_columns(row)
        try:
            listings.append((line, read_listing(row)))
        except Invalid as reason:
            refused.append(RefusedRow(line, reason))
    return listings, refused


def _record(session: Session, by: Actor, keys: Mapping[Outcome, list[str]], report: ImportReport) -> None:
    audit.record(
        session,
        by,
        "imported",
        "register",
        added=keys[Outcome.ADDED],
        updated=keys[Outcome.UPDATED],
        unchanged=report.unchanged,
        refused=len(report.refused),
    )
