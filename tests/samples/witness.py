"""Who sees what a hostile file makes a program touch: secrets that are watched, an address that is listened on."""

import ctypes
import os
import resource
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

#: What the samples name, and what a test puts in its place: files and an address of its own.
PLANTED_MEDIA, PLANTED_TEXTS = b"/srv/planted/private_secret.ts", (b"/etc/passwd", b"/etc/hostname")
ADDRESS = b"127.0.0.1:8099"
NEIGHBOUR = "private_secret.ts"
#: Stands in every planted text, and must stand nowhere else.
MARK = "the ministry alone may read this"

IN_ACCESS, IN_OPEN = 0x1, 0x20
libc = ctypes.CDLL(None, use_errno=True)


class Canary(socketserver.ThreadingTCPServer):
    """An address that nobody may call. It counts who does, and hangs up."""

    daemon_threads = True
    calls = 0


class Bell(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.server.calls += 1


@dataclass
class Witness:
    """A room with secrets in it, into which hostile files are put."""

    room: Path
    secret: bytes
    canary: Canary
    watch: int
    planted: list[Path] = field(default_factory=list)

    def plant(self) -> None:
        """Put a film beside the hostile file, a film and a text elsewhere, and watch all three."""
        elsewhere = self.room / "elsewhere"
        elsewhere.mkdir()
        self.planted = [self.room / NEIGHBOUR, elsewhere / "film.ts", elsewhere / "text"]
        for path in self.planted:
            path.write_bytes(MARK.encode() * 30 if path.name == "text" else self.secret)
            if libc.inotify_add_watch(self.watch, str(path).encode(), IN_OPEN | IN_ACCESS) < 0:
                raise OSError(ctypes.get_errno(), "inotify")

    def put(self, sample: Path) -> Path:
        """Return a copy of a sample that names the planted files and the witness's own address."""
        _, film, text = (str(path).encode() for path in self.planted)
        content = sample.read_bytes()
        if b"\x00" not in content:
            for named in PLANTED_TEXTS:
                content = content.replace(named, text)
            content = content.replace(PLANTED_MEDIA, film)
            content = content.replace(ADDRESS, b"127.0.0.1:%d" % self.canary.server_address[1])
        hostile = self.room / sample.name
        hostile.write_bytes(content)
        return hostile

    def saw(self) -> list[str]:
        """Return what was touched since the witness was last asked."""
        seen = ["a call"] if self.canary.calls else []
        self.canary.calls = 0
        with suppress(BlockingIOError):
            seen += ["a planted file"] * bool(os.read(self.watch, 1 << 16))
        return seen


@contextmanager
def witness(room: Path, secret: bytes) -> Iterator[Witness]:
    """A witness whose secrets lie in an empty folder."""
    with Canary(("127.0.0.1", 0), Bell) as canary:
        threading.Thread(target=canary.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        watch = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            opened = Witness(room, secret, canary, watch)
            opened.plant()
            yield opened
        finally:
            os.close(watch)
            canary.shutdown()


def children_cpu_s() -> float:
    """Return the CPU seconds of all processes that this one has started and seen the end of."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def largest_child_bytes() -> int:
    """Return the memory of the largest of them."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
