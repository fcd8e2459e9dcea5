"""Groups of organisations that are written to together, and the municipalities that an office serves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from catalog.foundation import audit
from catalog.foundation.errors import N_, Invalid, NotFound, Refused
from catalog.people.mentions import Mentioned, mentioned, with_districts_opened
from catalog.people.models import (
    Organisation,
    OrganisationGroup,
    OrganisationKind,
    group_members,
    served_municipalities,
)
from catalog.people.permissions import Action, Actor, require

#: Who serves municipalities instead of being one.
SERVING = (OrganisationKind.ADVICE_CENTRE, OrganisationKind.WIR_OFFICE)
LONGEST_NAME = 120


class GroupNameMissing(Invalid):
    """A group without a name cannot be found again."""

    sentence = N_("Please give the group a name with at most %(longest)d characters.")


class GroupKnown(Refused):
    """There is a group of this name."""

    sentence = N_("There is a group with the name “%(name)s” already. Please choose another name.")


class NobodyMentioned(Invalid):
    """A list was sent that names nobody whom the register knows."""

    sentence = N_("Nobody in the register has one of these keys. Please check them, one key a line.")


class ServesNobody(Refused):
    """Only advice centres and WIR offices serve municipalities."""

    sentence = N_("Only an advice centre or a WIR office serves municipalities.")


@dataclass(frozen=True, slots=True)
class CountedGroup:
    """A group in a list of groups."""

    id: int
    name: str
    members: int


def groups(session: Session) -> Sequence[CountedGroup]:
    """Return all groups by name, each with the number of its members that are active."""
    active = func.count(Organisation.id)
    counted = (
        select(OrganisationGroup.id, OrganisationGroup.name, active)
        .outerjoin(group_members, group_members.c.group_id == OrganisationGroup.id)
        .outerjoin(Organisation, (Organisation.id == group_members.c.organisation_id) & Organisation.active)
        .group_by(OrganisationGroup.id, OrganisationGroup.name)
        .order_by(OrganisationGroup.name)
    )
    return [CountedGroup(*row) for row in session.execute(counted)]


def group(session: Session, group_id: int) -> OrganisationGroup:
    """Return a group with its members.

    Raises:
        NotFound: there is none.
    """
    found = session.get(OrganisationGroup, group_id)
    if found is None:
        raise NotFound
    return found


def groups_of(session: Session, organisation_id: int) -> set[int]:
    """Return the ids of the groups that an organisation belongs to."""
    ids = select(group_members.c.group_id).where(group_members.c.organisation_id == organisation_id)
    return set(session.scalars(ids))


def make(session: Session, name: str, *, by: Actor) -> OrganisationGroup:
    """Make a group without members.

    Raises:
        GroupNameMissing, GroupKnown: see there.
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    made = OrganisationGroup(name=_free_name(session, name))
    session.add(made)
    session.flush()
    audit.record(session, by, "made a group", f"group:{made.id}", name=made.name)
    return made


def rename(session: Session, group_id: int, name: str, *, by: Actor) -> OrganisationGroup:
    """Give a group another name.

    Raises:
        NotFound: there is no such group.
        GroupNameMissing, GroupKnown: see there.
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    renamed = group(session, group_id)
    before = renamed.name
    renamed.name = _free_name(session, name, group_id)
    audit.record(session, by, "renamed a group", f"group:{group_id}", name=renamed.name, before=before)
    return renamed


def remove(session: Session, known: OrganisationGroup, *, by: Actor) -> str:
    """Let a group be no more, and return its name. Whether a campaign needs it, ``campaigning.grouping`` knows.

    Raises:
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    name, keys = known.name, [one.key for one in known.members]
    session.delete(known)
    session.flush()
    audit.record(session, by, "dissolved a group", f"group:{known.id}", name=name, members=keys)
    return name


def let_in(session: Session, group_id: int, text: str, *, by: Actor) -> Mentioned:
    """Let everybody into a group whom a pasted list means; who is in it already stays. Return what was understood.

    Raises:
        NotFound: there is no such group.
        NobodyMentioned: no word of the list is the key of anybody.
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    understood = mentioned(session, text)
    if not understood.organisations:
        raise NobodyMentioned
    known = group(session, group_id)
    new = [one for one in understood.organisations if one not in known.members]
    known.members.extend(new)
    if new:
        audit.record(session, by, "changed a group", f"group:{group_id}", added=[one.key for one in new])
    return understood


def let_out(session: Session, group_id: int, organisation_ids: Collection[int], *, by: Actor) -> int:
    """Take members out of a group, and return how many.

    Raises:
        NotFound: there is no such group.
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    known = group(session, group_id)
    leaving = [one for one in known.members if one.id in organisation_ids]
    for one in leaving:
        known.members.remove(one)
    if leaving:
        audit.record(session, by, "changed a group", f"group:{group_id}", removed=[one.key for one in leaving])
    return len(leaving)


def join(session: Session, organisation_id: int, group_ids: Collection[int], *, by: Actor) -> None:
    """Let an organisation belong to exactly these groups; one that is not there any more is passed over.

    Raises:
        NotFound: there is no such organisation.
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    if session.get(Organisation, organisation_id) is None:
        raise NotFound
    before = groups_of(session, organisation_id)
    wanted = set(session.scalars(select(OrganisationGroup.id).where(OrganisationGroup.id.in_(group_ids))))
    if wanted == before:
        return
    session.execute(
        delete(group_members).where(
            group_members.c.organisation_id == organisation_id, group_members.c.group_id.in_(before - wanted)
        )
    )
    joined = [{"group_id": one, "organisation_id": organisation_id} for one in sorted(wanted - before)]
    if joined:
        session.execute(insert(group_members), joined)
    audit.record(session, by, "changed a group", f"organisation:{organisation_id}", groups=sorted(wanted))


def served_by(session: Session, organisation_id: int) -> Sequence[Organisation]:
    """Return the municipalities of today that an advice centre or a WIR office serves, by name."""
    served = select(served_municipalities.c.municipality_id).where(
        served_municipalities.c.organisation_id == organisation_id
    )
    asked = select(Organisation).where(Organisation.id.in_(served), Organisation.active)
    return session.scalars(asked.order_by(Organisation.name)).all()


def serving(session: Session, organisation_id: int) -> Sequence[Organisation]:
    """Return the advice centres and WIR offices that serve a municipality, by name."""
    offices = select(served_municipalities.c.organisation_id).where(
        served_municipalities.c.municipality_id == organisation_id
    )
    asked = select(Organisation).where(Organisation.id.in_(offices), Organisation.active)
    return session.scalars(asked.order_by(Organisation.name)).all()


def serve(session: Session, organisation_id: int, text: str, *, by: Actor) -> Mentioned:
    """Let an office serve exactly the municipalities that a pasted list means; a district stands for all of its.

    An empty list lets it serve nobody.

    Raises:
        NotFound: there is no such organisation.
        ServesNobody: it is neither an advice centre nor a WIR office.
        NobodyMentioned: the list says something, and nothing of it is a key.
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    office = session.get(Organisation, organisation_id)
    if office is None:
        raise NotFound
    if office.kind not in SERVING:
        raise ServesNobody
    understood = mentioned(session, text)
    municipalities = with_districts_opened(session, understood.organisations)
    if text.strip() and not municipalities:
        raise NobodyMentioned
    session.execute(delete(served_municipalities).where(served_municipalities.c.organisation_id == organisation_id))
    rows = [{"organisation_id": organisation_id, "municipality_id": one.id} for one in municipalities]
    if rows:
        session.execute(insert(served_municipalities), rows)
    keys = [one.key for one in municipalities]
    audit.record(session, by, "changed who is served", f"organisation:{organisation_id}", municipalities=keys)
    return understood


def _free_name(session: Session, name: str, own_id: int = 0) -> str:
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME or not wanted.isprintable():
        raise GroupNameMissing(longest=LONGEST_NAME)
    taken = select(OrganisationGroup.id).where(OrganisationGroup.name == wanted, OrganisationGroup.id != own_id)
    if session.scalar(taken):
        raise GroupKnown(name=wanted)
    return wanted
