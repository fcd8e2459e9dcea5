"""A whole Filmbote for the flows: started as a newcomer starts it, asked as an operator asks it, ended by Ctrl-C."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from sqlalchemy import func, select

from catalog.foundation.config import config_from
from catalog.foundation.database import utc_now
from catalog.foundation.queue import ENDED, Job
from catalog.foundation.runtime import Runtime, open_house
from tests.flows.processes import Process, family
from tests.ports import free_port
from tests.waiting import PATIENCE_S, eventually

ROOT = Path(__file__).parents[2]
UP = (sys.executable, "-m", "catalog", "up")
ENDED_S = 20.0
BURIED_S = 5.0
#: Settings of whoever runs the tests, and what a make above us would tell a make below.
NOT_HANDED_ON = ("FILMBOTE_", "MAKE", "MFLAGS")


@dataclass
class House:
    """One Filmbote in a home of its own, with the demonstration film."""

    home: Path
    command: Sequence[str] = UP
    folder: Path = ROOT
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    #: Settings of this house alone, such as its mail server.
    settings: Mapping[str, str] = field(default_factory=dict)
    demonstration: bool = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What it has said since its first start."""
        return self._log.read_text(errors="replace")

    def start(self, within_s: float = PATIENCE_S) -> float:
        """Start it and return after how many seconds the first page was there."""
        begun_s = time.monotonic()
        self.launch()
        eventually(self.answers, within_s, "the first page")
        return time.monotonic() - begun_s

    def launch(self) -> None:
        """Start it and wait for nothing."""
        self.started_at = datetime.now(UTC)
        self.home.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=self._environment(demonstration=self.demonstration),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self) -> list[str]:
        """Press Ctrl-C and return the commands that went on nevertheless."""
        if self.process is None or self.process.poll() is not None:
            return []
        ours = self.processes()
        os.killpg(self.process.pid, signal.SIGINT)
        eventually(lambda: self.process is None or self.process.poll() is not None, ENDED_S, "its end")
        left = self._left_of(ours)
        commands = [process.command for process in left]
        for process in left:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        return commands

    @contextmanager
    def running(self) -> Iterator["House"]:
        """Start it, and stop it at the end; whatever goes on then fails the test."""
        try:
            self.start()
            yield self
        finally:
            left = self.stop()
        assert not left, left

    @contextmanager
    def opened(self) -> Iterator[Runtime]:
        """Look into it from a process of our own."""
        runtime = open_house(config_from({"FILMBOTE_HOME": str(self.home), "FILMBOTE_WORKERS": "1"}))
        try:
            yield runtime
        finally:
            runtime.sessions.engine.dispose()

    def answers(self) -> bool:
        """Return whether the first page is there."""
        assert self.process is not None
        assert self.process.poll() is None, self.log
        try:
            with urlopen(f"{self.url}/", timeout=5) as page:  # noqa: S310 - our own server
                return bool(page.status == 200)
        except OSError:
            return False

    def processes(self) -> set[Process]:
        """Return every process that belongs to it."""
        return family(self.process.pid, f"FILMBOTE_HOME={self.home}") if self.process else set()

    def filmbote(self, *arguments: str | Path, demonstration: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run a command of the command line in this home."""
        return subprocess.run(
            [sys.executable, "-m", "catalog", *map(str, arguments)],
            cwd=self.folder,
            env=self._environment(demonstration=demonstration),
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )

    def answer(self, *arguments: str | Path) -> dict[str, Any]:
        """Return what a command answers as JSON."""
        told: dict[str, Any] = json.loads(self.filmbote(*arguments, "--json").stdout)
        return told

    def jobs(self) -> list[tuple[int, str, str]]:
        """Return number, task and subject of every job that was ever ordered."""
        with closing(sqlite3.connect(f"file:{self.home / 'filmbote.sqlite'}?mode=ro", uri=True)) as database:
            return database.execute("SELECT id, task, subject FROM jobs ORDER BY id").fetchall()

    def is_at_rest(self) -> bool:
        """Return whether nothing is being worked on, and nothing waits that could be."""
        at_work = select(func.count()).where(Job.state.not_in(ENDED), Job.not_before <= utc_now())
        with self.opened() as runtime, runtime.question() as session:
            return session.scalar(at_work) == 0

    def published(self) -> set[str]:
        """Return the languages in which the demonstration film is public, as other machines are told."""
        try:
            with urlopen(f"{self.url}/api/v1/films/polizei/versions", timeout=5) as told:  # noqa: S310 - our own server
                return {version["language"] for version in json.load(told)["versions"]}
        except OSError:
            # It refuses, or is too busy to answer at once.
            return set()

    def published_after_s(self) -> float:
        """Return how long after the start the last of the demonstration's languages was public."""
        versions = self.answer("version", "list", "polizei")["versions"]
        moments = [version["published_at"] for version in versions if version["published_at"]]
        return (datetime.fromisoformat(max(moments)) - self.started_at).total_seconds()

    def _left_of(self, family: set[Process]) -> list[Process]:
        """Return who of it goes on; whoever was killed with its parent is given a moment to be gone."""
        with suppress(AssertionError):
            eventually(lambda: not any(process.alive for process in family | self.processes()), BURIED_S)
        return [process for process in family | self.processes() if process.alive]

    @property
    def _log(self) -> Path:
        return self.home / "up.log"

    def _environment(self, *, demonstration: bool = True) -> dict[str, str]:
        """Return our own environment without its settings for Filmbote, and with those of this house."""
        plain = {
            name: value for name, value in os.environ.items() if not name.startswith(("FILMBOTE_", "MAKE", "MFLAGS"))
        }
        settings = {"FILMBOTE_HOME": str(self.home), "PORT": str(self.port), "PYTHONUNBUFFERED": "1", **self.settings}
        return plain | settings | ({"FILMBOTE_DEMONSTRATION": "1"} if demonstration else {})
