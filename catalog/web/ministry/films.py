"""The ministry's films: all of them, a new one, and the page of one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from catalog.films import register
from catalog.foundation.errors import Invalid, Refused
from catalog.people.permissions import Action
from catalog.production import workbench
from catalog.production.excerpts import plans
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs
from catalog.web.ministry import matrix

bp = Blueprint("films", __name__, url_prefix="/ministry")

#: The languages in which a film is described to those who handle it.
DESCRIBED_IN = ("de", "en")


@bp.get("/")
@needs(Action.SEE_MINISTRY)
def overview() -> str:
    """Show all films, each with how far its languages are."""
    lines = workbench.lines(reading())
    return render_template("ministry/films.html", films=register.films(reading()), lines=lines)


@bp.get("/films/new")
@needs(Action.ENTER_FILM)
def ask() -> str:
    """Show the form for a new film."""
    return render_template("ministry/film_form.html")


@bp.post("/films/new")
@needs(Action.ENTER_FILM)
def enter() -> ResponseReturnValue:
    """Enter a film."""
    slug = request.form.get("slug", "").strip()
    titles = {tag: request.form.get(f"title_{tag}", "") for tag in DESCRIBED_IN}
    descriptions = {tag: request.form.get(f"description_{tag}", "") for tag in DESCRIBED_IN}
    try:
        with writing() as session:
            register.enter_film(session, slug, titles, by=actor(), descriptions=descriptions)
    except (Refused, Invalid) as refusal:
        return render_template("ministry/film_form.html", refusal=sentence_of(refusal)), refusal.status
    flash(gettext("The film has been entered. Now add its first language."), "success")
    return redirect(url_for(".show", slug=slug), 303)


@bp.get("/films/<slug>")
@needs(Action.SEE_MINISTRY)
def show(slug: str) -> str:
    """Show how far a film is in each language."""
    return page(slug)


def page(slug: str, refusal: str = "", plan: plans.Plan | None = None) -> str:
    """Return the page of a film, with a refusal above it, or with the excerpt that somebody is choosing."""
    film = register.film(reading(), slug)
    return render_template(
        "ministry/film.html",
        film=film,
        offer=plans.offer(reading(), film),
        plan=plan,
        refusal=refusal,
        **matrix.seen(film),
    )
