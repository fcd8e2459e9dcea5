"""Excerpts of a film: choosing where one begins and ends, cutting it, and cutting it anew."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from catalog.films import register
from catalog.foundation.errors import Invalid, Refused
from catalog.people.permissions import Action
from catalog.production.excerpts import cutting, plans
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs
from catalog.web.ministry.films import page
from catalog.web.moments import seconds_of

bp = Blueprint("excerpts", __name__, url_prefix="/ministry/films/<slug>/excerpts")


@bp.get("/plan")
@needs(Action.UPLOAD)
def plan(slug: str) -> ResponseReturnValue:
    """Say what an excerpt would be, and what it would cost; the page fetches this while somebody chooses."""
    try:
        return render_template("ministry/excerpt_plan.html", plan=_plan(slug))
    except (Refused, Invalid) as refusal:
        return render_template("ministry/excerpt_plan.html", plan=None, refusal=sentence_of(refusal))


@bp.get("")
@needs(Action.UPLOAD)
def preview(slug: str) -> ResponseReturnValue:
    """Show the film's page with the excerpt that was chosen, which plays by itself without scripts."""
    try:
        return page(slug, plan=_plan(slug))
    except (Refused, Invalid) as refusal:
        return page(slug, sentence_of(refusal)), refusal.status


@bp.post("")
@needs(Action.UPLOAD)
def cut(slug: str) -> ResponseReturnValue:
    """Cut an excerpt in every language that is finished, and show how it is being made."""
    try:
        begin_s, end_s = _span()
        with writing() as session:
            name = cutting.enter(session, slug, request.form.get("name", "").strip(), begin_s, end_s, by=actor()).name
    except (Refused, Invalid) as refusal:
        return page(slug, sentence_of(refusal)), refusal.status
    flash(gettext("The excerpt is being made in every language that is finished."), "success")
    return redirect(url_for("films.show", slug=slug, edition=name, _anchor="languages"), 303)


@bp.post("/<name>")
@needs(Action.UPLOAD)
def follow(slug: str, name: str) -> ResponseReturnValue:
    """Cut an excerpt anew in the languages that have changed."""
    try:
        with writing() as session:
            entered = cutting.follow(session, register.edition(session, slug, name), by=actor())
    except (Refused, Invalid) as refusal:
        return page(slug, sentence_of(refusal)), refusal.status
    flash(
        ngettext("%(num)s language is being cut anew.", "%(num)s languages are being cut anew.", len(entered))
        if entered
        else gettext("The excerpt is up to date in every language.")
    )
    return redirect(url_for("films.show", slug=slug, edition=name, _anchor="languages"), 303)


def _plan(slug: str) -> plans.Plan:
    return plans.plan(reading(), slug, *_span(), by=actor())


def _span() -> tuple[float, float]:
    begin_s, end_s = (seconds_of(request.values.get(name, "")) for name in ("from", "to"))
    return begin_s, end_s
