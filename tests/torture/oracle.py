"""How we know that nothing was lost: what the server has said is held against what it has.

A byte is *acknowledged* when a 201, a 204 or a HEAD has named an offset beyond
it. From then on no answer may name less, the file must hold just the sender's
bytes up to there, and the whole file must have the sender's SHA-256.
"""

import hashlib
import threading
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(eq=False)
class Sent:
    """One upload as its sender knows it."""

    place: str
    content: bytes
    acknowledged_bytes: int = 0

    @property
    def name(self) -> str:
        """What the server calls it."""
        return self.place.rpartition("/")[2]


@dataclass
class Oracle:
    """Holds every answer and every file against what was acknowledged before."""

    #: The server's folder of files on their way in.
    uploads: Path
    sent: list[Sent] = field(default_factory=list)
    kills: int = 0
    cuts: int = 0
    lost_bytes: int = 0
    #: What went wrong, in words.
    losses: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def acknowledged_bytes(self) -> int:
        """How many bytes the server has promised to keep, over all uploads."""
        return sum(upload.acknowledged_bytes for upload in self.sent)

    def begun(self, place: str, content: bytes) -> Sent:
        """Note that the server has taken an announcement."""
        upload = Sent(place, content)
        self.sent.append(upload)
        return upload

    def told(self, upload: Sent, offset_bytes: int, floor_bytes: int) -> None:
        """Note what an answer says; ``floor_bytes`` was acknowledged when its question was asked."""
        with self._lock:
            if offset_bytes < floor_bytes:
                self._lose(upload, floor_bytes - offset_bytes, f"{floor_bytes} acknowledged, {offset_bytes} told")
            upload.acknowledged_bytes = max(upload.acknowledged_bytes, offset_bytes)

    def look(self, upload: Sent) -> None:
        """Compare the file with what was sent, byte by byte."""
        with self._lock:
            acknowledged = upload.acknowledged_bytes
            path = self.uploads / upload.name
            here = path.read_bytes() if path.exists() else b""
            if len(here) < acknowledged:
                self._lose(upload, acknowledged - len(here), f"{acknowledged} acknowledged, {len(here)} in the file")
            elif not upload.content.startswith(here):
                wrong = next(
                    (at for at, pair in enumerate(zip(here, upload.content, strict=False)) if len({*pair}) > 1), 0
                )
                self._lose(upload, max(1, acknowledged - wrong), f"other bytes from {wrong} on")

    def look_at_all(self) -> None:
        """Compare every file, also of those uploads that stood by."""
        for upload in self.sent:
            self.look(upload)

    def whole(self, upload: Sent) -> None:
        """Compare a whole file with what was sent, by its SHA-256."""
        here = hashlib.sha256((self.uploads / upload.name).read_bytes()).hexdigest()
        if here != hashlib.sha256(upload.content).hexdigest():
            self._lose(upload, len(upload.content), "another SHA-256")

    def _lose(self, upload: Sent, lost_bytes: int, how: str) -> None:
        self.lost_bytes += lost_bytes
        self.losses.append(f"{upload.name}: {how}")
