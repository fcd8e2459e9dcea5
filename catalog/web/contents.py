"""Stored contents on their way out: whole, in pieces (RFC 9110, 14), or "you have it already"."""

from collections.abc import Callable, Iterable, Iterator
from io import RawIOBase
from os import SEEK_CUR, SEEK_END, SEEK_SET
from typing import BinaryIO, cast
from unicodedata import normalize
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

from catalog.foundation.storage import ContentMissing, Storage
from catalog.web.context import release, runtime
from catalog.web.headers import YEAR_S


def send(
    sha256: str,
    filename: str,
    mimetype: str,
    *,
    immutable: bool = False,
    as_attachment: bool = True,
    on_end: Callable[[], None] | None = None,
) -> Response:
    """Answer with a stored content, from disk or from the bucket.

    Args:
        sha256: its name in the storage, and its ETag.
        filename: what the reader's computer shall call it.
        mimetype: what it is.
        immutable: whether the address names the content for ever; otherwise caches have to ask each time, so that a
            recall reaches them.
        as_attachment: whether it is taken home; otherwise it is shown.
        on_end: called just before the content's last piece is handed over, outside of the request.

    Raises:
        ContentMissing: the storage does not hold it.
    """
    storage = runtime().storage
    size_bytes = storage.size_bytes(sha256)
    content = _opened(storage, sha256, size_bytes)
    release()
    response = Response(wrap_file(request.environ, content), mimetype=mimetype, direct_passthrough=True)
    response.content_length = size_bytes
    response.headers.set("Content-Disposition", "attachment" if as_attachment else "inline", **_named(filename))
    response.set_etag(sha256)
    if immutable:
        response.cache_control.public, response.cache_control.max_age = True, YEAR_S
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    try:
        response.make_conditional(request.environ, accept_ranges=True, complete_length=size_bytes)
    except RequestedRangeNotSatisfiable:
        content.close()
        raise
    response.call_on_close(content.close)
    if on_end and request.method == "GET" and _reaches_the_end(response, size_bytes):
        response.response = telling(cast("Iterable[bytes]", response.response), on_end)
        response.direct_passthrough = False
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
    on_end()
    yield held


class BucketFile(RawIOBase):
    """A content in a bucket, read like a file."""

    def __init__(self, storage: Storage, sha256: str, size_bytes: int) -> None:
        self._storage, self._sha256, self._size_bytes, self._at = storage, sha256, size_bytes, 0

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def seekable(self) -> bool:
        """Return that it can be read from any place, so that a piece costs no more than its own bytes."""
        return True

    def tell(self) -> int:
        """Return from where it will be read next."""
        return self._at

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        """Go to another place."""
        start = {SEEK_SET: 0, SEEK_CUR: self._at, SEEK_END: self._size_bytes}[whence]
        self._at = start + offset
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes."""
        end = self._size_bytes if size < 0 else min(self._at + size, self._size_bytes)
        piece = b"".join(self._storage.read(self._sha256, self._at, end))
        self._at += len(piece)
        return piece


def _opened(storage: Storage, sha256: str, size_bytes: int) -> BinaryIO:
    path = storage.local_path(sha256)
    if path is None:
        return cast("BinaryIO", BucketFile(storage, sha256, size_bytes))
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise ContentMissing from error


def _named(filename: str) -> dict[str, str]:
    """Return a file's name as RFC 6266 writes it: in ASCII for old readers, and as it is for all others."""
    plain = normalize("NFKD", filename).encode("ascii", "ignore").decode()
    return {"filename": plain} if plain == filename else {"filename": plain, "filename*": f"UTF-8''{quote(filename)}"}


def _reaches_the_end(response: Response, size_bytes: int) -> bool:
    if response.status_code == 206:
        return response.content_range.stop == size_bytes
    return response.status_code == 200
