"""What a request stands on: the opened house, its sessions, and who is asking."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import Flask, current_app, g
from flask_security import current_user
from sqlalchemy.orm import Session

from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, FilmboteError
from catalog.foundation.runtime import Runtime
from catalog.people import links
from catalog.people.models import Account
from catalog.people.permissions import Action, Actor


class NotSignedIn(FilmboteError):
    """Somebody wants in who has not said who they are."""

    sentence = N_("Please sign in first.")
    status = 401


def runtime() -> Runtime:
    """Return the opened house."""
    return cast("Runtime", current_app.extensions["filmbote"])


def reading() -> Session:
    """Return the request's session for questions, opened at the first one and closed with the request."""
    if "reading" not in g:
        g.reading = runtime().sessions.reading()
    return cast("Session", g.reading)


@contextmanager
def writing() -> Iterator[Session]:
    """Open a transaction for a deed; commit at its end, undo everything on an error.

    The reading session ends first, so that what is read afterwards is what was written.
    """
    release()
    with runtime().transaction() as session:
        yield session


def release() -> None:
    """Give the reading session back, before a long upload or download keeps it for nothing."""
    session = g.pop("reading", None)
    if session is not None:
        session.close()


def current_account() -> Account | None:
    """Return the account that is signed in, or None. It stands by itself: no session is open behind it."""
    if g.get("nobody") or by_link() or not current_user.is_authenticated:
        return None
    return cast("Account", current_user._get_current_object())  # noqa: SLF001 - werkzeug's way out of a proxy


def treat_as_nobody() -> None:
    """Ask no more who is signed in, because the database cannot tell at the moment."""
    g.nobody = True


def by_link() -> bool:
    """Return whether the address is that of a letter's link: nobody is signed in there, whatever cookie comes along."""
    return "link_token" in g


def actor() -> Actor:
    """Return who does this request's deeds: an account, or an organisation that has opened its link.

    Raises:
        NotSignedIn: nobody is signed in.
        LinkUnknown, LinkExpired, LinkRevoked, OrganisationGone: see ``links.opened``.
    """
    if by_link():
        if "visitor" not in g:
            g.visitor = links.opened(reading(), runtime().config, g.link_token, utc_now())
        return cast("Actor", g.visitor)
    account = current_account()
    if account is None:
        raise NotSignedIn
    return account.actor


def may(action: str) -> bool:
    """Return whether whoever is asking may do this."""
    account = current_account()
    return account is not None and account.actor.may(Action(action))


def prepare(app: Flask, house: Runtime) -> None:
    """Give the app its house; every request gives its session back."""
    app.extensions["filmbote"] = house
    app.teardown_appcontext(lambda _error: release())
    app.jinja_env.globals["may"] = may
    app.context_processor(lambda: {"current_account": current_account()})
