"""CPU seconds, taken in turns: a shared machine is not the same from one minute to the next."""

import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

#: Something to be measured, in an empty folder of its own.
Deed = Callable[[Path], object]


def cpu_s() -> float:
    """Return the CPU seconds of this process and of every process that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def cost_s(deed: Deed) -> float:
    """Return the CPU seconds of a deed; what it has made is removed."""
    with folder() as scratch:
        before_s = cpu_s()
        deed(scratch)
        return cpu_s() - before_s


def in_turns(deeds: Mapping[str, Deed], rounds: int = 2) -> dict[str, float]:
    """Return the least CPU seconds of each deed; they take turns, A B A B."""
    costs: dict[str, list[float]] = {name: [] for name in deeds}
    for _ in range(rounds):
        for name, deed in deeds.items():
            costs[name].append(cost_s(deed))
    return {name: min(taken) for name, taken in costs.items()}


@contextmanager
def folder() -> Iterator[Path]:
    """Yield an empty folder, and remove it."""
    scratch = Path(tempfile.mkdtemp(prefix="filmbote-bench-"))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch)


def run(ffmpeg: Path, *arguments: str | Path) -> str:
    """Run ffmpeg as everybody does, without sandbox and keeper, and return what it writes to its standard output."""
    command = [ffmpeg, "-v", "error", "-nostdin", "-y", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def run_each(ffmpeg: Path, commands: Sequence[Sequence[str | Path]]) -> None:
    """Run one ffmpeg after the other."""
    for command in commands:
        run(ffmpeg, *command)
