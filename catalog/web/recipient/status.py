"""At one look: what we have and what we lack; and what we need of the ministry."""

from secrets import token_urlsafe

from flask import render_template, request
from flask.typing import ResponseReturnValue

from catalog.distribution.holding.holdings import Holding, Holdings, Mark
from catalog.distribution.models import Medium
from catalog.distribution.responses import requests
from catalog.distribution.responses.showings import showings_of, usual_language, usual_places
from catalog.distribution.stages import today
from catalog.films.languages import LANGUAGES, Language
from catalog.films.models import FULL
from catalog.foundation.database import utc_now
from catalog.people import needs as needed
from catalog.people.permissions import Action
from catalog.people.predecessors import predecessors_of
from catalog.web.context import actor, reading
from catalog.web.guards import needs
from catalog.web.language import page_language
from catalog.web.recipient.door import bp, do, own_holdings

#: How many people may have watched, for whoever has no hand free.
ABOUT = (5, 10, 20, 50, 100)


@bp.get("/status")
@needs(Action.SEE_DELIVERIES)
def status() -> str:
    """Show what is there and what is missing, as a table."""
    return page_of("recipient/status.html")


@bp.post("/requests")
@needs(Action.REQUEST_LANGUAGE)
def ask() -> ResponseReturnValue:
    """Take the wish for a language, or for a stick."""
    medium = _medium()
    return do(
        lambda session: requests.ask(session, request.form.get("language", ""), by=actor(), medium=medium),
        "stick" if medium == Medium.STICK else "language",
        _again,
        about=lambda asked: {"language": asked.language},
    )


@bp.post("/requests/taking-back")
@needs(Action.REQUEST_LANGUAGE)
def withdraw() -> ResponseReturnValue:
    """Take a wish back."""
    medium, tag = _medium(), request.form.get("language", "")
    return do(
        lambda session: requests.withdraw(session, tag, by=actor(), medium=medium),
        "stick_back" if medium == Medium.STICK else "language_back",
        _again,
        about=lambda _: {"language": tag},
    )


@bp.post("/needs")
@needs(Action.REQUEST_LANGUAGE)
def change_needs() -> ResponseReturnValue:
    """Take the list of languages that are needed."""
    tags = [tag for tag in LANGUAGES if tag in request.form.getlist("needed")]
    return do(lambda session: needed.change(session, tags, by=actor()), "needs", _again)


def page_of(template: str, refusal: str = "") -> str:
    """Return a page that shows what is there and missing, and on which everything can be told to the ministry."""
    holdings, organisation_id = own_holdings(), actor().organisation_id or 0
    predecessors = predecessors_of(reading(), organisation_id)
    showings = showings_of(reading(), organisation_id, predecessors)
    there = {holding.version.language for holding in holdings.holdings if not holding.recall}
    return render_template(
        template,
        holdings=holdings,
        predecessors=predecessors,
        showings=showings,
        wishes=[
            wish
            for wish in requests.wishes_of(reading(), organisation_id)
            if wish.medium == Medium.STICK or wish.language not in there
        ],
        shown=_shown(holdings),
        usual=_usual(holdings, usual_language(showings)),
        places=usual_places(showings),
        missing=[(tag, _both_names(language)) for tag, language in LANGUAGES.items() if tag not in there],
        languages=[(tag, language.name(page_language())) for tag, language in LANGUAGES.items()],
        sticks=[(tag, _both_names(language)) for tag, language in LANGUAGES.items() if tag in there],
        about=ABOUT,
        form=token_urlsafe(12),
        today=today(utc_now()),
        refusal=refusal,
    )


def _medium() -> Medium:
    return Medium.STICK if request.form.get("medium") == Medium.STICK else Medium.VERSION


def _again(refusal: str) -> str:
    return page_of("recipient/status.html", refusal)


def _shown(holdings: Holdings) -> list[tuple[int, str]]:
    """Return what can have been shown, with its words: first what plays there, then the rest."""
    these = sorted(holdings.holdings, key=lambda holding: holding.mark != Mark.HAVE)
    several = len({holding.version.edition_id for holding in these}) > 1
    return [(holding.delivery_id, _words(holding, titled=several)) for holding in these]


def _words(holding: Holding, *, titled: bool) -> str:
    names = _both_names(LANGUAGES[holding.version.language])
    if not titled:
        return names
    edition = holding.version.edition
    part = f" ({edition.name})" if edition.name != FULL else ""
    return f"{names} · {holding.film.title(page_language())}{part}"


def _usual(holdings: Holdings, tag: str | None) -> int | None:
    """Return the delivery in the language that is shown most."""
    return next((holding.delivery_id for holding in holdings.holdings if holding.version.language == tag), None)


def _both_names(language: Language) -> str:
    name = language.name(page_language())
    return name if name == language.own_name else f"{name} · {language.own_name}"
