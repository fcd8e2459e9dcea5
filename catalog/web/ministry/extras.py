"""What an editor asks for beside the usual sizes of a version."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from catalog.foundation.errors import Invalid, Refused
from catalog.people.permissions import Action
from catalog.production import extras, workbench
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs

bp = Blueprint("extras", __name__, url_prefix="/ministry/versions/<int:version_id>")


@bp.get("/films")
@needs(Action.SEE_MINISTRY)
def films(version_id: int) -> str:
    """Show the finished films alone, which the page fetches while others are being made."""
    return render_template("ministry/version_films.html", sheet=workbench.sheet(reading(), version_id))


@bp.post("/burned")
@needs(Action.UPLOAD)
def burn(version_id: int) -> ResponseReturnValue:
    """Order the film with captions in its picture."""
    return _ordered(
        version_id,
        lambda session: extras.ask_for_burned(session, version_id, request.form.get("language", ""), by=actor()),
    )


@bp.post("/broadcast")
@needs(Action.UPLOAD)
def broadcast(version_id: int) -> ResponseReturnValue:
    """Order a master for broadcasters."""
    return _ordered(version_id, lambda session: extras.ask_for_broadcast(session, version_id, by=actor()))


def _ordered(version_id: int, deed: Callable[[Session], object]) -> ResponseReturnValue:
    try:
        with writing() as session:
            deed(session)
    except (Refused, Invalid) as refusal:
        flash(sentence_of(refusal), "danger")
    else:
        flash(gettext("It is being made and will stand among the finished films."), "success")
    return redirect(url_for("versions.show", version_id=version_id), 303)
