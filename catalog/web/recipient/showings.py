"""The showings: reported with two taps, listed, and taken back when the report was a mistake."""

from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from catalog.distribution.models import Screening
from catalog.distribution.responses import screenings
from catalog.foundation.errors import N_, Invalid
from catalog.people.permissions import Action
from catalog.web.context import actor, reading
from catalog.web.guards import needs
from catalog.web.recipient.door import bp, do
from catalog.web.recipient.status import page_of

#: Why a report is taken back, for whoever does not want to type.
REASONS = {
    "twice": N_("Reported twice"),
    "day": N_("The day is wrong"),
    "language": N_("The language is wrong"),
    "number": N_("The number of people is wrong"),
    "cancelled": N_("The showing did not take place"),
}


class ReportIncomplete(Invalid):
    """A showing was reported without its day, its film or its number."""

    sentence = N_("Please name the day, the language, and the number of people in figures.")


@bp.get("/screenings")
@needs(Action.SEE_DELIVERIES)
def showings() -> str:
    """Ask for a showing, and list those that were reported."""
    return _page()


@bp.post("/screenings")
@needs(Action.REPORT_SCREENING)
def report() -> ResponseReturnValue:
    """Take the report of a showing."""
    return do(
        lambda session: screenings.report(
            session,
            *_reported(),
            by=actor(),
            place=request.form.get("place", ""),
            form=request.form.get("form", ""),
        ),
        "showing",
        _page,
        back=".showings",
        about=_named,
    )


@bp.get("/screenings/<int:screening_id>/taking-back")
@needs(Action.REPORT_SCREENING)
def ask_back(screening_id: int) -> str:
    """Ask why a report is taken back."""
    return _asking(screening_id)


@bp.post("/screenings/<int:screening_id>/taking-back")
@needs(Action.REPORT_SCREENING)
def take_back(screening_id: int) -> ResponseReturnValue:
    """Take it that a report was a mistake."""
    return do(
        lambda session: screenings.take_back(session, screening_id, _reason(), by=actor()),
        "showing_back",
        lambda refusal: _asking(screening_id, refusal),
        back=".showings",
        about=_named,
    )


def _page(refusal: str = "") -> str:
    return page_of("recipient/showings.html", refusal)


def _asking(screening_id: int, refusal: str = "") -> str:
    screening = screenings.own_screening(reading(), screening_id, actor())
    return render_template(
        "recipient/showing_back.html", screening=screening, reasons=list(REASONS.items()), refusal=refusal
    )


def _reported() -> tuple[int, date, int]:
    """Return the delivery, the day and the number of people that the form names: a button's, else what was typed."""
    number = request.form.get("about") or request.form.get("audience", "").strip()
    try:
        return int(request.form["delivery"]), date.fromisoformat(request.form["held_on"]), int(number)
    except (KeyError, ValueError) as error:
        raise ReportIncomplete from error


def _reason() -> str:
    """Return why a report is taken back, as the book keeps it: what was typed, else what was chosen, in German."""
    chosen = REASONS.get(request.form.get("reason", ""), "")
    with force_locale("de"):
        return request.form.get("words", "").strip() or (chosen and gettext(chosen))


def _named(screening: Screening) -> dict[str, str]:
    return {"day": screening.held_on.isoformat(), "language": screening.version.language}
