"""The keeper: a small process that starts one tool, watches it and outlives it.

``media.process`` starts this file as a script and hands it an order (JSON). It
makes the tool small before it runs: limits, low priority, no privileges, and
on demand a Landlock fence and no network. It stays as the tool's parent, so that

* a killed worker takes the tool along, and whatever the tool started;
* a tool that ignores SIGTERM is killed after three seconds;
* the tool's CPU seconds are counted, even under bubblewrap, which hides them.

It is a script of the standard library alone: it starts in 20 ms and imports
nothing of the project, because a stranger's file is opened underneath it.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_CHILD_SUBREAPER = 1, 38, 36
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
LANDLOCK_VERSION, LANDLOCK_PATH_BENEATH = 1, 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_FILE, MAKE_FILE, TRUNCATE = (
    1 << bit for bit in (0, 1, 2, 3, 5, 8, 14)
)
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
READ = READ_FILE | READ_DIR
RUN = EXECUTE | READ
WRITE = READ_FILE | READ_DIR | WRITE_FILE | TRUNCATE | MAKE_FILE | REMOVE_FILE
#: How many kinds of file access each version of Landlock can refuse.
FILE_RIGHTS_OF_VERSION = {1: 13, 2: 14, 3: 15, 4: 15}
NEWEST_FILE_RIGHTS = 16

#: Seconds between asking the tool to stop and killing it.
GRACE_S = 3
#: "Please stop", from the workshop, and "your worker is gone", from the kernel.
STOPS = {signal.SIGTERM, signal.SIGHUP}

libc = ctypes.CDLL(None, use_errno=True)


class RulesetAttr(ctypes.Structure):
    """What a Landlock ruleset refuses unless a rule allows it."""

    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class PathBeneathAttr(ctypes.Structure):
    """What is allowed at and below one path."""

    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def _checked(result: int, what: str) -> int:
    """Return a system call's result, or raise what went wrong."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _prctl(option: int, value: int) -> None:
    _checked(libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0), "prctl")


def fence(runs: list[str], reads: list[str], writes: list[str]) -> None:
    """Let this process touch nothing but these paths, and no network."""
    version = _checked(libc.syscall(LANDLOCK_CREATE, None, 0, LANDLOCK_VERSION), "Landlock")
    handled = (1 << FILE_RIGHTS_OF_VERSION.get(version, NEWEST_FILE_RIGHTS)) - 1
    attr = RulesetAttr(handled, 0b11 if version >= 4 else 0, 0b11 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = _checked(libc.syscall(LANDLOCK_CREATE, ctypes.byref(attr), size, 0), "Landlock ruleset")
    for rights, paths in ((RUN, runs), (READ, reads), (WRITE, writes)):
        for path in paths:
            _allow(ruleset, path, rights & handled)
    _checked(libc.syscall(LANDLOCK_RESTRICT, ruleset, 0), "Landlock")
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    """Add one path to a ruleset. A path that is not there needs no rule."""
    try:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if path.startswith("/dev/"):
        rights = READ_FILE | WRITE_FILE
    if not Path(path).is_dir():
        rights &= FILE_RIGHTS
    rule = PathBeneathAttr(rights, beneath)
    _checked(libc.syscall(LANDLOCK_ADD, ruleset, LANDLOCK_PATH_BENEATH, ctypes.byref(rule), 0), f"Landlock {path}")
    os.close(beneath)


def become_tool(order: dict[str, Any], keeper: int) -> None:
    """Make this process small and turn it into the tool. Never returns."""
    os.setpgid(0, 0)
    os.nice(order["nice"])
    for name, most in order["limits"].items():
        soft, hard = most
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (soft, hard))
    if order["fence"]:
        # Where the kernel lets us, the tool gets a network of its own with nothing in it.
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    if order["fence"]:
        fence(**order["fence"])
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != keeper:
        os._exit(1)
    command = order["command"]
    os.execve(command[0], command, order["environment"])  # noqa: S606 -- starting a tool is what this file is for


def _children() -> list[int]:
    """Return the processes whose parent this keeper is."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            # The name in brackets may hold anything; the parent is the second field after it.
            if int(stat.rpartition(")")[2].split()[1]) == os.getpid():
                found.append(int(entry.name))
    return found


def _kill(pid: int, number: int) -> None:
    for aim in (os.killpg, os.kill):
        try:
            aim(pid, number)
        except ProcessLookupError:
            continue


def keep(tool: int) -> int:
    """Wait for the tool, clear away what it leaves behind, and return its exit code."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        _kill(tool, signal.SIGTERM)
        signal.alarm(GRACE_S)

    def force(_number: int, _frame: FrameType | None) -> None:
        _kill(tool, signal.SIGKILL)

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGALRM, force)
    signal.signal(signal.SIGHUP, force)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    code = os.waitstatus_to_exitcode(os.waitpid(tool, 0)[1])
    # The tool's number may belong to another process from here on.
    signal.pthread_sigmask(signal.SIG_BLOCK, {*STOPS, signal.SIGALRM})
    while orphans := _children():
        for orphan in orphans:
            _kill(orphan, signal.SIGKILL)
            os.waitpid(orphan, 0)
    return code


def main() -> None:
    """Carry out one order and report the tool's exit code and CPU seconds."""
    order = json.loads(sys.argv[1])
    # Nothing may stop the keeper before it can take the tool along.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    _prctl(PR_SET_PDEATHSIG, signal.SIGHUP)
    if os.getppid() != order["parent"]:
        return
    keeper = os.getpid()
    tool = os.fork()
    if tool == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        os.close(order["report_fd"])
        try:
            become_tool(order, keeper)
        except BaseException as error:  # noqa: BLE001 -- a forked child must never walk on as a second keeper
            os.write(2, f"keeper: {error}\n".encode())
            os._exit(126)
    # The tool's pipes are the tool's: the keeper must not hold them open.
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    code = keep(tool)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    report = {"code": code, "cpu_s": used.ru_utime + used.ru_stime, "memory_kb": used.ru_maxrss}
    os.write(order["report_fd"], json.dumps(report).encode())


if __name__ == "__main__":
    main()
