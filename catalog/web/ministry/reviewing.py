"""The review of a version: watched on a phone, with remarks at its moments, approved or sent back."""

from collections.abc import Callable, Mapping
from math import isfinite

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from catalog.foundation.errors import Invalid, Refused
from catalog.people.permissions import Action
from catalog.production import hearing, workbench
from catalog.production.reviewing import approval, remarks
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs
from catalog.web.moments import seconds_of

bp = Blueprint("reviewing", __name__, url_prefix="/ministry/versions/<int:version_id>")


@bp.get("/review")
@needs(Action.SEE_MINISTRY)
def show(version_id: int) -> str:
    """Show the film with what was noted about it."""
    return _page(version_id)


@bp.post("/remarks")
@needs(Action.APPROVE)
def note(version_id: int) -> ResponseReturnValue:
    """Note something at a moment of the film, or about the whole; the player goes on there."""
    written = request.form.get("at", "").strip()

    def deed(session: Session) -> None:
        at_s = seconds_of(written) if written else None
        remarks.note(session, version_id, request.form.get("text", ""), at_s, by=actor())

    here = url_for(".show", version_id=version_id, at=written or None, _anchor="remarks")
    return _do(version_id, deed, gettext("The remark has been noted."), here)


@bp.post("/remarks/<int:remark_id>/settlement")
@needs(Action.UPLOAD)
def settle(version_id: int, remark_id: int) -> ResponseReturnValue:
    """Tick a remark off."""
    here = url_for(".show", version_id=version_id, _anchor="remarks")
    return _do(
        version_id,
        lambda session: remarks.settle(session, version_id, remark_id, by=actor()),
        gettext("The remark is settled."),
        here,
    )


@bp.post("/approval")
@needs(Action.APPROVE)
def approve(version_id: int) -> ResponseReturnValue:
    """Approve it, as the second pair of eyes."""
    return _do(
        version_id,
        lambda session: approval.approve(session, version_id, by=actor()),
        gettext("Approved. An editor can publish this version now."),
        url_for("versions.show", version_id=version_id),
    )


@bp.post("/sending-back")
@needs(Action.APPROVE)
def send_back(version_id: int) -> ResponseReturnValue:
    """Send it back to its editor, with the open remarks and perhaps a word more."""
    return _do(
        version_id,
        lambda session: approval.send_back(session, version_id, request.form.get("remark", ""), by=actor()),
        gettext("Sent back. The editor reads your remark on this page."),
        url_for("versions.show", version_id=version_id),
    )


def _do(version_id: int, deed: Callable[[Session], object], done: str, then: str) -> ResponseReturnValue:
    try:
        with writing() as session:
            deed(session)
    except (Refused, Invalid) as refusal:
        return _page(version_id, sentence_of(refusal), request.form), refusal.status
    flash(done, "success")
    return redirect(then, 303)


def _page(version_id: int, refusal: str = "", entered: Mapping[str, str] | None = None) -> str:
    sheet = workbench.sheet(reading(), version_id)
    return render_template(
        "ministry/review.html",
        sheet=sheet,
        remarks=remarks.of_version(reading(), sheet.version),
        under_review=sheet.version.status in remarks.LOOKED_AT,
        plays=hearing.playable(sheet.version.renditions),
        from_s=_wanted_s(request.args.get("at", "")),
        entered=entered or {},
        refusal=refusal,
    )


def _wanted_s(text: str) -> float:
    """Return the moment at which the player shall begin; whatever is none is the beginning."""
    try:
        wanted_s = seconds_of(text) if text else 0.0
    except Invalid:
        return 0.0
    return wanted_s if isfinite(wanted_s) else 0.0
