"""The map of Hessen: every municipality has a shape, and neighbours share their border."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from catalog.people import hessen
from catalog.people.hessen import hessen_map


def rings(path):
    """The rings of a path, each a closed list of points."""
    for ring in path.split("z")[:-1]:
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x, y = numbers[:2]
        points = [(x, y)]
        for step_x, step_y in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + step_x, y + step_y
            points.append((x, y))
        yield [*points, points[0]]


def borders(path):
    return [stretch for ring in rings(path) for stretch in pairwise(ring)]


def doubled_area(path):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in borders(path))


@pytest.fixture(scope="module")
def areas():
    drawn = hessen_map()
    return {**drawn.municipalities, **drawn.unincorporated}


def test_every_municipality_and_district_of_the_register_is_on_the_map():
    assert set(hessen_map().municipalities) == {row["ags"] for row in hessen.rows("municipalities")}
    assert set(hessen_map().districts) == {row["ags"] for row in hessen.rows("districts")}


def test_the_areas_fill_the_outline_without_gap_or_overlap(areas):
    drawn = hessen_map()

    assert sum(map(doubled_area, areas.values())) == doubled_area(drawn.outline)
    assert sum(map(doubled_area, drawn.districts.values())) == doubled_area(drawn.outline)


def test_each_stretch_of_border_belongs_to_two_neighbours_or_to_the_outline(areas):
    stretches = Counter(stretch for path in areas.values() for stretch in borders(path))
    alone = {(a, b) for a, b in stretches if (b, a) not in stretches}

    assert set(stretches.values()) == {1}
    assert alone == set(borders(hessen_map().outline))


def test_hessen_is_as_large_as_it_is():
    square_km = abs(doubled_area(hessen_map().outline)) / 2 * 0.05**2

    assert square_km == pytest.approx(21_116, rel=0.002)


def test_the_picture_holds_everything_with_room_for_the_outline(areas):
    left, top, width, height = hessen_map().view_box
    points = [point for path in areas.values() for ring in rings(path) for point in ring]

    assert left < min(x for x, _ in points)
    assert top < min(y for _, y in points)
    assert max(x for x, _ in points) < left + width
    assert max(y for _, y in points) < top + height


@pytest.mark.parametrize(
    ("attribution", "words"),
    [
        (hessen.MAP_ATTRIBUTION, "© BKG (2026) dl-de/by-2-0 (Daten verändert), Datenquellen"),
        (hessen.REGISTER_ATTRIBUTION, "© Statistisches Bundesamt (Destatis), Gemeindeverzeichnis (GV-ISys)"),
        (hessen.LANGUAGE_ATTRIBUTION, "Unicode CLDR 48.2, © Unicode, Inc., Unicode License V3"),
    ],
)
def test_each_source_is_named_as_its_licence_asks(attribution, words):
    assert str(attribution).startswith(words)
    assert all(address.startswith("https://") for _, address in attribution.words if address)
