"""One house for all flows, and browser windows to walk through it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, StorageState, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from catalog import demonstration
from tests import telling
from tests.flows.browsing import Visitor, launched, window
from tests.flows.house import House
from tests.flows.material import Material
from tests.waiting import eventually

#: The demonstration is promised within 4 minutes on an idle machine; a busy one is given more, and the figure is told.
DEMONSTRATION_S = 600.0
LONGEST_TEST_S = 1800

#: Files whose tests walk through one house, so that the demonstration is made once.
IN_ONE_HOUSE = {
    "test_bad_input.py",
    "test_browsing.py",
    "test_every_door.py",
    "test_film_page.py",
    "test_starting_again.py",
    "test_the_whole_way.py",
}
#: What was measured, told at the end of the run.
FIGURES = "figures"

Visit = Callable[..., Visitor]


def pytest_sessionfinish(session: pytest.Session) -> None:
    telling.sessionfinish(session.config)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    telling.testnodedown(node)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in telling.kept(config, FIGURES):
        terminalreporter.write_line(f"measured: {line}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder. What starts Filmbote by itself comes first, while no house of ours is at work."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("flow")
            item.add_marker(pytest.mark.timeout(LONGEST_TEST_S))
            assert not _shares(item) or item.path.name in IN_ONE_HOUSE, f"IN_ONE_HOUSE has to name {item.path.name}"
    items.sort(key=_shares)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> "ByHouse":
    """Let one process walk through the house that is shared, and another through the others, file by file."""
    return ByHouse(config, log)


class ByHouse(LoadScopeScheduling):
    """Gives out whole files, and first all files that share a house: their house has work to do before they begin."""

    def _split_scope(self, nodeid: str) -> str:
        file = Path(nodeid.partition("::")[0]).name
        return "the house" if file in IN_ONE_HOUSE else file


def _shares(item: pytest.Item) -> bool:
    return "house" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> list[str]:
    """Whatever is put here is told at the end of the run."""
    return telling.kept(pytestconfig, FIGURES)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, figures: list[str]) -> Iterator[House]:
    """Filmbote as ``filmbote up`` starts it, with the demonstration; it must leave no process behind."""
    opened = House(tmp_path_factory.mktemp("flows") / "home")
    try:
        figures.append(f"filmbote up: first page after {opened.start():.1f} s")
        yield opened
    finally:
        left = opened.stop()
    assert not left, left


@pytest.fixture(scope="session")
def every_language(house: House, figures: list[str]) -> list[str]:
    """The languages of the demonstration film, once all are public."""
    wanted = {entry["language"] for entry in demonstration.contents()["versions"]}
    eventually(lambda: house.published() >= wanted, DEMONSTRATION_S, "the whole demonstration", every_s=1)
    figures.append(f"{len(wanted)} languages of the demonstration after {house.published_after_s():.0f} s")
    return sorted(wanted)


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """What the editor brings along: dubs, captions and broken files."""
    return Material(tmp_path_factory.mktemp("material"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launched(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def signed_in() -> dict[str, StorageState]:
    """The cookies of whoever has signed in: nobody signs in twice, because too many tries are refused."""
    return {}


@pytest.fixture
def visit(house: House, browser: Browser, signed_in: dict[str, StorageState]) -> Iterator[Visit]:
    """Open a window: ``visit()`` as a stranger, ``visit("editor")`` signed in. What pages do wrong fails the test."""
    with ExitStack() as windows:

        def opened(who: str = "", url: str = "", **facts: Any) -> Visitor:
            memory = signed_in.get(who)
            visitor = windows.enter_context(window(browser, url or house.url, memory=memory, **facts))
            if who and not memory:
                visitor.sign_in(who)
                signed_in[who] = visitor.page.context.storage_state()
            return visitor

        yield opened
