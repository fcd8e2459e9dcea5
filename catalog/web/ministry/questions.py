"""What inspection asks an editor about the files of a version, and the frames that help to answer."""

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from catalog.foundation.errors import Invalid, NotFound, Refused
from catalog.people.permissions import Action
from catalog.production import choices, fitting, hearing, workbench
from catalog.production.arriving import uploads
from catalog.web import contents
from catalog.web.context import actor, reading, release, runtime, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs

bp = Blueprint("questions", __name__, url_prefix="/ministry/versions/<int:version_id>")


@bp.get("/questions")
@needs(Action.UPLOAD)
def ask(version_id: int) -> str:
    """Show what has to be decided."""
    return _page(version_id)


@bp.post("/questions")
@needs(Action.UPLOAD)
def answer(version_id: int) -> ResponseReturnValue:
    """Take the answers; inspection goes on."""
    try:
        with writing() as session:
            choices.answer(session, version_id, request.form, by=actor())
    except (Refused, Invalid) as refusal:
        return _page(version_id, sentence_of(refusal)), refusal.status
    flash(gettext("Thank you. The work goes on with your answer."), "success")
    return redirect(url_for("versions.show", version_id=version_id), 303)


@bp.post("/tempo")
@needs(Action.UPLOAD)
def fit_tempo(version_id: int) -> ResponseReturnValue:
    """Let the sound run a little faster or slower, so that it ends with the picture."""
    try:
        with writing() as session:
            fitting.fit(session, version_id, by=actor())
    except (Refused, Invalid) as refusal:
        flash(sentence_of(refusal), "danger")
    else:
        flash(gettext("The sound is being fitted to the picture. Please listen to it again before it is approved."))
    return redirect(url_for("versions.show", version_id=version_id), 303)


@bp.get("/questions/sound")
@needs(Action.UPLOAD)
def sound(version_id: int) -> Response:
    """Send the sound as it was handed in, to be heard before it is decided whether it may be fitted."""
    trial = hearing.trial(reading(), workbench.sheet(reading(), version_id))
    if trial is None:
        raise NotFound
    file = uploads.path_of(runtime().config, trial.file)
    release()
    try:
        return send_file(file, trial.mime_type, conditional=True, etag=trial.file.id)
    except FileNotFoundError as error:
        raise NotFound from error


@bp.get("/questions/<sha256>.jpg")
@needs(Action.UPLOAD)
def frame(version_id: int, sha256: str) -> Response:
    """Send one of the frames that a question shows."""
    for question in choices.open_questions(reading(), version_id):
        if sha256 in choices.frames_of(question):
            return contents.send(sha256, "frame.jpg", "image/jpeg", as_attachment=False)
    raise NotFound


def _page(version_id: int, refusal: str = "") -> str:
    sheet = workbench.sheet(reading(), version_id)
    trial = hearing.trial(reading(), sheet)
    return render_template("ministry/questions.html", sheet=sheet, trial=trial, refusal=refusal)
