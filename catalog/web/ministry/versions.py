"""One language version: how it is made, what was found, what can be done with it now, and its files."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from catalog.distribution.publishing import gate, planning, publication
from catalog.distribution.recalling import recalls
from catalog.distribution.stages import HESSEN, today
from catalog.films import register
from catalog.films.models import Captions, RenditionKind
from catalog.foundation.database import utc_now
from catalog.foundation.errors import Invalid, NotFound, Refused
from catalog.people.permissions import Action
from catalog.production import hearing, workbench
from catalog.production.reviewing import remarks
from catalog.web import contents
from catalog.web.context import reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs

bp = Blueprint("versions", __name__, url_prefix="/ministry/versions/<int:version_id>")


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


@bp.get("/<profile>.mp4")
@needs(Action.SEE_MINISTRY)
def download(version_id: int, profile: str) -> Response:
    """Send one size of it, published or not."""
    version = register.version(reading(), version_id)
    for rendition in version.renditions:
        if rendition.kind in (RenditionKind.FILM, RenditionKind.MASTER) and rendition.profile == profile:
            name = version.file_name("mp4", profile)
            return contents.send(
                rendition.sha256, name, "video/mp4", recipe_sha256=rendition.recipe_sha256, as_attachment=False
            )
    raise NotFound


@bp.get("/sound.<suffix>")
@needs(Action.SEE_MINISTRY)
def sound(version_id: int, suffix: str) -> Response:
    """Send its sound alone, published or not."""
    version = register.version(reading(), version_id)
    for rendition in version.renditions:
        if rendition.kind == RenditionKind.AUDIO and rendition.suffix == suffix:
            return contents.send(
                rendition.sha256,
                version.file_name(suffix),
                contents.SOUNDS[suffix],
                recipe_sha256=rendition.recipe_sha256,
                as_attachment=False,
            )
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


def do(version_id: int, deed: Callable[[Session], object], done: str) -> ResponseReturnValue:
    """Do a deed and show the version again; a refusal stands above it as a sentence."""
    try:
        with writing() as session:
            deed(session)
    except (Refused, Invalid) as refusal:
        return _page(version_id, sentence_of(refusal)), refusal.status
    flash(done, "success")
    return redirect(url_for("versions.show", version_id=version_id), 303)


def _standing(version_id: int) -> dict[str, object]:
    """Return how a version stands, and what each card beside it needs to know."""
    session = reading()
    sheet = workbench.sheet(session, version_id)
    version = sheet.version
    recalled = recalls.recall_of(session, version_id)
    planned = version.publish_at.astimezone(HESSEN) if version.publish_at else None
    return {
        "sheet": sheet,
        "hearing": hearing.hearing(session, sheet),
        "recalled": recalled,
        "holders": recalls.holders(session, version_id) if recalled else [],
        "checks": gate.checks(publication.facts_of(session, version, today(planned or utc_now()))),
        "planned": planned,
        "not_published": planning.last_failure(sheet.history),
        "remarks": remarks.of_version(session, version),
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
