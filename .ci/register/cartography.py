"""Turn a TopoJSON map into integer SVG paths: project, simplify, write.

TopoJSON keeps each stretch of border once, as an arc that both neighbours
name. Everything here is done to the arcs, so that two neighbours always keep
the same border: no gap and no overlap can arise.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

Point = tuple[int, int]

#: GRS 80, the ellipsoid of ETRS89.
SEMI_MAJOR_AXIS_M = 6_378_137.0
FLATTENING = 1 / 298.257222101
#: UTM zone 32, EPSG:25832. Its central meridian runs through Hessen.
CENTRAL_MERIDIAN_DEG = 9.0
SCALE = 0.9996
FALSE_EASTING_M = 500_000.0
#: Side of the cells in which neighbouring points are looked for.
CELL_UNITS = 25


def utm(lon_deg: float, lat_deg: float) -> tuple[float, float]:
    """Return easting and northing in metres (Krüger's series, exact to a millimetre here)."""
    n = FLATTENING / (2 - FLATTENING)
    radius_m = SEMI_MAJOR_AXIS_M / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    series = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16,
        13 * n**2 / 48 - 3 * n**3 / 5,
        61 * n**3 / 240,
    )
    sine = math.sin(math.radians(lat_deg))
    eccentricity = 2 * math.sqrt(n) / (1 + n)
    tangent = math.sinh(math.atanh(sine) - eccentricity * math.atanh(eccentricity * sine))
    away = math.radians(lon_deg - CENTRAL_MERIDIAN_DEG)
    north = math.atan2(tangent, math.cos(away))
    east = math.atanh(math.sin(away) / math.hypot(1, tangent))
    terms = [(factor, 2 * step) for step, factor in enumerate(series, start=1)]
    easting = east + sum(factor * math.cos(step * north) * math.sinh(step * east) for factor, step in terms)
    northing = north + sum(factor * math.sin(step * north) * math.cosh(step * east) for factor, step in terms)
    return FALSE_EASTING_M + SCALE * radius_m * easting, SCALE * radius_m * northing


def projected_arcs(topology: dict[str, Any], unit_m: int) -> tuple[list[list[Point]], Point]:
    """Return the arcs in whole units, y downwards from the upper left corner, and width and height."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    in_metres = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append(utm(left + x * scale_x, bottom + y * scale_y))
        in_metres.append(points)
    west = min(east for points in in_metres for east, _ in points)
    north = max(north for points in in_metres for _, north in points)
    arcs = [
        _without_repeats(
            (round((east - west) / unit_m), round((north - northing) / unit_m)) for east, northing in points
        )
        for points in in_metres
    ]
    return arcs, (max(x for arc in arcs for x, _ in arc), max(y for arc in arcs for _, y in arc))


def simplified(arcs: Sequence[Sequence[Point]], least_area: float) -> list[list[Point]]:
    """Return the arcs without the points that matter least (Visvalingam and Whyatt).

    A point goes when the triangle with its two neighbours is smaller than
    ``least_area`` square units, smallest first. It stays when another point
    lies in that triangle, because then two borders would cross. The ends of
    an arc always stay: other arcs meet there.
    """
    nearby: defaultdict[Point, set[Point]] = defaultdict(set)
    for x, y in {point for arc in arcs for point in arc}:
        nearby[x // CELL_UNITS, y // CELL_UNITS].add((x, y))
    return [_simplified_arc(arc, least_area, nearby) for arc in arcs]


def _simplified_arc(arc: Sequence[Point], least_area: float, nearby: dict[Point, set[Point]]) -> list[Point]:
    closed = arc[0] == arc[-1]
    before, after = list(range(-1, len(arc) - 1)), list(range(1, len(arc) + 1))
    left = len(arc)

    def triangle(index: int) -> tuple[Point, Point, Point]:
        return arc[before[index]], arc[index], arc[after[index]]

    heap = [(_area(*triangle(index)), index) for index in range(1, len(arc) - 1)]
    heapq.heapify(heap)
    gone: set[int] = set()
    while heap and left > (4 if closed else 2):
        area, index = heapq.heappop(heap)
        if area >= least_area:
            break
        if index in gone or area != _area(*triangle(index)) or _encloses_a_point(*triangle(index), nearby):
            continue
        gone.add(index)
        left -= 1
        x, y = arc[index]
        nearby[x // CELL_UNITS, y // CELL_UNITS].discard((x, y))
        after[before[index]], before[after[index]] = after[index], before[index]
        for neighbour in (before[index], after[index]):
            if 0 < neighbour < len(arc) - 1:
                heapq.heappush(heap, (_area(*triangle(neighbour)), neighbour))
    return [point for index, point in enumerate(arc) if index not in gone]


def path(geometry: dict[str, Any], arcs: Sequence[Sequence[Point]]) -> str:
    """Return the geometry as an SVG path: one absolute start for each ring, then relative steps."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return "".join(_ring_path(ring) for polygon in polygons for ring in _rings(polygon, arcs))


def _rings(polygon: Iterable[Iterable[int]], arcs: Sequence[Sequence[Point]]) -> Iterator[list[Point]]:
    """Yield the rings that still have an area; a negative number names an arc that is walked backwards."""
    for indexes in polygon:
        stretches = (arcs[index] if index >= 0 else arcs[~index][::-1] for index in indexes)
        ring = _without_repeats(point for stretch in stretches for point in stretch)
        if len(ring) > 3:
            yield ring


def _ring_path(ring: Sequence[Point]) -> str:
    steps = [(right[0] - left[0], right[1] - left[1]) for left, right in pairwise(ring[:-1])]
    return "M{},{}l{}z".format(*ring[0], " ".join(f"{x},{y}" for x, y in steps)).replace(",-", "-").replace(" -", "-")


def _without_repeats(points: Iterable[Point]) -> list[Point]:
    """Return the points without those that repeat the one before."""
    kept: list[Point] = []
    for point in points:
        if not kept or point != kept[-1]:
            kept.append(point)
    return kept


def _encloses_a_point(a: Point, b: Point, c: Point, nearby: dict[Point, set[Point]]) -> bool:
    """Tell whether a fourth point lies in the triangle or on its edge."""
    xs, ys = sorted((a[0], b[0], c[0])), sorted((a[1], b[1], c[1]))
    return any(
        point not in (a, b, c) and _within(point, a, b, c)
        for column in range(xs[0] // CELL_UNITS, xs[2] // CELL_UNITS + 1)
        for row in range(ys[0] // CELL_UNITS, ys[2] // CELL_UNITS + 1)
        for point in nearby.get((column, row), ())
    )


def _within(point: Point, a: Point, b: Point, c: Point) -> bool:
    turns = [_turn(a, b, point), _turn(b, c, point), _turn(c, a, point)]
    return all(turn >= 0 for turn in turns) or all(turn <= 0 for turn in turns)


def _area(a: Point, b: Point, c: Point) -> float:
    return abs(_turn(a, b, c)) / 2


def _turn(a: Point, b: Point, c: Point) -> int:
    """Return twice the signed area of the triangle: positive when it turns right on the screen."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
