#!/usr/bin/env python3
"""Compile the register of Hessen, the languages and the map from their source tables.

    .venv/bin/python .ci/register/compile.py SOURCE [TARGET]

SOURCE is a folder with the five files described in catalog/data/hessen/README.md.
TARGET is catalog/data/hessen unless told otherwise. The same source gives the
same bytes, so ``git diff`` afterwards shows what has changed in the facts.
"""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from cartography import path, projected_arcs, simplified
from langcodes import Language

TARGET = Path(__file__).parents[2] / "catalog" / "data" / "hessen"
UNIT_M = 50
#: In square units: a point stays when leaving it out would move 0.2 km² across a border.
LEAST_AREA = 80
#: Room for the line around the state.
MARGIN = 10
UNINCORPORATED = "gemeindefreies Gebiet"
#: One article was read through a mirror; we name the newspaper itself.
MIRROR = "https://meilu.sanwago.com/url-68747470733a2f2f7777772e66617a2e6e6574/"
NEWSPAPER = "https://www.faz.net/"

Row = Mapping[str, str]


def municipality(row: Row) -> dict[str, str]:
    """Return one of the 421 under its key and name of 2026."""
    return {
        "ags": row["ags"],
        "name": row["name"],
        "official_name": row["official_name"],
        "kind": row["kind"],
        "district_ags": row["district_ags"],
        "population": row["population"],
        "lat": row["lat"],
        "lon": row["lon"],
        "postcode": row["postcode"],
        "ars": row["ars"],
        "former_ags": row["former_ags"],
    }


def district(row: Row) -> dict[str, str]:
    """Return a Landkreis or a kreisfreie Stadt under the name by which it cannot be mistaken."""
    return {
        "ags": row["district_ags"],
        "name": row["display_name"],
        "official_name": row["official_name"],
        "kind": row["kind"],
        "region": row["region"],
        "seat_ags": row["seat_ags"],
        "population": row["population"],
    }


def reception_centre(row: Row) -> dict[str, str]:
    """Return a site of the initial reception, with how surely it is known, and from where."""
    return {
        "key": row["id"],
        "name": row["name"],
        "municipality_ags": row["municipality_ags"],
        "site": row["site"],
        "active": row["suggest_active"],
        "status": row["status"],
        "last_evidence": row["last_evidence"],
        "confidence": row["confidence"],
        "sources": row["sources"].replace(MIRROR, NEWSPAPER),
    }


def language(row: Row) -> dict[str, str]:
    """Return a language of the film; ``iso639`` is the three-letter code that an MP4 track carries."""
    return {
        "tag": row["tag"],
        "own_name": row["autonym"],
        "name_de": row["name_de"],
        "name_en": row["name_en"],
        "direction": row["dir"],
        "script": row["script"],
        "babel_locale": row["cldr_locale"].replace("-", "_"),
        "iso639": Language.get(row["tag"], normalize=False).to_alpha3(),
        "priority": row["priority"],
        "also": row["alt_tags"],
    }


TABLES: Mapping[str, tuple[str, Callable[[Row], dict[str, str]]]] = {
    "municipalities.csv": ("hessen_municipalities.csv", municipality),
    "districts.csv": ("hessen_districts.csv", district),
    "reception_centres.csv": ("hessen_reception_centres.csv", reception_centre),
    "languages.csv": ("languages_refugees.csv", language),
}


def write_table(rows: Iterable[dict[str, str]], target: Path) -> None:
    """Write the rows as CSV: UTF-8, comma, LF."""
    rows = list(rows)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def draw_map(topology: dict[str, Any]) -> dict[str, Any]:
    """Return the map: a view box in units of 50 m and a path for each area."""
    arcs, (width, height) = projected_arcs(topology, UNIT_M)
    arcs = simplified(arcs, LEAST_AREA)
    areas = topology["objects"]["municipalities"]["geometries"]
    free = {area["id"] for area in areas if area["properties"]["kind"] == UNINCORPORATED}
    paths = {area["id"]: path(area, arcs) for area in sorted(areas, key=lambda area: area["id"])}
    return {
        "view_box": [-MARGIN, -MARGIN, width + 2 * MARGIN, height + 2 * MARGIN],
        "unit_m": UNIT_M,
        "projection": "EPSG:25832",
        "municipalities": {ags: drawn for ags, drawn in paths.items() if ags not in free},
        "unincorporated": {ags: drawn for ags, drawn in paths.items() if ags in free},
        "districts": {area["id"]: path(area, arcs) for area in topology["objects"]["districts"]["geometries"]},
        "outline": "".join(path(area, arcs) for area in topology["objects"]["state"]["geometries"]),
    }


def main(source: Path, target: Path) -> None:
    """Write the four tables and the map."""
    for name, (origin, compiled) in TABLES.items():
        with (source / origin).open(encoding="utf-8", newline="") as file:
            write_table(map(compiled, csv.DictReader(file)), target / name)
    topology = json.loads((source / "hessen_municipalities.topo.json").read_text(encoding="utf-8"))
    (target / "map.json").write_text(json.dumps(draw_map(topology), indent=0) + "\n", encoding="utf-8")
    for written in sorted(target.glob("*.[cj]s*")):
        print(f"{written.stat().st_size:>8} bytes  {written.name}")


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else TARGET)
