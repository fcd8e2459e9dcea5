"""The first language pays for the picture: beside the encoder alone, a process for each size, and what others do."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench import limit, ours, peers
from bench.clock import Deed, cost_s, folder, in_turns, run_each
from bench.figures import Figure, at_most, told
from bench.material import Clip, raw_frames
from bench.peers import Size
from media.graph import pictures
from media.graph.pictures import Rung
from media.process import Workshop

SizesOf = Callable[[Path, Sequence[Rung], Path], list[Size]]

#: The goals: over the encoders alone, and under a process for each download and each stream.
OVER_THE_LIMIT, UNDER_SINGLE_PROCESSES = 1.10, 0.6


def figures(workshop: Workshop, clip: Clip) -> Iterator[Figure]:
    """Measure ours and the limit in turns, and the others once."""
    ladders_s: list[float] = []

    def first(target: Path) -> None:
        watched = ours.Watched(workshop.ffmpeg, workshop.sandbox, source=clip.path)
        ours.first_language(watched, clip, target)
        ladders_s.append(max(watched.started))

    with folder() as scratch:
        rungs = pictures.rungs(clip.video, ours.ladder(clip), scratch)
        frames = raw_frames(workshop, clip, rungs, scratch)
        costs_s = in_turns({"ours": first, "limit": lambda _: limit.encode_raw(workshop.ffmpeg, frames)})
    for name, sizes in (("single", peers.each_by_itself), ("MediaCMS", peers.mediacms), ("PeerTube", peers.peertube)):
        costs_s[name] = cost_s(_by_others(workshop, clip, sizes))
    yield at_most("first language ÷ x264 alone on raw frames", costs_s["ours"] / costs_s["limit"], OVER_THE_LIMIT)
    yield told("  of it decoding, scaling and encoding alone", f"{min(ladders_s) / costs_s['limit']:.2f}")
    single = costs_s["ours"] / costs_s["single"]
    yield at_most("first language ÷ a process for each download and stream", single, UNDER_SINGLE_PROCESSES)
    for name, cost in costs_s.items():
        yield told(f"  {name}", f"{cost / clip.minutes:.1f} CPU s per film minute")


def _by_others(workshop: Workshop, clip: Clip, sizes_of: SizesOf) -> Deed:
    def deed(scratch: Path) -> None:
        rungs = pictures.rungs(clip.video, ours.ladder(clip), scratch)
        for size in sizes_of(clip.path, rungs, scratch):
            run_each(workshop.ffmpeg, size.commands)

    return deed
