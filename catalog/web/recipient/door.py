"""The blueprint of the recipient's door; the files beside it put their routes on it.

It hangs twice: at /recipient/ for accounts, and at /link/<token>/ for an
organisation that comes by its letter. Its templates therefore only use
addresses relative to the door, such as ``url_for(".films")``.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from catalog.distribution import deliveries
from catalog.distribution.holding.holdings import Holdings, holdings_of
from catalog.films.languages import UnknownLanguage, language
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid, Refused
from catalog.people.permissions import Action
from catalog.web.context import actor, by_link, current_account, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.language import page_language
from catalog.web.visits import keep_token, take_token
from catalog.web.words import in_words

T = TypeVar("T")

bp = Blueprint("recipient", __name__, url_prefix="/recipient")
bp.url_value_preprocessor(take_token)
bp.url_defaults(keep_token)

#: What is said after a deed.
DONE = {
    "receipt": N_("Thank you. Your receipt has been recorded."),
    "receipts": N_("Thank you. All open receipts have been recorded."),
    "receipt_back": N_("Your receipt for %(language)s has been taken back."),
    "settled": N_("Thank you. The ministry sees that no copy of this revision is left with you."),
    "showing": N_(
        "Thank you. The showing on %(day)s in %(language)s has been recorded. Is it wrong? Take it back below."
    ),
    "showing_back": N_("The showing on %(day)s in %(language)s has been taken back. It does not count any more."),
    "language": N_("Thank you. The ministry sees that you need %(language)s."),
    "language_back": N_("Your wish for %(language)s has been taken back."),
    "stick": N_("Thank you. The ministry sees that you need a stick in %(language)s."),
    "stick_back": N_("Your wish for a stick in %(language)s has been taken back."),
    "needs": N_("Thank you. The list of languages that you need has been changed."),
}


def own_holdings() -> Holdings:
    """Return what the reader's organisation has and lacks."""
    return holdings_of(reading(), actor().organisation_id or 0, utc_now())


def do(
    deed: Callable[[Session], T],
    done: str,
    page: Callable[[str], str],
    *,
    back: str = ".films",
    about: Callable[[T], Mapping[str, str]] = lambda _: {},
) -> ResponseReturnValue:
    """Do a deed and go back to a page; a refusal stands as a sentence above the page that is shown instead.

    Args:
        deed: what is done, in one transaction.
        done: which sentence is said afterwards.
        page: returns the page that says a refusal.
        back: the endpoint where the sentence is said.
        about: returns of what the deed has made the ``language`` (a tag) and the ``day`` (ISO) that the sentence names.
    """
    try:
        with writing() as session:
            of = about(deed(session))
            # Whoever does something here has looked at what there is, with or without a script that tells so.
            deliveries.look(session, by=actor())
    except (Refused, Invalid) as refusal:
        return page(sentence_of(refusal)), refusal.status
    if by_link():
        return redirect(url_for(back, done=done, **dict[str, Any](of)), 303)
    flash(_thanks(done, of), "success")
    return redirect(url_for(back), 303)


@bp.context_processor
def told() -> dict[str, object]:
    """Let a link's page say what was done, which its address carries in place of a session; and a refusal lead back."""
    done = _thanks(request.args.get("done", ""), request.args) if by_link() else ""
    visitor, account = g.get("visitor"), current_account()
    is_in = visitor or (account and account.actor.may(Action.SEE_DELIVERIES))
    return {"done": done, "visitor": visitor, "own_page": url_for(".films") if is_in else ""}


def _thanks(done: str, of: Mapping[str, str]) -> str:
    """Return what is said after a deed; nothing for an address that somebody has made up."""
    try:
        places = {}
        if "language" in of:
            places["language"] = language(of["language"]).name(page_language())
        if "day" in of:
            places["day"] = in_words(date.fromisoformat(of["day"]))
        return str(gettext(DONE[done])) % places
    except (KeyError, ValueError, UnknownLanguage):
        return ""
