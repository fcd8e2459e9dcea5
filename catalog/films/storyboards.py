"""The storyboard of a picture as a page lays it out. Pure.

What is stored of it is what ``media.storyboard`` made: sheets of small frames,
row by row, of each stretch of so many seconds the first frame.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any


@dataclass(frozen=True, slots=True)
class Tile:
    """One small frame: when it is seen in the film, on which sheet it is, and where there."""

    at_s: float
    sheet: int
    left_px: int
    top_px: int


def tiles(board: Mapping[str, Any], duration_s: float) -> list[Tile]:
    """Return the frames of a film of that length, in their order."""
    columns, per_sheet = board["columns"], board["columns"] * board["rows"]
    width_px, height_px = board["tile"]
    laid = []
    for number in range(max(1, ceil(duration_s / board["interval_s"]))):
        sheet, place = divmod(number, per_sheet)
        row, column = divmod(place, columns)
        laid.append(Tile(number * board["interval_s"], sheet, column * width_px, row * height_px))
    return laid


def webvtt(board: Mapping[str, Any], address: Callable[[int], str]) -> str:
    """Return which place on which sheet belongs to which time, for a player; ``address`` is asked for each sheet."""
    text: str = board["webvtt"]
    for number in range(len(board["sheets"])):
        text = text.replace(f"{{uri:{number}}}", address(number))
    return text
