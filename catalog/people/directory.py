"""The register as it is looked through: by kind, district, group and what is missing; and as a table to take along."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from catalog.people import organisations
from catalog.people.models import (
    Contact,
    Organisation,
    OrganisationGroup,
    OrganisationKind,
    group_members,
    served_municipalities,
)

#: What ``organisations.import_register`` reads again.
COLUMNS = (
    "key", "kind", "name", "official_name", "district", "postcode", "population", "email", "languages", "active",
    "former_keys", "contact_role", "contact_email", "contact_language", "groups", "serves", "successor",
)  # fmt: skip
#: Who is not written to.
SILENT = (OrganisationKind.DISTRICT, OrganisationKind.MINISTRY)


class Gap(StrEnum):
    """What somebody who keeps the register looks for."""

    #: No letter can be sent.
    NO_ADDRESS = "no_address"
    #: A letter to one of its addresses came back.
    BOUNCED = "bounced"
    NOT_ACTIVE = "not_active"


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the register is looked for. Empty: it does not matter."""

    words: str = ""
    kind: str = ""
    district: str = ""
    group: str = ""
    gap: str = ""

    @classmethod
    def said(cls, parameters: Mapping[str, str]) -> "Wish":
        """Return what the address of a page says; a wish that cannot be fulfilled is left out."""
        kind, gap, group = (parameters.get(name, "") for name in ("kind", "gap", "group"))
        return cls(
            words=parameters.get("words", "").strip(),
            kind=kind if kind in set(OrganisationKind) else "",
            district=parameters.get("district", ""),
            group=group if group.isascii() and group.isdigit() and len(group) < 10 else "",
            gap=gap if gap in set(Gap) else "",
        )

    @property
    def parameters(self) -> dict[str, Any]:
        """Return what an address has to say so that the same is looked for."""
        every = {name: getattr(self, name) for name in ("words", "kind", "district", "group", "gap")}
        return {name: value for name, value in every.items() if value}


def sought(session: Session, wish: Wish) -> list[Organisation]:
    """Return whom a wish finds, in the order of the alphabet."""
    kind = OrganisationKind(wish.kind) if wish.kind else None
    return organisations.search(session, wish.words, kind, *_conditions(wish))


def table(session: Session, found: Sequence[Organisation]) -> list[list[str | int | None]]:
    """Return organisations as rows below their headings, as an import reads them again. Four queries, however many."""
    letters = {one.organisation_id: one for one in session.scalars(select(Contact).where(Contact.gets_letters))}
    grouped = select(group_members.c.organisation_id, OrganisationGroup.name).join(
        OrganisationGroup, OrganisationGroup.id == group_members.c.group_id
    )
    groups = _gathered(session.execute(grouped.order_by(OrganisationGroup.name)))
    serving = select(served_municipalities.c.organisation_id, Organisation.key).join(
        Organisation, Organisation.id == served_municipalities.c.municipality_id
    )
    served = _gathered(session.execute(serving.order_by(Organisation.key)))
    keys = {row.id: row.key for row in session.execute(select(Organisation.id, Organisation.key))}
    rows: list[list[str | int | None]] = [list(COLUMNS)]
    for one in found:
        contact = letters.get(one.id)
        rows.append(
            [
                one.key,
                one.kind,
                one.name,
                one.official_name,
                one.district_key,
                one.postcode,
                one.population,
                one.email,
                " ".join(one.needed_languages),
                "yes" if one.active else "no",
                " ".join(one.former_keys),
                contact.role if contact else None,
                contact.email if contact else None,
                contact.language if contact else None,
                "; ".join(groups.get(one.id, ())),
                " ".join(served.get(one.id, ())),
                keys.get(one.successor_id or 0),
            ]
        )
    return rows


def _conditions(wish: Wish) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wish.district:
        conditions.append(Organisation.district_key == wish.district)
    if wish.group:
        conditions.append(
            exists().where(
                group_members.c.organisation_id == Organisation.id, group_members.c.group_id == int(wish.group)
            )
        )
    if wish.gap:
        conditions.append(_missing(Gap(wish.gap)))
    return conditions


def _missing(gap: Gap) -> ColumnElement[bool]:
    """Return the condition that something is missing, as ``contacts.address_of`` understands an address."""
    bounced = and_(Contact.organisation_id == Organisation.id, Contact.bounced_at.is_not(None))
    if gap is Gap.NOT_ACTIVE:
        return ~Organisation.active
    if gap is Gap.BOUNCED:
        return and_(Organisation.active, exists().where(bounced))
    good = exists().where(
        Contact.organisation_id == Organisation.id, Contact.gets_letters, Contact.bounced_at.is_(None)
    )
    no_general = or_(
        func.coalesce(Organisation.email, "") == "",
        exists().where(bounced, Contact.email == func.lower(Organisation.email)),
    )
    return and_(Organisation.active, Organisation.kind.not_in(SILENT), ~good, no_general)


def _gathered(pairs: Iterable[tuple[int, str]]) -> Mapping[int, list[str]]:
    of: dict[int, list[str]] = {}
    for organisation_id, word in pairs:
        of.setdefault(organisation_id, []).append(word)
    return of
