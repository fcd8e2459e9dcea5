"""HEAD: how much is there; and methods in disguise."""

import re

from tests.tus.case import must, should
from tests.tus.server import PIECES, Server
from tests.tus.wire import Deviation

DISGUISE = "X-HTTP-Method-Override"


def missing(server: Server) -> str:
    """Return the address of an upload that never was."""
    return f"{server.url.rstrip('/')}/{'0' * 32}"


@must("head")
def head_of_a_new_upload_says_zero(server: Server) -> None:
    """The Server MUST always include Upload-Offset in the response to HEAD, even if the offset is 0."""
    server.head(server.create(4)).must_say("Upload-Offset", "0")


@must("head")
def head_says_how_much_is_there(server: Server) -> None:
    """The Server MUST always include Upload-Offset in the response to HEAD."""
    upload = server.create(4)
    server.patch(upload, 0, b"abc").must_be(204)
    server.head(upload).must_say("Upload-Offset", "3")


@must("head")
def head_of_a_whole_upload_says_its_length(server: Server) -> None:
    """Upload-Offset MUST be included even if the upload is already considered completed."""
    upload = server.create(4)
    server.patch(upload, 0, b"abcd").must_be(204)
    server.head(upload).must_say("Upload-Offset", "4")


@must("head")
def head_tells_the_length_of_a_new_upload(server: Server) -> None:
    """If the size of the upload is known, the Server MUST include Upload-Length."""
    server.head(server.create(4)).must_say("Upload-Length", "4")


@must("head")
def head_tells_the_length_of_half_an_upload(server: Server) -> None:
    """If the size of the upload is known, the Server MUST include Upload-Length, also in the middle."""
    upload = server.create(4)
    server.patch(upload, 0, b"ab")
    server.head(upload).must_say("Upload-Length", "4")


@must("head")
def head_tells_the_length_of_a_whole_upload(server: Server) -> None:
    """If the size of the upload is known, the Server MUST include Upload-Length, also at the end."""
    upload = server.create(2)
    server.patch(upload, 0, b"ab")
    server.head(upload).must_say("Upload-Length", "2")


@must("head", each={"offset": "Upload-Offset", "length": "Upload-Length"})
def head_counts_in_whole_numbers(server: Server, value: str) -> None:
    """The value MUST be a non-negative integer."""
    said = server.head(server.create(4)).must_say(value)
    if not re.fullmatch(r"\d+", said):
        raise Deviation(f"{value} is {said!r}")


@should("head")
def head_succeeds(server: Server) -> None:
    """The Server SHOULD acknowledge successful HEAD requests with 200 OK or 204 No Content."""
    server.head(server.create(4)).must_be(200, 204)


@must("head")
def head_is_not_cached(server: Server) -> None:
    """The Server MUST prevent caching of the response by adding Cache-Control: no-store."""
    if "no-store" not in server.head(server.create(4)).must_say("Cache-Control"):
        raise Deviation("Cache-Control lacks no-store")


@must("head")
def head_has_no_body(server: Server) -> None:
    """HEAD is answered as HTTP says: without content."""
    if server.head(server.create(4)).body:
        raise Deviation("HEAD was answered with a body")


@must("head")
def head_changes_nothing(server: Server) -> None:
    """HEAD determines the offset at which the upload should be continued; asking twice gives the same."""
    upload = server.create(4)
    server.patch(upload, 0, b"ab")
    server.must_be_at(upload, 2)
    server.must_be_at(upload, 2)
    server.patch(upload, 2, b"cd").must_be(204)


@should("head")
def head_of_a_missing_upload(server: Server) -> None:
    """If the resource is not found, the Server SHOULD return 404, 410 or 403."""
    server.head(missing(server)).must_be(403, 404, 410)


@should("head")
def head_of_a_missing_upload_has_no_offset(server: Server) -> None:
    """If the resource is not found, the status SHOULD come without the Upload-Offset header."""
    server.head(missing(server)).must_not_say("Upload-Offset")


@should("head")
def head_of_a_missing_upload_is_not_cached(server: Server) -> None:
    """The Server MUST prevent caching of the response: that should hold for a 404 as well."""
    if "no-store" not in server.head(missing(server)).must_say("Cache-Control"):
        raise Deviation("Cache-Control lacks no-store")


@should("head", each={"traversal": "..%2f..%2fetc%2fpasswd", "nul": "a%00b", "long": "a" * 600, "unicode": "%E2%80%AE"})
def a_strange_address_is_not_found(server: Server, value: str) -> None:
    """If the resource is not found, the Server SHOULD return 404, 410 or 403: whatever the address looks like."""
    server.head(f"{server.url.rstrip('/')}/{value}").must_be(400, 403, 404, 410)


@must("head")
def header_names_have_no_case(server: Server) -> None:
    """Header names are those of HTTP: they are understood in any case (RFC 9110, 5.1)."""
    upload = server.create(2)
    headers = [("tus-resumable", "1.0.0"), ("CONTENT-TYPE", PIECES), ("upload-OFFSET", "0")]
    server.send("PATCH", upload, headers, b"ab", tus=None).must_be(204)


@must("head")
def uploads_are_apart(server: Server) -> None:
    """An offset is within a resource: what goes to one upload is in no other."""
    one, other = server.create(4), server.create(4)
    server.patch(one, 0, b"abc").must_be(204)
    server.must_be_at(other, 0)
    server.must_be_at(one, 3)


@must("override")
def post_in_disguise_appends(server: Server) -> None:
    """X-HTTP-Method-Override MUST be interpreted as the request's method: POST as PATCH."""
    upload = server.create(4)
    headers = [(DISGUISE, "PATCH"), ("Content-Type", PIECES), ("Upload-Offset", "0")]
    server.send("POST", upload, headers, b"abcd").must_be(204).must_say("Upload-Offset", "4")
    server.must_be_at(upload, 4)


@must("override")
def post_in_disguise_deletes(server: Server) -> None:
    """X-HTTP-Method-Override MUST be interpreted as the request's method: POST as DELETE."""
    server.needs("termination")
    upload = server.create(4)
    server.send("POST", upload, [(DISGUISE, "DELETE")]).must_be(204)
    server.must_be_gone(upload)


@must("override")
def post_in_disguise_asks(server: Server) -> None:
    """X-HTTP-Method-Override MUST be interpreted as the request's method: POST as HEAD."""
    upload = server.create(4)
    server.send("POST", upload, [(DISGUISE, "HEAD")]).must_be(200, 204).must_say("Upload-Offset", "0")


@must("override")
def the_method_under_a_disguise_is_ignored(server: Server) -> None:
    """The actual method of the request MUST be ignored: PATCH as DELETE deletes."""
    server.needs("termination")
    upload = server.create(4)
    headers = [(DISGUISE, "DELETE"), ("Content-Type", PIECES), ("Upload-Offset", "0")]
    server.send("PATCH", upload, headers, b"ab").must_be(204)
    server.must_be_gone(upload)


@must("override")
def a_disguised_piece_keeps_the_rules(server: Server) -> None:
    """Interpreted as the request's method: a wrong offset is a conflict, as with PATCH itself."""
    upload = server.create(4)
    headers = [(DISGUISE, "PATCH"), ("Content-Type", PIECES), ("Upload-Offset", "2")]
    server.send("POST", upload, headers, b"cd").must_be(409)
    server.must_be_at(upload, 0)


@must("override")
def an_unknown_disguise_is_refused(server: Server) -> None:
    """X-HTTP-Method-Override MUST be interpreted as the request's method: one that nobody knows does nothing."""
    upload = server.create(4)
    answer = server.send("POST", upload, [(DISGUISE, "BREW"), ("Content-Type", PIECES), ("Upload-Offset", "0")], b"ab")
    answer.must_be(400, 404, 405, 501)
    server.must_be_at(upload, 0)
