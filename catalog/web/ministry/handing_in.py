"""A new language version: its form, and the files that come with it."""

import os
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from catalog.films import register
from catalog.films.languages import LANGUAGES
from catalog.films.models import LanguageVersion
from catalog.foundation.errors import N_, Invalid, Refused
from catalog.people.permissions import Action
from catalog.production import uploads, workbench
from catalog.production.models import Purpose, Upload
from catalog.web.context import actor, reading, runtime, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs, takes

bp = Blueprint("handing_in", __name__, url_prefix="/ministry/films/<slug>/versions")

#: Without scripts the files come with the form; a film that is larger needs them, or the command line.
LARGEST_FORM_BYTES = 500_000_000

Files = Mapping[Purpose, Upload]


class ChangeNoteMissing(Invalid):
    """A later revision does not say what is new; recipients who hold the earlier one have to know."""

    sentence = N_("Please say in a sentence what is different from the revision before.")


@bp.get("/new")
@needs(Action.UPLOAD)
def ask(slug: str) -> str:
    """Show the form."""
    return _form(slug, {})


@bp.post("/new")
@needs(Action.UPLOAD)
@takes(LARGEST_FORM_BYTES)
def enter(slug: str) -> ResponseReturnValue:
    """Enter the version, hand its files in and show how it is being made.

    What has arrived stays there when the form has to be corrected.
    """
    files: dict[Purpose, Upload] = {}
    try:
        for purpose in _purposes():
            if upload := _file_for(purpose):
                files[purpose] = upload
        version = _hand_in(slug, files)
    except (Refused, Invalid) as refusal:
        return _form(slug, files, sentence_of(refusal)), refusal.status
    flash(gettext("The files have arrived and are being looked into."), "success")
    return redirect(url_for("versions.show", version_id=version.id), 303)


def _form(slug: str, files: Files, refusal: str = "") -> str:
    film = register.film(reading(), slug)
    return render_template(
        "ministry/version_form.html",
        film=film,
        languages=LANGUAGES.values(),
        there={line.version.language for line in workbench.lines(reading(), film)},
        has_picture=workbench.has_picture(reading(), film),
        files=files,
        refusal=refusal,
    )


def _purposes() -> list[Purpose]:
    """Return which files of the form count: those of the other way of handing in are left aside."""
    sound = Purpose.DUB if request.form.get("kind") == Purpose.DUB else Purpose.FILM
    return [sound, Purpose.CAPTIONS]


def _file_for(purpose: Purpose) -> Upload | None:
    """Return the file that was sent in pieces before, or the one that came whole with the form."""
    sent = request.files.get(purpose)
    if sent and sent.filename:
        return _take_whole(purpose, sent)
    earlier = [upload_id for upload_id in request.form.getlist(f"{purpose}_upload_id") if upload_id]
    return uploads.own(reading(), earlier[-1], actor()) if earlier else None


def _take_whole(purpose: Purpose, sent: FileStorage) -> Upload:
    size_bytes = sent.stream.seek(0, os.SEEK_END)
    sent.stream.seek(0)
    with writing() as session:
        upload = uploads.begin(
            session,
            purpose=purpose,
            filename=sent.filename or "",
            size_bytes=size_bytes,
            by=actor(),
            config=runtime().config,
        )
    uploads.append(runtime().config, upload, 0, sent.stream)
    with writing() as session:
        uploads.arrived(session, upload)
    return upload


def _hand_in(slug: str, files: Files) -> LanguageVersion:
    form = request.form
    note = form.get("change_note", "").strip()
    with writing() as session:
        version = register.enter_version(
            session,
            register.film(session, slug),
            form.get("language", ""),
            by=actor(),
            title=form.get("title", ""),
            description=form.get("description", ""),
            change_note=note,
        )
        if version.revision > 1 and not note:
            raise ChangeNoteMissing
        uploads.hand_in(session, version, list(files.values()), actor())
    return version
