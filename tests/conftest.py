"""What every test may ask for: an opened house of its own, a session in it, and somebody to act."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from catalog.foundation.config import Config, config_from
from catalog.foundation.runtime import Runtime, open_house
from catalog.migration import migrate
from catalog.models import Base
from tests.clips import Clips
from tests.factory import Factory

#: Set by ``make test`` for its second round, such as postgresql+psycopg://postgres@127.0.0.1/postgres: every test then
#: runs on PostgreSQL, each process in a database of its own.
TEST_DATABASE = os.environ.get("FILMBOTE_TEST_DATABASE_URL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the trouble of one database to the round that runs on it."""
    other = "sqlite" if TEST_DATABASE else "postgresql"
    elsewhere = [item for item in items if item.get_closest_marker(other)]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in elsewhere]


@pytest.fixture(scope="session")
def database_url(worker_id: str) -> Iterator[str | None]:
    """A PostgreSQL database for this process alone, gone afterwards, or None for SQLite."""
    if not TEST_DATABASE:
        yield None
        return
    url = make_url(TEST_DATABASE)
    own = f"filmbote_test_{worker_id}_{os.getpid()}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {own}"))
    yield url.set(database=own).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {own} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    """Tiny films, each drawn when it is first asked for."""
    return Clips(tmp_path_factory.mktemp("clips"))


@pytest.fixture
def environment(tmp_path: Path, database_url: str | None) -> dict[str, str]:
    """The settings of a house of the test's own."""
    settings = {
        "FILMBOTE_HOME": str(tmp_path / "home"),
        "FILMBOTE_SECRET_KEY": "only-for-tests",
        # One process, so that a test knows whom it kills.
        "FILMBOTE_WORKERS": "1",
    }
    if database_url:
        settings["FILMBOTE_DATABASE_URL"] = database_url
    return settings


@pytest.fixture
def config(environment: dict[str, str]) -> Config:
    return config_from(environment)


@pytest.fixture
def runtime(config: Config) -> Iterator[Runtime]:
    """An opened and empty house."""
    opened = open_house(config)
    if not config.on_sqlite:
        _sweep(opened)
    migrate(opened.sessions.engine)
    yield opened
    opened.sessions.engine.dispose()


@pytest.fixture
def session(runtime: Runtime) -> Iterator[Session]:
    """A writing session. What a test leaves uncommitted is undone."""
    with runtime.sessions.writing() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def make(session: Session) -> Factory:
    """Whoever and whatever a test needs; see ``tests.factory``."""
    return Factory(session)


def _sweep(opened: Runtime) -> None:
    """Empty the PostgreSQL database of an earlier test."""
    with opened.sessions.engine.begin() as connection:
        known = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        tables = [f'"{name}"' for name in known if name in Base.metadata.tables]
        if tables:
            connection.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE"))
