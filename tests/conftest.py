"""What every test may ask for: an opened house of its own, a session in it, and somebody to act."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from catalog.foundation.config import Config, config_from
from catalog.foundation.runtime import Runtime, open_house
from tests.clips import Clips
from tests.databases import Files, Ground, Server, empty_file
from tests.factory import Factory

#: Set by ``make test`` for its second round, such as postgresql+psycopg://postgres@127.0.0.1/postgres: every test then
#: runs on PostgreSQL, each process in a database of its own.
TEST_DATABASE = os.environ.get("FILMBOTE_TEST_DATABASE_URL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to another round what belongs there: see "What runs where" in CONTRIBUTING.md."""
    elsewhere = [item for item in items if _belongs_elsewhere(item)]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if not _belongs_elsewhere(item)]


def _belongs_elsewhere(item: pytest.Item) -> bool:
    """Return whether the round on this database leaves a test out."""
    if not TEST_DATABASE:
        return item.get_closest_marker("postgresql") is not None
    speaks_to_it = "database_url" in getattr(item, "fixturenames", ())
    return not speaks_to_it or any(item.get_closest_marker(name) for name in ("sqlite", "media"))


def pytest_collection_finish() -> None:
    """Take what was imported and collected out of the garbage collector's rounds: it stays to the end."""
    gc.collect()
    gc.freeze()


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
        # Nobody pulls the plug of a test's database: a commit need not wait for the disk.
        connection.execute(text(f"ALTER DATABASE {own} SET synchronous_commit = off"))
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
        # Letters are written and leave at any hour.
        "FILMBOTE_LETTER_HOURS": "0-24",
        "FILMBOTE_DIGEST_MINUTES": "0",
    }
    if database_url:
        settings["FILMBOTE_DATABASE_URL"] = database_url
    return settings


@pytest.fixture
def config(environment: dict[str, str]) -> Config:
    return config_from(environment)


@pytest.fixture(scope="session")
def ground(database_url: str | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """What the houses of this process are built on."""
    kept = Server() if database_url else Files(empty_file(tmp_path_factory.mktemp("empty")))
    yield kept
    kept.close()


@pytest.fixture
def runtime(config: Config, ground: Ground) -> Iterator[Runtime]:
    """An opened and empty house."""
    opened = ground.build(open_house(config))
    yield opened
    ground.leave(opened)


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
