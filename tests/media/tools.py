"""How the tests see processes, from outside."""

from collections.abc import Callable
from pathlib import Path

from tests.waiting import eventually


def alive(mark: str) -> list[int]:
    """Return the processes whose command holds the mark. A keeper's order holds it too."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def becomes(state: Callable[[], bool], *, within_s: float) -> bool:
    """Return whether something comes true in time."""
    try:
        return eventually(state, within_s)
    except AssertionError:
        return False
