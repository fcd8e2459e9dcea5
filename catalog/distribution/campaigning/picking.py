"""Recipients picked as data: kept with the campaign, and asked of the database in one condition, however many."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from catalog.distribution.models import Delivery
from catalog.distribution.recipients import RECIPIENTS
from catalog.distribution.stages import CAN_BE_OVERDUE, HELD, Standing
from catalog.films import register
from catalog.foundation.errors import N_, Invalid, NotFound
from catalog.people import organisations
from catalog.people.models import Organisation, OrganisationGroup, OrganisationKind, group_members

#: No database of ours has counted further, and none could be asked for more.
LARGEST_ID = 2**31 - 1
#: A copy is there, called back or not.
HOLDING = HELD | {Standing.TO_SETTLE, Standing.LOST}


class NotAPick(Invalid):
    """What was sent picks nobody in a way that we know."""

    sentence = N_("Please choose the recipients: everybody, a kind, a district, a group, a list, or by what they have.")


class NoSuchGroup(NotFound):
    """The group was deleted meanwhile, or never existed."""

    sentence = N_("This group does not exist any more. Please choose another one.")


class Way(StrEnum):
    """How recipients are picked."""

    EVERYBODY = "everybody"
    KIND = "kind"
    #: By the key of the district: its municipalities, centres and offices. The district itself is no recipient.
    DISTRICT = "district"
    GROUP = "group"
    #: These, by their ids: what a list has named.
    LISTED = "organisations"
    #: Whoever has a copy of this version, also one that was called back.
    HOLDERS = "holders_of"
    #: Whoever was offered this version and has not acknowledged it.
    SILENT = "not_acknowledged"


Of = str | int | tuple[int, ...] | bool


@dataclass(frozen=True, slots=True)
class Pick:
    """Who shall be a recipient, minus those who shall not."""

    way: Way
    of: Of = True
    without: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def read(cls, picked: Mapping[str, object]) -> "Pick":
        """Return what ``picked`` means, as ``told`` has written it.

        Raises:
            NotAPick: it means nothing, or two things.
        """
        ways = [way for way in Way if way in picked]
        if len(ways) != 1 or picked.keys() - {ways[0], "without"}:
            raise NotAPick
        return cls(ways[0], _READ[ways[0]](picked[ways[0]]), frozenset(_ids(picked.get("without", []))))

    @classmethod
    def from_json(cls, text: str) -> "Pick":
        """Return what a form has carried along.

        Raises:
            NotAPick: it is not what ``to_json`` has written.
        """
        try:
            picked = json.loads(text)
        except ValueError:
            raise NotAPick from None
        if not isinstance(picked, dict):
            raise NotAPick
        return cls.read(picked)

    def told(self) -> dict[str, object]:
        """Return it as a campaign keeps it, such as {"district": "06435", "without": [12]}."""
        told: dict[str, object] = {self.way.value: list(self.of) if isinstance(self.of, tuple) else self.of}
        return told | {"without": sorted(self.without)} if self.without else told

    def to_json(self) -> str:
        """Return it as a form carries it along."""
        return json.dumps(self.told(), separators=(",", ":"))


def condition(pick: Pick) -> ColumnElement[bool]:
    """Return the condition that an organisation is picked. Whoever is not active, and the ministry, never is."""
    return and_(
        Organisation.active,
        Organisation.kind != OrganisationKind.MINISTRY,
        _PICKING[pick.way](pick.of),
        Organisation.id.not_in(sorted(pick.without)),
    )


def named(session: Session, pick: Pick) -> str:
    """Return the name of what is picked by: of the district, the group or the version; nothing where there is none.

    Raises:
        UnknownOrganisation, NoSuchGroup, NoSuchVersion: it is not there.
    """
    if pick.way == Way.DISTRICT:
        return organisations.by_key(session, str(pick.of), OrganisationKind.DISTRICT).name
    if pick.way == Way.GROUP:
        group = session.get(OrganisationGroup, pick.of)
        if group is None:
            raise NoSuchGroup
        return group.name
    if pick.way in (Way.HOLDERS, Way.SILENT):
        return register.version(session, _id(pick.of)).subject
    return ""


def _id(value: object) -> int:
    if type(value) is not int or not 0 < value <= LARGEST_ID:
        raise NotAPick
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise NotAPick
    return value


def _kind(value: object) -> str:
    if value not in set(OrganisationKind) - {OrganisationKind.MINISTRY}:
        raise NotAPick
    return str(value)


def _ids(value: object) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise NotAPick
    return tuple(_id(one) for one in value)


def _everybody(value: object) -> bool:
    if value is not True:
        raise NotAPick
    return True


_READ: Mapping[Way, Callable[[object], Of]] = {
    Way.EVERYBODY: _everybody,
    Way.KIND: _kind,
    Way.DISTRICT: _text,
    Way.GROUP: _id,
    Way.LISTED: _ids,
    Way.HOLDERS: _id,
    Way.SILENT: _id,
}
_PICKING: Mapping[Way, Callable[[Of], ColumnElement[bool]]] = {
    Way.EVERYBODY: lambda _: Organisation.kind.in_(RECIPIENTS),
    Way.KIND: lambda kind: Organisation.kind == kind,
    Way.DISTRICT: lambda key: and_(Organisation.district_key == key, Organisation.kind.in_(RECIPIENTS)),
    Way.GROUP: lambda group_id: Organisation.id.in_(
        select(group_members.c.organisation_id).where(group_members.c.group_id == group_id)
    ),
    Way.LISTED: lambda ids: Organisation.id.in_(ids if isinstance(ids, tuple) else ()),
    Way.HOLDERS: lambda version_id: Organisation.id.in_(
        select(Delivery.organisation_id).where(Delivery.version_id == version_id, Delivery.standing.in_(HOLDING))
    ),
    Way.SILENT: lambda version_id: Organisation.id.in_(
        select(Delivery.organisation_id).where(Delivery.version_id == version_id, Delivery.standing.in_(CAN_BE_OVERDUE))
    ),
}
