"""POST that brings its first bytes along."""

from tests.tus.case import must, should
from tests.tus.server import PIECES, Server
from tests.tus.wire import PATIENCE_S, Deviation, answer_from, connected, head_of

EXTENSION = "creation-with-upload"


@must(EXTENSION)
def a_whole_file_may_come_along(server: Server) -> None:
    """The Client MAY include the entirety of the upload data in the body of the POST request."""
    server.needs(EXTENSION)
    answer = server.created_with(4, b"abcd").must_be(201)
    server.must_be_at(server.place_of(answer), 4)


@must(EXTENSION)
def a_part_may_come_along(server: Server) -> None:
    """The Client MAY include a chunk of the upload data in the body of the POST request."""
    server.needs(EXTENSION)
    server.must_be_at(server.place_of(server.created_with(4, b"ab").must_be(201)), 2)


@must(EXTENSION)
def post_tells_how_much_was_taken(server: Server) -> None:
    """The Server MUST include Upload-Offset in the response, set to the offset after the accepted bytes."""
    server.needs(EXTENSION)
    server.created_with(4, b"abc").must_say("Upload-Offset", "3")


@must(EXTENSION)
def post_that_brings_nothing_tells_zero(server: Server) -> None:
    """The Server MUST include Upload-Offset in the response, also for an empty body of the right type."""
    server.needs(EXTENSION)
    server.created_with(4, b"").must_be(201).must_say("Upload-Offset", "0")


@should(EXTENSION)
def as_much_as_possible_is_taken(server: Server) -> None:
    """The Server SHOULD accept as many bytes as possible."""
    server.needs(EXTENSION)
    content = bytes(1 << 20)
    server.created_with(len(content), content).must_say("Upload-Offset", str(len(content)))


@must(EXTENSION)
def what_began_with_post_goes_on_with_patch(server: Server) -> None:
    """Similar rules as for PATCH apply: the upload is continued at its offset."""
    server.needs(EXTENSION)
    upload = server.place_of(server.created_with(4, b"ab"))
    server.patch(upload, 2, b"cd").must_be(204).must_say("Upload-Offset", "4")


@must(EXTENSION)
def a_conflict_is_one_also_after_post(server: Server) -> None:
    """Similar rules as for PATCH apply: the bytes of the POST are not sent again."""
    server.needs(EXTENSION)
    server.patch(server.place_of(server.created_with(4, b"ab")), 0, b"ab").must_be(409)


@must(EXTENSION)
def a_body_of_another_type_is_not_taken(server: Server) -> None:
    """The Client MUST include Content-Type: application/offset+octet-stream: another body is no upload data."""
    server.needs(EXTENSION)
    answer = server.post([("Upload-Length", "4"), ("Content-Type", "text/plain")], b"abcd")
    if answer.status == 201:
        server.must_be_at(server.place_of(answer), 0)
    else:
        answer.must_refuse()


@must(EXTENSION)
def post_brings_no_more_than_announced(server: Server) -> None:
    """Similar rules as for PATCH apply: Upload-Length is the size of the entire upload."""
    server.needs(EXTENSION)
    server.created_with(4, b"abcdefgh").must_refuse()


@must(EXTENSION)
def post_takes_a_chunked_body(server: Server) -> None:
    """Similar rules as for PATCH apply: a body of unknown length is stored."""
    server.needs(EXTENSION)
    server.created_with(4, [b"ab", b"cd"]).must_be(201).must_say("Upload-Offset", "4")


@must(EXTENSION)
def a_body_does_not_make_a_file_small_enough(server: Server) -> None:
    """If the length of the upload exceeds the maximum, the Server MUST respond with 413, whatever came along."""
    server.needs(EXTENSION)
    most = int(server.offer.get("Tus-Max-Size") or 10**18)
    server.created_with(most + 1, b"ab").must_be(413)


@should(EXTENSION)
def whoever_waits_hears_a_refusal_early(server: Server) -> None:
    """With Expect: 100-continue the Client receives early feedback on whether the creation will be accepted."""
    server.needs(EXTENSION)
    waiting = [
        ("Upload-Length", "nothing"),
        ("Content-Type", PIECES),
        ("Content-Length", "4"),
        ("Expect", "100-continue"),
    ]
    with connected(server.url) as line:
        line.sendall(head_of("POST", server.url, server.dressed(waiting)))
        line.settimeout(PATIENCE_S)
        try:
            first = line.recv(12)
        except TimeoutError as error:
            raise Deviation("neither let in nor refused") from error
        if first.startswith(b"HTTP/1.1 100"):
            line.sendall(b"abcd")
            while b"\r\n\r\n" not in first:
                first += line.recv(1)
            answer_from(line, "POST").must_refuse()
