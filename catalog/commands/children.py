"""Child processes of ours: they start with us, are started again when they die, and never outlive us."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

import structlog

PR_SET_PDEATHSIG = 1
#: How long children may take to end before they are killed.
GRACE_S = 8.0
#: Whoever dies so soon after its start has not settled; whoever does so again and again never will.
SETTLED_S = 3.0
MOST_EARLY_DEATHS = 3

log = structlog.get_logger()


class DiedAtOnce(Exception):
    """A child ended before it had begun to work, several times in a row."""


@dataclass
class Child:
    """One of our commands, running as a process of its own."""

    arguments: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    started_at_s: float = 0.0
    early_deaths: int = 0

    def start(self) -> None:
        """Start the command in a session of its own, so that Ctrl-C reaches us alone."""
        command = [sys.executable, "-m", "catalog", *self.arguments, "--parent", str(os.getpid())]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - our own command
        self.started_at_s = time.monotonic()

    def start_again(self) -> None:
        """Start the command once more after its process has died.

        Raises:
            DiedAtOnce: it never lives long, so that it would die again.
        """
        early = time.monotonic() - self.started_at_s < SETTLED_S
        self.early_deaths = self.early_deaths + 1 if early else 0
        if self.early_deaths >= MOST_EARLY_DEATHS:
            raise DiedAtOnce
        log.warning("child_died", command=self.arguments[0])
        self.start()

    @property
    def running(self) -> bool:
        """Return whether the process is there."""
        return self.process is not None and self.process.poll() is None


@dataclass
class Children:
    """All of them."""

    members: list[Child] = field(default_factory=list)

    def start(self, *arguments: str) -> Child:
        """Start another one."""
        child = Child(list(arguments))
        child.start()
        self.members.append(child)
        return child

    def tend(self) -> None:
        """Start again whoever has died.

        Raises:
            DiedAtOnce: it never lives long, so that it would die again.
        """
        for child in self.members:
            if not child.running:
                child.start_again()

    def stop(self) -> None:
        """Ask all to end, and kill those that do not."""
        processes = [child.process for child in self.members if child.process]
        for process in processes:
            process.terminate()
        end_s = time.monotonic() + GRACE_S
        for process in processes:
            try:
                process.wait(max(0.0, end_s - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def live_no_longer_than(parent: int) -> None:
    """Let the kernel end this process when its parent is gone, even when that was killed."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(0)
