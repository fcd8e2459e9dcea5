"""What a waiting person sees on the terminal; standard output stays free for the answer."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

from catalog.foundation import queue
from catalog.foundation.runtime import Runtime

#: How often the database is asked how far a job has come.
LOOK_EVERY_S = 0.5

#: What a worker is doing, in words.
STEPS = {
    "inspect": "looking into it",
    "encode_sound": "encoding the sound",
    "compose": "laying the language over",
}


def bars() -> Progress:
    """Return progress bars on standard error; where that is no terminal, they stay silent."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)


@contextmanager
def shown(runtime: Runtime, version_id: int) -> Iterator[None]:
    """Show how the work on a version goes, whoever does it, until the caller is done."""
    over = threading.Event()
    with bars() as progress:
        bar = progress.add_task("waiting", total=100)
        watcher = threading.Thread(target=_watch, args=(runtime, version_id, progress, bar, over), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()


def _watch(runtime: Runtime, version_id: int, progress: Progress, bar: TaskID, over: threading.Event) -> None:
    subject = f"version:{version_id}"
    while not over.wait(LOOK_EVERY_S):
        with runtime.question() as session:
            job = queue.of_subjects(session, [subject]).get(subject)
        if job:
            progress.update(bar, description=STEPS.get(job.task, job.task), completed=job.percent)
