"""POST: a new upload, its length, and what is told of it."""

from tests.tus.case import must, should
from tests.tus.server import NotOffered, Server
from tests.tus.wire import Deviation

NO_NUMBERS = {
    "negative": "-1",
    "letters": "abc",
    "empty": "",
    "decimal": "4.0",
    "hexadecimal": "0x4",
    "exponent": "4e0",
    "list": "4,4",
    "other_digits": "\u0664",
}


@must("creation")
def post_answers_201(server: Server) -> None:
    """The Server MUST acknowledge a successful upload creation with the 201 Created status."""
    server.post([("Upload-Length", "4")]).must_be(201)


@must("creation")
def post_tells_the_address(server: Server) -> None:
    """The Server MUST set the Location header to the URL of the created resource."""
    server.post([("Upload-Length", "4")]).must_say("Location")


@must("creation")
def the_address_is_that_of_the_upload(server: Server) -> None:
    """Location is the URL of the created resource, absolute or relative: there it can be asked for at once."""
    server.head(server.create(4)).must_be(200, 204)


@must("creation")
def a_new_upload_is_empty(server: Server) -> None:
    """The new resource has an implicit offset of 0."""
    server.must_be_at(server.create(4), 0)


@must("creation")
def the_length_is_that_of_the_announcement(server: Server) -> None:
    """Upload-Length indicates the size of an entire upload in bytes."""
    server.head(server.create(123_457)).must_say("Upload-Length", "123457")


@must("creation")
def a_large_length_is_not_cut(server: Server) -> None:
    """Upload-Length indicates the size of an entire upload in bytes: also beyond 32 bits, or it is refused."""
    answer = server.post([("Upload-Length", str((4 << 30) + 7))])
    if answer.status not in {413, 507}:
        server.head(server.place_of(answer.must_be(201))).must_say("Upload-Length", str((4 << 30) + 7))


@must("creation")
def every_upload_has_its_own_address(server: Server) -> None:
    """A POST request asks for a new upload resource."""
    if len({server.create(4) for _ in range(5)}) < 5:
        raise Deviation("two uploads have one address")


@must("creation")
def an_empty_file_is_complete_at_once(server: Server) -> None:
    """Upload-Length MAY be 0; such an upload is complete after its creation without any PATCH."""
    answer = server.head(server.create(0))
    answer.must_say("Upload-Length", "0")
    answer.must_say("Upload-Offset", "0")


@must("creation")
def a_length_is_needed(server: Server) -> None:
    """The request MUST include Upload-Length or Upload-Defer-Length."""
    server.post().must_refuse().must_not_say("Location")


@must("creation", each=NO_NUMBERS)
def a_length_is_a_whole_number(server: Server, value: str) -> None:
    """Upload-Length: the value MUST be a non-negative integer."""
    server.post([("Upload-Length", value)]).must_refuse().must_not_say("Location")


@must("creation")
def a_length_stands_there_once(server: Server) -> None:
    """The value MUST be a non-negative integer: two headers that contradict each other are none."""
    server.post([("Upload-Length", "4"), ("Upload-Length", "5")]).must_refuse()


def _most(server: Server) -> int:
    most = server.offer.get("Tus-Max-Size")
    if most is None:
        raise NotOffered("Tus-Max-Size")
    return int(most)


@must("creation")
def a_byte_too_many_is_refused(server: Server) -> None:
    """If the length of the upload exceeds the maximum, the Server MUST respond with 413."""
    server.post([("Upload-Length", str(_most(server) + 1))]).must_be(413)


@must("creation")
def much_too_much_is_refused(server: Server) -> None:
    """If the length of the upload exceeds the maximum, the Server MUST respond with 413: by however much."""
    server.post([("Upload-Length", str(_most(server) * 10**9))]).must_be(413)


@must("creation")
def what_is_too_large_gets_no_address(server: Server) -> None:
    """413: nothing was created."""
    server.post([("Upload-Length", str(_most(server) + 1))]).must_not_say("Location")


@must("creation")
def a_deferred_length_is_offered_or_refused(server: Server) -> None:
    """A Server that supports deferring length MUST say so: one that does not must not take such an upload."""
    answer = server.post([("Upload-Defer-Length", "1")])
    if "creation-defer-length" in server.extensions:
        server.head(server.place_of(answer.must_be(201))).must_say("Upload-Defer-Length", "1")
    else:
        answer.must_refuse()


@should("creation", each={"zero": "0", "two": "2", "word": "yes"})
def a_deferred_length_says_one(server: Server, value: str) -> None:
    """If Upload-Defer-Length contains any other value than 1 the server should return 400."""
    server.post([("Upload-Defer-Length", value)]).must_be(400)


@must("creation")
def a_length_that_is_known_is_not_deferred(server: Server) -> None:
    """The request MUST include one of the two: both contradict each other."""
    server.post([("Upload-Length", "4"), ("Upload-Defer-Length", "1")]).must_refuse()


@must("creation", each={"partial": "partial", "final": "final;/files/a /files/b"})
def joining_is_offered_or_refused(server: Server, value: str) -> None:
    """If the Server supports concatenation, it MUST say so: one that does not must not take a part for a whole."""
    if "concatenation" in server.extensions:
        raise NotOffered("the opposite")
    server.post([("Upload-Length", "4"), ("Upload-Concat", value)]).must_refuse()


@must("creation")
def a_forged_host_does_not_move_the_upload(server: Server) -> None:
    """Location is the URL of the created resource: not one that a stranger has put into the request."""
    forged = [("X-Forwarded-Host", "elsewhere.example"), ("Forwarded", "host=elsewhere.example")]
    if "elsewhere.example" in server.place_of(server.post([("Upload-Length", "4"), *forged])):
        raise Deviation("Location points to where X-Forwarded-Host says")


@must("metadata")
def what_was_told_is_repeated(server: Server) -> None:
    """Responses to HEAD MUST include Upload-Metadata and its value as specified by the Client."""
    told = server.told(title="Die Polizei")
    server.head(server.create(4, ("Upload-Metadata", told))).must_say("Upload-Metadata", told)


@must("metadata")
def what_was_told_is_repeated_to_the_end(server: Server) -> None:
    """Responses to HEAD MUST include Upload-Metadata, also when the upload is complete."""
    told = server.told(title="Die Polizei")
    upload = server.create(2, ("Upload-Metadata", told))
    server.patch(upload, 0, b"ab").must_be(204)
    server.head(upload).must_say("Upload-Metadata", told)


@must("metadata")
def a_value_may_be_empty(server: Server) -> None:
    """The value MAY be empty. In these cases the space MAY be left out."""
    told = f"{server.told(title='x')},is_confidential"
    server.head(server.create(4, ("Upload-Metadata", told))).must_say("Upload-Metadata", told)


@must(
    "metadata",
    each={
        "other_scripts": "\u1275\u130d\u122d\u129b \u0641\u0627\u0631\u0633\u06cc \u4e2d",
        "right_to_left_mark": "film\u202egpj.exe",
        "quotes": "\"a\" 'b' ; <c>",
        "three_hundred_letters": "a" * 300,
        "a_path": "../../etc/passwd",
        "a_newline": "a\r\nX-Smuggled: yes",
        "any_bytes": b"\x00\xff\xfe\x80",
    },
)
def a_value_may_be_anything(server: Server, value: str | bytes) -> None:
    """Metadata can contain arbitrary binary values; HEAD MUST repeat them as sent, and nothing is smuggled."""
    told = server.told(title=value)
    answer = server.head(server.create(4, ("Upload-Metadata", told)))
    answer.must_say("Upload-Metadata", told)
    answer.must_not_say("X-Smuggled")


@must(
    "metadata",
    each={
        "no_base64": "title %%%",
        "bad_padding": "title abc",
        "no_key": ",dGl0bGU=",
        "three_words": "title dGl0bGU= dGl0bGU=",
        "twice": "title dGl0bGU=,title dGl0bGU=",
    },
)
def metadata_are_pairs(server: Server, value: str) -> None:
    """Comma-separated pairs; the key MUST NOT be empty, the value MUST be Base64 encoded, all keys MUST be unique."""
    server.post(
        [("Upload-Length", "4"), ("Upload-Metadata", ",".join(filter(None, [server.metadata, value])))]
    ).must_refuse()
