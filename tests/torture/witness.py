"""A sender whose every answer is noted by the oracle."""

import time
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from tests.torture.oracle import Oracle, Sent
from tests.torture.sender import Answer, Sender
from tests.waiting import crowding

#: Somebody else writes, or the sender is not up to date: look again.
TRY_AGAIN = (409, 423)
PAUSE_S = 0.1


class Refused(Exception):
    """The server has answered otherwise than a sender in good order expects."""


@dataclass(frozen=True)
class Witness:
    """Sends, and tells the oracle what was acknowledged."""

    sender: Sender
    oracle: Oracle
    #: How long it goes on trying until a file is whole, and how much it sends at once then.
    patience_s: float = 60.0
    piece_bytes: int = 50_000_000

    def begin(self, content: bytes) -> Sent:
        """Announce a file."""
        answer = _good(self.sender.begin(len(content)), 201)
        return self.oracle.begun(urlsplit(answer.headers["Location"]).path, content)

    def ask(self, upload: Sent) -> int:
        """Return how much the server says to have."""
        floor_bytes = upload.acknowledged_bytes
        answer = _good(self.sender.ask(upload.place), 200)
        self.oracle.told(upload, answer.offset, floor_bytes)
        return answer.offset

    def append(
        self, upload: Sent, offset: int, size_bytes: int, bytes_a_second: int | None = None, *, proved: bool = False
    ) -> Answer:
        """Send the next piece of the file, with a checksum when it shall be ``proved``."""
        floor_bytes = upload.acknowledged_bytes
        piece = upload.content[offset : offset + size_bytes]
        more = {"Upload-Checksum": f"sha256 {b64encode(sha256(piece).digest()).decode()}"} if proved else {}
        answer = self.sender.append(upload.place, offset, piece, bytes_a_second, **more)
        if answer.status == 204:
            self.oracle.told(upload, answer.offset, floor_bytes)
        return answer

    def finish(self, upload: Sent) -> None:
        """Go on where the server says, over broken lines and busy files, until everything is there."""
        end_s = time.monotonic() + self.patience_s * crowding()
        while True:
            try:
                here = self.ask(upload)
                if here == len(upload.content):
                    break
                answer = self.append(upload, here, self.piece_bytes)
                if answer.status not in TRY_AGAIN:
                    _good(answer, 204)
                    continue
            except OSError:
                pass
            assert time.monotonic() < end_s, f"not whole within {self.patience_s} s"
            time.sleep(PAUSE_S)
        self.oracle.whole(upload)


def _good(answer: Answer, status: int) -> Answer:
    if answer.status != status:
        raise Refused(answer.status, answer.body[:500])
    return answer
