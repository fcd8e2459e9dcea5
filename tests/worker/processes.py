"""Real workers in processes of their own, for tests that kill and freeze them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.waiting import eventually

ROOT = Path(__file__).parents[2]


@contextmanager
def worker(environment: Mapping[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run ``filmbote work`` until the test is done with it."""
    with log.open("wb") as output:
        process = start(["-m", "catalog", "work"], environment, output)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait()


def start(
    arguments: list[str], environment: Mapping[str, str], output: IO[bytes] | None = None
) -> "subprocess.Popen[bytes]":
    """Start Python in the test's own house."""
    surroundings = os.environ | {"PYTHONPATH": str(ROOT)} | dict(environment)
    return subprocess.Popen([sys.executable, *arguments], env=surroundings, stderr=output)


def ended(*processes: "subprocess.Popen[bytes]") -> list[int]:
    """Return with which codes processes end that are ending by themselves."""
    eventually(lambda: all(process.poll() is not None for process in processes), what="the end of a process")
    return [process.returncode for process in processes]


def below(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that they have started."""
    processes, found = _processes(), [pid]
    for parent in found:
        found += [child for child, (its_parent, _) in processes.items() if its_parent == parent]
    return found[1:]


def ffmpegs_of(pid: int) -> list[int]:
    """Return the ffmpeg processes below a process."""
    processes = _processes()
    return [child for child in below(pid) if processes.get(child, (0, ""))[1].startswith("ffmpeg")]


def alive(pid: int) -> bool:
    """Return whether a process still runs; a dead one that nobody has buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _processes() -> dict[int, tuple[int, str]]:
    """Return the parent and the name of every process."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
            except OSError:
                continue
            name, _, rest = stat.partition("(")[2].rpartition(")")
            found[int(folder.name)] = (int(rest.split()[1]), name)
    return found
