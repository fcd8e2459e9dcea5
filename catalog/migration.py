"""Bring the database to the form that this release needs, step by step."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config as Alembic
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from catalog.foundation.database import alone

STEPS = Path(__file__).parent / "migrations"


def migrate(engine: Engine, step: str = "head") -> None:
    """Go up to ``step``. Nothing is done when the database is there already."""
    with _whole(engine) as connection:
        alone(connection, "migrate")
        if form_of(connection) != newest_form():
            command.upgrade(_alembic(connection), step)


def undo(engine: Engine, step: str) -> None:
    """Go down to ``step``; "base" leaves an empty database."""
    with _whole(engine) as connection:
        command.downgrade(_alembic(connection), step)


@contextmanager
def _whole(engine: Engine) -> Iterator[Connection]:
    """Open a transaction in which a table may be written anew; nothing that points to it is lost.

    SQLite changes a table by making another one and dropping the first, and
    what points to the first would be deleted along with it.

    Raises:
        ValueError: a row points to nothing afterwards; the whole transaction is undone.
    """
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                yield connection
            return
        connection.connection.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                    message = f"rows point to nothing: {lost[:3]}"
                    raise ValueError(message)
        finally:
            connection.connection.execute("PRAGMA foreign_keys = ON")


def form_of(connection: Connection) -> str | None:
    """Return the name of the last step that the database has taken."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest_form() -> str | None:
    """Return the name of the last step of this release."""
    return ScriptDirectory(str(STEPS)).get_current_head()


def _alembic(connection: Connection) -> Alembic:
    settings = Alembic()
    settings.set_main_option("script_location", str(STEPS))
    settings.attributes["connection"] = connection
    return settings
