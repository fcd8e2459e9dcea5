"""The films that have come: all of them, one of them, and the receipts."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from catalog.distribution import deliveries
from catalog.distribution.deliveries import Replaced
from catalog.foundation.errors import Refused
from catalog.people.permissions import Action
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs
from catalog.web.recipient.door import bp, own_holdings


@bp.get("/")
@needs(Action.SEE_DELIVERIES)
def films() -> str:
    """Show everything that has come: what was recalled, what is new, what is there."""
    return render_template("recipient/films.html", holdings=own_holdings())


@bp.get("/deliveries/<int:delivery_id>")
@needs(Action.SEE_DELIVERIES)
def show(delivery_id: int) -> str:
    """Show one film in one language."""
    return _page(delivery_id)


@bp.post("/deliveries/<int:delivery_id>/acknowledgement")
@needs(Action.ACKNOWLEDGE)
def acknowledge(delivery_id: int) -> ResponseReturnValue:
    """Take the receipt for one film."""
    try:
        with writing() as session:
            deliveries.acknowledge(session, delivery_id, by=actor())
    except Refused as refusal:
        return _page(delivery_id, sentence_of(refusal)), refusal.status
    flash(gettext("Thank you. Your receipt has been recorded."), "success")
    return redirect(url_for(".films"), 303)


@bp.post("/acknowledgements")
@needs(Action.ACKNOWLEDGE)
def acknowledge_all() -> ResponseReturnValue:
    """Take the receipts for everything that was downloaded."""
    try:
        with writing() as session:
            number = deliveries.acknowledge_all(session, by=actor())
    except Refused as refusal:
        page = render_template("recipient/films.html", holdings=own_holdings(), refusal=sentence_of(refusal))
        return page, refusal.status
    words = ngettext(
        "Thank you. Your receipt has been recorded.", "Thank you. %(num)s receipts have been recorded.", number
    )
    flash(words, "success")
    return redirect(url_for(".films"), 303)


def _page(delivery_id: int, refusal: str = "") -> str:
    delivery = deliveries.own_delivery(reading(), delivery_id, actor())
    for holding in own_holdings().holdings:
        if holding.delivery_id == delivery.id:
            return render_template("recipient/film.html", holding=holding, events=delivery.events, refusal=refusal)
    raise Replaced
