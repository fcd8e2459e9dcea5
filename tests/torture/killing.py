"""Kills of the web server while files arrive: at random moments, and at one system call after the other."""

import itertools
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import shake_256
from pathlib import Path

from tests.torture import calls
from tests.torture.oracle import Sent
from tests.torture.service import Service
from tests.torture.witness import Refused, Witness
from tests.worker.processes import alive

#: A file of this size takes several kills until it is there.
FILE_BYTES = 6_000_000
#: How far a piece of the file goes at most.
PIECE_BYTES = 3_000_000
PACES = (None, None, 8_000_000, 30_000_000)
LONGEST_WAIT_S = 0.25
ASK_EVERY_S = 0.05
#: One kill in so many takes the parent along, so that the whole service has to be started again.
WHOLE_SERVICE_EVERY = 10
#: Between two requests the server puts away what belongs to the first.
BREATH_S = 0.02

_numbers = itertools.count()


def content(size_bytes: int) -> bytes:
    """Return a file that is like no other."""
    return shake_256(f"film {next(_numbers)}".encode()).digest(size_bytes)


@dataclass
class Siege:
    """A service, somebody who sends to it, and two uploads that only stand by: one half, one whole."""

    service: Service
    witness: Witness
    bystanders: list[Sent] = field(default_factory=list)

    def prepare(self) -> None:
        """Let the bystanders arrive."""
        half, whole = (self.witness.begin(content(200_000)) for _ in range(2))
        self.witness.append(half, 0, 90_000)
        self.witness.finish(whole)
        self.bystanders = [half, whole]

    def check(self) -> None:
        """Hold all files, and what is said of the bystanders, against what was acknowledged."""
        self.witness.oracle.look_at_all()
        for bystander in self.bystanders:
            assert self.witness.ask(bystander) == bystander.acknowledged_bytes

    def kill_at_random(self, times: int, chance: random.Random) -> None:
        """Kill the server in the middle of a piece, again and again, and go on sending."""
        upload = None
        for number in range(times):
            upload = upload or self.witness.begin(content(FILE_BYTES))
            self._one_kill(upload, chance, whole_service=number % WHOLE_SERVICE_EVERY == WHOLE_SERVICE_EVERY - 1)
            if self.witness.ask(upload) == len(upload.content):
                self.witness.oracle.whole(upload)
                upload = None
            self.check()
        if upload:
            self.witness.finish(upload)

    def kill_at_calls(self, scratch: Path, every: int = 1) -> int:
        """Kill the server at each system call of sending a file, or at every so-manieth; return at how many.

        The server has to be one that answers in a single thread, or nobody knows which call is the nth.
        """
        seen = scratch / "seen"
        with self._ready() as pid, calls.traced(pid, seen):
            self._send_a_file()
        before = self.witness.oracle.kills
        for name in sorted({call.name for call in calls.calls(seen)}):
            # How much comes at once differs, and so does the number of writes: a name is done when nobody dies of it.
            for nth in itertools.count(1, every):
                if not self._killed_at(name, nth, scratch):
                    break
        return self.witness.oracle.kills - before

    def _one_kill(self, upload: Sent, chance: random.Random, *, whole_service: bool) -> None:
        here = self.witness.ask(upload)
        kill = self.service.kill if whole_service else self.service.kill_answering
        killer = threading.Timer(chance.uniform(0, LONGEST_WAIT_S), kill)
        with self._asked_all_the_time(upload):
            killer.start()
            with suppress(OSError):
                self.witness.append(upload, here, chance.randint(1, PIECE_BYTES), chance.choice(PACES))
            killer.join()
        self.witness.oracle.kills += 1
        self.service.mend()

    @contextmanager
    def _asked_all_the_time(self, upload: Sent) -> Iterator[None]:
        """Ask for the offset while the file arrives: what is told then is a promise too."""
        done = threading.Event()

        def ask() -> None:
            while not done.wait(ASK_EVERY_S):
                with suppress(OSError, Refused):
                    self.witness.ask(upload)

        asking = threading.Thread(target=ask)
        asking.start()
        try:
            yield
        finally:
            done.set()
            asking.join()

    @contextmanager
    def _ready(self) -> Iterator[int]:
        """Yield the process that answers, once it has opened all that it keeps open."""
        self.witness.ask(self.bystanders[0])
        time.sleep(BREATH_S)
        yield self.service.answering

    def _send_a_file(self) -> None:
        """Announce a file and send it in three pieces, one of them with a checksum."""
        upload = self.witness.begin(content(300_000))
        for size_bytes, proved in ((130_000, False), (100_000, True), (70_000, False)):
            time.sleep(BREATH_S)
            self.witness.append(upload, upload.acknowledged_bytes, size_bytes, proved=proved)
        time.sleep(BREATH_S)

    def _killed_at(self, name: str, nth: int, scratch: Path) -> bool:
        """Return whether the server was killed at the nth call of this name; everything is sent to its end."""
        before = len(self.witness.oracle.sent)
        fault = f"inject={name}:signal=KILL:when={nth}"
        with self._ready() as pid, calls.traced(pid, scratch / "killed", "-e", fault), suppress(OSError):
            self._send_a_file()
        killed = not alive(pid)
        self.witness.oracle.kills += killed
        self.service.mend()
        for upload in self.witness.oracle.sent[before:]:
            self.witness.finish(upload)
        self.check()
        return killed
