"""The database: a base for the models, UTC times, and where sessions come from.

SQLite is opened so that two writers wait for each other instead of losing an
update: a writing session begins with BEGIN IMMEDIATE, a reading one with a
plain BEGIN, and the journal is a write-ahead log.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from catalog.foundation.errors import N_, Refused

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_S = 15


def utc_now() -> datetime:
    """Return this moment, with its zone."""
    return datetime.now(UTC)


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC. A moment without a zone is refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment needs its zone"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment with its zone, which SQLite does not keep."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The root of every model."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcTime}  # noqa: RUF012 - SQLAlchemy reads it from the class


class Sessions:
    """Where sessions come from: ``reading()`` for questions, ``writing()`` for deeds."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.reading = sessionmaker(engine.execution_options(filmbote_reading=True), expire_on_commit=False)
        self.writing = sessionmaker(engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a writing session; commit at the end, undo everything on an error."""
        with self.writing.begin() as session:
            yield session

    @contextmanager
    def question(self) -> Iterator[Session]:
        """Open a reading session, which never holds up a writer."""
        with self.reading() as session:
            yield session


def open_database(url: str) -> Sessions:
    """Return the sessions of the database at ``url``."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S}, pool_size=80, max_overflow=0)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(url, pool_pre_ping=True, pool_size=20, max_overflow=20)
    return Sessions(engine)


def alone(connection: Connection, deed: str) -> None:
    """Wait until nobody else is at the same deed; it is ours until the transaction ends.

    For deeds that first look and then enter what is not there. On SQLite every writer is alone anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(deed, 0))))


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - the driver's own object
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("filmbote_reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class LostRace(Refused):
    """Somebody else changed the same thing at the same moment."""

    sentence = N_("Somebody else changed this at the same moment. Please reload the page and try again.")
