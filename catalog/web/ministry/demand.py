"""The demand radar: the languages that are asked for against those that are there, on a page and to take along."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from catalog.distribution.responses import demand
from catalog.distribution.responses.demand import Supply, Wanted, most_wanted_first
from catalog.films.languages import LANGUAGES
from catalog.foundation import sheets
from catalog.foundation.errors import N_
from catalog.people import organisations
from catalog.people.permissions import Action
from catalog.web.context import reading
from catalog.web.guards import needs
from catalog.web.language import page_language
from catalog.web.ministry.taken_along import sent_table

bp = Blueprint("demand", __name__, url_prefix="/ministry")

SUPPLY_WORDS: Mapping[Supply, str] = {
    Supply.MISSING: N_("Missing"),
    Supply.RECALLED: N_("Recalled"),
    Supply.IN_WORK: N_("In work"),
    Supply.PUBLISHED: N_("Published"),
}
#: So many of a district's missing languages stand beside its name.
FIRST_FEW = 3


@bp.get("/demand")
@needs(Action.SEE_COVERAGE)
def show() -> str:
    """Show the languages, the most wanted missing one first, of all districts or of one."""
    return render_template("ministry/demand.html", **_seen())


@bp.get("/demand.csv")
@needs(Action.SEE_COVERAGE)
def as_csv() -> Response:
    """Send what is shown, district by district, as CSV."""
    return sent_table(_table(), "csv", "demand")


@bp.get("/demand.xlsx")
@needs(Action.SEE_COVERAGE)
def as_xlsx() -> Response:
    """Send what is shown, district by district, as a workbook."""
    return sent_table(_table(), "xlsx", "demand")


def _seen() -> dict[str, Any]:
    """Return what the page needs: the languages as they are chosen, and what can be chosen."""
    everything = demand.radar(reading())
    districts = {district.key: district.name for district in organisations.districts(reading())}
    district = request.args.get("district", "")
    district = district if district in districts else ""
    supply = request.args.get("supply", "")
    chosen = [one for one in most_wanted_first(everything, district) if _is_wished(one, district, supply)]
    return {
        "wanted": chosen,
        "missing": _lacking(everything, district),
        "district": district,
        "districts": districts,
        "supply": supply,
        "supply_words": {each: gettext(words) for each, words in SUPPLY_WORDS.items()},
        "parameters": {name: given for name, given in (("district", district), ("supply", supply)) if given},
        "lacking": {key: _lacking(everything, key)[:FIRST_FEW] for key in districts},
    }


def _is_wished(one: Wanted, district: str, supply: str) -> bool:
    if supply and supply != one.supply:
        return False
    return not district or bool(one.asked_in(district).least or one.reached_in(district).showings)


def _lacking(everything: Sequence[Wanted], district: str) -> list[Wanted]:
    """Return the languages that a district asks for and cannot have, the most wanted first."""
    lacking = (one for one in everything if one.is_missing and one.asked_in(district).least)
    return list(most_wanted_first(lacking, district))


def _table() -> list[Sequence[sheets.Cell]]:
    """Return the table with its headings: all of Hessen first, then each district that asks for something."""
    seen = _seen()
    headings: list[sheets.Cell] = [
        gettext("District key"),
        gettext("District"),
        gettext("Tag"),
        gettext("Language"),
        gettext("Name in the language itself"),
        gettext("State"),
        gettext("Organisations that ask for it"),
        gettext("Sticks asked for"),
        gettext("People reached"),
    ]
    places = {"": gettext("All of Hessen"), **seen["districts"]}
    keys = [seen["district"]] if seen["district"] else places
    return [
        headings,
        *(
            _line(one, key, places[key], seen["supply_words"])
            for key in keys
            for one in most_wanted_first(seen["wanted"], key)
            if not key or _is_wished(one, key, "")
        ),
    ]


def _line(one: Wanted, key: str, name: str, supply_words: Mapping[Supply, str]) -> list[sheets.Cell]:
    language = LANGUAGES[one.language]
    asked, reached = one.asked_in(key), one.reached_in(key).told
    return [
        key,
        name,
        one.language,
        language.name(page_language()),
        language.own_name,
        supply_words[one.supply],
        asked.cell,
        one.sticks.cell if not key else None,
        reached.cell,
    ]
