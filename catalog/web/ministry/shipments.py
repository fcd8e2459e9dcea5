"""Sticks and discs: enter what was sent, see what is out there, take back what returns."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from catalog.distribution.shipping import packing_lists, shipments, sticks
from catalog.distribution.shipping.shipments import Carrier, Load, Parcel, Sent
from catalog.distribution.shipping.sticks import Stick
from catalog.distribution.stages import today
from catalog.films import languages
from catalog.films.models import LanguageVersion
from catalog.foundation import sheets
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid, Refused
from catalog.people.permissions import Action
from catalog.people.tables import MOST_BYTES, read_table
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs
from catalog.web.language import page_language
from catalog.web.paging import asked_page

bp = Blueprint("shipments", __name__, url_prefix="/ministry/shipments")

PAGE_SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CARRIERS = {Carrier.STICK: N_("USB stick"), Carrier.DISC: N_("Disc")}


class DayMissing(Invalid):
    """A day was left out, or cannot be read as one."""

    sentence = N_("Please enter a day, such as 2026-11-23.")


@bp.get("")
@needs(Action.SEE_COVERAGE)
def index() -> str:
    """Show the sticks that are out there, or those that are wished for."""
    return _listed()


@bp.get("/new")
@needs(Action.KEEP_LEDGER)
def ask() -> str:
    """Show the form for what was sent."""
    return _form()


@bp.post("")
@needs(Action.KEEP_LEDGER)
def send() -> ResponseReturnValue:
    """Enter what was sent; lines that cannot be entered stay in the form."""
    try:
        parcels = _parcels()
        load = Load(
            version_ids=request.form.getlist("version", type=int),
            carrier=Carrier.DISC if request.form.get("carrier") == Carrier.DISC else Carrier.STICK,
            shipped_on=_day("shipped_on"),
            note=request.form.get("note", ""),
        )
        with writing() as session:
            sent = shipments.send(session, parcels, load, by=actor())
    except (Refused, Invalid) as refusal:
        return _form(refusal=sentence_of(refusal)), refusal.status
    if sent.shipments:
        flash(_said(sent), "success")
    if sent.refused:
        return _form(sent=sent), 422
    return redirect(url_for(".index"), 303)


@bp.post("/<int:shipment_id>/return")
@needs(Action.KEEP_LEDGER)
def take_back(shipment_id: int) -> ResponseReturnValue:
    """Enter that a stick came back or never arrived."""
    arrived = request.form.get("what") != "lost"
    try:
        with writing() as session:
            shipments.take_back(session, shipment_id, _day("returned_on"), arrived=arrived, by=actor())
    except (Refused, Invalid) as refusal:
        return _listed(sentence_of(refusal)), refusal.status
    flash(gettext("Entered in the book."), "success")
    return redirect(url_for(".index", **_wishes()), 303)


@bp.get("/sticks.csv")
@needs(Action.SEE_COVERAGE)
def as_csv() -> Response:
    """Send the sticks that are wished for as CSV."""
    return _sent(sheets.as_csv(_table()), "text/csv; charset=utf-8", "sticks.csv")


@bp.get("/sticks.xlsx")
@needs(Action.SEE_COVERAGE)
def as_xlsx() -> Response:
    """Send the sticks that are wished for as a workbook."""
    return _sent(sheets.as_xlsx(gettext("Sticks and discs"), _table()), XLSX, "sticks.xlsx")


def _listed(refusal: str = "") -> str:
    found = _found()
    page = asked_page(found, PAGE_SIZE)
    return render_template(
        "ministry/shipments.html",
        sticks=found,
        shown=page.rows,
        number=page.number,
        pages=page.pages,
        address=lambda other: url_for("shipments.index", page=other, **_wishes()),
        versions=[(str(version.id), _name(version)) for version in sticks.shipped(reading())],
        wishes=_wishes(),
        carriers=_carriers(),
        wanted=sticks.wishes(reading()),
        today=today(utc_now()).isoformat(),
        refusal=refusal,
    )


def _form(refusal: str = "", sent: Sent | None = None) -> str:
    """Return the form, with what was typed; of lines that were entered only the others."""
    left = [refused.parcel for refused in sent.refused] if sent else []
    lines = "\n".join(f"{parcel.key} {parcel.number}" for parcel in left)
    chosen = set(request.form.getlist("version", type=int) or request.args.getlist("version", type=int))
    return render_template(
        "ministry/shipment_form.html",
        versions=[(version, _name(version)) for version in sticks.sendable(reading(), chosen)],
        chosen=chosen,
        lines=lines if sent else request.form.get("lines", f"{request.args['to']} " if "to" in request.args else ""),
        carriers=_carriers(),
        wanted=sticks.wishes(reading()),
        today=today(utc_now()).isoformat(),
        refusal=refusal,
        refused=[(refused.parcel.line, sentence_of(refused.reason)) for refused in sent.refused] if sent else [],
        entered=len(sent.shipments) if sent else 0,
    )


def _found() -> list[Stick]:
    wishes = _wishes()
    version = wishes.get("version", "")
    return sticks.sticks(
        reading(),
        wishes.get("words", ""),
        int(version) if version.isdecimal() else None,
        back_too=wishes.get("back") == "yes",
    )


def _wishes() -> dict[str, Any]:
    """Return what the list is narrowed to."""
    return {name: request.args[name] for name in ("words", "version", "back") if request.args.get(name)}


def _parcels() -> list[Parcel]:
    """Return the lines of the form and the rows of the table that came with it."""
    parcels = packing_lists.from_lines(request.form.get("lines", ""))
    table = request.files.get("table")
    if table and table.filename:
        parcels += packing_lists.from_rows(read_table(table.stream.read(MOST_BYTES + 1), table.filename))
    return parcels


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as mistake:
        raise DayMissing from mistake


def _said(sent: Sent) -> str:
    return ngettext("%(num)s stick or disc was entered.", "%(num)s sticks or discs were entered.", len(sent.shipments))


def _carriers() -> dict[Carrier, str]:
    return {carrier: gettext(words) for carrier, words in CARRIERS.items()}


def _name(version: LanguageVersion) -> str:
    film = version.edition.film.title(page_language())
    language = languages.language(version.language).name(page_language())
    return gettext("%(film)s, %(language)s, revision %(number)s", film=film, language=language, number=version.revision)


def _table() -> list[list[sheets.Cell]]:
    """Return the sticks with the headings, one line each."""
    headings: list[sheets.Cell] = [gettext("Number"), gettext("Carrier"), gettext("Key"), gettext("Organisation")]
    headings += [gettext("Sent on"), gettext("Back on"), gettext("On it"), gettext("Recalled"), gettext("Note")]
    return [headings, *(_line(stick) for stick in _found())]


def _line(stick: Stick) -> list[sheets.Cell]:
    shipment = stick.shipment
    return [
        shipment.number,
        _carriers()[Carrier(shipment.carrier)],
        shipment.organisation.key,
        shipment.organisation.name,
        shipment.shipped_on,
        shipment.returned_on,
        "; ".join(_name(version) for version in stick.versions),
        gettext("Yes") if stick.carries_recalled else None,
        shipment.note,
    ]


def _sent(content: bytes, mimetype: str, filename: str) -> Response:
    response = Response(content, content_type=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
