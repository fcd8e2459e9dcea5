"""Stored contents on their way out: whole, in pieces (RFC 9110, 14), or "you have it already"."""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO
from unicodedata import normalize
from urllib.parse import quote

from flask import Response, request
from werkzeug.wsgi import wrap_file

from catalog.films import composed
from catalog.foundation.runtime import Runtime
from catalog.foundation.storage import Storage
from catalog.web.context import release, runtime
from catalog.web.headers import YEAR_S

#: What a sound without a picture is, by the end of its name.
SOUNDS = {"m4a": "audio/mp4", "opus": "audio/ogg"}
#: The piece that is held back until it is written down who has the content. A bucket's pieces are too large for that.
LAST_BYTES = 8192


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent: stored as it is, or put together from others."""

    sha256: str
    size_bytes: int
    recipe_sha256: str | None


def send(
    sha256: str,
    filename: str,
    mimetype: str,
    *,
    recipe_sha256: str | None = None,
    immutable: bool = False,
    as_attachment: bool = True,
    on_end: Callable[[], None] | None = None,
    on_break: Callable[[int], None] | None = None,
) -> Response:
    """Answer with a content of the storage, from disk or from the bucket.

    Args:
        sha256: what its bytes amount to, and its ETag.
        filename: what the reader's computer shall call it.
        mimetype: what it is.
        recipe_sha256: how it is put together; None when it is stored as it is.
        immutable: whether the address names the content for ever; otherwise caches have to ask each time, so that a
            recall reaches them.
        as_attachment: whether it is taken home; otherwise it is shown.
        on_end: called just before the content's last piece is handed over, outside of the request.
        on_break: called with the byte that was reached when the last piece was not handed over, outside of the request.

    Raises:
        ContentMissing: the storage does not hold it, or a part of it.
    """
    house = runtime()
    content = Content(sha256, _size_bytes(house.storage, sha256, recipe_sha256), recipe_sha256)
    release()
    response = Response(mimetype=mimetype)
    response.content_length = content.size_bytes
    response.headers.set("Content-Disposition", "attachment" if as_attachment else "inline", **_named(filename))
    response.set_etag(sha256)
    if immutable:
        response.cache_control.public, response.cache_control.max_age = True, YEAR_S
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    response.make_conditional(request.environ, accept_ranges=True, complete_length=content.size_bytes)
    if request.method == "GET" and response.status_code in (200, 206):
        _fill(response, house, content, on_end, on_break)
    return response


def telling(pieces: Iterable[bytes], on_end: Callable[[], None]) -> Iterator[bytes]:
    """Yield the pieces, and call ``on_end`` before the last one.

    So whoever holds the whole content finds it written down already, and when
    it cannot be written down, the last piece is missing and is asked for again.
    """
    held = b""
    for piece in pieces:
        if held:
            yield held
        held = piece
    if len(held) > LAST_BYTES:
        yield held[:-LAST_BYTES]
    on_end()
    yield held[-LAST_BYTES:]


def watched(
    pieces: Iterable[bytes], begin: int, end: int, on_break: Callable[[int], None]
) -> Generator[bytes, None, None]:
    """Yield the pieces that begin at a byte, and call ``on_break`` with the byte that was reached short of the end."""
    reached = begin
    try:
        for piece in pieces:
            reached += len(piece)
            yield piece
    finally:
        if reached < end:
            on_break(reached)


def _size_bytes(storage: Storage, sha256: str, recipe_sha256: str | None) -> int:
    return composed.recipe(storage, recipe_sha256).size_bytes if recipe_sha256 else storage.size_bytes(sha256)


def _fill(
    response: Response,
    house: Runtime,
    content: Content,
    on_end: Callable[[], None] | None,
    on_break: Callable[[int], None] | None,
) -> None:
    """Give an answer the bytes that were asked for."""
    asked = response.content_range
    start, end = (asked.start or 0, asked.stop or 0) if response.status_code == 206 else (0, content.size_bytes)
    whole = (start, end) == (0, content.size_bytes)
    if response.status_code == 200 and not on_end and (file := _opened(house, content)):
        # The server hands an open file to the kernel, which sends it without us.
        response.response, response.direct_passthrough = wrap_file(request.environ, file), True
        return
    pieces = composed.read(house.storage, content, start, end)
    if whole and content.recipe_sha256:
        pieces = house.cache.keeping(content.sha256, content.size_bytes, pieces)
    response.call_on_close(pieces.close)
    # The first piece is read here, while it can still be said that a file is missing.
    begun = chain([next(pieces, b"")], pieces)
    told = telling(begun, on_end) if on_end and end == content.size_bytes else begun
    response.response = watched(told, start, content.size_bytes, on_break) if on_break else told


def _opened(house: Runtime, content: Content) -> BinaryIO | None:
    """Return a content that lies whole on this machine, opened, or None."""
    path = house.cache.path_of(content.sha256) if content.recipe_sha256 else house.storage.local_path(content.sha256)
    try:
        return path.open("rb") if path else None
    except FileNotFoundError:
        return None


def _named(filename: str) -> dict[str, str]:
    """Return a file's name as RFC 6266 writes it: in ASCII for old readers, and as it is for all others."""
    plain = normalize("NFKD", filename).encode("ascii", "ignore").decode()
    return {"filename": plain} if plain == filename else {"filename": plain, "filename*": f"UTF-8''{quote(filename)}"}
