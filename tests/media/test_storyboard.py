import re
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import Cancelled
from media.storyboard import MOST_TILES, STEPS_S, TILE_PX, plan, storyboard, webvtt
from tests.clips import H264
from tests.media.pictures import grey, size_px

CUE = re.compile(
    r"(\d\d):(\d\d):(\d\d\.\d{3}) --> (\d\d):(\d\d):(\d\d\.\d{3})\n\{uri:(\d+)\}#xywh=(\d+),(\d+),(\d+),(\d+)\n"
)
DURATIONS_S = st.floats(min_value=0.04, max_value=6 * 3600)
SIDES_PX = st.integers(min_value=16, max_value=8192)
#: What one level of video is worth in the full range of a JPEG.
LEVEL = 255 / 219


def cues_of(text):
    """Return from, to, sheet and place of every cue."""
    found = []
    for cue in CUE.findall(text):
        times = [
            3600 * int(hours) + 60 * int(minutes) + float(seconds) for hours, minutes, seconds in (cue[:3], cue[3:6])
        ]
        found.append((*times, int(cue[6]), tuple(map(int, cue[7:]))))
    return found


def brightening(clips, seconds, levels_per_s, *, fps=25, size="320x180"):
    """A film that shows by its brightness which second it is."""
    rising = f"geq=lum='16+{levels_per_s}*floor(T)':cb=128:cr=128"
    drawn = f"color=black:size={size}:rate={fps}:duration={seconds},format=yuv420p,{rising}"
    name = f"brightening_{seconds}_{size}.mp4"
    return clips.draw(name, "-f", "lavfi", "-i", drawn, *H264, "-g", str(4 * fps), "-keyint_min", str(4 * fps))


@pytest.mark.integration
@pytest.mark.parametrize(
    ("seconds", "fps", "levels_per_s", "every_s"),
    [(12, 25, 17, 1), (110, 5, 1.9, 2), (420, 2, 0.5, 8)],
)
def test_every_tile_shows_the_time_that_its_cue_names(workshop, clips, tmp_path, seconds, fps, levels_per_s, every_s):
    film = brightening(clips, seconds, levels_per_s, fps=fps)

    board = storyboard(workshop, film, seconds, tmp_path, width_px=320, height_px=180)

    assert board.tiling.every_s == every_s
    cues = cues_of(board.webvtt)
    for start_s, _, sheet, (left, top, width, height) in cues[:: max(1, len(cues) // 12)]:
        shown = grey(board.sheets[sheet], left_px=left, top_px=top, width_px=width, height_px=height)
        assert shown == pytest.approx(LEVEL * levels_per_s * start_s, abs=max(3, LEVEL * levels_per_s / 2))


def test_a_long_film_fills_several_sheets(workshop, clips, tmp_path):
    film = brightening(clips, 1300, 0.16, fps=1, size="64x36")

    board = storyboard(workshop, film, 1300, tmp_path, width_px=64, height_px=36)

    assert len(board.sheets) == 2
    assert {size_px(sheet) for sheet in board.sheets} == {(1600, 900)}
    assert cues_of(board.webvtt)[-1] == (1296.0, 1300.0, 1, (8 * 160, 0, 160, 90))


@pytest.mark.parametrize(
    ("size", "tile"), [("320x180", (160, 90)), ("180x320", (90, 160)), ("322x138", (160, 68)), ("16x720", (4, 160))]
)
def test_every_shape_of_picture_has_a_storyboard(workshop, clips, tmp_path, size, tile):
    width_px, height_px = map(int, size.split("x"))
    film = brightening(clips, 3, 60, size=size)

    board = storyboard(workshop, film, 3, tmp_path, width_px=width_px, height_px=height_px)

    assert (board.tiling.width_px, board.tiling.height_px) == tile
    assert size_px(board.sheets[0]) == (3 * tile[0], tile[1])


def test_half_a_second_has_a_storyboard_of_one_frame(workshop, clips, tmp_path):
    film = brightening(clips, 0.5, 0)

    board = storyboard(workshop, film, 0.5, tmp_path, width_px=320, height_px=180)

    assert len(board.sheets) == 1
    assert cues_of(board.webvtt) == [(0.0, 0.5, 0, (0, 0, 160, 90))]


def test_a_film_that_ends_early_repeats_its_last_frame(workshop, clips, tmp_path):
    film = brightening(clips, 3, 60)

    board = storyboard(workshop, film, 5, tmp_path, width_px=320, height_px=180)

    last = [grey(board.sheets[0], left_px=160 * tile, width_px=160) for tile in (2, 3, 4)]
    assert last[0] == pytest.approx(last[1], abs=2) == pytest.approx(last[2], abs=2)


def test_a_storyboard_can_be_called_off(workshop, clips, tmp_path):
    film = brightening(clips, 12, 17)

    with pytest.raises(Cancelled):
        storyboard(workshop, film, 12, tmp_path, width_px=320, height_px=180, cancelled=lambda: True)


@given(DURATIONS_S, SIDES_PX, SIDES_PX)
def test_the_times_cover_the_film_without_a_gap(duration_s, width_px, height_px):
    cues = cues_of(webvtt(plan(duration_s, width_px, height_px), duration_s))

    assert cues[0][0] == 0
    assert cues[-1][1] == pytest.approx(duration_s, abs=0.001)
    assert [end for _, end, _, _ in cues[:-1]] == [start for start, _, _, _ in cues[1:]]


@given(DURATIONS_S, SIDES_PX, SIDES_PX)
def test_every_tile_has_a_place_of_its_own_on_a_sheet(duration_s, width_px, height_px):
    tiling = plan(duration_s, width_px, height_px)

    places = [(sheet, *place) for _, _, sheet, place in cues_of(webvtt(tiling, duration_s))]

    assert len(set(places)) == len(places) == tiling.tiles
    assert max(sheet for sheet, *_ in places) == ceil(tiling.tiles / tiling.tiles_per_sheet) - 1
    assert all(left + width <= tiling.columns * tiling.width_px for _, left, _, width, _ in places)
    assert all(top + height <= tiling.rows * tiling.height_px for _, _, top, _, height in places)
    assert max(tiling.width_px, tiling.height_px) == TILE_PX


@given(st.floats(min_value=60, max_value=MOST_TILES * STEPS_S[-1]))
def test_a_film_is_seen_at_a_glance(duration_s):
    assert 50 <= plan(duration_s, 426, 240).tiles <= MOST_TILES
