"""The register while a list is entered: which organisation does a row mean, and what does it change?"""

from collections.abc import Iterable
from dataclasses import fields
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid
from catalog.people.listings import Listing
from catalog.people.models import ChangeKind, Organisation, OrganisationChange, OrganisationKind


class UnknownDistrict(Invalid):
    """The district is neither in the register nor in the list."""

    sentence = N_("There is no district with the key “%(key)s” in the register. Please check the key.")


class RepeatedKey(Invalid):
    """An earlier row of the same list is about the same organisation."""

    sentence = N_("Line %(line)d is already about the organisation with the key “%(key)s”. Please keep one of the two.")


class SeveralPredecessors(Invalid):
    """More than one active organisation holds one of the former keys, and each has a history of its own."""

    sentence = N_("The former keys belong to several active organisations (%(keys)s). Please set all but one inactive.")


class GoneInto(Invalid):
    """A list still has an organisation that went into another one."""

    sentence = N_(
        "%(former_name)s (%(key)s) went into %(name)s (%(key_today)s). Please write everything in the row of %(name)s."
    )


class Outcome(StrEnum):
    """What a row has come to."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Register:
    """All organisations at hand, found by every key they have or had."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._now: dict[tuple[OrganisationKind, str], Organisation] = {}
        self._once: dict[tuple[OrganisationKind, str], Organisation] = {}
        #: The line of the list that was about an organisation.
        self._lines: dict[Organisation, int] = {}
        for organisation in session.scalars(select(Organisation)):
            self._keep(organisation)
        merged = select(OrganisationChange).where(OrganisationChange.kind == ChangeKind.MERGED)
        self._merged = {(one.organisation_id, one.former_key): one.former_name for one in session.scalars(merged)}
        self._districts = {key for kind, key in self._now if kind == OrganisationKind.DISTRICT}

    def expect(self, listings: Iterable[Listing]) -> None:
        """Know the districts of a list beforehand: they may stand below their municipalities."""
        self._districts |= {listing.key for listing in listings if listing.kind is OrganisationKind.DISTRICT}

    def find(self, listing: Listing) -> Organisation | None:
        """Return the organisation that is meant: by its key, by a key it had, or as the one that had it before."""
        identity = (listing.kind, listing.key)
        return self._now.get(identity) or self._once.get(identity) or self._predecessor(listing)

    def successor(self, listing: Listing) -> tuple[Organisation, str] | None:
        """Return who carries on for the one that is meant, and what that one was called; None when it is there."""
        meant = self.find(listing)
        if meant and meant.successor_id is not None:
            return self._session.get_one(Organisation, meant.successor_id), meant.name
        if meant and listing.key != meant.key and (meant.id, listing.key) in self._merged:
            return meant, self._merged[meant.id, listing.key]
        return None

    def add(self, listing: Listing) -> Organisation:
        """Add an organisation that nobody knew."""
        organisation = Organisation(kind=listing.kind, key=listing.key, former_keys=[*listing.former_keys])
        _take_over(organisation, listing)
        self._session.add(organisation)
        self._keep(organisation)
        return organisation

    def enter(self, line: int, listing: Listing) -> Outcome:
        """Add or update the organisation of a row.

        Raises:
            GoneInto, RepeatedKey, UnknownDistrict, SeveralPredecessors: see there; nothing has been changed.
        """
        if carrying_on := self.successor(listing):
            today, former_name = carrying_on
            raise GoneInto(key=listing.key, former_name=former_name, name=today.name, key_today=today.key)
        organisation = self.find(listing)
        if organisation in self._lines:
            raise RepeatedKey(line=self._lines[organisation], key=organisation.key)
        is_outdated = organisation is not None and listing.key in organisation.former_keys
        if listing.district_key and listing.district_key not in self._districts and not is_outdated:
            raise UnknownDistrict(key=listing.district_key)
        if organisation is None:
            self._lines[self.add(listing)] = line
            return Outcome.ADDED
        self._lines[organisation] = line
        changed = (
            _take_over(organisation, listing, "district_key") if is_outdated else self._update(organisation, listing)
        )
        return Outcome.UPDATED if changed else Outcome.UNCHANGED

    def _update(self, organisation: Organisation, listing: Listing) -> bool:
        """Take over what is said; a new name or key leaves the organisation its history."""
        if listing.key != organisation.key:
            self._note(organisation, ChangeKind.REKEYED)
        if listing.name != organisation.name:
            self._note(organisation, ChangeKind.RENAMED)
        changed = _take_over(organisation, listing)
        former = dict.fromkeys([*organisation.former_keys, *listing.former_keys])
        if listing.key != organisation.key:
            former |= {organisation.key: None}
            organisation.key = listing.key
        if list(former) == organisation.former_keys:
            return changed
        organisation.former_keys = list(former)
        self._keep(organisation)
        return True

    def _note(self, organisation: Organisation, kind: ChangeKind) -> None:
        self._session.add(
            OrganisationChange(
                organisation_id=organisation.id,
                kind=kind,
                former_key=organisation.key,
                former_name=organisation.name,
                since=utc_now().date(),
            )
        )

    def _predecessor(self, listing: Listing) -> Organisation | None:
        held = [self._now.get((listing.kind, key)) for key in listing.former_keys]
        active = [organisation for organisation in held if organisation and organisation.active]
        if len(active) > 1:
            raise SeveralPredecessors(keys=", ".join(organisation.key for organisation in active))
        return active[0] if active else None

    def _keep(self, organisation: Organisation) -> None:
        self._now[organisation.kind, organisation.key] = organisation
        self._once |= {(organisation.kind, key): organisation for key in organisation.former_keys}


def _take_over(organisation: Organisation, listing: Listing, *but: str) -> bool:
    """Write what the list says into the organisation, and return whether anything is new.

    A list that still uses a former key knows nothing of the district of today: it is left out by ``but``.
    """
    left_out = {"kind", "key", "former_keys", *but}
    said = {field.name: getattr(listing, field.name) for field in fields(listing) if field.name not in left_out}
    new = {name: value for name, value in said.items() if value is not None and value != getattr(organisation, name)}
    for name, value in new.items():
        setattr(organisation, name, value)
    return bool(new)
