"""Campaigns that were sent: how far each has come, who is missing, one reminder to all of them, a later day."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy import ColumnElement, and_, select

from catalog.distribution.board.scopes import Scope
from catalog.distribution.board.timeline import timeline
from catalog.distribution.campaigning import campaigns, picking, progressing
from catalog.distribution.campaigning.picking import Pick, Way
from catalog.distribution.campaigning.progressing import Missing
from catalog.distribution.models import Delivery
from catalog.films import register
from catalog.films.languages import language
from catalog.foundation import audit, sheets
from catalog.foundation.database import utc_now
from catalog.foundation.errors import Invalid, NotFound, Refused
from catalog.people.models import Organisation
from catalog.people.permissions import Action
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs
from catalog.web.language import page_language
from catalog.web.ministry.days import DayMissing, day_in
from catalog.web.ministry.taken_along import sent_table

bp = Blueprint("campaigns", __name__, url_prefix="/ministry/campaigns")

PAGE_SIZE = 20
MISSING_PAGE_SIZE = 50


@bp.get("")
@needs(Action.SEE_COVERAGE)
def index() -> str:
    """Show all campaigns, the newest first."""
    number = max(request.args.get("page", 1, type=int), 1)
    shown, pages = progressing.page(reading(), utc_now(), number, PAGE_SIZE)
    return render_template(
        "ministry/campaigns.html",
        shown=shown,
        number=number,
        pages=pages,
        address=lambda other: url_for(".index", page=other),
    )


@bp.get("/<int:campaign_id>")
@needs(Action.SEE_COVERAGE)
def show(campaign_id: int) -> str:
    """Show one campaign: how far it has come, who is missing, its letters."""
    return _page(campaign_id)


@bp.get("/<int:campaign_id>/missing.<any(csv, xlsx):suffix>")
@needs(Action.SEE_COVERAGE)
def missing(campaign_id: int, suffix: str) -> Response:
    """Send who is missing as a table."""
    campaigns.campaign_of(reading(), campaign_id)
    headings: list[sheets.Cell] = [gettext("Key"), gettext("Name"), gettext("District"), gettext("Not acknowledged")]
    found = _missing(campaign_id)
    rows = [[one.key, one.name, one.district, ", ".join(map(_language, one.languages))] for one in found]
    return sent_table([headings, *rows], suffix, f"campaign-{campaign_id}-missing")


@bp.post("/<int:campaign_id>/reminder")
@needs(Action.CAMPAIGN)
def remind(campaign_id: int) -> ResponseReturnValue:
    """Remind everybody who is missing, or those of one district."""
    district = request.form.get("district", "")
    meant: ColumnElement[bool] = Delivery.id.in_(progressing.deliveries_of(campaign_id))
    if district:
        here = select(Organisation.id).where(Organisation.district_key == district)
        meant = and_(meant, Delivery.organisation_id.in_(here))
    try:
        with writing() as session:
            campaigns.campaign_of(session, campaign_id)
            count = campaigns.remind(session, meant, f"campaign:{campaign_id}", by=actor())
    except Refused as refusal:
        return _page(campaign_id, sentence_of(refusal)), refusal.status
    flash(ngettext("%(num)s recipient is being reminded.", "%(num)s recipients are being reminded.", count), "success")
    return redirect(url_for(".show", campaign_id=campaign_id, district=district or None), 303)


@bp.post("/<int:campaign_id>/deadline")
@needs(Action.CAMPAIGN)
def extend(campaign_id: int) -> ResponseReturnValue:
    """Let the acknowledgements come by another day."""
    try:
        due_on = day_in(request.form, "due_on")
        if due_on is None:
            raise DayMissing
        with writing() as session:
            campaigns.extend(session, campaign_id, due_on, by=actor())
    except Invalid as refusal:
        return _page(campaign_id, sentence_of(refusal)), refusal.status
    flash(gettext("The new day counts for everybody in this campaign."), "success")
    return redirect(url_for(".show", campaign_id=campaign_id), 303)


def _page(campaign_id: int, refusal: str = "") -> str:
    campaign, now = campaigns.campaign_of(reading(), campaign_id), utc_now()
    found = _missing(campaign_id)
    district = request.values.get("district", "")
    number = max(request.args.get("page", 1, type=int), 1)
    silent = [one for one in found if not district or one.district_key == district]
    by_district: dict[tuple[str, str], int] = {}
    for one in found:
        of = one.district_key or "", one.district
        by_district[of] = by_district.get(of, 0) + 1
    progress = progressing.progress(reading(), [campaign], now)[0]
    return render_template(
        "ministry/campaign.html",
        progress=progress,
        campaign=campaign,
        pick=picked_words(campaign.picked),
        receipts=timeline(reading(), Scope(campaign_id=campaign_id)),
        letters=progressing.letters(reading(), campaign_id),
        history=audit.history(reading(), f"campaign:{campaign_id}"),
        found=len(found),
        by_district=by_district,
        district=district,
        silent=silent[(number - 1) * MISSING_PAGE_SIZE : number * MISSING_PAGE_SIZE],
        count=len(silent),
        number=number,
        pages=max(1, -(-len(silent) // MISSING_PAGE_SIZE)),
        address=lambda other: url_for(".show", campaign_id=campaign_id, district=district or None, page=other),
        refusal=refusal,
    )


def picked_words(picked: dict[str, object]) -> tuple[str, str, int]:
    """Return how recipients were picked: the way, the name of what they were picked by, how many were left out."""
    if not picked:
        return "publication", "", 0
    try:
        pick = Pick.read(picked)
        return pick.way.value, _name_of(pick), len(pick.without)
    except (Invalid, NotFound):
        # Its group or its district is not in the register any more.
        return next(iter(picked)), "–", 0


def _name_of(pick: Pick) -> str:
    if pick.way in (Way.HOLDERS, Way.SILENT):
        version = register.version(reading(), int(str(pick.of)))
        title = version.edition.film.title(page_language())
        return f"{_language(version.language)}, {title}, {gettext('revision %(number)s', number=version.revision)}"
    if isinstance(pick.of, tuple):
        return str(len(pick.of))
    return picking.named(reading(), pick) or str(pick.of)


def _missing(campaign_id: int) -> list[Missing]:
    return progressing.missing(reading(), campaign_id, utc_now())


def _language(tag: str) -> str:
    return language(tag).name(page_language())
