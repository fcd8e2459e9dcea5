"""The board: how far each film has come, in each language, in each district; who is missing."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from catalog.distribution.board import missing, report
from catalog.distribution.board.coverage import Place, coverage, on_the_map
from catalog.distribution.board.reaches import reaches
from catalog.distribution.board.scopes import Scope
from catalog.distribution.board.tallies import step_of
from catalog.distribution.board.timeline import timeline
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotFound, Refused
from catalog.people import organisations
from catalog.people.hessen import MAP_ATTRIBUTION, hessen_map
from catalog.people.models import OrganisationKind
from catalog.people.permissions import Action
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs
from catalog.web.ministry.board_tables import TABLES
from catalog.web.ministry.narrowing import choices, parameters, scope_asked
from catalog.web.ministry.taken_along import MIME_TYPES, sent_table
from catalog.web.paging import asked_page

bp = Blueprint("board", __name__, url_prefix="/ministry/board")

PAGE_SIZE = 50


@bp.get("")
@needs(Action.SEE_COVERAGE)
def show() -> str:
    """Show the whole state, or what it is narrowed to."""
    scope = scope_asked()
    now = utc_now()
    municipalities = on_the_map(reading(), now, scope)
    return render_template(
        "ministry/board.html",
        seen=coverage(reading(), now, scope),
        map=hessen_map(),
        steps={place.key: step_of(place.receipts) for place in municipalities},
        titles=_titles(municipalities),
        source=MAP_ATTRIBUTION,
        **choices(scope),
    )


@bp.get("/<district_key>")
@needs(Action.SEE_COVERAGE)
def district(district_key: str) -> str:
    """Show the municipalities and centres of one district."""
    found = organisations.by_key(reading(), district_key, OrganisationKind.DISTRICT)
    asked = scope_asked()
    scope = Scope(asked.film, asked.language, asked.campaign_id, asked.kind, found.key)
    now = utc_now()
    return render_template(
        "ministry/district.html",
        district=found,
        seen=coverage(reading(), now, scope),
        reaches=reaches(reading(), now, scope),
        **choices(scope),
    )


@bp.get("/timeline")
@needs(Action.SEE_COVERAGE)
def over_time() -> str:
    """Show how the receipts came in, day by day, against the day until which they were asked for."""
    scope = scope_asked()
    return render_template("ministry/board_timeline.html", seen=timeline(reading(), scope), **choices(scope))


@bp.get("/missing")
@needs(Action.SEE_COVERAGE)
def who_is_missing() -> str:
    """Show whose receipts are missing, or only who of them cannot be written to."""
    return _missing_page()


@bp.post("/reminders")
@needs(Action.CAMPAIGN)
def remind() -> ResponseReturnValue:
    """Remind everybody who is missing, in one act."""
    scope = scope_asked()
    try:
        with writing() as session:
            count = missing.remind(session, scope, by=actor())
    except Refused as refusal:
        return _missing_page(sentence_of(refusal)), refusal.status
    flash(ngettext("%(num)s recipient is being reminded.", "%(num)s recipients are being reminded.", count), "success")
    return redirect(_missing_address(scope), 303)


@bp.get("/tables/<question>")
@needs(Action.SEE_COVERAGE)
def take_along(question: str) -> Response:
    """Send the answer to one question as CSV or XLSX."""
    suffix = request.args.get("format", "csv")
    if question not in TABLES or suffix not in MIME_TYPES:
        raise NotFound
    rows = TABLES[question](reading(), utc_now(), scope_asked())
    return sent_table(rows, suffix, question)


@bp.get("/report.pdf")
@needs(Action.SEE_COVERAGE)
def as_report() -> Response:
    """Send the state of things as a document to be printed."""
    content = report.report(reading(), utc_now(), scope_asked())
    return Response(content, content_type="application/pdf")


def _missing_page(refusal: str = "") -> str:
    scope, only_unreachable = scope_asked(), bool(request.values.get("unreachable"))
    found = missing.missing(reading(), utc_now(), scope)
    unreachable = [each for each in found if each.unreachable]
    page = asked_page(unreachable if only_unreachable else found, PAGE_SIZE)
    chosen = choices(scope)
    return render_template(
        "ministry/board_missing.html",
        refusal=refusal,
        found=found,
        unreachable=unreachable,
        only_unreachable=only_unreachable,
        shown=page.rows,
        number=page.number,
        count=page.pages,
        address=lambda other: _missing_address(scope, page=other, unreachable="yes" if only_unreachable else None),
        **chosen,
    )


def _missing_address(scope: Scope, **further: int | str | None) -> str:
    values: dict[str, Any] = {**parameters(scope), **further}
    return url_for(".who_is_missing", **values)


def _titles(municipalities: Sequence[Place]) -> dict[str, str]:
    """Return what the map says of each municipality when somebody points at it."""
    words = gettext("%(name)s: %(arrived)s of %(asked)s acknowledged")
    return {
        place.key: words % {"name": place.name, "arrived": place.receipts.arrived, "asked": place.receipts.asked}
        for place in municipalities
    }
