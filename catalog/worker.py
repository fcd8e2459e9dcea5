"""The worker: it claims jobs, runs their tasks, and answers for whatever becomes of them."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from catalog.distribution.letters import mailings, sending
from catalog.distribution.publishing import planning
from catalog.distribution.recalling import aftercare
from catalog.films import plans, register
from catalog.films.lifecycle import Status
from catalog.foundation import mail, queue
from catalog.foundation.attempts import Attempt, NotYet, Stopped
from catalog.foundation.database import utc_now
from catalog.foundation.errors import FilmboteError
from catalog.foundation.queue import Claim, LeaseLost
from catalog.foundation.runtime import Runtime
from catalog.foundation.storage import AWAY
from catalog.production import (
    composition,
    earlier,
    encoding,
    extra_films,
    inspection,
    leftovers,
    posters,
    setbacks,
    sounds,
    survey,
)
from catalog.production.excerpts import cutting
from catalog.production.packages import unpacking
from catalog.production.reviewing import letters
from media.errors import Cancelled, MediaError

Task = Callable[[Attempt], None]

#: How long an idle worker waits before it asks the database again.
IDLE_S = 0.5
#: How long a job waits that needs what another one is still making.
NOT_YET = timedelta(seconds=5)
#: How often a worker clears away what nobody needs, and looks after recalls.
SWEEP_EVERY_S = 3600.0

log = structlog.get_logger()


def _plain(deed: Callable[[Runtime, Claim], None]) -> Task:
    """Return a task for a deed that writes its own result and can be done twice."""

    def task(attempt: Attempt) -> None:
        deed(attempt.runtime, attempt.held)
        with attempt.result():
            pass

    return task


TASKS: Mapping[str, Task] = {
    "inspect": inspection.inspect,
    "cut_excerpt": cutting.cut,
    "encode_sound": sounds.encode_sound,
    "encode_part": encoding.encode_part,
    "join_round": encoding.join_round,
    "carry_over": encoding.carry_over,
    "survey": survey.survey,
    "choose_poster": posters.choose_poster,
    "compose": composition.compose_films,
    "burn_captions": extra_films.burn_captions,
    "make_broadcast": extra_films.make_broadcast,
    unpacking.LOOK: unpacking.look,
    unpacking.IMPORT: unpacking.import_package,
    mailings.WRITE: _plain(mailings.write_letters),
    mail.SEND: sending.send_letters,
    mail.SEND_BATCH: sending.send_letters,
    "call_reviewers": _plain(letters.write_calls),
    "tell_editor": _plain(letters.write_verdict),
    plans.TASK: _plain(planning.carry_out),
    # Ordered by an older release.
    "announce": _plain(mailings.announce),
    "encode_picture": earlier.encode_picture,
    "lay_over": sounds.encode_sound,
}


class Worker:
    """One process that works; it does one job at a time, in the thread that calls it.

    ffmpeg dies with the thread that started it, so that thread has to stay
    until the job is over. Only the heartbeat has a thread of its own.
    """

    def __init__(self, runtime: Runtime, name: str, tasks: Mapping[str, Task] = TASKS) -> None:
        self._runtime = runtime
        self._name = name
        self._tasks = tasks
        self._stop = threading.Event()
        self._swept_at_s = float("-inf")

    def stop(self) -> None:
        """Let the worker end soon; the job in its hands goes back to the queue."""
        self._stop.set()

    def run(self) -> None:
        """Work until ``stop``."""
        log.info("worker_ready", worker=self._name)
        while not self._stop.is_set():
            idle = not self._turn()
            self._sweep()
            if idle:
                self._stop.wait(IDLE_S)
        log.info("worker_ended", worker=self._name)

    def run_until_idle(self) -> None:
        """Work until no job can be claimed."""
        while not self._stop.is_set() and self.take_one():
            pass

    def help_along(self, version_id: int) -> None:
        """Work until the version has been made or refused, beside other workers or alone."""
        while not self._stop.is_set() and self._in_work(version_id):
            if not self._turn():
                self._stop.wait(IDLE_S)

    def take_one(self) -> bool:
        """Claim a job and run it to its end; return False when there is none."""
        with self._runtime.transaction() as session:
            held = queue.claim(session, self._name, utc_now())
            # Jobs that were given up or cancelled must not leave their versions behind.
            setbacks.settle(session)
        if held is None:
            return False
        self._work_on(held)
        return True

    def _turn(self) -> bool:
        """Take one job, and outlive a database that is away for a moment."""
        try:
            return self.take_one()
        except SQLAlchemyError as error:
            log.warning("database_away", worker=self._name, error=str(error))
            return False

    def _work_on(self, held: Claim) -> None:
        self._clear_away(held)
        with TemporaryDirectory(dir=self._runtime.config.scratch, prefix=_folder_of(held)) as folder:
            attempt = Attempt(self._runtime, held, Path(folder), self._stop)
            try:
                with attempt.beating():
                    self._tasks[held.task](attempt)
            except (LeaseLost, Stopped, Cancelled):
                self._let_go(attempt)
            except (FilmboteError, MediaError) as error:
                log.warning("job_failed", job=held.job_id, task=held.task, code=error.code, detail=_detail(error))
                self._give_up(attempt, error)
            except NotYet as early:
                self._let_go(attempt, early.until or utc_now() + NOT_YET)
            except KeyboardInterrupt:
                self._let_go(attempt)
                raise
            except Exception:  # whatever a task may meet, the worker has to outlive it
                log.exception("job_broke_off", job=held.job_id, task=held.task, attempt=held.attempt)
                self._try_again(attempt)

    def _let_go(self, attempt: Attempt, until: datetime | None = None) -> None:
        """Put a job back because we have to end or it is too early, unless it is no longer ours."""
        with self._verdict(attempt) as session:
            queue.put_back(session, attempt.held, until or utc_now())

    def _give_up(self, attempt: Attempt, error: FilmboteError | MediaError) -> None:
        """Fail a job whose task knows that trying again is no use."""
        with self._verdict(attempt) as session:
            queue.fail(session, attempt.held, utc_now(), error.code, error.sentence, _plain_values(error.places))
            setbacks.settle(session)

    def _try_again(self, attempt: Attempt) -> None:
        """Put a job back after something unforeseen; its last attempt ends it."""
        with self._verdict(attempt) as session:
            queue.try_again(session, attempt.held, utc_now())
            setbacks.settle(session)

    @contextmanager
    def _verdict(self, attempt: Attempt) -> Iterator[Session]:
        """Open the transaction that says what became of a job. One that is no longer ours is left alone."""
        try:
            with self._runtime.transaction() as session:
                yield session
                attempt.spend(session)
        except LeaseLost:
            log.info("job_lost", worker=self._name, job=attempt.held.job_id)
            with self._runtime.transaction() as session:
                attempt.spend(session)

    def _in_work(self, version_id: int) -> bool:
        with self._runtime.question() as session:
            return register.version(session, version_id).status == Status.PROCESSING

    def _clear_away(self, held: Claim) -> None:
        """Remove what a killed attempt at the same job has left in the scratch folder."""
        for folder in self._runtime.config.scratch.glob(f"{_folder_of(held)}*"):
            shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self) -> None:
        """Clear away what nobody needs, and write to whom a recall or a letter has missed, once in a while."""
        if time.monotonic() - self._swept_at_s > SWEEP_EVERY_S:
            self._swept_at_s = time.monotonic()
            try:
                with self._runtime.transaction() as session:
                    aftercare.tend(session, self._runtime.config, utc_now())
                with self._runtime.transaction() as session:
                    leftovers.sweep(session, self._runtime.config, utc_now())
                leftovers.sweep_pieces(self._runtime, utc_now())
            except (SQLAlchemyError, *AWAY) as error:
                # Another worker may clear away the same files; what is left waits for the next time.
                log.warning("sweep_broke_off", worker=self._name, error=str(error))


def _folder_of(held: Claim) -> str:
    return f"job-{held.job_id}-"


def _plain_values(places: Mapping[str, object]) -> dict[str, Any]:
    """Return the values of a sentence's places as JSON can hold them."""
    return {name: value if isinstance(value, str | int | float) else str(value) for name, value in places.items()}


def _detail(error: FilmboteError | MediaError) -> str:
    return error.detail if isinstance(error, MediaError) else str(error)
