"""Which processes belong to whom, as the kernel tells it in /proc."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
GONE = "ZX"


@dataclass(frozen=True, slots=True)
class Process:
    """One process; a number alone is used again by the kernel, with its start it is not."""

    pid: int
    started: int

    @property
    def alive(self) -> bool:
        found = _facts(self.pid)
        return found is not None and found[0] == self and found[2] not in GONE

    @property
    def command(self) -> str:
        with contextlib.suppress(OSError):
            return (PROC / str(self.pid) / "cmdline").read_text(errors="replace").replace("\0", " ").strip()
        return ""


def family(pid: int, mark: str) -> set[Process]:
    """Return a process with all its descendants, and whoever has ``mark``, such as "HOME=/there", in its environment.

    Who has lost its parent is found by the mark, who was started with another environment by its parent.
    """
    everybody = [facts for entry in PROC.iterdir() if entry.name.isdigit() and (facts := _facts(int(entry.name)))]
    members = {process.pid: process for process, _, _ in everybody if process.pid == pid or _carries(process.pid, mark)}
    while new := [each for each, parent, _ in everybody if parent in members and each.pid not in members]:
        members |= {process.pid: process for process in new}
    return set(members.values())


def _facts(pid: int) -> tuple[Process, int, str] | None:
    """Return the process, its parent's number and its state, or None when it is gone."""
    try:
        told = (PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    # The name stands in brackets and may hold anything, also brackets.
    fields = told.rpartition(")")[2].split()
    return Process(pid, int(fields[19])), int(fields[1]), fields[0]


def _carries(pid: int, mark: str) -> bool:
    with contextlib.suppress(OSError):
        return mark.encode() in (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    return False
