"""One language version: how it is made, what was found, and the deeds that lead it out of the house."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from catalog.distribution import publication, recalls
from catalog.films import register
from catalog.films.models import Captions, RenditionKind
from catalog.foundation.errors import N_, Invalid, NotFound, Refused
from catalog.people.permissions import Action
from catalog.production import approval, workbench
from catalog.web import contents
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs

bp = Blueprint("versions", __name__, url_prefix="/ministry/versions/<int:version_id>")


class NoDate(Invalid):
    """A day was written that is not in the calendar."""

    sentence = N_("“%(text)s” is not a date. Please write it like 2026-03-31.")


@bp.get("")
@needs(Action.SEE_MINISTRY)
def show(version_id: int) -> str:
    """Show the version."""
    return _page(version_id)


@bp.get("/now")
@needs(Action.SEE_MINISTRY)
def now(version_id: int) -> str:
    """Show how it stands without the page around it, which fetches this while work is going on."""
    return render_template("ministry/version_now.html", **_standing(version_id))


@bp.post("/approval")
@needs(Action.APPROVE)
def approve(version_id: int) -> ResponseReturnValue:
    """Approve it, as the second pair of eyes."""
    return _do(
        version_id,
        lambda session: approval.approve(session, version_id, by=actor()),
        gettext("Approved. An editor can publish this version now."),
    )


@bp.post("/sending-back")
@needs(Action.APPROVE)
def send_back(version_id: int) -> ResponseReturnValue:
    """Send it back to its editor with a remark."""
    remark = request.form.get("remark", "")
    return _do(
        version_id,
        lambda session: approval.send_back(session, version_id, remark, by=actor()),
        gettext("Sent back. The editor reads your remark on this page."),
    )


@bp.post("/publication")
@needs(Action.PUBLISH)
def publish(version_id: int) -> ResponseReturnValue:
    """Publish it and offer it to every recipient."""
    return _do(
        version_id,
        lambda session: publication.publish(session, version_id, by=actor(), due_on=_day(request.form.get("due_on"))),
        gettext("Published. Every recipient has been offered this version."),
    )


@bp.post("/recall")
@needs(Action.RECALL)
def recall(version_id: int) -> ResponseReturnValue:
    """Call it back from everybody."""
    reason = request.form.get("reason", "")
    return _do(
        version_id,
        lambda session: recalls.recall(session, version_id, reason, by=actor()),
        gettext("Recalled. It can be neither watched nor downloaded any more."),
    )


@bp.get("/<profile>.mp4")
@needs(Action.SEE_MINISTRY)
def download(version_id: int, profile: str) -> Response:
    """Send one size of it, published or not."""
    version = register.version(reading(), version_id)
    for rendition in version.renditions:
        if rendition.kind == RenditionKind.FILM and rendition.profile == profile:
            name = version.file_name("mp4", profile)
            return contents.send(rendition.sha256, name, "video/mp4", as_attachment=False)
    raise NotFound


@bp.get("/captions.vtt")
@needs(Action.SEE_MINISTRY)
def webvtt(version_id: int) -> Response:
    """Send its captions as a browser wants them."""
    return contents.send(_captions(version_id).webvtt_sha256, "captions.vtt", "text/vtt", as_attachment=False)


@bp.get("/captions.srt")
@needs(Action.SEE_MINISTRY)
def srt(version_id: int) -> Response:
    """Send its captions as a studio wants them."""
    return contents.send(_captions(version_id).srt_sha256, "captions.srt", "application/x-subrip", as_attachment=False)


@bp.get("/subtitles/<tag>.vtt")
@needs(Action.SEE_MINISTRY)
def subtitles_webvtt(version_id: int, tag: str) -> Response:
    """Send its subtitles in another language as a browser wants them."""
    text = _subtitles(version_id, tag)
    return contents.send(text.webvtt_sha256, f"subtitles-{text.language}.vtt", "text/vtt", as_attachment=False)


@bp.get("/subtitles/<tag>.srt")
@needs(Action.SEE_MINISTRY)
def subtitles_srt(version_id: int, tag: str) -> Response:
    """Send its subtitles in another language as a studio wants them."""
    text = _subtitles(version_id, tag)
    name = f"subtitles-{text.language}.srt"
    return contents.send(text.srt_sha256, name, "application/x-subrip", as_attachment=False)


@bp.get("/poster.jpg")
@needs(Action.SEE_MINISTRY)
def poster(version_id: int) -> Response:
    """Send the still that stands for it."""
    picture = register.version(reading(), version_id).picture
    if picture is None or picture.poster_sha256 is None:
        raise NotFound
    return contents.send(picture.poster_sha256, "poster.jpg", "image/jpeg", as_attachment=False)


def _page(version_id: int, refusal: str = "") -> str:
    return render_template("ministry/version.html", **_standing(version_id), refusal=refusal)


def _do(version_id: int, deed: Callable[[Session], object], done: str) -> ResponseReturnValue:
    """Do a deed and show the version again; a refusal stands above it as a sentence."""
    try:
        with writing() as session:
            deed(session)
    except (Refused, Invalid) as refusal:
        return _page(version_id, sentence_of(refusal)), refusal.status
    flash(done, "success")
    return redirect(url_for(".show", version_id=version_id), 303)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise NoDate(text=text) from error


def _standing(version_id: int) -> dict[str, object]:
    """Return how a version stands, and once it is recalled, why and who still holds it."""
    recalled = recalls.recall_of(reading(), version_id)
    return {
        "sheet": workbench.sheet(reading(), version_id),
        "recalled": recalled,
        "holders": recalls.holders(reading(), version_id) if recalled else [],
    }


def _captions(version_id: int) -> Captions:
    captions = register.version(reading(), version_id).own_captions
    if captions is None:
        raise NotFound
    return captions


def _subtitles(version_id: int, tag: str) -> Captions:
    for text in register.version(reading(), version_id).subtitles:
        if text.language == tag:
            return text
    raise NotFound
