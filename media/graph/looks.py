"""Frames to look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from media.graph.inputs import NO_WORDS, command_of, output, source

#: As wide as a page shows it; a poster is half of what a phone loads before it plays.
POSTER_WIDTH_PX = 768
#: A frame that is to be compared shrinks to a square of this side, three bytes a pixel.
THUMB_PX = 16
THUMB_BYTES = 3 * THUMB_PX**2
#: Two frames are told apart by these, hours into a film.
MICROSECONDS = "1/1000000"
#: Between 2 and 31; at 5 nobody sees that it is a JPEG.
JPEG_QUALITY = 5


@dataclass(frozen=True, slots=True)
class Tiling:
    """How small frames of a film are laid on sheets, row by row."""

    #: Of each stretch of so many seconds the first frame is taken.
    every_s: int
    tiles: int
    columns: int
    rows: int
    width_px: int
    height_px: int

    @property
    def tiles_per_sheet(self) -> int:
        """How many frames a sheet has room for."""
        return self.columns * self.rows


def interest(path: Path, every_s: float, thumbs: Path, *, key_frames: bool) -> list[str]:
    """Return the command that says of a frame in every so many seconds how much there is to see, and how blurred.

    A tiny copy of each of these frames is added to ``thumbs``.
    """
    seen = _decoded(path, key_frames=key_frames)
    seen = seen.filter("select", f"isnan(prev_selected_t)+gte(t-prev_selected_t,{every_s:.3f})")
    copies = seen.filter("settb", MICROSECONDS).split()
    judged = copies[0].filter("entropy").filter("blurdetect").filter("metadata", "print", file="pipe:1")
    shrunk = copies[1].filter("scale", THUMB_PX, THUMB_PX).filter("format", "rgb24")
    return command_of(
        ffmpeg.output(judged, "-", format="null", fps_mode="passthrough"),
        output(thumbs, shrunk, format="rawvideo", fps_mode="passthrough"),
    )


def stills(path: Path, moments: Mapping[Path, float]) -> list[str]:
    """Return the command that writes one frame to each target as a JPEG, no larger than a page shows it."""
    outputs = []
    for target, at_s in moments.items():
        # Each moment has a decoder of its own; with one thread it keeps few frames.
        seen = source(path, ss=f"{at_s:.6f}", threads=1)["v:0"]
        seen = _for_jpeg(seen, f"min(iw,{POSTER_WIDTH_PX})", -2)
        outputs.append(output(target, seen, vframes=1, qscale=JPEG_QUALITY, update=1, format="image2", **NO_WORDS))
    return command_of(*outputs)


def sheets(path: Path, pattern: Path, tiling: Tiling, *, key_frames: bool) -> list[str]:
    """Return the command that lays small frames of a film on sheets.

    Should the film end before its last tile, the last frame is repeated.

    Args:
        path: the film.
        pattern: where the sheets go; holds "%d" for their number, from 0.
        tiling: which frames, how small, and how many to a sheet.
        key_frames: look at key frames only.
    """
    seen = _decoded(path, key_frames=key_frames).filter("select", f"gte(t,selected_n*{tiling.every_s})")
    seen = seen.filter("tpad", stop_mode="clone", stop=tiling.tiles).filter("trim", end_frame=tiling.tiles)
    laid = _for_jpeg(seen, tiling.width_px, tiling.height_px).filter("tile", f"{tiling.columns}x{tiling.rows}")
    each = {"format": "image2", "start_number": "0", "fps_mode": "passthrough", "qscale": str(JPEG_QUALITY)}
    return command_of(output(pattern, laid, **each, **NO_WORDS))


def _decoded(path: Path, *, key_frames: bool) -> Any:  # noqa: ANN401 -- ffmpeg-python has no types
    """Return every frame, or every key frame for a tenth of the work."""
    # A key frame needs no other: with more threads they only wait for each other.
    return source(path, threads=1, **({"skip_frame": "nokey"} if key_frames else {}))["v:0"]


def _for_jpeg(stream: Any, width: int | str, height: int) -> Any:  # noqa: ANN401
    """Return the frames in a size, and in full range: ffmpeg refuses to write a JPEG in any other."""
    return stream.filter("scale", width, height, out_range="pc").filter("format", "yuvj420p")
