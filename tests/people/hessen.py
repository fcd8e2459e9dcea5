"""The register of Hessen: entered by the real deed once a process, and laid into each later house as it then was."""

from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session

from catalog.models import Base
from catalog.people import organisations

ENTERED: dict[Table, list[dict[str, Any]]] = {}


def lay_hessen(session: Session) -> Session:
    """Return the session of a house, empty until now, that knows Hessen."""
    if not ENTERED:
        organisations.seed(session)
        session.flush()
        found = {table: session.execute(select(table)).mappings().all() for table in Base.metadata.sorted_tables}
        ENTERED.update({table: [dict(row) for row in rows] for table, rows in found.items() if rows})
        return session
    for table, rows in ENTERED.items():
        session.execute(insert(table), rows)
        if session.get_bind().dialect.name == "postgresql" and "id" in table.c:
            newest = select(func.max(table.c.id)).scalar_subquery()
            session.execute(select(func.setval(text(f"pg_get_serial_sequence('{table.name}', 'id')"), newest)))
    return session
