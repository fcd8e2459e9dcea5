"""The board in figures, ready for JSON: what the command line and other programs are told."""

from datetime import datetime

from sqlalchemy.orm import Session

from catalog.distribution.board.coverage import coverage
from catalog.distribution.board.reaches import reaches
from catalog.distribution.board.scopes import Scope
from catalog.distribution.holding.holdings import holdings_of
from catalog.foundation.database import utc_now
from catalog.people.models import OrganisationKind
from catalog.people.organisations import by_key


def summary(session: Session, now: datetime | None = None) -> dict[str, object]:
    """Return the board in figures, ready for JSON: recipients of each kind, stages, films."""
    everything = coverage(session, now or utc_now())
    return {
        "organisations": {kind.value: group.figures for kind, group in everything.by_kind.items()},
        "stages": everything.everybody.tally.figures,
        "versions": [
            {
                "film": spread.version.edition.film.slug,
                "language": spread.version.language,
                "revision": spread.version.revision,
                "status": spread.version.status,
                **spread.tally.figures,
            }
            for spread in everything.versions
        ],
    }


def of_district(session: Session, key: str, now: datetime | None = None) -> dict[str, object]:
    """Return how far the recipients of one district have come, ready for JSON.

    Raises:
        UnknownOrganisation: there is no district with the key.
    """
    district = by_key(session, key, OrganisationKind.DISTRICT)
    moment, scope = now or utc_now(), Scope(district=district.key)
    return {
        "district": district.key,
        "name": district.name,
        **coverage(session, moment, scope).everybody.figures,
        "recipients": [
            {"key": reach.key, "name": reach.name, **reach.tally.figures} for reach in reaches(session, moment, scope)
        ],
    }


def of_organisation(session: Session, key: str, now: datetime | None = None) -> dict[str, object]:
    """Return what one recipient has and lacks, ready for JSON.

    Raises:
        UnknownOrganisation: nobody has or had the key.
    """
    organisation = by_key(session, key)
    found = holdings_of(session, organisation.id, now or utc_now())
    return {
        "organisation": organisation.key,
        "name": organisation.name,
        "kind": organisation.kind,
        "versions": [
            {
                "film": holding.film.slug,
                "language": holding.version.language,
                "revision": holding.version.revision,
                "mark": holding.mark.value,
                "stage": holding.stage.value,
                "due_on": holding.due_on.isoformat() if holding.due_on else None,
            }
            for holding in found.holdings
        ],
        "lacking": list(found.lacking),
    }
