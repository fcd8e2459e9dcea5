"""What became of an organisation, entered by hand: another name, another key, a merger."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from catalog.distribution import succession
from catalog.foundation.errors import Invalid, Refused
from catalog.people import changes
from catalog.people.mentions import mentioned
from catalog.people.permissions import Action
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs
from catalog.web.ministry.days import DayMissing, day_in
from catalog.web.ministry.keeping import named, tell

bp = Blueprint("changes", __name__, url_prefix="/ministry/organisations/<int:organisation_id>/changes")


@bp.get("")
@needs(Action.KEEP_REGISTER)
def show(organisation_id: int) -> str:
    """Show the forms for another name, another key and a merger."""
    return _page(organisation_id)


@bp.post("/name")
@needs(Action.KEEP_REGISTER)
def rename(organisation_id: int) -> ResponseReturnValue:
    """Give an organisation another name."""
    form = request.form
    name, official_name = form.get("name", ""), form.get("official_name", "")

    def deed(session: Session) -> str:
        since = _day("renamed_since")
        changes.rename(session, organisation_id, name, official_name, since, by=actor())
        return gettext("The new name has been entered.")

    return _done(organisation_id, deed)


@bp.post("/key")
@needs(Action.KEEP_REGISTER)
def rekey(organisation_id: int) -> ResponseReturnValue:
    """Give an organisation another key."""

    def deed(session: Session) -> str:
        changes.rekey(session, organisation_id, request.form.get("key", ""), _day("rekeyed_since"), by=actor())
        return gettext("The new key has been entered. The former one still finds the organisation.")

    return _done(organisation_id, deed)


@bp.post("/merger")
@needs(Action.KEEP_REGISTER)
def merge(organisation_id: int) -> ResponseReturnValue:
    """Let others go into an organisation; their deliveries follow in the same transaction."""
    understood = mentioned(reading(), request.form.get("predecessors", ""))
    predecessor_ids = [one.id for one in understood.organisations]

    def deed(session: Session) -> str:
        _, followed = succession.merge(session, organisation_id, predecessor_ids, _day("merged_since"), by=actor())
        return ngettext(
            "The merger has been entered. %(num)d delivery has followed.",
            "The merger has been entered. %(num)d deliveries have followed.",
            followed,
        )

    tell(understood)
    return _done(organisation_id, deed)


def _done(organisation_id: int, deed: Callable[[Session], str]) -> ResponseReturnValue:
    try:
        with writing() as session:
            said = deed(session)
    except (Invalid, Refused) as refusal:
        return _page(organisation_id, sentence_of(refusal)), refusal.status
    flash(said, "success")
    return redirect(url_for("organisations.show", organisation_id=organisation_id, _anchor="changes"), 303)


def _day(field: str) -> date:
    day = day_in(request.form, field)
    if day is None:
        raise DayMissing
    return day


def _page(organisation_id: int, refusal: str = "") -> str:
    return render_template("ministry/organisation_changes.html", organisation=named(organisation_id), refusal=refusal)
