"""A long film in parts: what the cutting costs, and how soon the first size of it can be watched."""

from collections.abc import Iterator
from pathlib import Path

from bench import ours
from bench.clock import cost_s, folder, in_turns
from bench.figures import Figure, at_most, told
from bench.material import Clip
from media.encode import encode_part
from media.fingerprint import packet_hashes
from media.graph.pictures import rungs
from media.join import join
from media.listening import listen
from media.parts import plan
from media.probe import probe
from media.process import Workshop
from media.profiles import SEGMENT_S, Profile, rounds_for

#: The goal: so long a film can be watched after so many minutes, on two cores.
LONG_FILM_MINUTES, WATCHED_AFTER_MINUTES, CORES = 20, 7, 2


def figures(workshop: Workshop, clip: Clip) -> Iterator[Figure]:
    """Encode a clip whole and in two parts, and its smallest size alone."""
    rounds = rounds_for(clip.video.lines_px, 60 * LONG_FILM_MINUTES)
    half_s = SEGMENT_S * round(clip.duration_s / SEGMENT_S / 2)
    ladder = ours.ladder(clip)
    costs_s = in_turns(
        {
            "whole": lambda target: _encoded(workshop, clip, ladder, clip.duration_s, target),
            "halves": lambda target: _encoded(workshop, clip, ladder, half_s, target),
        }
    )
    cut_s = costs_s["halves"] - costs_s["whole"]
    share = cut_s / (60 / clip.duration_s * costs_s["whole"])
    yield told("a cut in every 60 s adds to the encoding", f"{share:+.1%} ({cut_s:+.1f} CPU s a cut)")
    looked_s = cost_s(lambda _: _looked_over(workshop, clip)) / clip.minutes
    with folder() as scratch:
        first_s = cost_s(lambda target: _encoded(workshop, clip, rounds[0], clip.duration_s, target)) / clip.minutes
        picture = ours.picture(workshop, clip, scratch, rounds[0])
        sound_s = cost_s(lambda target: ours.language(workshop, clip, picture, target)) / clip.minutes
    after = (looked_s + first_s + sound_s) * LONG_FILM_MINUTES / 60 / CORES
    what = f"minutes until a film of {LONG_FILM_MINUTES} can be watched, on {CORES} free cores"
    yield at_most(what, after, WATCHED_AFTER_MINUTES, "{:.1f}")
    costs = f"{looked_s:.1f} to look, {first_s:.1f} for the smallest size, {sound_s:.1f} for the sound"
    yield told("  CPU s per film minute", costs)


def _encoded(workshop: Workshop, clip: Clip, profiles: tuple[Profile, ...], part_s: float, scratch: Path) -> None:
    """Encode a clip in parts of this length, and join them."""
    planned = plan(clip.facts, part_s=round(part_s))
    pieces = []
    for part in planned:
        target = scratch / f"part-{part.number}"
        target.mkdir()
        pieces.append(encode_part(workshop, clip.path, clip.facts, profiles, part, target).paths)
    for rung in rungs(clip.video, profiles, scratch):
        join(workshop, [paths[rung.profile.name] for paths in pieces], planned, rung)


def _looked_over(workshop: Workshop, clip: Clip) -> None:
    """Do what inspection does with every film before it is encoded."""
    probe(workshop, clip.path)
    packet_hashes(workshop, clip.path, str(clip.video.index))
    listen(workshop, clip.path, 0, clip.duration_s)
