"""Whether anything at all has been changed in the database, told in microseconds without reading any of it."""

import sqlite3
from threading import Lock

from sqlalchemy import Engine, text


class Stamps:
    """Says by what the present state of the database is known. Two equal stamps mean that nothing has changed between.

    What was read after a stamp was taken is at least as new as the stamp.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        # SQLite tells a connection what others have changed, not what it has changed itself: this one never writes.
        self._onlooker = (
            sqlite3.connect(str(engine.url.database), check_same_thread=False, isolation_level=None)
            if engine.dialect.name == "sqlite"
            else None
        )

    def now(self) -> str:
        """Return the stamp of this moment."""
        if self._onlooker:
            with self._lock:
                return str(self._onlooker.execute("PRAGMA data_version").fetchone()[0])
        with self._engine.connect() as connection:
            # Names every transaction that can be seen, so it is another one as soon as one more can be.
            return str(connection.scalar(text("SELECT pg_current_snapshot()")))

    def close(self) -> None:
        """Look on no longer."""
        if self._onlooker:
            self._onlooker.close()
