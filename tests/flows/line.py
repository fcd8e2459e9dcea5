"""A line between browser and server that is slow and breaks, as lines do."""

import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

PIECE_BYTES = 64 * 1024
#: Closing with these makes the kernel send a reset instead of a farewell.
ABRUPTLY = struct.pack("ii", 1, 0)


@dataclass
class FragileLine:
    """Hands bytes through to a server; the first connection that carries a PATCH is torn after so many bytes of it.

    Once it has broken it stays whole, but not faster.
    """

    server_port: int
    breaks_after_bytes: int
    bytes_a_second: int
    breaks: int = 0
    #: What went towards the server on connections that carried a PATCH, headers included.
    sent_bytes: int = 0
    _listening: socket.socket = field(init=False)

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

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.server_port))
            threading.Thread(target=self._carry_up, args=(near, far), daemon=True).start()
            threading.Thread(target=_carry, args=(far, near), daemon=True).start()

    def _carry_up(self, near: socket.socket, far: socket.socket) -> None:
        """Carry what the browser sends, at the pace of the line, until its moment has come."""
        carried_bytes = 0
        try:
            while piece := near.recv(PIECE_BYTES):
                far.sendall(piece)
                if carried_bytes or piece.startswith(b"PATCH "):
                    carried_bytes += len(piece)
                    self.sent_bytes += len(piece)
                    time.sleep(len(piece) / self.bytes_a_second)
                if not self.breaks and carried_bytes >= self.breaks_after_bytes:
                    self.breaks += 1
                    _tear(near, far)
                    return
        except OSError:
            pass
        _close(near, far)


def _carry(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(PIECE_BYTES):
            target.sendall(piece)
    except OSError:
        pass
    _close(source, target)


def _tear(*ends: socket.socket) -> None:
    for end in ends:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABRUPTLY)
    _close(*ends)


def _close(*ends: socket.socket) -> None:
    """Close for both directions, so that whoever still reads is told."""
    for end in ends:
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        finally:
            end.close()
