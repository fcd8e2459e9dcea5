"""Two workers share one film: real processes, a real queue, each worker held to one core as if it were a machine."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.clock import folder, run
from bench.figures import Figure, at_least, told
from bench.material import TONE
from catalog.films import register
from catalog.films.lifecycle import Status
from catalog.films.models import RenditionKind
from catalog.foundation.config import config_from
from catalog.foundation.runtime import Runtime, open_house
from catalog.production import workbench
from media.process import Workshop

SLUG, LANGUAGE = "bench", "de"
#: Of one worker's speed.
FASTER = 1.8
#: What is drawn: long enough for ten parts, small enough for a coffee break.
SIZE, MINUTES = "480x270", 10
LOOK_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Times:
    """How long a film took, from the moment it was handed in."""

    first_size_s: float
    whole_s: float


def figures(workshop: Workshop, minutes: float = MINUTES) -> Iterator[Figure]:
    """Make one film with one worker, and the same film with two."""
    cores = sorted(os.sched_getaffinity(0))
    with folder() as scratch:
        film = drawn(workshop, minutes, scratch / "film.mp4")
        alone = made_by(cores[:1], film, scratch / "one")
        if len(cores) < 2:
            yield told("two workers", "this machine has one core")
            return
        together = made_by(cores[:2], film, scratch / "two")
    what = f"two workers on a film of {minutes:g} minutes, of one worker's speed"
    yield at_least(what, alone.whole_s / together.whole_s, FASTER)
    for name, times in (("one worker on one core", alone), ("two workers on two cores", together)):
        yield told(f"  {name}", f"{times.whole_s:.0f} s, the first size after {times.first_size_s:.0f} s")


def drawn(workshop: Workshop, minutes: float, target: Path) -> Path:
    """Draw a film that moves, with a sound."""
    picture = ("-f", "lavfi", "-i", f"testsrc2=size={SIZE}:rate=25")
    coded = "-c:v libx264 -preset ultrafast -g 100 -pix_fmt yuv420p -c:a aac -b:a 96k"
    run(workshop.ffmpeg, *picture, *TONE, *coded.split(), "-t", str(60 * minutes), target)
    return target


def made_by(cores: Sequence[int], film: Path, home: Path) -> Times:
    """Return how long a worker on each of these cores needs for a film, all of them together."""
    environment = {**os.environ, "FILMBOTE_HOME": str(home)}
    environment.pop("FILMBOTE_DATABASE_URL", None)
    filmbote(environment, "film", "add", SLUG, "--title", f"{LANGUAGE}=Bench")
    with working(cores, environment):
        began_s = time.monotonic()
        filmbote(environment, "version", "add", SLUG, LANGUAGE, "--film", film)
        house = open_house(config_from(environment))
        first_size_s = 0.0
        while (sizes := _sizes(house)) is not None:
            first_size_s = first_size_s or (time.monotonic() - began_s if sizes else 0.0)
            time.sleep(LOOK_EVERY_S)
        whole_s = time.monotonic() - began_s
        house.sessions.engine.dispose()
    return Times(first_size_s or whole_s, whole_s)


@contextmanager
def working(cores: Sequence[int], environment: dict[str, str]) -> Iterator[None]:
    """Start a worker on each core, and stop them in the end."""
    command = [sys.executable, "-m", "catalog", "work"]
    workers = [subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) for _ in cores]
    try:
        for worker, core in zip(workers, cores, strict=True):
            # Whatever a worker starts stays on its core.
            os.sched_setaffinity(worker.pid, {core})
        yield
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(timeout=30)


def filmbote(environment: dict[str, str], *arguments: str | Path) -> None:
    """Run a command of the command line."""
    command = [sys.executable, "-m", "catalog", *map(str, arguments)]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def _sizes(house: Runtime) -> int | None:
    """Return in how many sizes the film can be seen by now; None when nothing is left to do."""
    with house.question() as session:
        version = register.newest(session, SLUG, LANGUAGE)
        if version.status == Status.REFUSED:
            raise SystemExit(
                f"The film was refused: {[found.code for found in workbench.sheet(session, version.id).findings]}"
            )
        if version.status != Status.PROCESSING and not workbench.unfinished_jobs(session):
            return None
        return sum(file.kind == RenditionKind.FILM for file in version.renditions)
