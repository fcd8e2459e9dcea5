"""Bring the database to the form that this release needs, step by step."""

from pathlib import Path

from alembic import command
from alembic.config import Config as Alembic
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

STEPS = Path(__file__).parent / "migrations"


def migrate(engine: Engine, step: str = "head") -> None:
    """Go up to ``step``. Nothing is done when the database is there already."""
    with engine.begin() as connection:
        if form_of(connection) != newest_form():
            command.upgrade(_alembic(connection), step)


def undo(engine: Engine, step: str) -> None:
    """Go down to ``step``; "base" leaves an empty database."""
    with engine.begin() as connection:
        command.downgrade(_alembic(connection), step)


def form_of(connection: Connection) -> str | None:
    """Return the name of the last step that the database has taken."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_form() -> str | None:
    """Return the name of the last step of this release."""
    return ScriptDirectory(str(STEPS)).get_current_head()


def _alembic(connection: Connection) -> Alembic:
    settings = Alembic()
    settings.set_main_option("script_location", str(STEPS))
    settings.attributes["connection"] = connection
    return settings
