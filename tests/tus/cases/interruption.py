"""Lines that break, stall, or come twice."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.tus.case import must, should
from tests.tus.server import PIECES, Server
from tests.tus.wire import PATIENCE_S, Deviation, answer_from, connected, head_of, reset
from tests.waiting import crowding

WHOLE = bytes(range(256)) * 4096
HALF = len(WHOLE) // 2
#: A server that waits longer for a silent sender keeps it from resuming.
SILENCE_S = 12.0
MOST_LOOKS, LOOKS_AT_REST = 60, 3


@contextmanager
def half_sent(server: Server, upload: str, *more: tuple[str, str]) -> Iterator[socket.socket]:
    """Announce the whole file in one piece, and send half of it."""
    announced = [("Content-Type", PIECES), ("Upload-Offset", "0"), ("Content-Length", str(len(WHOLE))), *more]
    with connected(upload) as line:
        line.sendall(head_of("PATCH", upload, server.dressed(announced)) + WHOLE[:HALF])
        time.sleep(0.3)
        yield line


def settled(server: Server, upload: str) -> int:
    """Return the offset that stays, when the server has noticed that the line is gone."""
    before, looks = -1, 0
    for _ in range(MOST_LOOKS):
        here = server.offset(upload)
        looks = looks + 1 if here == before else 0
        if looks == LOOKS_AT_REST:
            return here
        before = here
        time.sleep(0.3)
    raise Deviation("the offset does not come to rest")


@should("interruption")
def what_came_before_a_cut_is_kept(server: Server) -> None:
    """The Server SHOULD always attempt to store as much of the received data as possible."""
    upload = server.create(len(WHOLE))
    with half_sent(server, upload):
        pass
    if settled(server, upload) < HALF // 2:
        raise Deviation(f"{server.offset(upload)} of {HALF} bytes are there")


@must("interruption", each={"cut": "cut", "reset": "reset"})
def no_more_is_there_than_came(server: Server, value: str) -> None:
    """The new offset MUST be the sum of the offset before and the bytes received, also when the line broke."""
    upload = server.create(len(WHOLE))
    with half_sent(server, upload) as line:
        if value == "reset":
            reset(line)
    if (here := settled(server, upload)) > HALF:
        raise Deviation(f"{here} bytes are there, and {HALF} were sent")


@should("interruption", each={"cut": "cut", "reset": "reset"})
def a_broken_upload_is_resumed(server: Server, value: str) -> None:
    """Both SHOULD attempt to detect and handle network errors predictably: the upload goes on where it broke off."""
    upload = server.create(len(WHOLE))
    with half_sent(server, upload) as line:
        if value == "reset":
            reset(line)
    server.resume(upload, WHOLE)


@should("interruption")
def an_upload_is_resumed_while_its_old_line_is_silent(server: Server) -> None:
    """Network errors SHOULD be handled predictably: a line that nobody has closed does not block its upload."""
    upload = server.create(len(WHOLE))
    with half_sent(server, upload):
        server.resume(upload, WHOLE, within_s=SILENCE_S)


@should("interruption")
def a_silent_line_is_closed(server: Server) -> None:
    """A timeout SHOULD be handled by closing the underlying connection."""
    upload = server.create(len(WHOLE))
    with half_sent(server, upload) as line:
        line.settimeout(SILENCE_S * crowding())
        try:
            while line.recv(4096):
                pass
        except TimeoutError as error:
            raise Deviation(f"still open after {SILENCE_S:.0f} s of silence") from error
        except ConnectionResetError:
            pass


@must("interruption")
def somebody_may_ask_while_bytes_arrive(server: Server) -> None:
    """The Server MUST always include Upload-Offset in the response to HEAD: also while a piece is on its way."""
    upload = server.create(len(WHOLE))
    with half_sent(server, upload) as line:
        if (here := server.offset(upload)) > HALF:
            raise Deviation(f"{here} bytes are there, and {HALF} were sent")
        line.sendall(WHOLE[HALF:])
        said = answer_from(line, "PATCH").must_be(204).must_say("Upload-Offset")
    server.must_be_at(upload, int(said))


@must("interruption")
def two_lines_do_not_write_into_each_other(server: Server) -> None:
    """The new offset MUST be the sum of the offset before and the bytes of this request: two at once cannot both be."""
    upload = server.create(len(WHOLE))
    acknowledged = []
    with half_sent(server, upload) as line:
        acknowledged.append(server.patch(upload, 0, WHOLE).status == 204)
        try:
            line.sendall(WHOLE[HALF:])
            acknowledged.append(answer_from(line, "PATCH").status == 204)
        except (Deviation, OSError):
            acknowledged.append(False)
    if all(acknowledged):
        raise Deviation("both were acknowledged")
    server.resume(upload, WHOLE)


@must("interruption")
def a_removed_upload_is_not_acknowledged(server: Server) -> None:
    """204 tells that the bytes are stored: not when the upload was terminated while they came."""
    server.needs("termination")
    upload = server.create(len(WHOLE))
    with half_sent(server, upload) as line:
        server.delete(upload).must_be(204, 409, 423)
        try:
            line.sendall(WHOLE[HALF:])
            acknowledged = answer_from(line, "PATCH").status == 204
        except (Deviation, OSError):
            acknowledged = False
    there = server.head(upload).status in {200, 204}
    if acknowledged and not there:
        raise Deviation("204 for bytes that are nowhere")


@must("interruption")
def whoever_waits_to_be_let_in_is_let_in(server: Server) -> None:
    """Expect: 100-continue is answered as HTTP says: the body may come, and is taken."""
    upload = server.create(4)
    waiting = [("Content-Type", PIECES), ("Upload-Offset", "0"), ("Content-Length", "4"), ("Expect", "100-continue")]
    with connected(upload) as line:
        line.sendall(head_of("PATCH", upload, server.dressed(waiting)))
        line.settimeout(PATIENCE_S)
        try:
            if not line.recv(4096).startswith(b"HTTP/1.1 100"):
                raise Deviation("refused at once")
        except TimeoutError as error:
            raise Deviation("neither let in nor refused") from error
        line.sendall(b"abcd")
        answer_from(line, "PATCH").must_be(204)
