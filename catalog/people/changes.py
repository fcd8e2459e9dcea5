"""What became of organisations: renamed, under a new key, gone into another one. Nothing of before is lost."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from catalog.foundation import audit
from catalog.foundation.errors import N_, Invalid, NotFound, Refused
from catalog.people import hessen
from catalog.people.listings import DISTRICT_LENGTH, KEPT_BY_THE_STATE, check_key, with_its_zero
from catalog.people.models import (
    Account,
    ChangeKind,
    Organisation,
    OrganisationChange,
    OrganisationKind,
    group_members,
    served_municipalities,
)
from catalog.people.permissions import Action, Actor, require

LONGEST_NAME = 200


class NothingChanged(Invalid):
    """What was entered is what the register says already."""

    sentence = N_("That is what the register says already. Please enter what has changed.")


class BadName(Invalid):
    """The new name cannot be one."""

    sentence = N_("Please write the new name with at most %(longest)d characters.")


class KeyTaken(Refused):
    """Somebody else has the key."""

    sentence = N_("The key “%(key)s” belongs to %(name)s. Please check it.")


class DistrictUnknown(Invalid):
    """The new key begins with that of a district that nobody has entered."""

    sentence = N_("There is no district with the key “%(key)s” in the register. Please enter the district first.")


class NobodyMerges(Invalid):
    """Nobody was named who goes into the other organisation."""

    sentence = N_("Please name who goes into this organisation, by the keys of today.")


class CannotMerge(Refused):
    """An organisation is of another kind, is gone already, or is the successor itself."""

    sentence = N_("%(name)s cannot go into this organisation: it is the same, of another kind, or gone already.")


class SuccessorGone(Refused):
    """The organisation that was to carry on is not active."""

    sentence = N_("%(name)s is not active any more. Please choose who carries on today.")


def changes_of(session: Session, organisation_id: int) -> Sequence[OrganisationChange]:
    """Return what became of an organisation and of those that went into it, the latest change first."""
    of_it = select(OrganisationChange).where(OrganisationChange.organisation_id == organisation_id)
    return session.scalars(of_it.order_by(OrganisationChange.since.desc(), OrganisationChange.id.desc())).all()


def rename(session: Session, organisation_id: int, name: str, official_name: str, since: date, *, by: Actor) -> None:
    """Give an organisation another name, and keep the one of before.

    Raises:
        NotFound: there is no such organisation.
        BadName, NothingChanged: see there.
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    organisation = _locked(session, organisation_id)
    wanted, official = " ".join(name.split()), " ".join(official_name.split()) or organisation.official_name
    if not wanted or max(len(wanted), len(official)) > LONGEST_NAME or not (wanted + official).isprintable():
        raise BadName(longest=LONGEST_NAME)
    if (wanted, official) == (organisation.name, organisation.official_name):
        raise NothingChanged
    _note(session, organisation, ChangeKind.RENAMED, organisation, since)
    before = organisation.name
    organisation.name, organisation.official_name = wanted, official
    audit.record(session, by, "renamed an organisation", f"organisation:{organisation_id}", name=wanted, before=before)


def rekey(session: Session, organisation_id: int, key: str, since: date, *, by: Actor) -> None:
    """Give an organisation another key; the key of before still finds it. A municipality's key tells its district.

    Raises:
        NotFound: there is no such organisation.
        BadMunicipalityKey, BadDistrictKey, BadShortName: it cannot have this key.
        KeyTaken, DistrictUnknown, NothingChanged: see there.
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    organisation = _locked(session, organisation_id)
    kind, wanted = OrganisationKind(organisation.kind), with_its_zero(key.strip())
    check_key(kind, wanted)
    if wanted == organisation.key:
        raise NothingChanged
    other = _holder(session, kind, wanted)
    if other:
        raise KeyTaken(key=wanted, name=other.name)
    if kind == OrganisationKind.MUNICIPALITY and not _holder(
        session, OrganisationKind.DISTRICT, wanted[:DISTRICT_LENGTH]
    ):
        raise DistrictUnknown(key=wanted[:DISTRICT_LENGTH])
    _note(session, organisation, ChangeKind.REKEYED, organisation, since)
    before = organisation.key
    organisation.former_keys = list(dict.fromkeys([*organisation.former_keys, before]))
    organisation.key = wanted
    if kind in KEPT_BY_THE_STATE:
        organisation.district_key = wanted[:DISTRICT_LENGTH]
    audit.record(session, by, "gave a new key", f"organisation:{organisation_id}", key=wanted, before=before)


def merge(
    session: Session, successor_id: int, predecessor_ids: Collection[int], since: date, *, by: Actor
) -> Sequence[Organisation]:
    """Let organisations go into another one, and return them: their keys find it, their accounts work for it.

    What they had been offered stays theirs in the book; that the successor has
    it too is up to ``distribution.succession``.

    Raises:
        NotFound: one of them is not there.
        NobodyMerges, CannotMerge, SuccessorGone: see there.
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    if not predecessor_ids:
        raise NobodyMerges
    # Locked in one order, so that two merges at once wait for one another.
    locked = {one: _locked(session, one) for one in sorted({successor_id, *predecessor_ids})}
    successor = locked[successor_id]
    predecessors = [locked[one] for one in sorted(set(predecessor_ids))]
    if not successor.active:
        raise SuccessorGone(name=successor.name)
    for one in predecessors:
        if one is successor or one.kind != successor.kind or one.successor_id is not None:
            raise CannotMerge(name=one.name)
    for one in predecessors:
        _note(session, successor, ChangeKind.MERGED, one, since)
        one.active, one.successor_id = False, successor_id
        successor.former_keys = list(dict.fromkeys([*successor.former_keys, *one.former_keys, one.key]))
    _take_places(session, successor_id, [one.id for one in predecessors])
    successor.needed_languages = list(dict.fromkeys(tag for one in locked.values() for tag in one.needed_languages))
    keys = [one.key for one in predecessors]
    audit.record(session, by, "merged organisations", f"organisation:{successor_id}", keys=keys)
    return predecessors


def seed(session: Session) -> int:
    """Enter the changes that Hessen has seen as far as we know their keys; return how many were not there yet."""
    known = {
        (change.organisation_id, change.former_key)
        for change in session.scalars(select(OrganisationChange).where(OrganisationChange.former_key != ""))
    }
    municipalities = {
        one.key: one
        for one in session.scalars(select(Organisation).where(Organisation.kind == OrganisationKind.MUNICIPALITY))
    }
    entered = 0
    for row in hessen.rows("changes"):
        organisation, former = municipalities.get(row["key"]), row["former_key"]
        if organisation is None or former in municipalities or (organisation.id, former) in known:
            continue
        session.add(
            OrganisationChange(
                organisation_id=organisation.id,
                kind=ChangeKind(row["kind"]),
                former_key=former,
                former_name=row["former_name"],
                since=date.fromisoformat(row["since"]),
            )
        )
        if former not in organisation.former_keys:
            organisation.former_keys = [*organisation.former_keys, former]
        entered += 1
    return entered


def _take_places(session: Session, successor_id: int, predecessor_ids: Collection[int]) -> None:
    """Let the successor stand in the groups of those before it, be served and serve as they were and did."""
    session.execute(
        update(Account).where(Account.organisation_id.in_(predecessor_ids)).values(organisation_id=successor_id)
    )
    for table, ours, others in (
        (group_members, group_members.c.organisation_id, group_members.c.group_id),
        (served_municipalities, served_municipalities.c.municipality_id, served_municipalities.c.organisation_id),
        (served_municipalities, served_municipalities.c.organisation_id, served_municipalities.c.municipality_id),
    ):
        there = set(session.scalars(select(others).where(ours == successor_id)))
        wanted = set(session.scalars(select(others).where(ours.in_(predecessor_ids))))
        rows = [{ours.name: successor_id, others.name: other} for other in sorted(wanted - there)]
        if rows:
            session.execute(insert(table), rows)


def _note(
    session: Session, carrying_on: Organisation, kind: ChangeKind, before: Organisation, since: date
) -> OrganisationChange:
    change = OrganisationChange(
        organisation_id=carrying_on.id, kind=kind, former_key=before.key, former_name=before.name, since=since
    )
    session.add(change)
    return change


def _holder(session: Session, kind: OrganisationKind, key: str) -> Organisation | None:
    return session.scalar(select(Organisation).where(Organisation.kind == kind, Organisation.key == key))


def _locked(session: Session, organisation_id: int) -> Organisation:
    organisation = session.get(Organisation, organisation_id, with_for_update=True)
    if organisation is None:
        raise NotFound
    return organisation
