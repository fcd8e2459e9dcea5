"""A new language version: its form, and the files that come with it."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from catalog.films import languages, register
from catalog.films.languages import LANGUAGES, UnknownLanguage
from catalog.films.lifecycle import UNDER_WAY
from catalog.films.models import LanguageVersion
from catalog.foundation.errors import Invalid, Refused
from catalog.people.permissions import Action
from catalog.production import handing_in, workbench
from catalog.production.handing_in import OWN_PICTURE
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs, takes
from catalog.web.ministry import brought
from catalog.web.ministry.brought import FileGone, Line

bp = Blueprint("handing_in", __name__, url_prefix="/ministry/films/<slug>/versions")

#: Without scripts the files come with the form; a film that is larger needs them, or the command line.
LARGEST_FORM_BYTES = 500_000_000
#: Nobody drops more files at once.
MOST_NAMES = 100


@bp.get("/new")
@needs(Action.UPLOAD)
def ask(slug: str) -> str:
    """Show the form."""
    return _form(slug, [])


@bp.post("/new")
@needs(Action.UPLOAD)
@takes(LARGEST_FORM_BYTES)
def enter(slug: str) -> ResponseReturnValue:
    """Enter the version, hand its files in and show how it is being made.

    What has arrived stays there when the form has to be corrected.
    """
    register.film(reading(), slug)
    lines: list[Line] = []
    try:
        for line in brought.of_form(_spoken()):
            lines.append(line)  # noqa: PERF402 - what came before a refusal stays
        version = _hand_in(slug, lines)
    except (Refused, Invalid, FileGone) as refusal:
        return _form(slug, lines, sentence_of(refusal)), refusal.status
    flash(gettext("The files have arrived and are being looked into."), "success")
    return redirect(url_for("versions.show", version_id=version.id), 303)


@bp.post("/new/lines")
@needs(Action.UPLOAD)
def propose(slug: str) -> str:
    """Show a line of the form for each file whose name is sent, with what the name seems to say."""
    register.film(reading(), slug)
    sizes = [int(size) if size.isascii() and size.isdecimal() else 0 for size in request.form.getlist("size_bytes")]
    names = request.form.getlist("name")[:MOST_NAMES]
    lines = [brought.named(name, size_bytes, _spoken()) for name, size_bytes in zip(names, sizes, strict=False)]
    return render_template("ministry/version_lines.html", lines=lines, languages=LANGUAGES.values())


def _form(slug: str, lines: Sequence[Line], refusal: str = "") -> str:
    film = register.film(reading(), slug)
    there = {line.version.language: line.version for line in workbench.lines(reading(), film)}
    return render_template(
        "ministry/version_form.html",
        film=film,
        languages=LANGUAGES.values(),
        there=set(there),
        in_work={tag: version.revision for tag, version in there.items() if version.status in UNDER_WAY},
        has_picture=workbench.has_picture(reading(), film),
        lines=lines,
        waiting=brought.waiting({line.upload.id for line in lines if line.upload}, _spoken()),
        meant=brought.language_of(lines),
        refusal=refusal,
    )


def _spoken() -> str:
    """Return the language of the version, as far as the form or its address says it."""
    try:
        return languages.canonical(request.values.get("language", ""))
    except UnknownLanguage:
        return ""


def _hand_in(slug: str, lines: Sequence[Line]) -> LanguageVersion:
    form = request.form
    own_picture = any(line.role == OWN_PICTURE for line in lines)
    with writing() as session:
        version = register.enter_version(
            session,
            register.film(session, slug),
            form.get("language", ""),
            by=actor(),
            title=form.get("title", ""),
            description=form.get("description", ""),
            change_note=form.get("change_note", ""),
        )
        files = brought.declare(version, lines, session)
        handing_in.hand_in(session, version, files, actor(), own_picture=own_picture)
    return version
