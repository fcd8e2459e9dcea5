"""Who has gone into an organisation, and who carries on: straight, or by way of others in between."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.people.models import Organisation


def predecessors_of(session: Session, organisation_id: int) -> Sequence[Organisation]:
    """Return every organisation for which this one carries on, by name. One query."""
    before = select(Organisation.id).where(Organisation.successor_id == organisation_id).cte(recursive=True)
    # A union, not all rows: two that name each other as successor do not run in circles.
    before = before.union(select(Organisation.id).join(before, Organisation.successor_id == before.c.id))
    gone = select(Organisation).where(Organisation.id.in_(select(before.c.id)), Organisation.id != organisation_id)
    return session.scalars(gone.order_by(Organisation.name, Organisation.id)).all()


def carrying_on(session: Session, organisation_id: int) -> Organisation | None:
    """Return an organisation, or who carries on for it now; None when nobody does."""
    seen: set[int] = set()
    organisation = session.get(Organisation, organisation_id)
    while organisation and organisation.successor_id and organisation.id not in seen:
        seen.add(organisation.id)
        organisation = session.get(Organisation, organisation.successor_id)
    return organisation if organisation and organisation.active else None
