"""The films that have come: all of them, one of them, the receipts, and what is said of a recalled one."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from catalog.distribution import corrections, deliveries
from catalog.distribution.deliveries import Replaced
from catalog.distribution.models import Delivery, DeliveryEvent
from catalog.distribution.recalling import recalls
from catalog.distribution.stages import EventKind
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid, NotFound
from catalog.people.permissions import Action
from catalog.web.context import actor, reading, writing
from catalog.web.guards import needs
from catalog.web.recipient.door import bp, do, own_holdings
from catalog.web.recipient.status import page_of

#: What may be said of the copies of a recalled revision.
SETTLED = {kind.value: kind for kind in (EventKind.DESTROYED, EventKind.REPLACED)}


class SettledHow(Invalid):
    """It is not said what became of the copies."""

    sentence = N_("Please say whether all copies are destroyed or replaced.")


@bp.get("/")
@needs(Action.SEE_DELIVERIES)
def films() -> str:
    """Show everything that has come: what was recalled, what is new, what is there."""
    return page_of("recipient/films.html")


@bp.get("/deliveries/<int:delivery_id>")
@needs(Action.SEE_DELIVERIES)
def show(delivery_id: int) -> str:
    """Show one film in one language."""
    return _page(delivery_id)


@bp.post("/looked")
@needs(Action.SEE_DELIVERIES)
def look() -> ResponseReturnValue:
    """Take it that somebody has not only opened the page, but touched it."""
    by = actor()
    with writing() as session:
        deliveries.look(session, by=by)
    return "", 204


@bp.post("/deliveries/<int:delivery_id>/acknowledgement")
@needs(Action.ACKNOWLEDGE)
def acknowledge(delivery_id: int) -> ResponseReturnValue:
    """Take the receipt for one film."""
    return do(
        lambda session: deliveries.acknowledge(session, delivery_id, by=actor()),
        "receipt",
        lambda refusal: _page(delivery_id, refusal),
    )


@bp.post("/deliveries/<int:delivery_id>/acknowledgement/taking-back")
@needs(Action.ACKNOWLEDGE)
def take_receipt_back(delivery_id: int) -> ResponseReturnValue:
    """Take it that a receipt was given by mistake."""
    receipt = _own_receipt(deliveries.own_delivery(reading(), delivery_id, actor()))
    if receipt is None:
        raise NotFound
    number = receipt.id
    return do(
        lambda session: corrections.take_back(session, number, by=actor()),
        "receipt_back",
        lambda refusal: _page(delivery_id, refusal),
        about=lambda correction: {"language": correction.delivery.version.language},
    )


@bp.post("/acknowledgements")
@needs(Action.ACKNOWLEDGE)
def acknowledge_all() -> ResponseReturnValue:
    """Take the receipts for everything that was downloaded."""
    return do(
        lambda session: deliveries.acknowledge_all(session, by=actor()),
        "receipts",
        lambda refusal: page_of("recipient/films.html", refusal),
    )


@bp.post("/deliveries/<int:delivery_id>/settlement")
@needs(Action.SETTLE)
def settle(delivery_id: int) -> ResponseReturnValue:
    """Take it that no copy of a recalled revision is left."""
    deliveries.own_delivery(reading(), delivery_id, actor())
    how = SETTLED.get(request.form.get("how", ""))
    if how is None:
        raise SettledHow
    return do(
        lambda session: recalls.settle(session, delivery_id, how, by=actor()),
        "settled",
        lambda refusal: page_of("recipient/films.html", refusal),
    )


def _page(delivery_id: int, refusal: str = "") -> str:
    delivery = deliveries.own_delivery(reading(), delivery_id, actor())
    holdings = own_holdings()
    for holding in (*holdings.holdings, *holdings.unsettled):
        if holding.delivery_id == delivery.id:
            return render_template(
                "recipient/film.html",
                holding=holding,
                events=delivery.events,
                receipt_given=_own_receipt(delivery),
                refusal=refusal,
            )
    raise Replaced


def _own_receipt(delivery: Delivery) -> DeliveryEvent | None:
    """Return the latest receipt that the organisation can still take back itself; None when there is none."""
    corrected = {event.corrects_id for event in delivery.events}
    since = utc_now() - corrections.TAKEN_BACK_WITHIN
    receipts = (event for event in reversed(delivery.events) if event.kind == EventKind.ACKNOWLEDGED)
    return next((event for event in receipts if event.id not in corrected and event.at > since), None)
