"""What is said of a film's rights, and whom its viewers may ask."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from catalog.films import register, rights
from catalog.foundation.errors import N_, Invalid
from catalog.people.permissions import Action
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs

bp = Blueprint("rights", __name__, url_prefix="/ministry/films/<slug>/rights")


class NoLastDay(Invalid):
    """The last day of the rights is not in the calendar."""

    sentence = N_("“%(text)s” is not a date. Please write it like 2026-03-31.")


@bp.get("")
@needs(Action.ENTER_FILM)
def ask(slug: str) -> str:
    """Show the form."""
    return _form(slug)


@bp.post("")
@needs(Action.ENTER_FILM)
def declare(slug: str) -> ResponseReturnValue:
    """Record what was entered."""
    form = request.form
    try:
        with writing() as session:
            rights.declare(
                session,
                register.film(session, slug),
                until=_day(form.get("until", "")),
                holder=form.get("holder", ""),
                contact=form.get("contact", ""),
                by=actor(),
            )
    except Invalid as refusal:
        return _form(slug, sentence_of(refusal)), refusal.status
    flash(gettext("Rights and contact have been recorded."), "success")
    return redirect(url_for("films.show", slug=slug), 303)


def _form(slug: str, refusal: str = "") -> str:
    return render_template("ministry/film_rights.html", film=register.film(reading(), slug), refusal=refusal)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise NoLastDay(text=text[:40]) from error
