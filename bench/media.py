"""What a film costs: each promise of the workshop, measured.

    python -m bench.media [--film FILM] [--only first,languages] [--seconds 12] [--minutes 10]

Prints one table: what, goal, measured, met. Trust CPU seconds and ratios; what else the machine does shows in its load.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import first_language, languages, parts, quality, workers
from bench.clock import folder
from bench.figures import Figure, machine, table
from bench.material import DEMONSTRATION, Clip, clip_of
from media.process import Workshop

Bench = Callable[[Workshop, Clip], Iterator[Figure]]

#: Each with the seconds of film that it needs.
OVER_A_CLIP: dict[str, tuple[Bench, float]] = {
    "first": (first_language.figures, 12),
    "quality": (quality.figures, 12),
    "languages": (languages.figures, 90),
    "parts": (parts.figures, 24),
}
WORKERS = "workers"


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--film", type=Path, default=DEMONSTRATION, help="what to measure with")
    parser.add_argument("--only", default=",".join([*OVER_A_CLIP, WORKERS]), help="some of: %(default)s")
    parser.add_argument("--seconds", type=float, help="how much of the film; without it, what each bench needs")
    parser.add_argument("--minutes", type=float, default=4, help="how long a film the workers share")
    given = parser.parse_args()
    workshop = Workshop.open()
    began = machine()
    figures: list[Figure] = []
    with folder() as scratch:
        for name in given.only.split(","):
            if name == WORKERS:
                print(f"{name}: {given.minutes:g} minutes, drawn", flush=True)
                figures += workers.figures(workshop, given.minutes)
                continue
            bench, seconds = OVER_A_CLIP[name]
            clip = clip_of(workshop, given.film, given.seconds or seconds, scratch / f"{name}.mkv")
            size = f"{clip.video.width_px} × {clip.video.height_px}"
            print(f"{name}: {clip.duration_s:.1f} s of {given.film.name}, {size}", flush=True)
            figures += bench(workshop, clip)
    print(table(figures))
    print(f"Sandbox {workshop.sandbox}. Before: {began}. After: {machine()}.")


if __name__ == "__main__":
    main()
