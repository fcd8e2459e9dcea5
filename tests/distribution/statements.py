"""What a deed asks of the database, statement by statement."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.orm import Session


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """Collect every statement that reaches the database of a session."""
    run: list[str] = []

    def collect(_connection, _cursor, statement, *_rest) -> None:
        run.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", collect)
    try:
        yield run
    finally:
        event.remove(engine, "before_cursor_execute", collect)
