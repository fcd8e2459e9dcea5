"""``python -m demonstration``: make the demonstration film again, or look at it while you draw."""

import argparse
from pathlib import Path

import skia

from demonstration.film import still
from demonstration.make import make_picture, make_versions

COLUMNS, THUMB_WIDTH, THUMB_HEIGHT = 4, 480, 270


def contact_sheet(times_s: list[float], output: Path) -> None:
    """Save small stills of these times side by side as one PNG."""
    rows = -(-len(times_s) // COLUMNS)
    sheet = skia.Surface(COLUMNS * THUMB_WIDTH, rows * THUMB_HEIGHT)
    for number, time_s in enumerate(times_s):
        row, column = divmod(number, COLUMNS)
        place = skia.Rect.MakeXYWH(column * THUMB_WIDTH, row * THUMB_HEIGHT, THUMB_WIDTH, THUMB_HEIGHT)
        smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
        sheet.getCanvas().drawImageRect(still(time_s), place, smooth)
    sheet.makeImageSnapshot().save(str(output), skia.kPNG)


def main() -> None:
    """Read the command line and make what it asks for."""
    parser = argparse.ArgumentParser(prog="python -m demonstration", description=__doc__)
    parser.add_argument("--only", choices=["picture", "versions"], help="make only this part")
    parser.add_argument("--preset", default="slow", help="speed of the picture's encoder (default: %(default)s)")
    parser.add_argument("--sheet", type=Path, help="save stills as this PNG and make nothing")
    parser.add_argument("--at", type=float, nargs="+", default=[0.0], help="times of the stills, in seconds")
    chosen = parser.parse_args()
    if chosen.sheet:
        contact_sheet(chosen.at, chosen.sheet)
        return
    if chosen.only != "versions":
        make_picture(preset=chosen.preset)
    if chosen.only != "picture":
        make_versions()


if __name__ == "__main__":
    main()
