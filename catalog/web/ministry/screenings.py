"""Reach: how many showings and people, by language and month, by district and kind; and who reported them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import format_date, gettext

from catalog.distribution.responses import reach
from catalog.distribution.responses.reach import Cell, Choice, Reached
from catalog.distribution.stages import today
from catalog.films import languages, showing
from catalog.films.languages import LANGUAGES
from catalog.foundation import sheets
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_
from catalog.people import organisations
from catalog.people.models import OrganisationKind
from catalog.people.permissions import Action
from catalog.web.context import actor, reading
from catalog.web.guards import needs
from catalog.web.language import page_language
from catalog.web.ministry.taken_along import sent_table

bp = Blueprint("screenings", __name__, url_prefix="/ministry")

KIND_WORDS: Mapping[OrganisationKind, str] = {
    OrganisationKind.MUNICIPALITY: N_("Municipalities"),
    OrganisationKind.RECEPTION_CENTRE: N_("Reception centres"),
    OrganisationKind.ADVICE_CENTRE: N_("Advice centres"),
    OrganisationKind.WIR_OFFICE: N_("WIR offices"),
    OrganisationKind.DISTRICT: N_("Districts"),
    OrganisationKind.MINISTRY: N_("Ministry"),
}
#: So many months stand beside one another, also when the film is new.
FEWEST_MONTHS = 6


@bp.get("/screenings")
@needs(Action.SEE_COVERAGE)
def show() -> str:
    """Show whom the film has reached in the last twelve months or in one year."""
    choice, months = _chosen()
    cells = reach.cells(reading(), choice)
    by_month = reach.grouped(cells, lambda cell: cell.month)
    by_language = reach.grouped(cells, lambda cell: cell.language)
    return render_template(
        "ministry/screenings.html",
        whole=reach.total(cells),
        months=_worth_a_look(months, by_month),
        by_month=by_month,
        by_language={tag: by_language[tag] for tag in LANGUAGES if tag in by_language},
        by_language_and_month=reach.grouped(cells, lambda cell: (cell.language, cell.month)),
        by_district=reach.grouped(cells, lambda cell: cell.district_key),
        by_kind=reach.grouped(cells, lambda cell: cell.kind),
        kind_words={kind: gettext(words) for kind, words in KIND_WORDS.items()},
        reports=reach.reports(reading(), choice) if actor().may(Action.KEEP_LEDGER) else (),
        **_choices(choice),
    )


@bp.get("/screenings.csv")
@needs(Action.SEE_COVERAGE)
def as_csv() -> Response:
    """Send what is shown as CSV: a line for each month, language, district and kind of organisation."""
    return sent_table(_table(), "csv", "screenings")


@bp.get("/screenings.xlsx")
@needs(Action.SEE_COVERAGE)
def as_xlsx() -> Response:
    """Send the same as a workbook."""
    return sent_table(_table(), "xlsx", "screenings")


def _chosen() -> tuple[Choice, Sequence[date]]:
    """Return which showings are wished, and the months that they lie in."""
    now = today(utc_now())
    year = request.args.get("year", type=int)
    until = date(year, 12, 31) if year and date.min.year < year <= now.year else now
    months = reach.months(until)
    choice = Choice(
        film=request.args.get("film", ""),
        district=request.args.get("district", ""),
        language=languages.canonical(request.args["language"]) if request.args.get("language") else "",
        since=months[0],
        until=until,
    )
    return choice, [month for month in months if month <= now]


def _worth_a_look(months: Sequence[date], by_month: Mapping[date, Reached]) -> Sequence[date]:
    """Return the months since the first showing, and half a year at least."""
    begun = min(by_month, default=months[-1])
    return [month for place, month in enumerate(months) if month >= begun or place >= len(months) - FEWEST_MONTHS]


def _choices(choice: Choice) -> dict[str, Any]:
    """Return what the page can be narrowed to, and what has been chosen."""
    wished = {name: request.args[name] for name in ("film", "district", "language", "year") if request.args.get(name)}
    return {
        "choice": choice,
        "year": wished.get("year", ""),
        "films": [(shown.film.slug, shown.film.title(page_language())) for shown in showing.on_show(reading())],
        "districts": {district.key: district.name for district in organisations.districts(reading())},
        "year_options": [(year, str(year)) for year in reach.years(reading())],
        "languages": [(tag, known.name(page_language())) for tag, known in LANGUAGES.items()],
        "parameters": wished,
    }


def _table() -> list[Sequence[sheets.Cell]]:
    choice, _ = _chosen()
    districts = {district.key: district.name for district in organisations.districts(reading())}
    headings: list[sheets.Cell] = [
        gettext("Month"),
        gettext("Tag"),
        gettext("Language"),
        gettext("District key"),
        gettext("District"),
        gettext("Kind"),
        gettext("Showings"),
        gettext("People"),
    ]
    cells = sorted(reach.cells(reading(), choice), key=lambda cell: (cell.month, cell.language, cell.district_key))
    return [headings, *(_line(cell, districts) for cell in cells)]


def _line(cell: Cell, districts: Mapping[str, str]) -> list[sheets.Cell]:
    return [
        format_date(cell.month, "yyyy-MM"),
        cell.language,
        LANGUAGES[cell.language].name(page_language()),
        cell.district_key,
        districts.get(cell.district_key, ""),
        gettext(KIND_WORDS[cell.kind]),
        cell.reached.showings,
        cell.reached.told.cell,
    ]
