"""Databases that are there for one measurement."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import column, create_engine, exists, make_url, select, table, text


@contextmanager
def postgresql_database(server: str, kept_as: str = "") -> Iterator[str]:
    """Yield the address of a database on a PostgreSQL server: an empty one that goes afterwards, or one to keep."""
    name = kept_as or f"filmbote_bench_{secrets.token_hex(4)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        known = select(exists().where(column("datname") == name).select_from(table("pg_database")))
        if not connection.scalar(known):
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        if not kept_as:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
