"""The register of organisations: entered from the tables of Hessen, kept up to date from lists, and asked."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, cast, or_, select
from sqlalchemy.orm import Session

from catalog.foundation import audit
from catalog.foundation.errors import N_, FilmboteError, Invalid, NotFound, Refused
from catalog.people import changes
from catalog.people.cells import require_columns
from catalog.people.listings import (
    KEPT_BY_THE_STATE,
    SHORT_NAME,
    Listing,
    listings_of_hessen,
    read_listing,
    with_its_zero,
)
from catalog.people.models import Organisation, OrganisationKind
from catalog.people.permissions import MACHINE, Action, Actor, require
from catalog.people.register import GoneInto, Outcome, Register, UnknownDistrict
from catalog.people.relations import FormerKey, Relating, Relations, read_relations


class UnknownOrganisation(NotFound):
    """No organisation has the key, nor had it before."""

    sentence = N_("There is no organisation with the key “%(key)s”. Please check the key.")


class KeyKnown(Refused):
    """An organisation was to be entered whose key somebody has, or had before."""

    sentence = N_("The key “%(key)s” belongs to %(name)s already. Please change that organisation instead.")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not entered, and why; or one that was, and what there is to say about it."""

    line: int
    reason: FilmboteError


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import has done, in rows."""

    added: int
    updated: int
    unchanged: int
    refused: tuple[RefusedRow, ...]
    #: Rows that were entered, and of which something has to be told.
    remarks: tuple[RefusedRow, ...] = ()
    #: Predecessors and successors: the deliveries have to follow.
    merged: tuple[tuple[Organisation, Organisation], ...] = ()


def seed(session: Session) -> int:
    """Enter whatever of Hessen is not there yet, and return how many that were.

    What is there already stays as it is: an import may know better.
    """
    register = Register(session)
    missing = [listing for listing in listings_of_hessen() if not register.find(listing)]
    for listing in missing:
        register.add(listing)
    changed = changes.seed(session)
    if missing or changed:
        audit.record(session, MACHINE, "entered", "register", added=len(missing), changes=changed)
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
    register.expect(listing for _, listing, _ in listings)
    outcomes: dict[int, Outcome] = {}
    remarks: list[RefusedRow] = []
    entered: list[tuple[int, Organisation, Relations]] = []
    for line, listing, said in listings:
        try:
            outcomes[line] = register.enter(line, listing)
        except Invalid as reason:
            if isinstance(reason, GoneInto) and reason.places["key_today"] == with_its_zero(said.successor):
                outcomes[line] = Outcome.UNCHANGED
            else:
                refused.append(RefusedRow(line, reason))
            continue
        organisation = register.find(listing)
        if organisation and organisation.key != listing.key:
            understood = FormerKey(key=listing.key, name=organisation.name, key_today=organisation.key)
            remarks.append(RefusedRow(line, understood))
        if organisation:
            entered.append((line, organisation, said))
    session.flush()
    relating = Relating(session, by)
    for line, organisation, said in entered:
        try:
            if relating.enter(organisation, said) and outcomes[line] is Outcome.UNCHANGED:
                outcomes[line] = Outcome.UPDATED
        except FilmboteError as reason:
            remarks.append(RefusedRow(line, reason))
        remarks += [RefusedRow(line, remark) for remark in relating.remarks]
    counted = Counter(outcomes.values())
    report = ImportReport(
        added=counted[Outcome.ADDED],
        updated=counted[Outcome.UPDATED],
        unchanged=counted[Outcome.UNCHANGED],
        refused=tuple(sorted(refused, key=lambda row: row.line)),
        remarks=tuple(sorted(remarks, key=lambda row: row.line)),
        merged=tuple(relating.merged),
    )
    keys = {line: listing.key for line, listing, _ in listings}
    audit.record(
        session,
        by,
        "imported",
        "register",
        added=[keys[line] for line, outcome in outcomes.items() if outcome is Outcome.ADDED],
        updated=[keys[line] for line, outcome in outcomes.items() if outcome is Outcome.UPDATED],
        unchanged=report.unchanged,
        refused=len(refused),
    )
    return report


def enter(session: Session, row: Mapping[str, str], *, by: Actor) -> Organisation:
    """Enter one organisation that is not there yet, as a form has it.

    Raises:
        KeyKnown: somebody has the key, or had it before.
        Invalid: see ``listings.read_listing`` and ``register.UnknownDistrict``.
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    listing = read_listing(row)
    register = Register(session)
    known = register.find(listing)
    if known:
        raise KeyKnown(key=listing.key, name=known.name)
    register.enter(0, listing)
    session.flush()
    entered = by_key(session, listing.key, listing.kind)
    audit.record(session, by, "entered an organisation", f"organisation:{entered.id}", key=entered.key)
    return entered


def correct(session: Session, organisation_id: int, row: Mapping[str, str], *, by: Actor) -> Organisation:
    """Put right what the register says of an organisation, as a form has it; its key and name change by ``changes``.

    An empty field takes back what was there.

    Raises:
        NotFound: there is no such organisation.
        Invalid: see ``listings.read_listing`` and ``register.UnknownDistrict``.
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound
    said = read_listing({**row, "key": organisation.key, "kind": organisation.kind, "name": organisation.name})
    if said.district_key and not find(session, said.district_key, OrganisationKind.DISTRICT):
        raise UnknownDistrict(key=said.district_key)
    new = {
        "email": said.email,
        "postcode": said.postcode or "",
        "needed_languages": said.needed_languages or [],
        "district_key": organisation.district_key if organisation.kind in KEPT_BY_THE_STATE else said.district_key,
        "active": bool(said.active) and organisation.successor_id is None,
    }
    changed = {name: value for name, value in new.items() if value != getattr(organisation, name)}
    for name, value in changed.items():
        setattr(organisation, name, value)
    if changed:
        audit.record(session, by, "changed an organisation", f"organisation:{organisation_id}", changed=sorted(changed))
    return organisation


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


def search(
    session: Session, words: str, kind: OrganisationKind | None = None, *narrower: ColumnElement[bool]
) -> list[Organisation]:
    """Return the organisations whose name holds the words or whose key begins with them, in the order of the alphabet.

    "grundau" finds Gründau; without words everybody is found whom the narrower conditions let through.
    """
    asked = select(Organisation).where(*narrower)
    if kind is not None:
        asked = asked.where(Organisation.kind == kind)
    wanted = alphabetical(words.strip())
    found = [
        one
        for one in session.scalars(asked)
        if wanted in alphabetical(one.name) or any(key.startswith(wanted) for key in (one.key, *one.former_keys))
    ]
    return sorted(found, key=lambda organisation: alphabetical(organisation.name))


def municipalities(session: Session) -> list[Organisation]:
    """Return the municipalities of today in the order of the alphabet."""
    return _of_kind(session, OrganisationKind.MUNICIPALITY)


def districts(session: Session) -> list[Organisation]:
    """Return the 21 Landkreise and the 6 cities that are their own district."""
    return _of_kind(session, OrganisationKind.DISTRICT)


def reception_centres(session: Session) -> list[Organisation]:
    """Return the sites of the initial reception that are in operation."""
    return _of_kind(session, OrganisationKind.RECEPTION_CENTRE)


def _of_kind(session: Session, kind: OrganisationKind) -> list[Organisation]:
    found = session.scalars(select(Organisation).where(Organisation.kind == kind, Organisation.active))
    return sorted(found, key=lambda organisation: alphabetical(organisation.name))


def alphabetical(name: str) -> str:
    """Return what German lists sort by: ö stands with o, ß with ss."""
    return unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()


def _read(
    rows: Iterable[tuple[int, Mapping[str, str]]],
) -> tuple[list[tuple[int, Listing, Relations]], list[RefusedRow]]:
    listings: list[tuple[int, Listing, Relations]] = []
    refused: list[RefusedRow] = []
    for line, row in rows:
        require_columns(row)
        try:
            listings.append((line, read_listing(row), read_relations(row)))
        except Invalid as reason:
            refused.append(RefusedRow(line, reason))
    return listings, refused
