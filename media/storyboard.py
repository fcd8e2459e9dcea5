"""The whole film in small frames on few sheets: to find a place in it, and to see it at a glance."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from media.captions import Cue, to_webvtt
from media.errors import BrokenOutput
from media.facts import Cost
from media.graph import looks
from media.graph.looks import Tiling
from media.process import Workshop
from media.profiles import SEGMENT_S
from media.sandbox import Limits

#: Steps between two frames. The first one is taken that does not need too many frames, for a long film the last.
STEPS_S = (1, 2, 3, 4, 8, 12)
MOST_TILES = 100
#: The longer side of a frame, and how many a full sheet has each way.
TILE_PX, TILES_EACH_WAY = 160, 10
#: From here on a key frame lies in every stretch between two frames.
KEY_FRAMES_FROM_S = 2 * SEGMENT_S


@dataclass(frozen=True, slots=True)
class Storyboard:
    """Sheets of small frames, as JPEGs, and which place on which sheet belongs to which time.

    ``webvtt`` names a place as "{uri:0}#xywh=160,90,160,90": sheet 0, then
    left, top, width and height. Whoever serves it puts in the addresses.
    """

    sheets: tuple[Path, ...]
    tiling: Tiling
    webvtt: str
    cost: Cost


def storyboard(
    workshop: Workshop,
    rendition: Path,
    duration_s: float,
    scratch: Path,
    *,
    width_px: int,
    height_px: int,
    cancelled: Callable[[], bool] | None = None,
) -> Storyboard:
    """Return the film in small frames: of each stretch of it, the one it begins with.

    Args:
        workshop: where ffmpeg runs.
        rendition: the smallest size that the workshop made; it is decoded once.
        duration_s: how long it is.
        scratch: a folder that the caller will remove.
        width_px: of the rendition.
        height_px: of the rendition.
        cancelled: asked whether to stop.

    Raises:
        BrokenOutput: a sheet is missing.
        CommandFailed, TookTooLong, Cancelled, DiskFull: see media.errors.
    """
    tiling = plan(duration_s, width_px, height_px)
    command = looks.sheets(rendition, scratch / "sheet_%d.jpg", tiling, key_frames=tiling.every_s >= KEY_FRAMES_FROM_S)
    ran = workshop.run(
        command,
        reads=[rendition],
        writes=scratch,
        limits=Limits.for_film(duration_s, cpu_per_s=1),
        cancelled=cancelled,
    )
    sheets = tuple(scratch / f"sheet_{number}.jpg" for number in range(ceil(tiling.tiles / tiling.tiles_per_sheet)))
    for sheet in sheets:
        if not sheet.exists() or not sheet.stat().st_size:
            raise BrokenOutput(detail=f"{rendition.name}: no {sheet.name}")
    return Storyboard(sheets, tiling, webvtt(tiling, duration_s), ran.cost)


def plan(duration_s: float, width_px: int, height_px: int) -> Tiling:
    """Return how a film of that length and size is laid on sheets."""
    every_s = next((step_s for step_s in STEPS_S if duration_s <= MOST_TILES * step_s), STEPS_S[-1])
    tiles = max(1, ceil(duration_s / every_s))
    columns = min(tiles, TILES_EACH_WAY)
    share = TILE_PX / max(width_px, height_px)
    return Tiling(
        every_s=every_s,
        tiles=tiles,
        columns=columns,
        rows=min(ceil(tiles / columns), TILES_EACH_WAY),
        width_px=max(2, 2 * round(share * width_px / 2)),
        height_px=max(2, 2 * round(share * height_px / 2)),
    )


def webvtt(tiling: Tiling, duration_s: float) -> str:
    """Return which place on which sheet belongs to which time, without a gap from beginning to end."""
    begins_ms = [1000 * tiling.every_s * number for number in range(tiling.tiles)]
    ends_ms = [*begins_ms[1:], max(begins_ms[-1] + 1, round(1000 * duration_s))]
    times = zip(begins_ms, ends_ms, strict=True)
    return to_webvtt([Cue(begin, end, _place(tiling, number)) for number, (begin, end) in enumerate(times)])


def _place(tiling: Tiling, number: int) -> str:
    """Return where a tile lies, as a media fragment."""
    sheet, place = divmod(number, tiling.tiles_per_sheet)
    row, column = divmod(place, tiling.columns)
    left_px, top_px = column * tiling.width_px, row * tiling.height_px
    return f"{{uri:{sheet}}}#xywh={left_px},{top_px},{tiling.width_px},{tiling.height_px}"
