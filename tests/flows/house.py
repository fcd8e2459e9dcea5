"""A whole Filmbote for the flows: started as a newcomer starts it, asked as an operator asks it, ended by Ctrl-C."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.flows.processes import Process, family

ROOT = Path(__file__).parents[2]
UP = (sys.executable, "-m", "catalog", "up")
#: The first page after the end of installation; what is laid down for a newcomer.
FIRST_PAGE_S = 15.0
ENDED_S = 20.0
LOOK_EVERY_S = 0.1
#: Settings of whoever runs the tests, and what a make above us would tell a make below.
NOT_HANDED_ON = ("FILMBOTE_", "MAKE", "MFLAGS")

T = TypeVar("T")


def crowding() -> float:
    """Return by how much a promise in seconds is stretched: it was made for a machine that does nothing else."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def free_port() -> int:
    """Return a port on which nobody listens now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def eventually(question: Callable[[], T], within_s: float, what: str, every_s: float = LOOK_EVERY_S) -> T:
    """Return the first answer that counts as true; fail when none comes in time."""
    end_s = time.monotonic() + within_s
    while not (answer := question()):
        assert time.monotonic() < end_s, f"{what}: not within {within_s} s"
        time.sleep(every_s)
    return answer


@dataclass
class House:
    """One Filmbote in a home of its own, with the demonstration film."""

    home: Path
    command: Sequence[str] = UP
    folder: Path = ROOT
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What it has said since its first start."""
        return self._log.read_text(errors="replace")

    def start(self, within_s: float | None = None) -> float:
        """Start it and return after how many seconds the first page was there."""
        begun_s = time.monotonic()
        self.started_at = datetime.now(UTC)
        self.home.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, env=self._environment(), stdout=log, stderr=log, start_new_session=True
            )
        eventually(self._answers, within_s or FIRST_PAGE_S * crowding(), "the first page")
        return time.monotonic() - begun_s

    def stop(self) -> list[str]:
        """Press Ctrl-C and return the commands that went on nevertheless."""
        if self.process is None or self.process.poll() is not None:
            return []
        ours = self.processes()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(ENDED_S)
        left = [process for process in ours | self.processes() if process.alive]
        commands = [process.command for process in left]
        for process in left:
            os.kill(process.pid, signal.SIGKILL)
        return commands

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

    def published(self) -> set[str]:
        """Return the languages in which the demonstration film is public, as other machines are told."""
        try:
            with urlopen(f"{self.url}/api/v1/films/polizei/versions", timeout=5) as told:  # noqa: S310 - our own server
                return {version["language"] for version in json.load(told)["versions"]}
        except HTTPError:
            return set()

    def published_after_s(self) -> float:
        """Return how long after the start the last of the demonstration's languages was public."""
        versions = self.answer("version", "list", "polizei")["versions"]
        moments = [version["published_at"] for version in versions if version["published_at"]]
        return (datetime.fromisoformat(max(moments)) - self.started_at).total_seconds()

    @property
    def _log(self) -> Path:
        return self.home / "up.log"

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log
        try:
            with urlopen(f"{self.url}/", timeout=5) as page:  # noqa: S310 - our own server
                return bool(page.status == 200)
        except OSError:
            return False

    def _environment(self, *, demonstration: bool = True) -> dict[str, str]:
        """Return our own environment without its settings for Filmbote, and with those of this house."""
        plain = {
            name: value for name, value in os.environ.items() if not name.startswith(("FILMBOTE_", "MAKE", "MFLAGS"))
        }
        settings = {"FILMBOTE_HOME": str(self.home), "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        return plain | settings | ({"FILMBOTE_DEMONSTRATION": "1"} if demonstration else {})
