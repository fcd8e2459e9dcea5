"""What each further language costs, in CPU seconds and in bytes, and what watching over the workshop adds."""

from collections.abc import Iterator

from bench import ours
from bench.clock import cost_s, cpu_s, folder, in_turns, run
from bench.figures import Figure, at_least, at_most, told
from bench.material import Clip
from media.process import Workshop

#: The goals: of the first language's seconds, and CPU seconds per film minute.
SHARE_OF_THE_FIRST, CPU_S_PER_MINUTE = 80, 1.5
#: Bytes that may be kept beside picture, original and sounds.
KEPT_BESIDE = 0.02
LANGUAGES = 30
#: Of a film's CPU seconds: sandbox and proof.
WATCHING = 0.05


def figures(workshop: Workshop, clip: Clip) -> Iterator[Figure]:
    """Make a whole film once, and then one more language of it, twice."""
    watched = ours.Watched(workshop.ffmpeg, workshop.sandbox, source=clip.path)
    with folder() as scratch:
        before_s = cpu_s()
        picture = ours.picture(watched, clip, scratch)
        with folder() as first:
            ours.language(watched, clip, picture, first)
        whole_s = cpu_s() - before_s
        kept: list[ours.Kept] = []
        further_s = in_turns({"further": lambda target: kept.append(ours.language(workshop, clip, picture, target))})
        picture_bytes = sum(rendition.size_bytes for rendition in picture.renditions)
    further = further_s["further"]
    yield at_most("each further language", further / clip.minutes, CPU_S_PER_MINUTE, "{:.2f} CPU s per film minute")
    yield at_least("first language ÷ each further one", whole_s / further, SHARE_OF_THE_FIRST, "{:.0f}")
    yield from _stored(clip, picture_bytes, kept[-1], len(picture.renditions))
    yield from _watched(watched, whole_s)


def _stored(clip: Clip, picture_bytes: int, kept: ours.Kept, sizes: int) -> Iterator[Figure]:
    needed = picture_bytes + clip.path.stat().st_size + LANGUAGES * kept.sound_bytes
    what = f"bytes kept for {LANGUAGES} languages × {sizes} sizes, beside picture, original and sounds"
    yield at_most(what, LANGUAGES * kept.film_bytes / needed, KEPT_BESIDE, "{:.1%}")
    yield told("  one download of one language adds", f"{kept.film_bytes / sizes / 1000:.1f} kB")


def _watched(watched: ours.Watched, whole_s: float) -> Iterator[Figure]:
    """Return what proofs and sandbox take of a whole film."""
    start_s = _start_s(watched)
    proofs, starts = sum(watched.proofs), len(watched.started)
    watching = (proofs + starts * start_s) / whole_s
    yield at_most("sandbox and proof, of the first language's CPU", watching, WATCHING, "{:.1%}")
    yield told("  of it the proofs", f"{proofs / whole_s:.1%}")
    yield told("  of it keeper and sandbox", f"{starts} × {1000 * start_s:.0f} CPU ms")


def _start_s(workshop: Workshop) -> float:
    """Return the CPU seconds that keeper and sandbox add to one start."""
    rounds = 10

    def bare(_: object) -> None:
        for _ in range(rounds):
            run(workshop.ffmpeg, "-version")

    def fenced(_: object) -> None:
        for _ in range(rounds):
            workshop.run(["ffmpeg", "-version"], reads=[], writes=None, keep_output=True)

    return max(0.0, cost_s(fenced) - cost_s(bare)) / rounds
