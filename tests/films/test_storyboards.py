"""What a page shows of a storyboard is what the workshop has laid on its sheets."""

import re

import pytest

from catalog.films.storyboards import tiles, webvtt
from media import storyboard

PLACE = re.compile(r"\{uri:(\d+)\}#xywh=(\d+),(\d+),")


def stored(duration_s, width_px=426, height_px=240):
    """A storyboard as the row of a picture keeps it."""
    tiling = storyboard.plan(duration_s, width_px, height_px)
    return {
        "sheets": ["0" * 64, "1" * 64],
        "interval_s": tiling.every_s,
        "columns": tiling.columns,
        "rows": tiling.rows,
        "tile": [tiling.width_px, tiling.height_px],
        "webvtt": storyboard.webvtt(tiling, duration_s),
    }


@pytest.mark.parametrize("duration_s", [0.5, 7.2, 52.208, 100.0, 1300.0])
def test_every_tile_is_where_the_workshop_has_put_it(duration_s):
    board = stored(duration_s)

    laid = [(tile.sheet, tile.left_px, tile.top_px) for tile in tiles(board, duration_s)]

    assert laid == [tuple(map(int, place)) for place in PLACE.findall(board["webvtt"])]


def test_tiles_are_as_far_apart_as_the_storyboard_says():
    assert [tile.at_s for tile in tiles(stored(420.0), 420.0)][:3] == [0, 8, 16]


def test_a_player_is_told_where_each_sheet_lies():
    text = webvtt(stored(1300.0), "sheet-{}.jpg".format)

    assert "sheet-0.jpg#xywh=0,0,160,90" in text
    assert "sheet-1.jpg#xywh=0,0,160,90" in text
    assert "{" not in text
