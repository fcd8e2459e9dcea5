"""The captions of a version: small repairs, with every state before at hand."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from catalog.films import register
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion, Rendition, RenditionKind
from catalog.foundation.errors import Invalid, Refused
from catalog.people.permissions import Action
from catalog.production.captioning import repairs, states
from catalog.web.context import actor, reading, runtime, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs
from media import legibility

bp = Blueprint("captions", __name__, url_prefix="/ministry/versions/<int:version_id>/captions/<tag>")

#: The largest size that the editor plays; the words are what matters here.
PLAYED_PX = 480
#: So many changes of a state are shown; whoever moves all captions does not read each.
MOST_CHANGES = 200


@bp.get("")
@needs(Action.UPLOAD)
def edit(version_id: int, tag: str) -> str:
    """Show the captions over the film, to be changed."""
    return _page(version_id, tag)


@bp.post("")
@needs(Action.UPLOAD)
def save(version_id: int, tag: str) -> ResponseReturnValue:
    """Save what was changed; what is refused stays in the form."""
    form = request.form
    base = form.get("over", type=int) or form.get("base", 0, type=int)
    return _do(
        version_id,
        tag,
        lambda session: repairs.save(
            session,
            runtime().storage,
            version_id,
            tag,
            form.get("webvtt", ""),
            base=base,
            by=actor(),
            back_to_review="back_to_review" in form,
        ),
        lambda refusal: _page(version_id, tag, refusal),
    )


@bp.get("/history")
@bp.get("/history/<int:number>")
@needs(Action.SEE_MINISTRY)
def history(version_id: int, tag: str, number: int = 0) -> str:
    """Show every state of the captions, and what one of them has changed: the newest unless another is named."""
    return _history(version_id, tag, number)


@bp.post("/history/<int:number>")
@needs(Action.UPLOAD)
def restore(version_id: int, tag: str, number: int) -> ResponseReturnValue:
    """Bring an earlier state back."""
    base = request.form.get("base", 0, type=int)
    return _do(
        version_id,
        tag,
        lambda session: repairs.restore(session, runtime().storage, version_id, tag, number, base=base, by=actor()),
        lambda refusal: _history(version_id, tag, number, sentence_of(refusal)),
    )


def _do(
    version_id: int,
    tag: str,
    deed: Callable[[Session], LanguageVersion],
    page: Callable[[Refused | Invalid], str],
) -> ResponseReturnValue:
    """Do a deed and show the captions again; a refusal stands above the page that it came from."""
    before = register.version(reading(), version_id).status
    try:
        with writing() as session:
            after = deed(session).status
    except (Refused, Invalid) as refusal:
        return page(refusal), refusal.status
    if before == Status.APPROVED:
        flash(gettext("Saved. This version needs a new approval, because its captions have changed."), "warning")
    elif before != after:
        flash(gettext("Saved. This version waits for its review again."), "success")
    else:
        flash(gettext("Saved. The captions before stay in the history."), "success")
    return redirect(url_for(".edit", version_id=version_id, tag=tag), 303)


def _page(version_id: int, tag: str, refusal: Refused | Invalid | None = None) -> str:
    session = reading()
    version = register.version(session, version_id)
    text = states.of_version(version, tag)
    now = states.in_use(session, text).number
    stored = b"".join(runtime().storage.read(text.webvtt_sha256)).decode()
    return render_template(
        "ministry/captions_editor.html",
        version=version,
        text=text,
        words=request.form.get("webvtt", stored),
        base=request.form.get("over", type=int) or request.form.get("base", now, type=int),
        now=now,
        overtaken=isinstance(refusal, repairs.SavedMeanwhile),
        refusal=sentence_of(refusal) if refusal else "",
        closed=_why_closed(version),
        limits=_limits(version, tag),
        plays=_played(version),
    )


def _history(version_id: int, tag: str, number: int, refusal: str = "") -> str:
    session = reading()
    version = register.version(session, version_id)
    saved = states.history(session, version, tag)
    shown = number or saved[0].number
    changes = states.difference(session, runtime().storage, version, tag, shown)
    return render_template(
        "ministry/captions_history.html",
        version=version,
        text=states.of_version(version, tag),
        states=saved,
        shown=shown,
        clock=legibility.clock,
        changes=changes[:MOST_CHANGES],
        more=len(changes) - MOST_CHANGES,
        refusal=refusal,
        closed=_why_closed(version),
    )


def _why_closed(version: LanguageVersion) -> str:
    """Return why captions cannot be changed, or nothing."""
    try:
        repairs.refuse_closed(version)
    except Refused as refusal:
        return sentence_of(refusal)
    return ""


def _played(version: LanguageVersion) -> Rendition | None:
    """Return the film that the editor plays, without captions in its picture; None when there is none."""
    films = [
        film
        for film in version.renditions
        if film.kind == RenditionKind.FILM and not film.burned_in and not film.for_newer_phones
    ]
    return min(films, key=lambda film: abs(film.height_px - PLAYED_PX), default=None)


def _limits(version: LanguageVersion, tag: str) -> dict[str, float]:
    """Return the rules by which captions are judged, for the script that judges them while one writes."""
    return {
        "most_lines": legibility.MOST_LINES,
        "most_columns": legibility.most_columns(tag),
        "shortest_ms": legibility.SHORTEST_MS,
        "longest_ms": legibility.LONGEST_MS,
        "easy_columns_per_s": legibility.EASY_COLUMNS_PER_S,
        "most_columns_per_s": legibility.MOST_COLUMNS_PER_S,
        "film_ms": round(version.picture.duration_s * 1000) if version.picture else 0,
    }
