"""``filmbote serve`` as processes of its own, for tests that kill it."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.waiting import PATIENCE_S, eventually
from tests.worker.processes import alive, below

ROOT = Path(__file__).parents[2]
SERVE = (sys.executable, "-m", "catalog", "serve")
LOOK_EVERY_S = 0.01


def altered(*changes: str) -> Sequence[str]:
    """Return the command of a service with these changes; see ``tests.torture.altered``."""
    return (sys.executable, "-m", "tests.torture.altered", ",".join(changes), "serve")


@dataclass
class Service:
    """The web server: a parent and the one process that answers, which the parent starts again when it dies."""

    environment: Mapping[str, str]
    port: int
    log: Path
    command: Sequence[str] = SERVE
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """What it has written since its first start."""
        return self.log.read_text(errors="replace")

    @property
    def answering(self) -> int:
        """The process that answers."""
        assert self.process is not None
        pid = self.process.pid
        children = eventually(
            lambda: [child for child in below(pid) if alive(child)], what=self.said, every_s=LOOK_EVERY_S
        )
        return children[0]

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=dict(self.environment), cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        self.await_answer()

    def await_answer(self) -> None:
        """Wait until it answers."""
        eventually(self._answers, what="its answer", every_s=LOOK_EVERY_S)

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(timeout=PATIENCE_S)

    def kill(self) -> None:
        """Kill both at once; nobody starts them again but we."""
        self.end(signal.SIGKILL)

    def kill_answering(self) -> None:
        """Kill the process that answers; its parent starts another one."""
        os.kill(self.answering, signal.SIGKILL)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.said
        try:
            requests.get(f"{self.address}/robots.txt", timeout=5)
        except requests.RequestException:
            return False
        return True

    def mend(self) -> None:
        """Bring it back after a kill."""
        if self.process is None or self.process.poll() is not None:
            self.start()
        else:
            self.await_answer()
