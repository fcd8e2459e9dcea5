"""What is different on the addresses of letters' links, where somebody comes in without an account.

The secret address is the only credential: no cookie is read or set there, no
other site learns the address, and no log of ours has it.
"""

import logging
import re
from typing import cast

from flask import Flask, Response, g, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf

from catalog.web.context import by_link

#: Name of the door, and the beginning of its addresses.
DOOR = "link"
SECRET = re.compile(rf"/{DOOR}/[^/\s?\"']+")
WITHOUT_SECRET = f"/{DOOR}/…"
HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


class Forms(CSRFProtect):
    """Takes forms only from our own pages."""

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - the library's signature
        """Refuse a form without its token, except at a link."""
        # A foreign page can only have a form sent to an address that it knows, and whoever knows that of a link is in
        # already. A token would need a cookie, and give no more.
        if not by_link():
            super().protect(apply_exemptions=apply_exemptions)  # type: ignore[no-untyped-call]  # the library's own


class Discreet(logging.Filter):
    """Leaves the secret of a link out of what is written to the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without a secret."""
        record.msg, record.args = _without_secret(record.getMessage()), ()
        return True


def take_token(_endpoint: str | None, values: dict[str, object] | None) -> None:
    """Remember by which link somebody came, so that no view has to know."""
    if values and "token" in values:
        g.link_token = str(values.pop("token"))


def keep_token(endpoint: str, values: dict[str, object]) -> None:
    """Let the addresses on a link's pages be those of the same link."""
    if by_link() and endpoint.startswith(f"{DOOR}."):
        values.setdefault("token", g.link_token)


def be_discreet(response: Response) -> Response:
    """Tell browsers, caches and search engines to keep a link's page to themselves, and a refusal there too."""
    if path_to_tell() != request.path:
        response.headers.update(HEADERS)
    return response


def path_to_tell() -> str:
    """Return the path of this page as others may know it."""
    return _without_secret(request.path)


def prepare(app: Flask) -> None:
    """Watch over forms, and keep the secrets of links out of the log."""
    Forms(app)  # type: ignore[no-untyped-call]  # the library leaves it unannotated
    app.jinja_env.globals |= {"by_link": by_link, "path_to_tell": path_to_tell, "csrf_token": _form_token}
    app.context_processor(lambda: {"csrf_token": _form_token})
    app.after_request(be_discreet)
    app.logger.addFilter(Discreet())


def _form_token() -> str:
    """Return what a form of ours carries; at a link there is no session that it could be compared with."""
    return "" if by_link() else cast("str", generate_csrf())


def _without_secret(text: str) -> str:
    return SECRET.sub(WITHOUT_SECRET, text)
