"""At one look: what we have and what we lack; and what we tell the ministry."""

from collections.abc import Callable
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from catalog.distribution import requests, screenings
from catalog.distribution.holdings import Holding
from catalog.distribution.stages import today
from catalog.films.languages import LANGUAGES, Language
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid, Refused
from catalog.people.permissions import Action
from catalog.web.context import actor, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs
from catalog.web.language import page_language
from catalog.web.recipient.door import bp, own_holdings


class ReportIncomplete(Invalid):
    """A showing was reported without its day, its film or its number."""

    sentence = N_("Please name the day, the language, and the number of people in figures.")


@bp.get("/status")
@needs(Action.SEE_DELIVERIES)
def status() -> str:
    """Show what is there and what is missing."""
    return _page()


@bp.post("/requests")
@needs(Action.REQUEST_LANGUAGE)
def ask() -> ResponseReturnValue:
    """Take the wish for a language."""
    return _do(
        lambda session: requests.ask(session, request.form.get("language", ""), by=actor()),
        gettext("Thank you. The ministry sees that you need this language."),
    )


@bp.post("/screenings")
@needs(Action.REPORT_SCREENING)
def report() -> ResponseReturnValue:
    """Take the report of a showing."""
    return _do(
        lambda session: screenings.report(session, *_reported(), by=actor()),
        gettext("Thank you. The showing has been recorded."),
    )


def _page(refusal: str = "") -> str:
    holdings = own_holdings()
    there = {holding.version.language for holding in holdings.holdings if not holding.recall}
    return render_template(
        "recipient/status.html",
        holdings=holdings,
        shown=[(holding.delivery_id, _words(holding)) for holding in holdings.holdings],
        missing=[(tag, _both_names(language)) for tag, language in LANGUAGES.items() if tag not in there],
        today=today(utc_now()),
        refusal=refusal,
    )


def _words(holding: Holding) -> str:
    return f"{_both_names(LANGUAGES[holding.version.language])} · {holding.film.title(page_language())}"


def _both_names(language: Language) -> str:
    name = language.name(page_language())
    return name if name == language.own_name else f"{name} · {language.own_name}"


def _do(deed: Callable[[Session], object], done: str) -> ResponseReturnValue:
    """Do a deed and show the page again; a refusal stands above it as a sentence."""
    try:
        with writing() as session:
            deed(session)
    except (Refused, Invalid) as refusal:
        return _page(sentence_of(refusal)), refusal.status
    flash(done, "success")
    return redirect(url_for(".status"), 303)


def _reported() -> tuple[int, date, int]:
    """Return the delivery, the day and the number of people that the form names."""
    try:
        return int(request.form["delivery"]), date.fromisoformat(request.form["held_on"]), int(request.form["audience"])
    except (KeyError, ValueError) as error:
        raise ReportIncomplete from error
