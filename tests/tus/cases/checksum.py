"""Pieces that prove themselves."""

import hashlib
from base64 import b64encode

from tests.tus.case import must, should
from tests.tus.cases.interruption import WHOLE, half_sent, settled
from tests.tus.server import NotOffered, Server
from tests.tus.wire import Deviation

EXTENSION = "checksum"


def proof(content: bytes, algorithm: str = "sha1") -> tuple[str, str]:
    """Return the header that proves ``content``."""
    digest = hashlib.new(algorithm, content, usedforsecurity=False).digest()
    return "Upload-Checksum", f"{algorithm} {b64encode(digest).decode()}"


def algorithms(server: Server) -> list[str]:
    """Return what the server can compute."""
    return [name.strip() for name in server.offer.must_say("Tus-Checksum-Algorithm").split(",")]


@must(EXTENSION)
def options_tells_the_algorithms(server: Server) -> None:
    """Tus-Checksum-Algorithm MUST be included in the response to an OPTIONS request."""
    server.needs(EXTENSION)
    server.offer.must_say("Tus-Checksum-Algorithm")


@must(EXTENSION)
def sha1_is_known(server: Server) -> None:
    """The Server MUST support at least the SHA1 checksum algorithm identified by sha1."""
    server.needs(EXTENSION)
    if "sha1" not in algorithms(server):
        raise Deviation(f"only {algorithms(server)}")


@must(EXTENSION)
def algorithms_are_written_small(server: Server) -> None:
    """Names of algorithms MUST only consist of ASCII characters without uppercase ones."""
    server.needs(EXTENSION)
    if not all(name and name.isascii() and name == name.lower() for name in algorithms(server)):
        raise Deviation(f"{algorithms(server)}")


@must(EXTENSION)
def algorithms_without_checksum_are_not_told(server: Server) -> None:
    """If checksums are supported, the Server MUST add checksum to Tus-Extension."""
    if server.offer.get("Tus-Checksum-Algorithm") and EXTENSION not in server.extensions:
        raise Deviation("Tus-Checksum-Algorithm without checksum")


@should(EXTENSION)
def a_damaged_piece_is_nowhere_taken_for_whole(server: Server) -> None:
    """The chunk MUST be verified: a server that cannot should say so, rather than acknowledge what it has not seen."""
    answer = server.patch(server.create(4), 0, b"abcx", proof(b"abcd"))
    if answer.status == 204:
        raise Deviation("204 for a damaged piece")


@must(EXTENSION)
def a_right_checksum_is_acknowledged(server: Server) -> None:
    """204 No Content if the checksums match and the processing of the data succeeded."""
    server.needs(EXTENSION)
    server.patch(server.create(4), 0, b"abcd", proof(b"abcd")).must_be(204).must_say("Upload-Offset", "4")


@must(EXTENSION)
def every_algorithm_is_computed(server: Server) -> None:
    """Tus-Checksum-Algorithm MUST be a list of the algorithms supported: each tells right from wrong."""
    server.needs(EXTENSION)
    for algorithm in set(algorithms(server)) & hashlib.algorithms_guaranteed:
        upload = server.create(4)
        server.patch(upload, 0, b"abcx", proof(b"abcd", algorithm)).must_be(460)
        server.patch(upload, 0, b"abcd", proof(b"abcd", algorithm)).must_be(204)


@must(EXTENSION)
def a_piece_without_checksum_is_taken(server: Server) -> None:
    """A Client MAY include the Upload-Checksum header: it need not."""
    server.needs(EXTENSION)
    upload = server.create(4)
    server.patch(upload, 0, b"ab", proof(b"ab")).must_be(204)
    server.patch(upload, 2, b"cd").must_be(204)


@must(EXTENSION)
def a_wrong_checksum_is_told(server: Server) -> None:
    """460 Checksum Mismatch if the checksums mismatch."""
    server.needs(EXTENSION)
    server.patch(server.create(4), 0, b"abcx", proof(b"abcd")).must_be(460)


@must(EXTENSION)
def a_damaged_piece_is_not_kept(server: Server) -> None:
    """The uploaded chunk MUST be discarded, and the upload and its offset MUST NOT be updated."""
    server.needs(EXTENSION)
    upload = server.create(4)
    server.patch(upload, 0, b"abcx", proof(b"abcd"))
    server.must_be_at(upload, 0)


@must(EXTENSION)
def a_damaged_piece_leaves_what_was_there(server: Server) -> None:
    """The uploaded chunk MUST be discarded: not the ones before it."""
    server.needs(EXTENSION)
    upload = server.create(8)
    server.patch(upload, 0, b"abcd", proof(b"abcd")).must_be(204)
    server.patch(upload, 4, b"efgx", proof(b"efgh")).must_be(460)
    server.must_be_at(upload, 4)


@must(EXTENSION)
def a_damaged_piece_may_be_sent_again(server: Server) -> None:
    """The offset MUST NOT be updated: the same piece is taken at the same place."""
    server.needs(EXTENSION)
    upload = server.create(4)
    server.patch(upload, 0, b"abcx", proof(b"abcd")).must_be(460)
    server.patch(upload, 0, b"abcd", proof(b"abcd")).must_be(204).must_say("Upload-Offset", "4")


@must(EXTENSION)
def a_damaged_last_piece_does_not_complete(server: Server) -> None:
    """The upload MUST NOT be updated: it is not complete."""
    server.needs(EXTENSION)
    upload = server.create(4)
    server.patch(upload, 0, b"ab").must_be(204)
    server.patch(upload, 2, b"cx", proof(b"cd")).must_be(460)
    server.must_be_at(upload, 2)


@must(EXTENSION)
def one_wrong_bit_in_many_is_found(server: Server) -> None:
    """The Server MUST verify the uploaded chunk, all of it."""
    server.needs(EXTENSION)
    upload = server.create(len(WHOLE))
    damaged = WHOLE[:-1] + bytes([WHOLE[-1] ^ 1])
    server.patch(upload, 0, damaged, proof(WHOLE)).must_be(460)
    server.must_be_at(upload, 0)


@must(EXTENSION)
def a_large_piece_is_proved(server: Server) -> None:
    """The Server MUST verify the uploaded chunk once the entire request has been received."""
    server.needs(EXTENSION)
    server.patch(server.create(len(WHOLE)), 0, WHOLE, proof(WHOLE)).must_be(204)


@must(EXTENSION)
def an_empty_piece_is_proved(server: Server) -> None:
    """The checksum is that of the current body payload: nothing has one too."""
    server.needs(EXTENSION)
    upload = server.create(4)
    server.patch(upload, 0, b"", proof(b"")).must_be(204).must_say("Upload-Offset", "0")
    server.patch(upload, 0, b"", proof(b"a")).must_be(460)


@must(EXTENSION)
def an_unknown_algorithm_is_told(server: Server) -> None:
    """400 Bad Request if the checksum algorithm is not supported by the server."""
    server.needs(EXTENSION)
    server.patch(server.create(4), 0, b"abcd", ("Upload-Checksum", "rot13 YWJjZA==")).must_be(400)


@must(EXTENSION)
def a_piece_with_an_unknown_algorithm_is_not_kept(server: Server) -> None:
    """400: the uploaded chunk MUST be discarded, and the offset MUST NOT be updated."""
    server.needs(EXTENSION)
    upload = server.create(4)
    server.patch(upload, 0, b"abcd", ("Upload-Checksum", "rot13 YWJjZA=="))
    server.must_be_at(upload, 0)


@must(EXTENSION)
def an_algorithm_in_capitals_is_unknown(server: Server) -> None:
    """The names MUST only consist of ASCII characters, uppercase characters excluded."""
    server.needs(EXTENSION)
    name, value = proof(b"abcd")
    server.patch(server.create(4), 0, b"abcd", (name, value.replace("sha1", "SHA1"))).must_be(400)


@must(
    EXTENSION,
    each={
        "empty": "",
        "no_digest": "sha1",
        "no_base64": "sha1 %%%%",
        "no_space": "sha1=qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
        "hexadecimal": "sha1 81fe8bfe87576c3ecb22426f8e57847382917acf",
        "short": "sha1 YWJj",
    },
)
def a_checksum_that_says_nothing_is_refused(server: Server, value: str) -> None:
    """The header MUST consist of the algorithm's name and the Base64 encoded checksum separated by a space."""
    server.needs(EXTENSION)
    upload = server.create(4)
    server.patch(upload, 0, b"abcd", ("Upload-Checksum", value)).must_be(400, 460)
    server.must_be_at(upload, 0)


@must(EXTENSION)
def a_checksum_stands_there_once(server: Server) -> None:
    """The header MUST consist of one name and one checksum."""
    server.needs(EXTENSION)
    upload = server.create(4)
    server.patch(upload, 0, b"abcd", proof(b"abcd"), proof(b"abcx")).must_be(400, 460)
    server.must_be_at(upload, 0)


@must(EXTENSION)
def a_right_checksum_does_not_mend_a_wrong_offset(server: Server) -> None:
    """If the offsets do not match, the Server MUST respond with 409, whatever proves the piece."""
    server.needs(EXTENSION)
    server.patch(server.create(8), 4, b"abcd", proof(b"abcd")).must_be(409)


@must(EXTENSION, each={"right": b"abcd", "wrong": b"abcx"})
def a_chunked_piece_is_proved(server: Server, value: bytes) -> None:
    """Once the entire request has been received, it is verified: also when its length was not told."""
    server.needs(EXTENSION)
    upload = server.create(4)
    server.patch(upload, 0, [value[:2], value[2:]], proof(b"abcd")).must_be(204 if value == b"abcd" else 460)
    server.must_be_at(upload, 4 if value == b"abcd" else 0)


@must(EXTENSION)
def half_a_piece_is_not_proved(server: Server) -> None:
    """The chunk MUST be verified once the entire request has been received: of a broken one nothing is updated."""
    server.needs(EXTENSION)
    upload = server.create(len(WHOLE))
    with half_sent(server, upload, proof(WHOLE)):
        pass
    if here := settled(server, upload):
        raise Deviation(f"{here} bytes are there that nobody has verified")


@must(EXTENSION)
def a_piece_on_its_way_is_not_proved(server: Server) -> None:
    """The offset MUST NOT be updated before the entire request has been received and verified."""
    server.needs(EXTENSION)
    upload = server.create(len(WHOLE))
    with half_sent(server, upload, proof(WHOLE)):
        server.must_be_at(upload, 0)


@must(EXTENSION)
def a_first_piece_in_post_is_proved(server: Server) -> None:
    """Similar rules as for PATCH apply to the body of POST: a damaged one is not acknowledged."""
    server.needs(EXTENSION)
    server.needs("creation-with-upload")
    server.created_with(4, b"abcx", proof(b"abcd")).must_be(400, 460)


@must(EXTENSION)
def a_trailer_is_offered_or_refused(server: Server) -> None:
    """A Server that can handle trailers MUST announce it: one that cannot must not take the piece unverified."""
    server.needs(EXTENSION)
    if "checksum-trailer" in server.extensions:
        raise NotOffered("the opposite")
    server.patch(server.create(4), 0, [b"abcd"], ("Trailer", "Upload-Checksum")).must_refuse()
