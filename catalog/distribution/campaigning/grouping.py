"""A group that campaigns were sent to stays, because they say so; any other one can be dissolved."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.distribution.campaigning.picking import Way
from catalog.distribution.models import Campaign
from catalog.foundation.errors import N_, Refused
from catalog.people import groups
from catalog.people.permissions import Action, Actor, require


class GroupUsed(Refused):
    """A group was to be dissolved to which a campaign was sent."""

    sentence = N_(
        "A campaign was sent to the group “%(name)s”, so the group stays. You can take its members out or rename it."
    )


def sent_to(session: Session, group_id: int) -> Sequence[Campaign]:
    """Return the campaigns that were sent to a group, the newest first."""
    of_group = Campaign.picked[Way.GROUP.value].as_integer() == group_id
    return session.scalars(select(Campaign).where(of_group).order_by(Campaign.id.desc())).all()


def dissolve(session: Session, group_id: int, *, by: Actor) -> str:
    """Let a group be no more, and return its name; its members stay in the register.

    Raises:
        NotFound: there is no such group.
        GroupUsed: a campaign was sent to it.
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    known = groups.group(session, group_id)
    if sent_to(session, group_id):
        raise GroupUsed(name=known.name)
    return groups.remove(session, known, by=by)
