"""The ministry's films, and the languages of each."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from catalog.films import register
from catalog.foundation.errors import Invalid, Refused
from catalog.people.permissions import Action
from catalog.production import workbench
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs

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
    """Show a film's languages, and those that it lacks."""
    film = register.film(reading(), slug)
    lines = workbench.lines(reading(), film)
    missing = workbench.missing_languages(lines)
    return render_template("ministry/film.html", film=film, lines=lines, missing=missing)


@bp.get("/films/<slug>/languages")
@needs(Action.SEE_MINISTRY)
def languages(slug: str) -> str:
    """Show the table of a film's languages alone, which a page fetches while work is going on."""
    film = register.film(reading(), slug)
    return render_template("ministry/film_languages.html", film=film, lines=workbench.lines(reading(), film))
