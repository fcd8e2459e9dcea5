"""Pictures for documents, as SVG in greys: they hold on any printer. Words stand beside them, in the document."""

from collections.abc import Mapping

from catalog.distribution.board.timeline import Timeline
from catalog.people.hessen import hessen_map

#: How dark a municipality is printed: nothing, a third, two thirds, more, everything.
GREYS = ("#ffffff", "#dddddd", "#aaaaaa", "#707070", "#1a1a1a")
#: A place where nobody lives has no receipt to give.
FOREST = "#f4f4f4"
#: How the borders of a municipality are drawn, and of one that the question is not about.
ASKED, NOT_ASKED = "#555555", "#cccccc"
DASHED = 'stroke="#000000" stroke-width="3" stroke-dasharray="10 8"'
WIDTH, HEIGHT = 1000, 200


def hessen(steps: Mapping[str, int]) -> str:
    """Return Hessen, each municipality in the grey of its step, by its key; the others are only outlined."""
    drawn = hessen_map()
    paths = [
        _place(GREYS[steps[key]], ASKED, outline) if key in steps else _place(GREYS[0], NOT_ASKED, outline)
        for key, outline in drawn.municipalities.items()
    ]
    paths += [_place(FOREST, NOT_ASKED, outline) for outline in drawn.unincorporated.values()]
    borders = "".join(drawn.districts.values())
    box = " ".join(str(side) for side in drawn.view_box)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{"".join(paths)}'
        f'<path fill="none" stroke="#000000" stroke-width="9" d="{borders}"/>'
        f'<path fill="none" stroke="#000000" stroke-width="16" d="{drawn.outline}"/></svg>'
    )


def receipts(seen: Timeline) -> str:
    """Return the receipts until each day as a line, from none to all that were asked for, and the deadlines dashed."""
    known = [day for day, _ in (*seen.days, *seen.deadlines)]
    first, span = min(known), max((max(known) - min(known)).days + 1, 2)
    most = max(seen.whole, 1)

    def across(days: int) -> float:
        return round(WIDTH * days / span, 1)

    corners = [(across((seen.days[0][0] - first).days), float(HEIGHT))]
    for day, _, together in seen.cumulative:
        corners.append((across((day - first).days + 1), round(HEIGHT * (1 - together / most), 1)))
    line = " ".join(f"{x},{y}" for x, y in corners)
    grid = "".join(
        f'<path stroke="#bbbbbb" stroke-width="1.5" d="M0,{HEIGHT * part / 4}h{WIDTH}"/>' for part in range(5)
    )
    dashes = "".join(f'<path {DASHED} d="M{across((day - first).days + 1)},0v{HEIGHT}"/>' for day, _ in seen.deadlines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-3 -3 {WIDTH + 6} {HEIGHT + 6}">{grid}'
        f'<polygon fill="#dddddd" points="{line} {corners[-1][0]},{HEIGHT}"/>'
        f'<polyline fill="none" stroke="#000000" stroke-width="5" points="{line}"/>{dashes}</svg>'
    )


def _place(fill: str, border: str, outline: str) -> str:
    return f'<path fill="{fill}" stroke="{border}" stroke-width="3" d="{outline}"/>'
