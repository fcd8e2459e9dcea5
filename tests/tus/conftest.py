"""Servers for the cases and the clients, started once for all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tus import servers
from tests.tus.server import Server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder: it speaks to real servers."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("integration")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where our server keeps what it is sent."""
    return tmp_path_factory.mktemp("tus") / "home"


@pytest.fixture(scope="session")
def filmbote(home: Path) -> Iterator[Server]:
    with servers.ours(home) as server:
        yield server


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with servers.reference(tmp_path_factory.mktemp("reference")) as server:
        yield server
