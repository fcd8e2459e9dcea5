"""The register: find an organisation, see what it has, bring the register up to date."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog.distribution import deliveries, publication
from catalog.distribution.holdings import holdings_of
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid
from catalog.people import organisations
from catalog.people.hessen import REGISTER_ATTRIBUTION
from catalog.people.models import Organisation, OrganisationKind
from catalog.people.organisations import ImportReport
from catalog.people.permissions import Action
from catalog.people.tables import MOST_BYTES, read_table
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs

bp = Blueprint("organisations", __name__, url_prefix="/ministry/organisations")

PAGE_SIZE = 50


class TableMissing(Invalid):
    """The form came without a file."""

    sentence = N_("Please choose a table first.")


@bp.get("")
@needs(Action.SEE_COVERAGE)
def index() -> str:
    """Show the register, or those whose name or key fits."""
    return _page()


@bp.get("/<int:organisation_id>")
@needs(Action.SEE_COVERAGE)
def show(organisation_id: int) -> str:
    """Show one organisation: what it has and lacks, and everything that has happened."""
    holdings = holdings_of(reading(), organisation_id, utc_now())
    return render_template(
        "ministry/organisation.html", holdings=holdings, events=deliveries.diary(reading(), organisation_id)
    )


@bp.post("/import")
@needs(Action.KEEP_REGISTER)
def bring_up_to_date() -> ResponseReturnValue:
    """Enter a table; whoever is new is offered everything that is public."""
    try:
        rows = read_table(*_sent_table())
        with writing() as session:
            report = organisations.import_register(session, rows, by=actor())
            offered = publication.offer_to_newcomers(session, by=actor())
    except Invalid as refusal:
        return _page(refusal=sentence_of(refusal)), refusal.status
    return _page(report=report, offered=offered)


def _page(report: ImportReport | None = None, offered: int = 0, refusal: str = "") -> str:
    words, kind = request.args.get("words", ""), request.args.get("kind", "")
    found = organisations.search(reading(), words, OrganisationKind(kind) if kind in set(OrganisationKind) else None)
    number = max(request.args.get("page", 1, type=int), 1)
    return render_template(
        "ministry/organisations.html",
        organisations=_slice(found, number),
        districts={district.key: district.name for district in organisations.districts(reading())},
        found=len(found),
        number=number,
        pages=-(-len(found) // PAGE_SIZE),
        words=words,
        kind=kind,
        address=lambda other: url_for(".index", words=words, kind=kind, page=other),
        report=report,
        reasons=[(row.line, sentence_of(row.reason)) for row in report.refused] if report else [],
        offered=offered,
        refusal=refusal,
        source=REGISTER_ATTRIBUTION,
    )


def _slice(found: list[Organisation], number: int) -> list[Organisation]:
    return found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]


def _sent_table() -> tuple[bytes, str]:
    """Return the table that was sent, with its name; one that is too large is not read to its end."""
    sent = request.files.get("table")
    if sent is None or not sent.filename:
        raise TableMissing
    return sent.stream.read(MOST_BYTES + 1), sent.filename
