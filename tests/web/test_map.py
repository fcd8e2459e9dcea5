"""The map as it stands in a page."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jinja2 import Environment, FileSystemLoader

from catalog.people import hessen

TEMPLATES = Path(__file__).parents[2] / "templates"
SVG = "{http://www.w3.org/2000/svg}"
PAGE = """
{% from "macros/map.html" import hessen_map %}
{{ hessen_map(map, steps, titles, "Who has the film", ["none", "few", "half", "most", "all"], source) }}
"""


@pytest.fixture(scope="module")
def page():
    """A map on which Gründau has everything, Hanau a little, and nobody else anything."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.install_null_translations()
    return environment.from_string(PAGE).render(
        map=hessen.hessen_map(),
        steps={"06435012": 4, "06415000": 1},
        titles={row["ags"]: f"{row['name']} <&>" for row in hessen.rows("municipalities")},
        source=hessen.MAP_ATTRIBUTION,
    )


@pytest.fixture(scope="module")
def figure(page):
    return ET.fromstring(page.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" '))  # noqa: S314 - a page of our own


def test_each_municipality_is_drawn_once_in_its_step_and_says_its_name(figure):
    drawn = {path.get("data-ags"): path for path in figure.iter(f"{SVG}path") if path.get("data-ags")}

    assert len(drawn) == 421
    assert drawn["06435012"].get("class") == "map-step-4"
    assert drawn["06415000"].get("class") == "map-step-1"
    assert sum(path.get("class") == "map-step-0" for path in drawn.values()) == 419
    assert drawn["06435012"].findtext(f"{SVG}title").strip() == "Gründau <&>"


def test_the_picture_has_a_name_and_every_step_a_hatching_and_a_word(figure):
    picture = figure.find(f"{SVG}svg")
    hatchings = {f"url(#{pattern.get('id')})" for pattern in figure.iter(f"{SVG}pattern")}
    fillings = {element.get("fill") for element in figure.iter() if element.get("fill")}

    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == picture.find(f"{SVG}title").get("id")
    assert fillings == hatchings
    assert len(hatchings) == 5
    words = " ".join("".join(figure.find("ul").itertext()).split())
    assert words.startswith("none few half most all Forest")


def test_the_source_of_the_borders_is_named_below_the_map(figure):
    source = figure.find("figcaption")

    assert "".join(source.itertext()).strip() == str(hessen.MAP_ATTRIBUTION)
    assert [link.get("href") for link in source.iter("a")][:2] == [
        "https://www.bkg.bund.de",
        "https://www.govdata.de/dl-de/by-2-0",
    ]


def test_the_map_needs_no_style_of_its_own_and_stays_small(page):
    assert "style=" not in page
    assert len(page.encode()) < 160_000
