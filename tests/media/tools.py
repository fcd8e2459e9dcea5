"""How the tests see processes, from outside."""

from pathlib import Path


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
