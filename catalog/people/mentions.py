"""Which organisations a pasted list means: keys of today or of earlier days, with names beside them or without."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.people.listings import with_its_zero
from catalog.people.models import Organisation, OrganisationKind

BETWEEN = re.compile(r"[\s,;]+")
LONGEST_TOLD = 60


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What was understood of a list, and what was not."""

    #: Each once, in the order of the list.
    organisations: tuple[Organisation, ...]
    #: Former keys, and who has them today.
    former: tuple[tuple[str, Organisation], ...]
    unknown: tuple[str, ...]


def mentioned(session: Session, text: str) -> Mentioned:
    """Return whom a pasted list means. A line may hold several keys, or one and whatever stands beside it.

    A key that somebody had before means who carries on today.
    """
    known = _by_key(session)
    meant: dict[Organisation, None] = {}
    former: dict[str, Organisation] = {}
    unknown: dict[str, None] = {}
    for line in text.splitlines():
        keys = [with_its_zero(word) for word in BETWEEN.split(line.replace("\N{NO-BREAK SPACE}", " ")) if word]
        found = [key for key in keys if key in known]
        meant |= dict.fromkeys(known[key] for key in found)
        former |= {key: known[key] for key in found if known[key].key != key}
        unknown |= dict.fromkeys(_not_understood(line, keys, known))
    return Mentioned(tuple(meant), tuple(former.items()), tuple(unknown))


def with_districts_opened(session: Session, organisations: Iterable[Organisation]) -> list[Organisation]:
    """Return the municipalities among these; a district stands for all that lie in it."""
    named = list(organisations)
    districts = [one.key for one in named if one.kind == OrganisationKind.DISTRICT]
    inside = session.scalars(
        select(Organisation).where(
            Organisation.kind == OrganisationKind.MUNICIPALITY,
            Organisation.active,
            Organisation.district_key.in_(districts),
        )
    )
    municipalities = [one for one in named if one.kind == OrganisationKind.MUNICIPALITY]
    return list(dict.fromkeys([*municipalities, *inside]))


def _by_key(session: Session) -> dict[str, Organisation]:
    """Return whom each key means: who is active comes before who is not, and a key of today before one of yesterday."""
    everybody = sorted(session.scalars(select(Organisation)), key=lambda one: (one.active, -one.id))
    once = {key: one for one in everybody for key in one.former_keys}
    inactive = {one.key: one for one in everybody if not one.active}
    return inactive | once | {one.key: one for one in everybody if one.active}


def _not_understood(line: str, keys: list[str], known: dict[str, Organisation]) -> list[str]:
    """Return the keys of a line that nobody has, or the whole line when there is none in it that somebody has."""
    if not any(key in known for key in keys):
        return [line.strip()[:LONGEST_TOLD]] if keys else []
    return [key[:LONGEST_TOLD] for key in keys if key not in known and key.isdigit()]
