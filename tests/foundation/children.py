"""Other processes that a test starts: a real worker that dies is the only honest one."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.waiting import PATIENCE_S, eventually

ROOT = Path(__file__).parents[2]


def child(source: str, *arguments: object, under: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """Start Python on ``source`` in a process of its own, as ``under`` says; what it prints can be read."""
    command = [*under, sys.executable, "-c", source, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_environment())


def at_once(*children: subprocess.Popen[str]) -> None:
    """Let children go on together that print a line when they are ready and then wait for one."""
    for process in children:
        process.stdout.readline()
    for process in children:
        process.stdin.write("go\n")
        process.stdin.flush()


def answer_of(process: subprocess.Popen[str]) -> str:
    """Return what a child has printed when it ends well."""
    printed, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return printed.strip()


def await_(condition: Callable[[], object], within_s: float = PATIENCE_S) -> None:
    """Wait until something is so, and notice it at once."""
    eventually(condition, within_s, every_s=0.001)


def _environment() -> Mapping[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}
