"""Frames that are looked at and not kept: a few windows of a source, or the whole of a small rendition."""

from pathlib import Path
from typing import Any

import ffmpeg

from media.facts import VideoFacts
from media.graph.inputs import command_of, source

#: Up to this share of white a bar is black.
BAR_LEVEL = 0.094
#: The sizes that a frame is held against: of half its lines, and of a third.
SMALLER = (1 / 2, 1 / 3)
#: A frame shows nothing when nearly all of it is darker than this share of white.
BLACK_SHARE, BLACK_LEVEL = 0.98, 0.1
#: A frame stands still when it differs from the last one by less than this share of white.
STILL_NOISE = 0.001


def window(path: Path, video: VideoFacts, at_s: float, frames: int) -> list[str]:
    """Return the command that tells of some frames, from the key frame before a time on.

    Of each frame: where black bars end, and whether it is woven of two half
    frames. Of the first: what it loses on its way to each smaller size and back.
    """
    seen = source(path, ss=f"{at_s:.3f}", noaccurate_seek=None)[str(video.index)]
    copies = seen.filter("trim", end_frame=frames).split()
    moving = copies[0].filter("cropdetect", limit=BAR_LEVEL, round=2, reset=0, skip=0).filter("idet")
    first = copies[1].filter("trim", end_frame=1).filter("format", "gray")
    pairs = first.filter_multi_output("split", 2 * len(SMALLER))
    told = [moving]
    for number, share in enumerate(SMALLER):
        smaller = pairs[2 * number].filter("scale", f"iw*{share:.4f}", f"ih*{share:.4f}", flags="bicubic")
        back = smaller.filter("scale", *video.upright_px, flags="bicubic")
        told.append(ffmpeg.filter([pairs[2 * number + 1], back], "psnr"))
    return command_of(*(ffmpeg.output(_aloud(stream), "-", format="null") for stream in told))


def whole(path: Path, black_s: float, still_s: float) -> list[str]:
    """Return the command that tells where a rendition shows nothing, and where it stands still, for so long."""
    seen = source(path)["v:0"]
    seen = seen.filter("blackdetect", d=black_s, picture_black_ratio_th=BLACK_SHARE, pixel_black_th=BLACK_LEVEL)
    seen = seen.filter("freezedetect", n=STILL_NOISE, d=still_s)
    for key in ("black_start", "black_end", "freezedetect.freeze_start", "freezedetect.freeze_end"):
        seen = _aloud(seen, key=f"lavfi.{key}")
    return command_of(ffmpeg.output(seen, "-", format="null"))


def _aloud(stream: Any, **only: str) -> Any:  # noqa: ANN401
    """Return a stream whose frames tell what the filters found, line by line, on standard output."""
    return stream.filter("metadata", "print", file="pipe:1", direct=1, **only)
