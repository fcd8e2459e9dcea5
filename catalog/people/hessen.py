"""Hessen as it was compiled: the rows of its register, its map, and whom to name as the source. Pure."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_DATA = files("catalog").joinpath("data/hessen")


@dataclass(frozen=True, slots=True)
class HessenMap:
    """Paths for an inline SVG; neighbours share their borders to the last unit."""

    #: x, y, width, height in units of 50 m.
    view_box: tuple[int, int, int, int]
    #: The path of each municipality by its AGS.
    municipalities: Mapping[str, str]
    #: Forests where nobody lives: in the map so that it has no holes.
    unincorporated: Mapping[str, str]
    #: The path of each district by its five digits.
    districts: Mapping[str, str]
    outline: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whom to name as the source: words in the language of the licence, some of them links."""

    words: tuple[tuple[str, str | None], ...]

    def __str__(self) -> str:
        return "".join(word for word, _ in self.words)


MAP_ATTRIBUTION = Attribution(
    (
        ("© ", None),
        ("BKG", "https://www.bkg.bund.de"),
        (" (2026) ", None),
        ("dl-de/by-2-0", "https://www.govdata.de/dl-de/by-2-0"),
        (" (Daten verändert), ", None),
        ("Datenquellen", "https://sgx.geodatenzentrum.de/web_public/gdz/datenquellen/datenquellen_vg_nuts.pdf"),
    )
)
REGISTER_ATTRIBUTION = Attribution(
    (
        ("© ", None),
        ("Statistisches Bundesamt (Destatis)", "https://www.destatis.de"),
        (", Gemeindeverzeichnis (GV-ISys), Gebietsstand 31.12.2024, Bevölkerung 31.12.2023; bearbeitet", None),
    )
)
LANGUAGE_ATTRIBUTION = Attribution(
    (
        ("Unicode CLDR 48.2", "https://cldr.unicode.org"),
        (", © Unicode, Inc., ", None),
        ("Unicode License V3", "https://www.unicode.org/license.txt"),
    )
)


@cache
def hessen_map() -> HessenMap:
    """Return the map of the 421 municipalities."""
    drawn = json.loads(_DATA.joinpath("map.json").read_text(encoding="utf-8"))
    left, top, width, height = drawn["view_box"]
    return HessenMap(
        view_box=(left, top, width, height),
        municipalities=drawn["municipalities"],
        unincorporated=drawn["unincorporated"],
        districts=drawn["districts"],
        outline=drawn["outline"],
    )


def rows(table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of "municipalities", "districts" or "reception_centres" as they stand in the file."""
    yield from csv.DictReader(_DATA.joinpath(f"{table}.csv").read_text(encoding="utf-8").splitlines())
