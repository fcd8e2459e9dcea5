"""The table of a film's languages: on the page, as a part of it that keeps itself fresh, and to take along."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from catalog.films import register
from catalog.films.models import FULL, Film
from catalog.foundation import sheets
from catalog.foundation.errors import N_
from catalog.people.permissions import Action
from catalog.production.matrix import sifting, table
from catalog.production.matrix.sifting import Order, Wish
from catalog.production.matrix.standing import State
from catalog.production.matrix.table import Column, Row
from catalog.web.context import reading
from catalog.web.guards import needs
from catalog.web.language import page_language

bp = Blueprint("matrix", __name__, url_prefix="/ministry/films/<slug>")

COLUMN_WORDS: Mapping[Column, str] = {
    Column.DUB: N_("Dub"),
    Column.CAPTIONS: N_("Captions"),
    Column.DESCRIPTION: N_("Description (text)"),
    Column.AUDIO_DESCRIPTION: N_("Audio description"),
    Column.SIGN_LANGUAGE: N_("Sign language"),
    Column.EASY_LANGUAGE: N_("Easy language"),
}
STATE_WORDS: Mapping[State, str] = {
    State.MISSING: N_("Missing"),
    State.IN_WORK: N_("In work"),
    State.IN_REVIEW: N_("In review"),
    State.APPROVED: N_("Approved"),
    State.PUBLISHED: N_("Published"),
    State.OUTDATED: N_("Outdated"),
    State.RECALLED: N_("Recalled"),
}
ORDER_WORDS: Mapping[Order, str] = {
    Order.NEED: N_("What is there, then by need"),
    Order.NAME: N_("Name of the language"),
    Order.STATE: N_("State, what needs a hand first"),
    Order.DATE: N_("Last change first"),
}
#: Stands in a table to take along where a language does not have that form at all.
NO_SUCH_FORM = "–"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/languages")
@needs(Action.SEE_MINISTRY)
def show(slug: str) -> str:
    """Show the table alone, which a page fetches while work is going on."""
    film = register.film(reading(), slug)
    return render_template("ministry/film_languages.html", film=film, **seen(film))


@bp.get("/languages.csv")
@needs(Action.SEE_MINISTRY)
def as_csv(slug: str) -> Response:
    """Send the rows that are shown as CSV."""
    film = register.film(reading(), slug)
    return _sent(sheets.as_csv(_table(film)), "text/csv; charset=utf-8", f"{slug}.csv")


@bp.get("/languages.xlsx")
@needs(Action.SEE_MINISTRY)
def as_xlsx(slug: str) -> Response:
    """Send the rows that are shown as a workbook."""
    film = register.film(reading(), slug)
    return _sent(sheets.as_xlsx(film.title(page_language()), _table(film)), XLSX, f"{slug}.xlsx")


def seen(film: Film) -> dict[str, Any]:
    """Return what the table of a film needs: its rows as they are wished for, and what can be wished."""
    edition, wish = _edition(film), Wish.said(request.args)
    rows = table.matrix(reading(), film, edition)
    return {
        "rows": sifting.sifted(rows, wish, page_language()),
        "all_rows": rows,
        "counted": sifting.counted(rows, wish.column),
        "wish": wish,
        "edition": edition,
        "parameters": wish.parameters | ({} if edition == FULL else {"edition": edition}),
        "column_words": {column: gettext(words) for column, words in COLUMN_WORDS.items()},
        "state_words": {state: gettext(words) for state, words in STATE_WORDS.items()},
        "order_words": {order: gettext(words) for order, words in ORDER_WORDS.items()},
    }


def _edition(film: Film) -> str:
    """Return which cut of the film is wished: the full one, when it has no cut of that name."""
    wished = request.args.get("edition", FULL)
    return wished if any(edition.name == wished for edition in film.editions) else FULL


def _table(film: Film) -> list[Sequence[sheets.Cell]]:
    """Return the table with its headings, each form with the revision that its state is about."""
    words = seen(film)
    headings: list[sheets.Cell] = [gettext("Tag"), gettext("Language"), gettext("Name in the language itself")]
    for column in Column:
        name = words["column_words"][column]
        headings += [name, gettext("%(form)s: revision", form=name)]
    headings.append(gettext("Changed on"))
    return [headings, *(_line(row, words["state_words"]) for row in words["rows"])]


def _line(row: Row, state_words: Mapping[State, str]) -> list[sheets.Cell]:
    line: list[sheets.Cell] = [row.language.tag, row.language.name(page_language()), row.language.own_name]
    for column in Column:
        cell = row.cells.get(column)
        revision = cell.version.revision if cell and cell.version and cell.state != State.MISSING else None
        line += [state_words[cell.state] if cell else NO_SUCH_FORM, revision]
    line.append(row.changed_at.date().isoformat() if row.changed_at else None)
    return line


def _sent(content: bytes, mimetype: str, filename: str) -> Response:
    response = Response(content, content_type=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
