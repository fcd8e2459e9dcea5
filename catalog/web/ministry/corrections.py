"""The ministry keeps the book: an entry that was wrong is put right, and what was told by telephone is entered."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from catalog.distribution import corrections
from catalog.distribution.recalling import told
from catalog.distribution.stages import EventKind
from catalog.foundation.errors import Invalid, Refused
from catalog.people.permissions import Action
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs
from catalog.web.ministry.recall_words import said_words

bp = Blueprint("corrections", __name__, url_prefix="/ministry")


@bp.get("/events/<int:event_id>/correction")
@needs(Action.KEEP_LEDGER)
def ask(event_id: int) -> str:
    """Show an entry, and ask why it is wrong."""
    return _entry(event_id)


@bp.post("/events/<int:event_id>/correction")
@needs(Action.KEEP_LEDGER)
def correct(event_id: int) -> ResponseReturnValue:
    """Say that the entry was a mistake."""
    organisation_id = corrections.event(reading(), event_id).delivery.organisation_id
    try:
        with writing() as session:
            corrections.correct(session, event_id, request.form.get("reason", ""), by=actor())
    except (Refused, Invalid) as refusal:
        return _entry(event_id, sentence_of(refusal)), refusal.status
    flash(gettext("Put right. The entry stays in the diary and does not count any more."), "success")
    return redirect(url_for("organisations.show", organisation_id=organisation_id), 303)


@bp.get("/organisations/<int:organisation_id>/told")
@needs(Action.KEEP_LEDGER)
def listen(organisation_id: int) -> str:
    """Ask what an organisation has told."""
    return _telling(organisation_id)


@bp.post("/organisations/<int:organisation_id>/told")
@needs(Action.KEEP_LEDGER)
def tell(organisation_id: int) -> ResponseReturnValue:
    """Enter what an organisation has told, or that it could not be reached."""
    said, delivery_id = request.form.get("said", ""), request.form.get("delivery", 0, type=int)
    kind = EventKind(said) if said in told.TELLABLE else EventKind.OFFERED
    try:
        with writing() as session:
            told.enter(session, delivery_id, kind, request.form.get("note", ""), by=actor())
    except (Refused, Invalid) as refusal:
        return _telling(organisation_id, sentence_of(refusal)), refusal.status
    flash(gettext("Entered in the book."), "success")
    return redirect(url_for("organisations.show", organisation_id=organisation_id), 303)


def _entry(event_id: int, refusal: str = "") -> str:
    return render_template(
        "ministry/correction_form.html", event=corrections.event(reading(), event_id), refusal=refusal
    )


def _telling(organisation_id: int, refusal: str = "") -> str:
    words = said_words()
    return render_template(
        "ministry/correction_told.html",
        organisation=told.organisation(reading(), organisation_id),
        deliveries=told.deliveries_of(reading(), organisation_id),
        sayings=[(kind, words[kind]) for kind in told.TELLABLE],
        refusal=refusal,
    )
