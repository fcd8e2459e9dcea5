"""One worker's attempt at one job: the lease is kept alive, progress is noted, the result is fenced.

A task is a function of an attempt. It has three beats: it reads in a short
transaction, works while none is open, and writes its result through
``result``, which ends the job in the same transaction.
"""

import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from catalog.foundation import queue
from catalog.foundation.database import utc_now
from catalog.foundation.runtime import Runtime

#: Told the share that is done, from 0 to 1, and the seconds left when they can be guessed.
Tell = Callable[[float, float | None], None]

log = structlog.get_logger()


class Stopped(Exception):
    """The worker has to end before the job is done; the job goes back to the queue."""


class NotYet(Exception):
    """The job needs what another one is still making; it goes back to the queue for a while, or until a moment."""

    def __init__(self, until: datetime | None = None) -> None:
        super().__init__()
        self.until = until


class Attempt:
    """What a task is given."""

    def __init__(self, runtime: Runtime, held: queue.Claim, scratch: Path, stop: threading.Event) -> None:
        self.runtime = runtime
        self.held = held
        #: An empty folder that is removed when the attempt is over.
        self.scratch = scratch
        #: Set when another worker has the job, or somebody has cancelled it.
        self.lost = threading.Event()
        self._stop = stop
        self._over = threading.Event()
        self._done: tuple[float, float | None] | None = None
        self._began_s, self._cpu_before_s = time.monotonic(), _cpu_s()

    def tell(self, share: float, seconds_left: float | None = None) -> None:
        """Note how far the job has come; the next heartbeat writes it down.

        Raises:
            LeaseLost: the job is no longer ours.
            Stopped: the worker has to end.
        """
        if self.lost.is_set():
            raise queue.LeaseLost
        if self._stop.is_set():
            raise Stopped
        self._done = (share, seconds_left)

    def part(self, begin: float, end: float) -> Tell:
        """Return where a step of the job tells its progress that lies between two shares of the whole."""

        def tell(share: float, seconds_left: float | None) -> None:
            self.tell(begin + share * (end - begin), seconds_left)

        return tell

    def cancelled(self) -> bool:
        """Return whether the work should stop: the job is lost, or the worker has to end."""
        return self.lost.is_set() or self._stop.is_set()

    @contextmanager
    def result(self) -> Iterator[Session]:
        """Open the transaction of the result: the fence comes first, and the job is done with it.

        Raises:
            LeaseLost: the job is no longer ours; nothing is written.
        """
        with self.runtime.transaction() as session:
            queue.holding(session, self.held)
            yield session
            queue.finish(session, self.held, utc_now())
            self.spend(session)

    def spend(self, session: Session) -> None:
        """Write down what the attempt has cost, whatever became of it."""
        queue.spend(session, self.held.job_id, _cpu_s() - self._cpu_before_s, time.monotonic() - self._began_s)

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Keep the lease alive from a thread of its own, while the caller works."""
        heart = threading.Thread(target=self._beat, name=f"job-{self.held.job_id}", daemon=True)
        heart.start()
        try:
            yield
        finally:
            self._over.set()
            heart.join()

    def _beat(self) -> None:
        while not self._over.wait(queue.HEARTBEAT_S):
            percent, seconds_left = (self._done[0] * 100, self._done[1]) if self._done else (None, None)
            try:
                with self.runtime.transaction() as session:
                    if not queue.beat(session, self.held, utc_now(), percent, seconds_left):
                        self.lost.set()
                        return
            except SQLAlchemyError as error:
                # The lease outlives a few missed beats; if it does not, the fence refuses our result.
                log.warning("heartbeat_missed", job=self.held.job_id, error=str(error))


def _cpu_s() -> float:
    """Return the CPU seconds of this process and of all children that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)
