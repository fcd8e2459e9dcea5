"""The way out of the house: publish now, plan it for an hour, or let a version pass the gate with a reason."""

from datetime import date

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from catalog.distribution.publishing import planning, publication
from catalog.distribution.publishing.hours import moment_of
from catalog.foundation.errors import N_, Invalid
from catalog.people.permissions import Action
from catalog.web.context import actor
from catalog.web.guards import needs
from catalog.web.ministry.versions import do

bp = Blueprint("publishing", __name__, url_prefix="/ministry/versions/<int:version_id>")


class NoDate(Invalid):
    """A day was written that is not in the calendar."""

    sentence = N_("“%(text)s” is not a date. Please write it like 2026-03-31.")


@bp.post("/publication")
@needs(Action.PUBLISH)
def publish(version_id: int) -> ResponseReturnValue:
    """Publish it and offer it to every recipient."""
    return do(
        version_id,
        lambda session: publication.publish(session, version_id, by=actor(), due_on=_day("due_on")),
        gettext("Published. Every recipient has been offered this version."),
    )


@bp.post("/override")
@needs(Action.OVERRIDE)
def override(version_id: int) -> ResponseReturnValue:
    """Publish it although something stands in the way that was on the page."""
    passed = publication.Override(frozenset(request.form.getlist("obstacle")), request.form.get("reason", ""))
    return do(
        version_id,
        lambda session: publication.publish(session, version_id, by=actor(), due_on=_day("due_on"), override=passed),
        gettext("Published. Every recipient has been offered this version. Your reason stands in the record."),
    )


@bp.post("/plan")
@needs(Action.PUBLISH)
def plan(version_id: int) -> ResponseReturnValue:
    """Let it publish itself at a day and an hour."""

    def deed(session: Session) -> None:
        planning.plan(
            session, version_id, moment_of(request.form.get("at", "")), by=actor(), due_on=_day("receipts_by")
        )

    return do(version_id, deed, gettext("Planned. This version publishes itself at that hour."))


@bp.post("/plan/withdrawal")
@needs(Action.PUBLISH)
def withdraw(version_id: int) -> ResponseReturnValue:
    """Take the plan back."""
    return do(
        version_id,
        lambda session: planning.withdraw(session, version_id, by=actor()),
        gettext("The plan has been withdrawn. This version does not publish itself."),
    )


def _day(field: str) -> date | None:
    text = request.form.get(field, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise NoDate(text=text[:40]) from error
