"""What a version looks like and sounds like at a glance, and the frame that stands for it."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from catalog.films import register
from catalog.films.models import Picture
from catalog.foundation.errors import Invalid, NotFound, Refused
from catalog.people.permissions import Action
from catalog.production import curves, posters
from catalog.web import contents
from catalog.web.context import actor, reading, runtime, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs

bp = Blueprint("pictures", __name__, url_prefix="/ministry/versions/<int:version_id>")


@bp.post("/poster")
@needs(Action.UPLOAD)
def choose(version_id: int) -> ResponseReturnValue:
    """Let another frame stand for the film."""
    try:
        with writing() as session:
            at_once = posters.choose(session, version_id, _moment(request.form.get("at_s")), by=actor())
    except (Refused, Invalid) as refusal:
        flash(sentence_of(refusal), "danger")
    else:
        later = gettext("This picture is being taken from the film. In a moment it stands for the film everywhere.")
        flash(gettext("This picture now stands for the film, in all its languages.") if at_once else later, "success")
    return redirect(url_for("versions.show", version_id=version_id, _anchor="poster"), 303)


@bp.get("/frames/<sha256>.jpg")
@needs(Action.SEE_MINISTRY)
def frame(version_id: int, sha256: str) -> Response:
    """Send a frame that could stand for the film."""
    if not any(candidate["sha256"] == sha256 for candidate in _picture(version_id).candidates or []):
        raise NotFound
    return contents.send(sha256, "frame.jpg", "image/jpeg", as_attachment=False)


@bp.get("/storyboard/<int:number>.jpg")
@needs(Action.SEE_MINISTRY)
def sheet(version_id: int, number: int) -> Response:
    """Send one sheet of the storyboard."""
    sheets = (_picture(version_id).storyboard or {"sheets": []})["sheets"]
    if number >= len(sheets):
        raise NotFound
    return contents.send(sheets[number], f"storyboard-{number}.jpg", "image/jpeg", as_attachment=False)


@bp.get("/waveform.svg")
@needs(Action.SEE_MINISTRY)
def waveform(version_id: int) -> Response:
    """Send the curve of its sound."""
    tracks = register.version(reading(), version_id).tracks
    sha256 = tracks[-1].waveform_sha256 if tracks else None
    if sha256 is None:
        raise NotFound
    return Response(curves.svg(b"".join(runtime().storage.read(sha256))), mimetype="image/svg+xml")


def _picture(version_id: int) -> Picture:
    picture = register.version(reading(), version_id).picture
    if picture is None:
        raise NotFound
    return picture


def _moment(text: str | None) -> float:
    """Return the moment that was chosen; without one, one that no film has."""
    try:
        return float(text or "")
    except ValueError:
        return -1.0
