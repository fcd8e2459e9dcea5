"""Pages that are the same for everybody: made once, kept while nothing changes, and fit for a cache on the way.

Such a page depends on its address alone. It knows no account, no cookie and no
wish of the browser, so a proxy may hand it on, and nobody can be told by it.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import ParamSpec

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import refresh

from catalog.foundation.errors import FilmboteError
from catalog.foundation.runtime import Runtime
from catalog.foundation.stamps import Stamps
from catalog.web.context import runtime, treat_all_alike, treat_apart
from catalog.web.language import page_language

#: For so long a cache may hand a page on without asking: a recall reaches everybody within these seconds.
KEPT_ELSEWHERE_S = 5
#: So many pages are kept in memory, the longest unasked goes first: about 30 MB.
MOST_PAGES = 800
#: An address that is longer is played with; its page is made anew each time.
LONGEST_ADDRESS = 300

View = ParamSpec("View")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it goes out."""

    text: bytes
    packed: bytes
    etag: str
    language: str


class Memory:
    """The pages of one house as they were when the database was last changed."""

    def __init__(self) -> None:
        self._house: Runtime | None = None
        self._stamps: Stamps | None = None
        self._stamp = ""
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = Lock()

    def stamp_of(self, house: Runtime) -> str:
        """Return the stamp of this moment; what is older than it is forgotten."""
        with self._lock:
            if self._house is not house:
                self._move(house)
            stamp = self._stamps.now() if self._stamps else ""
            if stamp != self._stamp:
                self._stamp = stamp
                self._pages.clear()
            return stamp

    def find(self, address: str) -> Page | None:
        """Return the page that is kept for an address, or None."""
        with self._lock:
            page = self._pages.get(address)
            if page:
                self._pages.move_to_end(address)
            return page

    def keep(self, address: str, page: Page, stamp: str) -> None:
        """Keep a page that was made after a stamp was taken, unless something has changed since."""
        with self._lock:
            if stamp == self._stamp and len(address) <= LONGEST_ADDRESS:
                self._pages[address] = page
                if len(self._pages) > MOST_PAGES:
                    self._pages.popitem(last=False)

    def _move(self, house: Runtime) -> None:
        if self._stamps:
            self._stamps.close()
        self._house, self._stamps, self._stamp = house, Stamps(house.sessions.engine), ""
        self._pages.clear()


def prepare(app: Flask) -> None:
    """Give the app a memory."""
    app.extensions["everybody"] = Memory()


def for_everybody(view: Callable[View, ResponseReturnValue]) -> Callable[View, ResponseReturnValue]:
    """Let a page be the same for everybody. What is no text, such as the way to another address, goes out as it is."""

    @wraps(view)
    def answered(*args: View.args, **kwargs: View.kwargs) -> ResponseReturnValue:
        treat_all_alike()
        refresh()
        memory: Memory = current_app.extensions["everybody"]
        stamp = memory.stamp_of(runtime())
        page = memory.find(request.full_path)
        if page is None:
            try:
                made = view(*args, **kwargs)
            except FilmboteError:
                # A refusal is not kept, so it may speak the reader's language.
                treat_apart()
                raise
            if not isinstance(made, str):
                return made
            page = _page(made)
            memory.keep(request.full_path, page, stamp)
        return _sent(page)

    return answered


def _page(text: str) -> Page:
    content = text.encode()
    return Page(
        text=content,
        packed=gzip.compress(content, compresslevel=9, mtime=0),
        etag=hashlib.sha256(content).hexdigest()[:20],
        language=page_language(),
    )


def _sent(page: Page) -> Response:
    g.page_language = page.language
    packed = bool(request.accept_encodings.quality("gzip"))
    response = Response(page.packed if packed else page.text, mimetype="text/html")
    response.vary.add("Accept-Encoding")
    if packed:
        response.content_encoding = "gzip"
    response.set_etag(page.etag, weak=True)
    response.cache_control.public, response.cache_control.max_age = True, KEPT_ELSEWHERE_S
    response.make_conditional(request)
    return response
