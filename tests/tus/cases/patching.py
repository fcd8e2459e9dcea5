"""PATCH: the next bytes."""

from tests.tus.case import must, should
from tests.tus.cases.core import missing
from tests.tus.server import PIECES, Server
from tests.tus.wire import Deviation

NO_NUMBERS = {
    "negative": "-1",
    "letters": "abc",
    "empty": "",
    "decimal": "0.0",
    "hexadecimal": "0x0",
    "exponent": "0e0",
    "list": "0,0",
    "two_words": "0 0",
    "other_digits": "\u0660",
    "endless": "9" * 400,
}


@must("patch")
def patch_answers_204(server: Server) -> None:
    """The Server MUST acknowledge successful PATCH requests with the 204 No Content status."""
    server.patch(server.create(4), 0, b"ab").must_be(204)


@must("patch")
def patch_has_no_body(server: Server) -> None:
    """204 No Content means what HTTP says: there is none."""
    if server.patch(server.create(4), 0, b"ab").must_be(204).body:
        raise Deviation("204 with a body")


@must("patch")
def patch_tells_the_new_offset(server: Server) -> None:
    """It MUST include the Upload-Offset header containing the new offset."""
    server.patch(server.create(4), 0, b"ab").must_say("Upload-Offset", "2")


@must("patch")
def patch_adds_to_what_was_there(server: Server) -> None:
    """The new offset MUST be the sum of the offset before and the number of bytes received."""
    upload = server.create(10)
    server.patch(upload, 0, b"abc").must_say("Upload-Offset", "3")
    server.patch(upload, 3, b"defg").must_say("Upload-Offset", "7")


@should("patch")
def patch_takes_all_at_once(server: Server) -> None:
    """The Client SHOULD send all the remaining bytes of an upload in a single PATCH request."""
    content = bytes(4 << 20)
    upload = server.create(len(content))
    server.patch(upload, 0, content).must_be(204).must_say("Upload-Offset", str(len(content)))


@must("patch")
def patch_takes_small_pieces(server: Server) -> None:
    """The Client MAY also use multiple small requests successively."""
    upload = server.create(12)
    for offset in range(12):
        server.patch(upload, offset, b"x").must_be(204).must_say("Upload-Offset", str(offset + 1))


@must("patch")
def an_empty_piece_changes_nothing(server: Server) -> None:
    """The new offset MUST be the sum of the offset before and the number of bytes received: here none."""
    upload = server.create(4)
    server.patch(upload, 0, b"ab").must_be(204)
    server.patch(upload, 2, b"").must_be(204).must_say("Upload-Offset", "2")


@must("patch")
def an_empty_piece_at_the_end_is_taken(server: Server) -> None:
    """The new offset MUST be the sum, also when the upload is complete: a sender may repeat its last question."""
    upload = server.create(2)
    server.patch(upload, 0, b"ab").must_be(204)
    server.patch(upload, 2, b"").must_be(204).must_say("Upload-Offset", "2")


@must("patch")
def a_chunked_body_is_taken(server: Server) -> None:
    """The protocol does not depend on how HTTP carries the bytes: a body of unknown length is stored."""
    upload = server.create(6)
    server.patch(upload, 0, [b"ab", b"cdef"]).must_be(204).must_say("Upload-Offset", "6")
    server.must_be_at(upload, 6)


@should("patch", each={"text": "text/plain", "json": "application/json", "form": "application/x-www-form-urlencoded"})
def patch_of_another_type_is_refused(server: Server, value: str) -> None:
    """All PATCH requests MUST use application/offset+octet-stream, otherwise the server SHOULD return 415."""
    upload = server.create(2)
    server.send("PATCH", upload, [("Content-Type", value), ("Upload-Offset", "0")], b"ab").must_be(415)


@should("patch")
def patch_without_type_is_refused(server: Server) -> None:
    """All PATCH requests MUST use application/offset+octet-stream, otherwise the server SHOULD return 415."""
    server.send("PATCH", server.create(2), [("Upload-Offset", "0")], b"ab").must_be(415)


@must("patch")
def patch_of_another_type_writes_nothing(server: Server) -> None:
    """All PATCH requests MUST use application/offset+octet-stream: others change nothing."""
    upload = server.create(2)
    server.send("PATCH", upload, [("Content-Type", "text/plain"), ("Upload-Offset", "0")], b"ab").must_refuse()
    server.must_be_at(upload, 0)


@must("patch")
def the_type_has_no_case(server: Server) -> None:
    """Content-Type is that of HTTP: media types are understood in any case (RFC 9110, 8.3.1)."""
    headers = [("Content-Type", "Application/Offset+Octet-Stream"), ("Upload-Offset", "0")]
    server.send("PATCH", server.create(2), headers, b"ab").must_be(204)


@must("patch", each={"behind": 0, "beyond": 3, "at_the_end": 4, "far_beyond": 10**15})
def a_wrong_offset_is_a_conflict(server: Server, value: int) -> None:
    """If the offsets do not match, the Server MUST respond with the 409 Conflict status."""
    upload = server.create(4)
    server.patch(upload, 0, b"ab").must_be(204)
    server.patch(upload, value, b"x").must_be(409)


@must("patch", each={"behind": 1, "beyond": 3})
def a_conflict_changes_nothing(server: Server, value: int) -> None:
    """409 Conflict without modifying the upload resource."""
    upload = server.create(4)
    server.patch(upload, 0, b"ab").must_be(204)
    server.patch(upload, value, b"x").must_be(409)
    server.must_be_at(upload, 2)
    server.patch(upload, 2, b"cd").must_be(204).must_say("Upload-Offset", "4")


@must("patch")
def a_conflict_does_not_claim_an_offset(server: Server) -> None:
    """409 Conflict without modifying the resource: an Upload-Offset beside it may only be the true one."""
    upload = server.create(4)
    server.patch(upload, 0, b"ab").must_be(204)
    said = server.patch(upload, 3, b"x").must_be(409).get("Upload-Offset")
    if said not in {None, "2"}:
        raise Deviation(f"409 with Upload-Offset: {said}")


@must("patch")
def a_repeated_piece_is_a_conflict(server: Server) -> None:
    """Upload-Offset MUST be equal to the current offset: a piece whose answer was lost is not written twice."""
    upload = server.create(8)
    server.patch(upload, 0, b"abcd").must_be(204)
    server.patch(upload, 0, b"abcd").must_be(409)
    server.must_be_at(upload, 4)


@must("patch")
def a_repeated_last_piece_is_a_conflict(server: Server) -> None:
    """Upload-Offset MUST be equal to the current offset, also when the upload is complete."""
    upload = server.create(4)
    server.patch(upload, 0, b"ab").must_be(204)
    server.patch(upload, 2, b"cd").must_be(204)
    server.patch(upload, 2, b"cd").must_be(409)
    server.must_be_at(upload, 4)


@must("patch", each=NO_NUMBERS)
def an_offset_is_a_whole_number(server: Server, value: str) -> None:
    """Upload-Offset: the value MUST be a non-negative integer. Anything else is refused and writes nothing."""
    upload = server.create(4)
    server.patch(upload, value, b"ab").must_refuse()
    server.must_be_at(upload, 0)


@must("patch")
def an_offset_is_needed(server: Server) -> None:
    """The bytes are applied at the offset specified by the Upload-Offset header: without it there is no place."""
    upload = server.create(4)
    server.send("PATCH", upload, [("Content-Type", PIECES)], b"ab").must_refuse()
    server.must_be_at(upload, 0)


@must("patch")
def an_offset_stands_there_once(server: Server) -> None:
    """The value MUST be a non-negative integer: two headers that contradict each other are none."""
    upload = server.create(4)
    headers = [("Content-Type", PIECES), ("Upload-Offset", "0"), ("Upload-Offset", "2")]
    server.send("PATCH", upload, headers, b"ab").must_refuse()
    server.must_be_at(upload, 0)


@should("patch")
def patch_of_a_missing_upload(server: Server) -> None:
    """A PATCH request against a non-existent resource SHOULD return 404 Not Found."""
    server.patch(missing(server), 0, b"ab").must_be(404)


@must("patch")
def patch_of_a_missing_upload_creates_none(server: Server) -> None:
    """A non-existent resource stays so: uploads come from the creation URL alone."""
    server.patch(missing(server), 0, b"ab")
    server.must_be_gone(missing(server))


@must("patch", each={"at_once": (0, 5), "in_the_end": (3, 2)})
def more_than_announced_is_refused(server: Server, value: tuple[int, int]) -> None:
    """Upload-Length indicates the size of the entire upload: a piece beyond it is not acknowledged."""
    before, more = value
    upload = server.create(4)
    server.patch(upload, 0, b"x" * before).must_be(204)
    server.patch(upload, before, b"y" * more).must_refuse()


@must("patch")
def more_than_announced_is_never_there(server: Server) -> None:
    """Upload-Length indicates the size of the entire upload in bytes: no offset goes beyond."""
    upload = server.create(4)
    server.patch(upload, 0, b"abcdefgh")
    if (here := server.offset(upload)) > 4:
        raise Deviation(f"{here} bytes of 4 are there")


@must("patch")
def more_than_announced_in_chunks_is_never_there(server: Server) -> None:
    """Upload-Length indicates the size of the entire upload, also for a body that does not tell its own."""
    upload = server.create(4)
    server.patch(upload, 0, [b"abcd", b"efgh"]).must_refuse()
    if (here := server.offset(upload)) > 4:
        raise Deviation(f"{here} bytes of 4 are there")


@must("patch")
def nothing_goes_behind_the_end(server: Server) -> None:
    """Upload-Length indicates the size of the entire upload: a complete one takes no further byte."""
    upload = server.create(4)
    server.patch(upload, 0, b"abcd").must_be(204)
    server.patch(upload, 4, b"e").must_refuse()
    server.must_be_at(upload, 4)
