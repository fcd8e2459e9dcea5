"""A line between browser and server that is slow and breaks, as lines do."""

import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType
from typing import Self

PIECE_BYTES = 64 * 1024
#: Closing with these makes the kernel send a reset instead of a farewell.
ABRUPTLY = struct.pack("ii", 1, 0)
#: How often a slow line carries something.
STEPS_A_SECOND = 20


class Fault(Enum):
    """How a line breaks."""

    #: Both ends get a reset.
    RESET = "reset"
    #: Both ends get a farewell.
    CUT = "cut"
    #: Nobody is told anything: bytes vanish, the connections stay open.
    SILENCE = "silence"
    #: Everything gets through, but the answer does not come back.
    UNANSWERED = "unanswered"


@dataclass
class FragileLine:
    """Hands bytes through to a server; the first connection that carries a PATCH is torn after so many bytes of it.

    Once it has broken ``breaks_at_most`` times it stays whole, but not faster.
    """

    server_port: int
    breaks_after_bytes: int
    bytes_a_second: int
    fault: Fault = Fault.RESET
    breaks_at_most: int = 1
    breaks: int = 0
    #: What went towards the server on connections that carried a PATCH, headers included.
    sent_bytes: int = 0
    _listening: socket.socket = field(init=False)
    #: Connections on which nothing comes any more.
    _silent: list[socket.socket] = field(default_factory=list)
    #: Connections whose answer will not come back.
    _unheard: list[socket.socket] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._listening = socket.socket()
        # The kernel holds back no more than a piece, so that the browser notices how slow the line is.
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PIECE_BYTES)
        self._listening.bind(("127.0.0.1", 0))
        self._listening.listen()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.close()
        _close(*self._silent)

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.server_port))
            except OSError:
                _close(near)
                continue
            threading.Thread(target=self._carry_up, args=(near, far), daemon=True).start()
            threading.Thread(target=self._carry_down, args=(far, near), daemon=True).start()

    def _carry_up(self, near: socket.socket, far: socket.socket) -> None:
        """Carry what the browser sends, at the pace of the line, until its moment has come."""
        carried_bytes = 0
        at_once_bytes = min(PIECE_BYTES, max(1, self.bytes_a_second // STEPS_A_SECOND))
        try:
            while piece := near.recv(at_once_bytes):
                far.sendall(piece)
                if carried_bytes or piece.startswith(b"PATCH "):
                    carried_bytes += len(piece)
                    self.sent_bytes += len(piece)
                    time.sleep(len(piece) / self.bytes_a_second)
                if near not in self._unheard and self._is_due(carried_bytes):
                    self.breaks += 1
                    if self._break(near, far):
                        return
        except OSError:
            pass
        _close(near, far)

    def _carry_down(self, far: socket.socket, near: socket.socket) -> None:
        """Carry what the server answers."""
        try:
            while piece := far.recv(PIECE_BYTES):
                if near in self._unheard:
                    break
                near.sendall(piece)
        except OSError:
            pass
        if near not in self._silent:
            _close(far, near)

    def _is_due(self, carried_bytes: int) -> bool:
        return self.breaks < self.breaks_at_most and carried_bytes >= self.breaks_after_bytes

    def _break(self, near: socket.socket, far: socket.socket) -> bool:
        """Let the fault happen, and return whether nothing more is carried up."""
        if self.fault is Fault.UNANSWERED:
            self._unheard.append(near)
            return False
        if self.fault is Fault.SILENCE:
            self._silent += [near, far]
            return True
        if self.fault is Fault.RESET:
            for end in (near, far):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABRUPTLY)
        _close(near, far)
        return True


def _close(*ends: socket.socket) -> None:
    """Close for both directions, so that whoever still reads is told."""
    for end in ends:
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        finally:
            end.close()
