"""Where a test's rows lie: in a SQLite file of its own, or in the PostgreSQL database of its process, swept before it.

What is the same for every test is kept as long as the process lives: the empty database, what SQLAlchemy has compiled,
and on PostgreSQL the connections. No row is.
"""

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Dialect, QueuePool, text

from catalog.foundation.config import config_from
from catalog.foundation.database import Sessions
from catalog.foundation.runtime import Runtime, open_house
from catalog.migration import migrate


class Ground(Protocol):
    """What houses are built on."""

    def build(self, opened: Runtime) -> Runtime:
        """Return the house with an empty database in today's form."""

    def leave(self, house: Runtime) -> None:
        """Let go of what the test has used."""

    def close(self) -> None:
        """Let go of what the process has kept."""


@dataclass
class Files:
    """SQLite: each house has a file of its own, a copy of an empty one to which the steps were taken once."""

    empty: Path
    compiled: dict[Any, Any] = field(default_factory=dict)
    dialect: Dialect | None = None

    def build(self, opened: Runtime) -> Runtime:
        shutil.copyfile(self.empty, opened.config.home / self.empty.name)
        engine = opened.sessions.engine
        # Compiled statements belong to a dialect: without it, each test would compile all of its statements anew.
        self.dialect = engine.dialect = self.dialect or engine.dialect
        return replace(opened, sessions=Sessions(engine.execution_options(compiled_cache=self.compiled)))

    def leave(self, house: Runtime) -> None:
        house.sessions.engine.dispose()

    def close(self) -> None:
        self.compiled.clear()


@dataclass
class Server:
    """PostgreSQL: the houses of one process follow one another in one database, over the same connections."""

    sessions: Sessions | None = None

    def build(self, opened: Runtime) -> Runtime:
        self.sessions = self.sessions or opened.sessions
        _sweep(self.sessions)
        migrate(self.sessions.engine)
        return replace(opened, sessions=self.sessions)

    def leave(self, house: Runtime) -> None:
        pool = house.sessions.engine.pool
        if isinstance(pool, QueuePool) and pool.checkedout():
            # Somebody has kept a connection: the next test shall not meet it.
            house.sessions.engine.dispose()

    def close(self) -> None:
        if self.sessions:
            self.sessions.engine.dispose()


def empty_file(home: Path) -> Path:
    """Return a new SQLite database in today's form."""
    opened = open_house(config_from({"FILMBOTE_HOME": str(home)}))
    migrate(opened.sessions.engine)
    opened.sessions.engine.dispose()
    return home / "filmbote.sqlite"


#: Neither foreign keys nor the triggers that let books only grow stand in the way. To truncate forty tables would take
#: longer than the test, and so would a question for each of them.
SWEEP = """
DO $$
DECLARE
    name text;
    used boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO used;
        IF used THEN
            EXECUTE format('DELETE FROM %I', name);
        END IF;
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences WHERE last_value > 0;
END $$
"""


def _sweep(sessions: Sessions) -> None:
    """Empty the database of an earlier test."""
    with sessions.engine.begin() as connection:
        connection.execute(text(SWEEP))
