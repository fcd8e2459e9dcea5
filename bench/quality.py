"""How good each size looks for its bytes, beside MediaCMS: VMAF, the score of viewers as Netflix modelled it.

A size is compared at 1080 lines if it has them, else at 720, as a screen would show it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import log
from pathlib import Path

from bench import ours, peers
from bench.clock import folder, run
from bench.figures import Figure, at_least, told
from bench.material import Clip
from bench.peers import Size
from media.boxes import layout
from media.graph import pictures
from media.graph.pictures import Rung
from media.process import Workshop
from media.profiles import Profile

#: We want to look as good for this share of the bytes.
OF_THEIR_BYTES = 0.9
#: Each size is compared at the first of these heights that it reaches.
SCREENS_PX = (1080, 720)
SAME_COLOURS = "color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"
#: How far the second of our own points lies beside the first, in steps of x264's quality and in its cap.
STEP_CRF, STEP_CAP = 3, 1.6


@dataclass(frozen=True, slots=True)
class Point:
    """What a size costs and how good it looks."""

    picture_bytes: int
    vmaf: float


def figures(workshop: Workshop, clip: Clip) -> Iterator[Figure]:
    """Encode every size as we do, once more a step finer, and as MediaCMS does, and compare."""
    with folder() as scratch, folder() as finer_scratch:
        ladder = ours.ladder(clip)
        rungs = pictures.rungs(clip.video, ladder, scratch)
        made = ours.picture(workshop, clip, scratch, ladder).renditions
        finer = ours.picture(workshop, clip, finer_scratch, [_finer(profile) for profile in ladder]).renditions
        theirs = peers.mediacms(clip.path, rungs, scratch)
        for rung, now, better, size in zip(rungs, made, finer, theirs, strict=True):
            point, other = _point(workshop, clip, rung, now.path), _point(workshop, clip, rung, better.path)
            aim = _theirs(workshop, clip, rung, size)
            name, share = rung.profile.name, point.picture_bytes / aim.picture_bytes
            vmaf = at_bytes(point, other, OF_THEIR_BYTES * aim.picture_bytes)
            yield at_least(f"{name}: VMAF at {OF_THEIR_BYTES:.0%} of MediaCMS's bytes", vmaf, aim.vmaf, "{:.1f}")
            yield told(f"  {name} as we make it", f"{share:.0%} of the bytes, VMAF {point.vmaf:.1f}")


def at_bytes(one: Point, other: Point, wanted_bytes: float) -> float:
    """Return how good we look at so many bytes, on the line through two of our points (VMAF over log bytes)."""
    slope = (other.vmaf - one.vmaf) / log(other.picture_bytes / one.picture_bytes)
    return one.vmaf + slope * log(wanted_bytes / one.picture_bytes)


def _theirs(workshop: Workshop, clip: Clip, rung: Rung, size: Size) -> Point:
    run(workshop.ffmpeg, *size.encoding)
    alone = size.path.with_suffix(".bare.mp4")
    # Only the picture counts, in the same kind of file as ours.
    fragments = ("-movflags", "+frag_keyframe+delay_moov+default_base_moof+skip_trailer")
    run(workshop.ffmpeg, "-i", size.path, "-map", "0:v:0", "-c", "copy", *fragments, alone)
    return _point(workshop, clip, rung, alone)


def _finer(profile: Profile) -> Profile:
    """Return a profile of our own at a finer quality."""
    cap_kbps = round(profile.maxrate_kbps * STEP_CAP)
    return replace(profile, crf=profile.crf - STEP_CRF, maxrate_kbps=cap_kbps, bufsize_kbps=2 * cap_kbps)


def _point(workshop: Workshop, clip: Clip, rung: Rung, path: Path) -> Point:
    return Point(sum(segment.size_bytes for segment in layout(path).segments), vmaf(workshop, clip, rung, path))


def vmaf(workshop: Workshop, clip: Clip, rung: Rung, path: Path) -> float:
    """Return the score of a size, 0 to 100, as the harmonic mean over its frames."""
    height_px = next((height for height in SCREENS_PX if rung.height_px >= height), SCREENS_PX[-1])
    width_px = 2 * round(clip.video.width_px * height_px / clip.video.height_px / 2)
    # Two containers count time in two ways, and one names its colours where the other does not: neither may matter.
    shown = f"setparams={SAME_COLOURS},settb={1 / rung.fps},setpts=N,scale={width_px}:{height_px}:flags=bicubic"
    log_path = path.with_suffix(".vmaf.json")
    score = f"libvmaf=pool=harmonic_mean:n_threads=2:log_fmt=json:log_path={log_path}"
    graph = f"[0:v]{shown}[made];[1:v]fps={rung.fps},{shown}[source];[made][source]{score}"
    compared = ("-i", path, "-i", clip.path, "-lavfi", graph)
    run(workshop.ffmpeg, *compared, "-fps_mode", "passthrough", "-f", "null", "-")
    scores: dict[str, float] = json.loads(log_path.read_text(encoding="utf-8"))["pooled_metrics"]["vmaf"]
    return scores["harmonic_mean"]
