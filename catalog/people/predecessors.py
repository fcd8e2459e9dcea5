"""Who has gone into an organisation: straight, or by way of another one that carried on before it."""

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
