"""The letters: what waits, went out and came back; how each kind reads; and to whom none can go."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from catalog.distribution import ledger
from catalog.distribution.letters import book, mailings
from catalog.distribution.letters.book import LetterState
from catalog.distribution.models import MailingKind
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation.errors import Refused
from catalog.foundation.stationery import LetterText
from catalog.people.contacts import LANGUAGES
from catalog.people.permissions import Action
from catalog.web.context import actor, reading, runtime, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs

bp = Blueprint("letters", __name__, url_prefix="/ministry/letters")

#: A letter is shown in a frame of its own, in which nothing runs, is fetched or leads anywhere.
IN_ITS_FRAME = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
#: A sample tells of so many languages.
MOST_SAMPLED = 3
#: What a recall says in a sample, by language.
REASONS = {"de": "Ein Satz im Film ist falsch übersetzt.", "en": "One sentence of the film is translated wrongly."}


@bp.get("")
@needs(Action.SEE_COVERAGE)
def index() -> str:
    """Show the letters, or those that fit."""
    state, words = request.args.get("state", ""), request.args.get("words", "")
    number = min(max(request.args.get("page", 1, type=int), 1), 1_000_000)
    chosen = LetterState(state) if state in set(LetterState) else None
    return render_template(
        "ministry/letters.html",
        found=book.find(reading(), chosen, words, number),
        held_up=book.held_up(reading()),
        unreached=len(book.without_address(reading())),
        state=state,
        words=words,
        number=number,
        address=lambda other: url_for(".index", state=state, words=words, page=other),
    )


@bp.get("/<int:letter_id>")
@needs(Action.SEE_COVERAGE)
def show(letter_id: int) -> str:
    """Show a letter as it was."""
    return _page(letter_id)


@bp.get("/<int:letter_id>/html")
@needs(Action.SEE_COVERAGE)
def show_html(letter_id: int) -> Response:
    """Show the same as a reader sees it that shows HTML, for a frame."""
    return _framed(book.discreet(book.entry(reading(), letter_id).letter.html))


@bp.post("/<int:letter_id>/again")
@needs(Action.CAMPAIGN)
def send_again(letter_id: int) -> ResponseReturnValue:
    """Send a letter that came back to the address that is known today."""
    try:
        with writing() as session:
            new = book.send_again(session, runtime().config, letter_id, by=actor())
    except Refused as refusal:
        return _page(letter_id, sentence_of(refusal)), refusal.status
    flash(gettext("The letter goes out again, to %(address)s.", address=new.to), "success")
    return redirect(url_for(".show", letter_id=new.id), 303)


@bp.get("/without-address")
@needs(Action.SEE_COVERAGE)
def without_address() -> str:
    """Show to whom no letter can go."""
    unreached = book.without_address(reading())
    return render_template("ministry/letters_without_address.html", organisations=unreached)


@bp.get("/samples")
@needs(Action.SEE_COVERAGE)
def samples() -> str:
    """Show how a kind of letter reads, told of what is public today."""
    kind, language = _asked()
    return render_template(
        "ministry/letter_samples.html",
        kind=kind,
        language=language,
        kinds=list(MailingKind),
        languages=LANGUAGES,
        sample=_sample(kind, language),
    )


@bp.get("/samples/html")
@needs(Action.SEE_COVERAGE)
def sample_html() -> Response:
    """Show the same as a reader sees it that shows HTML, for a frame."""
    sample = _sample(*_asked())
    return _framed(sample.html if sample else "")


def _page(letter_id: int, refusal: str = "") -> str:
    entry = book.entry(reading(), letter_id)
    return render_template(
        "ministry/letter.html",
        entry=entry,
        letter=entry.letter,
        body=book.discreet(entry.letter.body),
        again=book.sent_again(reading(), letter_id),
        refusal=refusal,
    )


def _framed(html: str) -> Response:
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = IN_ITS_FRAME
    return answer


def _asked() -> tuple[MailingKind, str]:
    kind, language = request.args.get("kind", ""), request.args.get("language", "")
    return (
        MailingKind(kind) if kind in set(MailingKind) else MailingKind.OFFER,
        language if language in LANGUAGES else LANGUAGES[0],
    )


def _sample(kind: MailingKind, language: str) -> LetterText | None:
    """Return a letter about the newest languages; None when nothing is public."""
    versions = reading().scalars(
        select(LanguageVersion)
        .where(LanguageVersion.id.in_(ledger.on_offer()), LanguageVersion.status == Status.PUBLISHED)
        .order_by(LanguageVersion.published_at.desc(), LanguageVersion.id.desc())
        .limit(MOST_SAMPLED)
    )
    told = list(versions)
    if not told:
        return None
    return mailings.sample(runtime().config, kind, told, None, {}, language, REASONS[language])
