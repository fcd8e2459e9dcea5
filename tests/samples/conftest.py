"""Real films and hostile files. The suite exists only where FILMBOTE_SAMPLES names their folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from media.process import Workshop
from tests import telling

SAMPLES = os.environ.get("FILMBOTE_SAMPLES")
collect_ignore_glob = [] if SAMPLES else ["test_*.py"]

ROWS = "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    return Path(SAMPLES or "").resolve()


@pytest.fixture(scope="session")
def workshop() -> Workshop:
    return Workshop.open(os.environ.get("FILMBOTE_FFMPEG"), os.environ.get("FILMBOTE_SANDBOX"))


@pytest.fixture
def row(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """What a test tells for its line of the table: whatever it appends."""
    told: list[str] = []
    yield told
    telling.kept(request.config, ROWS).append("  ".join(told))


def pytest_sessionfinish(session: pytest.Session) -> None:
    telling.sessionfinish(session.config)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    telling.testnodedown(node)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table of what became of each file."""
    rows = sorted(telling.kept(config, ROWS))
    if rows:
        terminalreporter.section("what became of the samples")
        terminalreporter.write_line("\n".join(rows))
