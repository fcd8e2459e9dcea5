"""Text goes out packed, because a phone at the edge of the network pays for each byte."""

import gzip

from flask import Flask, Response, request

from catalog.web.context import current_account

TEXTS = frozenset({"text/css", "text/javascript", "image/svg+xml", "text/vtt", "application/json"})
#: Below this a packed answer saves no packet of the network.
WORTH_IT_BYTES = 1200


def prepare(app: Flask) -> None:
    """Pack what is worth it on its way out."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if response.status_code != 200 or request.method != "GET" or not _may_be_packed(response):
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings.quality("gzip") or (response.content_length or 0) < WORTH_IT_BYTES:
        return response
    response.direct_passthrough = False
    etag, _ = response.get_etag()
    response.set_data(gzip.compress(response.get_data(), compresslevel=6, mtime=0))
    response.content_encoding = "gzip"
    if etag:
        response.set_etag(etag, weak=True)
    return response


def _may_be_packed(response: Response) -> bool:
    """Return whether it is text without secrets: the size of a packed page could tell a form's token (BREACH)."""
    if response.mimetype == "text/html":
        return current_account() is None and not response.direct_passthrough
    return response.mimetype in TEXTS and "Range" not in request.headers
