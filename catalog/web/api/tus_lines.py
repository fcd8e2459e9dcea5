"""The lines on which files are arriving. One that has fallen silent makes way for the next, at once.

A laptop that wakes up in another network comes back on a new line, while
nobody has told us that the old one is gone. Refusing the new one until then
would let it send in vain. The service runs as one process, so all lines are
here.
"""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

#: A line that brings nothing for so long is given up when another one wants to go on.
SILENT_S = 1.5
#: How long a line may take to end that was given up, or whose other end has gone.
ENDING_S = 5.0
LOOK_EVERY_S = 0.02
#: The kernel's clock may be behind ours by so much.
CLOCK_S = 0.05
#: What the kernel tells in tcp_info: first the state, 44 bytes behind its eight small numbers when data came last.
ESTABLISHED = 1
LAST_DATA_AT = 8 + 11 * 4

_lines: dict[str, socket.socket] = {}


@dataclass(frozen=True, slots=True)
class _State:
    """How a line is, as the kernel sees it."""

    whole: bool
    silent_s: float


@contextmanager
def arriving(upload_id: str, line: socket.socket | None) -> Iterator[None]:
    """Know the line on which an upload arrives. One that comes second is not known: it may not write yet."""
    known = line is not None and _lines.setdefault(upload_id, line) is line
    try:
        yield
    finally:
        if known:
            del _lines[upload_id]


def makes_way(upload_id: str) -> bool:
    """Return whether the line on which an upload arrives is gone: by itself, or because it brings nothing.

    While it brings something, this is known within a moment.
    """
    asked_at_s = time.monotonic()
    while (line := _lines.get(upload_id)) is not None:
        waited_s = time.monotonic() - asked_at_s
        state = _state(line)
        if waited_s > SILENT_S + ENDING_S or (state.whole and state.silent_s + CLOCK_S < waited_s):
            return False
        if state.whole and state.silent_s >= SILENT_S:
            _end(line)
        time.sleep(LOOK_EVERY_S)
    return True


def let_end(upload_id: str) -> None:
    """Wait until what a line had carried is written whose other end has gone, so that nobody goes on too early."""
    ends_at_s = time.monotonic() + ENDING_S
    while (line := _lines.get(upload_id)) and not _state(line).whole and time.monotonic() < ends_at_s:
        time.sleep(LOOK_EVERY_S)


def _state(line: socket.socket) -> _State:
    try:
        told = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, LAST_DATA_AT + 4)
    except OSError:
        return _State(whole=False, silent_s=0.0)
    (last_data_ms,) = struct.unpack_from("I", told, LAST_DATA_AT)
    return _State(whole=told[0] == ESTABLISHED, silent_s=float(last_data_ms) / 1000)


def _end(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
