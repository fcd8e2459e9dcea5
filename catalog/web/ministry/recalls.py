"""Recalls: who holds a revision, the act of calling it back, and how far the holders have come with it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from catalog.distribution.recalling import aftercare, copies, recalls, told
from catalog.distribution.recalling.copies import Answer, Copies
from catalog.distribution.stages import EventKind
from catalog.films import register
from catalog.foundation.errors import Invalid, NotFound, Refused
from catalog.people.permissions import Action
from catalog.web.context import actor, reading, runtime, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs
from catalog.web.ministry.recall_words import answer_words, said_words, way_words
from catalog.web.paging import asked_page

bp = Blueprint("recalls", __name__, url_prefix="/ministry/recalls")

PAGE_SIZE = 50


@bp.get("")
@needs(Action.SEE_COVERAGE)
def index() -> str:
    """Show every recall with how far it has come, and what can be recalled."""
    return render_template(
        "ministry/recalls.html", recalls=copies.every_recall(reading()), versions=copies.recallable(reading())
    )


@bp.get("/choice")
@needs(Action.RECALL)
def choose() -> ResponseReturnValue:
    """Go on to the page of the revision that was chosen."""
    return redirect(url_for(".ask", version_id=request.args.get("version", 0, type=int)))


@bp.get("/<int:version_id>/holders")
@needs(Action.RECALL)
def ask(version_id: int) -> str:
    """Show who holds the revision, before it is recalled."""
    return _asked(version_id)


@bp.post("/<int:version_id>")
@needs(Action.RECALL)
def recall(version_id: int) -> ResponseReturnValue:
    """Call it back from everybody."""
    try:
        with writing() as session:
            recalls.recall(session, version_id, request.form.get("reason", ""), by=actor())
    except (Refused, Invalid) as refusal:
        return _asked(version_id, sentence_of(refusal)), refusal.status
    flash(gettext("Recalled. It can be neither watched nor downloaded any more."), "success")
    return redirect(url_for(".show", version_id=version_id), 303)


@bp.get("/<int:version_id>")
@needs(Action.SEE_COVERAGE)
def show(version_id: int) -> str:
    """Show how far the holders have come, all of them or those that are wished for."""
    return _shown(version_id)


@bp.post("/<int:version_id>/reminder")
@needs(Action.RECALL)
def remind(version_id: int) -> ResponseReturnValue:
    """Remind everybody who has still to settle it."""
    try:
        with writing() as session:
            count = recalls.remind(session, version_id, by=actor())
    except Refused as refusal:
        return _shown(version_id, sentence_of(refusal)), refusal.status
    flash(ngettext("%(num)s recipient is being reminded.", "%(num)s recipients are being reminded.", count), "success")
    return redirect(url_for(".show", version_id=version_id), 303)


@bp.post("/<int:version_id>/deliveries/<int:delivery_id>")
@needs(Action.KEEP_LEDGER)
def tell(version_id: int, delivery_id: int) -> ResponseReturnValue:
    """Enter for a holder what it has told, or that it cannot be reached."""
    said = request.form.get("said", "")
    try:
        kind = EventKind(said) if said in set(EventKind) else EventKind.OFFERED
        with writing() as session:
            told.enter(session, delivery_id, kind, request.form.get("note", ""), by=actor())
    except (Refused, Invalid) as refusal:
        return _shown(version_id, sentence_of(refusal)), refusal.status
    flash(gettext("Entered in the book."), "success")
    return redirect(url_for(".show", version_id=version_id, **_wishes()), 303)


def _asked(version_id: int, refusal: str = "") -> str:
    version = register.version(reading(), version_id)
    return render_template(
        "ministry/recall_form.html",
        version=version,
        newer=recalls.newer_than(reading(), version),
        recalled=recalls.recall_of(reading(), version_id),
        refusal=refusal,
        **_paged(copies.copies_of(reading(), version_id), "recalls.ask", version_id),
    )


def _shown(version_id: int, refusal: str = "") -> str:
    version = register.version(reading(), version_id)
    recalled = recalls.recall_of(reading(), version_id)
    if recalled is None:
        raise NotFound
    everybody = copies.copies_of(reading(), version_id)
    reminded_at = aftercare.last_reminder(reading(), version_id)
    return render_template(
        "ministry/recall.html",
        version=version,
        recalled=recalled,
        newer=recalls.newer_than(reading(), version),
        everybody=everybody,
        districts=[(each.holders[0].district_key, name) for name, each in everybody.by_district.items() if name],
        wishes=_wishes(),
        reminded_at=reminded_at,
        reminds_at=aftercare.next_reminder(recalled, reminded_at) if runtime().config.smtp_url else None,
        answer_words=answer_words(),
        said_words=said_words(),
        refusal=refusal,
        **_paged(everybody.narrowed(**_wishes()), "recalls.show", version_id),
    )


def _wishes() -> dict[str, Any]:
    """Return what the list is narrowed to."""
    answer = request.args.get("answer", "")
    return {
        "answer": answer if answer in set(Answer) else "",
        "district_key": request.args.get("district_key", ""),
    }


def _paged(found: Copies, endpoint: str, version_id: int) -> dict[str, object]:
    """Return one page of the holders, and what a page says of them."""
    page = asked_page(found.holders, PAGE_SIZE)
    wishes = {name: wish for name, wish in _wishes().items() if wish}
    return {
        "copies": found,
        "shown": page.rows,
        "number": page.number,
        "pages": page.pages,
        "address": lambda other: url_for(endpoint, version_id=version_id, page=other, **wishes),
        "way_words": way_words(),
    }
