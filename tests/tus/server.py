"""A tus server as its clients see it: an address where uploads are created, and what it says of itself."""

import time
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urljoin

from tests.tus.wire import Answer, Deviation, Headers, exchange
from tests.waiting import crowding

VERSION = "1.0.0"
PIECES = "application/offset+octet-stream"


class NotOffered(Exception):
    """The server does not have the extension that a case is about."""


@dataclass
class Server:
    """Speaks to one server."""

    name: str
    #: Where uploads are created.
    url: str
    #: What every request carries, such as who is signed in.
    headers: list[tuple[str, str]] = field(default_factory=list)
    #: What this server wants to be told of every file.
    metadata: str = ""

    @cached_property
    def offer(self) -> Answer:
        """What it answers to OPTIONS."""
        return self.send("OPTIONS", self.url, tus=None)

    @property
    def extensions(self) -> list[str]:
        return [name.strip() for name in (self.offer.get("Tus-Extension") or "").split(",") if name.strip()]

    def needs(self, extension: str) -> None:
        """End the case when the server does not have this extension."""
        if extension not in self.extensions:
            raise NotOffered(extension)

    def send(
        self,
        method: str,
        url: str,
        headers: Headers = (),
        body: bytes | Iterable[bytes] = b"",
        tus: str | None = VERSION,
    ) -> Answer:
        """Send a request. A header that is named replaces the one that would have been sent."""
        return exchange(method, url, self.dressed(headers, body, tus), body)

    def dressed(self, headers: Headers, body: bytes | Iterable[bytes] = b"", tus: str | None = VERSION) -> Headers:
        """Return the headers of a request with all that is not particular to it."""
        length = ("Content-Length", str(len(body))) if isinstance(body, bytes) else ("Transfer-Encoding", "chunked")
        usual = [*self.headers, *([("Tus-Resumable", tus)] if tus else []), length]
        named = {name.lower() for name, _ in headers}
        return [*(pair for pair in usual if pair[0].lower() not in named), *headers]

    def post(self, headers: Headers = (), body: bytes | Iterable[bytes] = b"", tus: str | None = VERSION) -> Answer:
        """Ask for a new upload."""
        named = {name.lower() for name, _ in headers}
        about = [] if "upload-metadata" in named or not self.metadata else [("Upload-Metadata", self.metadata)]
        return self.send("POST", self.url, [*about, *headers], body, tus)

    def create(self, length: int, *more: tuple[str, str]) -> str:
        """Return the address of a new upload."""
        return self.place_of(self.post([("Upload-Length", str(length)), *more]).must_be(201))

    def created_with(self, length: int, body: bytes | Iterable[bytes], *more: tuple[str, str]) -> Answer:
        """Create an upload whose first bytes come along."""
        return self.post([("Upload-Length", str(length)), ("Content-Type", PIECES), *more], body)

    def place_of(self, created: Answer) -> str:
        """Return the address of the upload that was created."""
        return urljoin(self.url, created.must_say("Location"))

    def head(self, url: str) -> Answer:
        return self.send("HEAD", url)

    def patch(self, url: str, offset: int | str, body: bytes | Iterable[bytes], *more: tuple[str, str]) -> Answer:
        """Send a piece."""
        named = {name.lower() for name, _ in more}
        usual = [("Content-Type", PIECES), ("Upload-Offset", str(offset))]
        return self.send("PATCH", url, [*(pair for pair in usual if pair[0].lower() not in named), *more], body)

    def delete(self, url: str) -> Answer:
        return self.send("DELETE", url)

    def offset(self, url: str) -> int:
        """Return how many bytes are there."""
        return int(self.head(url).must_be(200, 204).must_say("Upload-Offset"))

    def must_be_at(self, url: str, offset: int) -> None:
        """Fail unless just so many bytes are there."""
        if (here := self.offset(url)) != offset:
            raise Deviation(f"{here} bytes are there, not {offset}")

    def must_be_gone(self, url: str) -> None:
        """Fail unless there is no such upload any more."""
        self.head(url).must_be(404, 410).must_not_say("Upload-Offset")

    def resume(self, url: str, content: bytes, within_s: float = 15.0) -> None:
        """Go on as a client does whose line broke: ask, send the rest, and try again while the server is busy."""
        end_s = time.monotonic() + within_s * crowding()
        while True:
            here = self.offset(url)
            answer = self.patch(url, here, content[here:])
            if answer.status == 204:
                self.must_be_at(url, len(content))
                return
            if time.monotonic() > end_s:
                raise Deviation(f"could not be resumed within {within_s:.0f} s: {answer.status}")
            time.sleep(0.5)

    def told(self, **values: str | bytes) -> str:
        """Return Upload-Metadata with these values beside what this server wants to be told."""
        encoded = [
            f"{key} {b64encode(value.encode() if isinstance(value, str) else value).decode()}"
            for key, value in values.items()
        ]
        return ",".join(filter(None, [self.metadata, *encoded]))
