"""What the server asks of the kernel while it answers, and a kill at any of these calls (strace)."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.waiting import eventually

#: Whatever makes something last, and ``sendto``, with which an answer leaves.
LASTING = (
    "openat", "write", "pwrite64", "writev", "fsync", "fdatasync", "ftruncate", "fallocate", "copy_file_range",
    "sendfile", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "sendto",
)  # fmt: skip
LETS_GO_WITHIN_S = 5.0
CALL = re.compile(r"^(?P<thread>\d+) +(?P<name>\w+)\((?P<rest>.*)$")
RESUMED = re.compile(r"^(?P<thread>\d+) +<\.\.\. (?P<name>\w+) resumed>")
FIRST_FILE = re.compile(r"^(?:AT_FDCWD<[^>]*>, )?(?:\d+<(?P<opened>[^>]*)>|\"(?P<named>[^\"]*)\")")
ANSWER = re.compile(r"HTTP/1\.1 (?P<status>2\d\d)")


class Call(NamedTuple):
    """One system call of a thread: its name, the file it is about, and all that strace shows of it."""

    thread: int
    name: str
    file: str
    shown: str


@contextmanager
def traced(pid: int, into: Path, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """Follow a process with all its threads; it is let go at the end when it still lives."""
    command = ["strace", "-f", "-y", "-s", "400", "-o", str(into), "-e", f"trace={','.join(LASTING)}", *options]
    told = into.with_suffix(".told")
    with told.open("w") as telling:
        process = subprocess.Popen([*command, "-p", str(pid)], stderr=telling, text=True)
    try:
        _await_attached(process, told)
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(LETS_GO_WITHIN_S)
        except subprocess.TimeoutExpired:
            # It waits for ever for a thread that died while it was told to let go.
            process.kill()
            process.wait()


def calls(trace: Path) -> list[Call]:
    """Return what a trace shows, each call where it ended: a call that lasts is over only then."""
    begun: dict[int, Call] = {}
    found = []
    for line in trace.read_text(errors="replace").splitlines():
        if told := CALL.match(line):
            file = FIRST_FILE.match(told["rest"])
            call = Call(int(told["thread"]), told["name"], (file["opened"] or file["named"]) if file else "", line)
            if line.endswith("<unfinished ...>"):
                begun[call.thread] = call
            else:
                found.append(call)
        elif (told := RESUMED.match(line)) and (call := begun.pop(int(told["thread"]), None)):
            found.append(call)
    return found


def promised_too_early(trace: Path, home: Path) -> list[str]:
    """Return each good answer that left while something written below ``home`` was not yet synced.

    A file that is made has to be synced, and its folder too, or a power cut takes its name away.
    """
    unsynced: dict[str, str] = {}
    early = []
    for call in calls(trace):
        if call.name == "sendto" and (answer := ANSWER.search(call.shown)):
            early += [f"{answer['status']} before {what} of {file}" for file, what in unsynced.items()]
        elif not call.file.startswith(str(home)):
            continue
        elif call.name in ("fsync", "fdatasync"):
            unsynced.pop(call.file, None)
        elif call.name in ("write", "pwrite64", "ftruncate", "writev"):
            unsynced[call.file] = "the bytes"
        elif call.name == "openat" and "O_CREAT" in call.shown and "O_EXCL" in call.shown:
            unsynced[str(Path(call.file).parent)] = "the name"
    return early


def _await_attached(process: "subprocess.Popen[str]", told: Path) -> None:
    def attached() -> bool:
        assert process.poll() is None, told.read_text()
        return "attached" in told.read_text()

    eventually(attached, what="strace", every_s=0.005)
