"""An editor's program that speaks tus over bare sockets, so that it can stop wherever a test wants."""

import http.client
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

import requests

from tests.factory import PASSWORD

PLACE = "/api/v1/uploads"
PIECES = "application/offset+octet-stream"
PATIENCE_S = 60.0
#: Sent at once when the pace matters.
PACED_BYTES = 16 << 10


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def offset(self) -> int:
        """How much of the file is there, as the answer says."""
        return int(self.headers["Upload-Offset"])


@dataclass(frozen=True)
class Sender:
    """Somebody who is signed in; each request takes a line of its own."""

    address: str
    headers: Mapping[str, str]
    tls: ssl.SSLContext | None = None
    patience_s: float = field(default=PATIENCE_S)

    def through(self, port: int) -> "Sender":
        """Return the same sender on another way to the server."""
        return replace(self, address=f"http://127.0.0.1:{port}")

    def begin(self, size_bytes: int) -> Answer:
        """Announce a file."""
        told = {"filename": "film.mp4", "purpose": "film"}
        metadata = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in told.items())
        return self.send("POST", PLACE, {"Upload-Length": str(size_bytes), "Upload-Metadata": metadata})

    def ask(self, place: str) -> Answer:
        """Ask how much is there."""
        return self.send("HEAD", place)

    def append(self, place: str, offset: int, piece: bytes, bytes_a_second: int | None = None, **more: str) -> Answer:
        """Send a piece, at its own pace or as fast as the line takes it."""
        with self.appending(place, offset, len(piece), **more) as line:
            _push(line, piece, bytes_a_second)
            return heard(line)

    @contextmanager
    def appending(self, place: str, offset: int, announced_bytes: int, **more: str) -> Iterator[socket.socket]:
        """Yield a line on which a piece has been announced and none of it sent."""
        head = {"Content-Type": PIECES, "Upload-Offset": str(offset), "Content-Length": str(announced_bytes)} | more
        with self._line() as line:
            line.sendall(self._head("PATCH", place, head))
            yield line

    def send(self, method: str, place: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        length = {"Content-Length": str(len(body))} if method != "HEAD" else {}
        with self._line() as line:
            line.sendall(self._head(method, place, length | dict(headers or {})) + body)
            return heard(line, method)

    @contextmanager
    def _line(self) -> Iterator[socket.socket]:
        there = urlsplit(self.address)
        with socket.create_connection((there.hostname or "", there.port or 0), self.patience_s) as line:
            if self.tls is None:
                yield line
                return
            with self.tls.wrap_socket(line, server_hostname=there.hostname) as private:
                yield private

    def _head(self, method: str, place: str, headers: Mapping[str, str]) -> bytes:
        every = {"Host": urlsplit(self.address).netloc, "Tus-Resumable": "1.0.0", "Connection": "close"}
        lines = [f"{name}: {value}" for name, value in (every | dict(self.headers) | dict(headers)).items()]
        return "\r\n".join([f"{method} {place} HTTP/1.1", *lines, "", ""]).encode()


def signed_in(address: str, email: str, certificate: str | None = None) -> Sender:
    """Return somebody who has signed in by the form; ``certificate`` is the one that the server shows."""
    with requests.Session() as browser:
        browser.trust_env = False
        browser.verify = certificate or True
        browser.headers["Referer"] = f"{address}/"
        form = browser.get(f"{address}/account/sign-in", timeout=PATIENCE_S)
        sent = {"csrf_token": _token(form.text), "email": email, "password": PASSWORD}
        browser.post(f"{address}/account/sign-in", data=sent, timeout=PATIENCE_S, allow_redirects=False)
        page = browser.get(f"{address}/account/", timeout=PATIENCE_S)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)
    headers = {"X-CSRFToken": _token(page.text), "Cookie": cookies, "Referer": f"{address}/"}
    return Sender(address, headers, ssl.create_default_context(cafile=certificate) if certificate else None)


def heard(line: socket.socket, method: str = "PATCH") -> Answer:
    """Return the answer on a line.

    Raises:
        OSError: the line has broken.
    """
    answer = http.client.HTTPResponse(line, method=method)
    try:
        answer.begin()
        return Answer(answer.status, answer.headers, answer.read())
    except http.client.HTTPException as error:
        raise ConnectionResetError from error
    finally:
        answer.close()


def _push(line: socket.socket, piece: bytes, bytes_a_second: int | None) -> None:
    if bytes_a_second is None:
        line.sendall(piece)
        return
    for start in range(0, len(piece), PACED_BYTES):
        line.sendall(piece[start : start + PACED_BYTES])
        time.sleep(PACED_BYTES / bytes_a_second)


def _token(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]
