"""A service to torture, and the report of what it has lost."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import telling
from tests.ports import free_port
from tests.torture.killing import Siege
from tests.torture.oracle import Oracle
from tests.torture.sender import signed_in
from tests.torture.service import SERVE, Service
from tests.torture.witness import Witness

#: The marker of what runs only when somebody asks for it.
LONG = "torture"
REPORT = "torture"

Report = Callable[[str, Oracle], None]


def pytest_sessionfinish(session: pytest.Session) -> None:
    telling.sessionfinish(session.config)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    telling.testnodedown(node)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long form out wherever it is not asked for by its name."""
    if LONG in config.option.markexpr:
        return
    long = [item for item in items if item.get_closest_marker(LONG)]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in telling.kept(config, REPORT):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def report(pytestconfig: pytest.Config) -> Report:
    """Whatever is put here is told at the end of the run."""

    def tell(what: str, oracle: Oracle) -> None:
        telling.kept(pytestconfig, REPORT).append(
            f"torture: {what}: {oracle.kills} kills, {oracle.cuts} cuts, "
            f"{oracle.acknowledged_bytes:,} bytes acknowledged, {oracle.lost_bytes:,} bytes lost"
        )

    return tell


@pytest.fixture
def settings(runtime, environment: dict[str, str]) -> dict[str, str]:
    """The environment of a service in the test's own house, on a port that nobody uses."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("FILMBOTE_")}
    return plain | environment | {"FILMBOTE_PORT": str(free_port())}


@pytest.fixture
def serve(settings: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Start the service, or one that is not quite right; it ends with the test."""
    opened = []

    def started(command=SERVE, **more: str) -> Service:
        service = Service(settings | more, int(settings["FILMBOTE_PORT"]), tmp_path / "log", command)
        opened.append(service)
        service.start()
        return service

    yield started
    for service in opened:
        service.kill()


@pytest.fixture
def editor(make) -> str:
    """The address of somebody who may send files."""
    account = make.account()
    make.session.commit()
    return account.email


@pytest.fixture
def besieged(serve, editor: str, config) -> Callable[..., Siege]:
    """Start the service and let somebody sign in."""

    def begun(uploads: Callable[[Service], Path] = lambda _service: config.uploads, **how) -> Siege:
        service = serve(**how)
        siege = Siege(service, Witness(signed_in(service.address, editor), Oracle(uploads(service))))
        siege.prepare()
        return siege

    return begun
