"""HTTP, letter by letter: also what no well-behaved client would send."""

import contextlib
import socket
import ssl
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from urllib.parse import urlsplit

Headers = Sequence[tuple[str, str]]
#: A server that says nothing for so long is taken to be stuck.
PATIENCE_S = 60.0


class Deviation(AssertionError):
    """A server does something else than the protocol says."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    reason: str
    headers: Headers
    body: bytes

    def get(self, name: str) -> str | None:
        """Return a header, its values joined as RFC 9110 allows; None when it is not there."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None

    def must_be(self, *statuses: int) -> "Answer":
        """Fail unless the status is one of these."""
        if self.status not in statuses:
            wanted = " or ".join(map(str, statuses))
            raise Deviation(f"answered {self.status}, not {wanted}")
        return self

    def must_refuse(self) -> "Answer":
        """Fail unless the status says that this cannot be done, for a reason of the request itself."""
        if self.status != 501 and (not 400 <= self.status < 500 or self.status in {401, 404}):
            raise Deviation(f"answered {self.status}, which refuses nothing for this reason")
        return self

    def must_say(self, name: str, value: str | None = None) -> str:
        """Return a header that has to be there, and to have this value; fail otherwise."""
        said = self.get(name)
        if said is None:
            raise Deviation(f"{self.status} without {name}")
        if value is not None and said != value:
            raise Deviation(f"{name} is {said!r}, not {value!r}")
        return said

    def must_not_say(self, name: str) -> None:
        """Fail when a header is there."""
        if (said := self.get(name)) is not None:
            raise Deviation(f"{self.status} with {name}: {said}")


def exchange(method: str, url: str, headers: Headers, body: bytes | Iterable[bytes] = b"") -> Answer:
    """Send a request and return its answer. A body in pieces goes chunked; else Content-Length is not added for you."""
    with connected(url) as line:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            line.sendall(head_of(method, url, headers))
            for piece in [body] if isinstance(body, bytes) else _chunked(body):
                line.sendall(piece)
        return answer_from(line, method)


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    """Open a connection to the server of an address."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    plain = socket.create_connection((parts.hostname or "", port), PATIENCE_S)
    line = plain
    if parts.scheme == "https":
        line = ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname)
    with line:
        yield line


def head_of(method: str, url: str, headers: Headers) -> bytes:
    """Return the lines before a body."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    always = [] if any(name.lower() == "host" for name, _ in headers) else [("Host", parts.netloc)]
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in [*always, *headers])]
    return ("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode("utf-8")


def answer_from(line: socket.socket, method: str) -> Answer:
    """Read an answer to its end."""
    try:
        with HTTPResponse(line, method=method) as response:
            response.begin()
            body = response.read()
            return Answer(response.status, response.reason, response.getheaders(), body)
    except (HTTPException, OSError) as error:
        raise Deviation(f"no answer: {type(error).__name__}") from error


def reset(line: socket.socket) -> None:
    """End a connection as a machine does that has lost its memory."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


def _chunked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"
