"""The register: look through it, take it along, bring it up to date, and see one organisation."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from catalog.distribution import deliveries, succession
from catalog.distribution.holding.holdings import holdings_of
from catalog.distribution.publishing import publication
from catalog.distribution.recalling import told
from catalog.films.languages import LANGUAGES
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid, Refused
from catalog.people import changes, contacts, directory, groups, links, organisations
from catalog.people.directory import Wish
from catalog.people.hessen import REGISTER_ATTRIBUTION
from catalog.people.models import Organisation
from catalog.people.organisations import ImportReport, RefusedRow
from catalog.people.permissions import Action
from catalog.people.tables import MOST_BYTES, read_table
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs
from catalog.web.language import page_language
from catalog.web.ministry import diary_tables
from catalog.web.ministry.taken_along import sent_table

bp = Blueprint("organisations", __name__, url_prefix="/ministry/organisations")

PAGE_SIZE = 50


class TableMissing(Invalid):
    """The form came without a file."""

    sentence = N_("Please choose a table first.")


@bp.get("")
@needs(Action.SEE_COVERAGE)
def index() -> str:
    """Show the register, or whom of it somebody looks for."""
    return _page()


@bp.get("/register.<any(csv, xlsx):suffix>")
@needs(Action.SEE_COVERAGE)
def take_along(suffix: str) -> Response:
    """Send whoever is found as a table that can be entered again."""
    found = directory.sought(reading(), Wish.said(request.args))
    return sent_table(directory.table(reading(), found), suffix, gettext("register"))


@bp.get("/new")
@needs(Action.KEEP_REGISTER)
def new() -> str:
    """Show the form for an organisation that is not in the register yet."""
    return render_template("ministry/organisation_new.html", refusal="")


@bp.post("")
@needs(Action.KEEP_REGISTER)
def enter() -> ResponseReturnValue:
    """Enter one organisation; it is offered everything that is public."""
    try:
        with writing() as session:
            entered = organisations.enter(session, request.form, by=actor())
            publication.offer_to_newcomers(session, by=actor())
    except (Invalid, Refused) as refusal:
        return render_template("ministry/organisation_new.html", refusal=sentence_of(refusal)), refusal.status
    flash(gettext("%(name)s is in the register now.", name=entered.name), "success")
    return redirect(url_for(".show", organisation_id=entered.id), 303)


@bp.get("/<int:organisation_id>")
@needs(Action.SEE_COVERAGE)
def show(organisation_id: int) -> str:
    """Show one organisation: whom to write to, what it has and lacks, and everything that has happened."""
    holdings = holdings_of(reading(), organisation_id, utc_now())
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    skipped = (number - 1) * deliveries.MOST_EVENTS
    events = deliveries.diary(reading(), organisation_id, deliveries.MOST_EVENTS + 1, skipped)
    successor_id = holdings.organisation.successor_id
    own_groups = groups.groups_of(reading(), organisation_id)
    return render_template(
        "ministry/organisation.html",
        holdings=holdings,
        events=events[: deliveries.MOST_EVENTS],
        number=number,
        pages=number + (len(events) > deliveries.MOST_EVENTS),
        address=lambda other: url_for(".show", organisation_id=organisation_id, page=other, _anchor="diary"),
        contacts=contacts.contacts_of(reading(), organisation_id),
        addressee=contacts.address_of(reading(), [organisation_id]).get(organisation_id),
        groups=[group for group in groups.groups(reading()) if group.id in own_groups],
        served=groups.served_by(reading(), organisation_id),
        serving=groups.serving(reading(), organisation_id),
        changes=changes.changes_of(reading(), organisation_id),
        successor=reading().get(Organisation, successor_id) if successor_id else None,
        links=links.of_organisation(reading(), organisation_id),
        districts={district.key: district.name for district in organisations.districts(reading())},
        needed=[_language(tag) for tag in holdings.organisation.needed_languages],
        now=utc_now(),
    )


@bp.get("/<int:organisation_id>/diary.<any(csv, xlsx):suffix>")
@needs(Action.SEE_COVERAGE)
def take_diary_along(organisation_id: int, suffix: str) -> Response:
    """Send everything that has happened to one organisation as a table."""
    organisation = told.organisation(reading(), organisation_id)
    return sent_table(list(diary_tables.table(organisation_id)), suffix, f"{gettext('diary')}-{organisation.key}")


@bp.post("/import")
@needs(Action.KEEP_REGISTER)
def bring_up_to_date() -> ResponseReturnValue:
    """Enter a table; deliveries follow mergers, and whoever is new is offered everything that is public."""
    try:
        rows = read_table(*_sent_table())
        with writing() as session:
            report, offered = succession.import_register(session, rows, by=actor())
    except Invalid as refusal:
        return _page(refusal=sentence_of(refusal)), refusal.status
    return _page(report=report, offered=offered)


def _page(report: ImportReport | None = None, offered: int = 0, refusal: str = "") -> str:
    wish = Wish.said(request.args)
    found = directory.sought(reading(), wish)
    number = max(request.args.get("page", 1, type=int), 1)
    return render_template(
        "ministry/organisations.html",
        organisations=found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        districts={district.key: district.name for district in organisations.districts(reading())},
        groups=groups.groups(reading()),
        found=len(found),
        number=number,
        pages=-(-len(found) // PAGE_SIZE),
        wish=wish,
        address=lambda other: url_for(".index", **wish.parameters, page=other),
        report=report,
        reasons=_told(report.refused) if report else [],
        remarks=_told(report.remarks) if report else [],
        offered=offered,
        refusal=refusal,
        source=REGISTER_ATTRIBUTION,
    )


def _language(tag: str) -> str:
    """Return the name of a language; what an imported list calls one may be none that we know."""
    return LANGUAGES[tag].name(page_language()) if tag in LANGUAGES else tag


def _told(rows: tuple[RefusedRow, ...]) -> list[tuple[int, str]]:
    return [(row.line, sentence_of(row.reason)) for row in rows]


def _sent_table() -> tuple[bytes, str]:
    """Return the table that was sent, with its name; one that is too large is not read to its end."""
    sent = request.files.get("table")
    if sent is None or not sent.filename:
        raise TableMissing
    return sent.stream.read(MOST_BYTES + 1), sent.filename
