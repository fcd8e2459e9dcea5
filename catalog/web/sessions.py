"""Sessions that live on the server: signing out ends them at once, everywhere.

The cookie is a random token; the database knows only its hash. A visitor for
whom nothing has to be remembered gets no cookie and no row.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.datastructures import CallbackDict

from catalog.foundation.database import utc_now
from catalog.foundation.runtime import Runtime
from catalog.people.models import Account, SignedIn

#: A working day. Whoever only asked for the sign-in form is forgotten sooner.
SIGNED_IN_FOR = timedelta(hours=12)
WAITING_FOR = timedelta(hours=1)
#: Where Flask-Login keeps whose session it is.
WHOSE = "_user_id"


class KeptSession(CallbackDict[str, Any], SessionMixin):
    """What is remembered between two requests of one browser."""

    def __init__(self, content: dict[str, Any] | None = None, token: str | None = None) -> None:
        super().__init__(content, lambda session: setattr(session, "modified", True))
        self.modified = False
        #: The cookie with which it came, or None.
        self.token = token
        #: Whose it was when it came.
        self.whose = self.get(WHOSE)
        #: Whether the database could not be asked.
        self.lost = False

    @property
    def has_changed_hands(self) -> bool:
        """Whether somebody has signed in or out since it came."""
        return self.get(WHOSE) != self.whose


class ServerSessions(SessionInterface):
    """Keeps sessions as rows of ``SignedIn``."""

    def __init__(self, house: Runtime) -> None:
        self.house = house

    def get_cookie_name(self, app: Flask) -> str:  # noqa: ARG002 - Flask's signature
        """Return the cookie's name; by https the browser ties it to this host and path."""
        return "__Host-filmbote" if self.house.config.secure else "filmbote"

    def open_session(self, app: Flask, request: Request) -> KeptSession:
        """Return what is remembered of this browser; nothing when its session has ended."""
        token = request.cookies.get(self.get_cookie_name(app))
        if not token:
            return KeptSession()
        try:
            with self.house.question() as session:
                row = session.get(SignedIn, _hash(token))
        except OperationalError:
            unknown = KeptSession()
            unknown.lost = True
            return unknown
        if row is None or row.expires_at <= utc_now():
            return KeptSession()
        return KeptSession(row.content, token)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what has changed, and tell the browser when its token is another one now."""
        if session.accessed:
            response.vary.add("Cookie")
        if not session.modified:
            return
        kept = cast("KeptSession", session)
        with self.house.transaction() as writing:
            token = _write(writing, kept, utc_now())
        name, secure = self.get_cookie_name(app), self.house.config.secure
        if token is None:
            response.delete_cookie(name, httponly=True, samesite="Lax", secure=secure)
        elif token != kept.token:
            response.set_cookie(name, token, httponly=True, samesite="Lax", secure=secure)


def _write(writing: Session, kept: KeptSession, now: datetime) -> str | None:
    """Write the session's row and return its token; None when there is nothing to remember.

    A session that ended while this request ran stays ended. One that has
    changed hands begins anew under another token.
    """
    known = writing.get(SignedIn, _hash(kept.token)) if kept.token else None
    if kept.token and known is None:
        return None
    if known and kept and not kept.has_changed_hands:
        known.content = dict(kept)
        return kept.token
    if known:
        writing.delete(known)
    if not kept:
        return None
    writing.execute(delete(SignedIn).where(SignedIn.expires_at <= now))
    token = secrets.token_urlsafe(32)
    whose = writing.scalar(select(Account.id).where(Account.fs_uniquifier == kept[WHOSE])) if WHOSE in kept else None
    lasts = SIGNED_IN_FOR if whose else WAITING_FOR
    writing.add(SignedIn(token_sha256=_hash(token), account_id=whose, content=dict(kept), expires_at=now + lasts))
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
