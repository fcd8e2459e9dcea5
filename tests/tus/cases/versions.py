"""Who speaks which version, and what a server says of itself."""

import re
from collections.abc import Callable

from tests.tus.case import must, should
from tests.tus.cases.core import missing
from tests.tus.server import PIECES, VERSION, Server
from tests.tus.wire import Answer, Deviation

#: Every extension that tus 1.0 knows.
KNOWN = {
    "checksum",
    "checksum-trailer",
    "concatenation",
    "concatenation-unfinished",
    "creation",
    "creation-defer-length",
    "creation-with-upload",
    "expiration",
    "termination",
}
OTHER_VERSIONS = {"older": "0.2.2", "newer": "2.0.0", "short": "1.0", "list": "1.0.0,0.2.2", "word": "latest"}


@must("options")
def options_succeeds(server: Server) -> None:
    """A successful response is indicated by the 204 No Content or 200 OK status."""
    server.offer.must_be(200, 204)


@must("options")
def options_tells_the_versions(server: Server) -> None:
    """A successful response to OPTIONS MUST contain the Tus-Version header."""
    server.offer.must_say("Tus-Version")


@must("options")
def options_versions_are_a_list(server: Server) -> None:
    """Tus-Version MUST be a comma-separated list of protocol versions supported by the Server."""
    versions = server.offer.must_say("Tus-Version").split(",")
    if not all(re.fullmatch(r"\d+\.\d+\.\d+", version.strip()) for version in versions):
        raise Deviation(f"Tus-Version is {versions}")
    if VERSION not in [version.strip() for version in versions]:
        raise Deviation(f"{VERSION} is not among {versions}")


@must("options")
def options_ignores_a_version(server: Server) -> None:
    """The Server MUST ignore the Tus-Resumable header of an OPTIONS request."""
    server.send("OPTIONS", server.url, tus="0.0.1").must_be(200, 204).must_say("Tus-Version")


@must("options")
def options_of_an_upload_succeeds(server: Server) -> None:
    """OPTIONS MAY be used to gather information; a successful response MUST contain Tus-Version, at any address."""
    server.send("OPTIONS", server.create(1), tus=None).must_be(200, 204).must_say("Tus-Version")


@must("options")
def options_extensions_are_a_list(server: Server) -> None:
    """Tus-Extension MUST be a comma-separated list; if no extensions are supported, it MUST be omitted."""
    if server.offer.get("Tus-Extension") is not None and not server.extensions:
        raise Deviation("Tus-Extension is empty")
    if len(set(server.extensions)) < len(server.extensions):
        raise Deviation(f"Tus-Extension names one twice: {server.extensions}")


@must("options")
def options_extensions_are_known(server: Server) -> None:
    """Tus-Extension MUST be a list of the extensions supported by the Server: the protocol gives each its name."""
    if unknown := set(server.extensions) - KNOWN:
        raise Deviation(f"Tus-Extension names {sorted(unknown)}")


@must("options")
def options_tells_creation(server: Server) -> None:
    """If the Server supports the creation extension, it MUST add creation to the Tus-Extension header."""
    server.create(1)
    if "creation" not in server.extensions:
        raise Deviation("an upload was created, but creation is not offered")


@must("options")
def options_with_upload_needs_creation(server: Server) -> None:
    """A Server that does not offer creation MUST NOT offer creation-with-upload either."""
    if "creation-with-upload" in server.extensions and "creation" not in server.extensions:
        raise Deviation("creation-with-upload without creation")


@must("options")
def options_size_is_a_whole_number(server: Server) -> None:
    """Tus-Max-Size MUST be a non-negative integer."""
    most = server.offer.get("Tus-Max-Size")
    if most is not None and not re.fullmatch(r"\d+", most):
        raise Deviation(f"Tus-Max-Size is {most!r}")


@should("options")
def options_tells_the_largest_size(server: Server) -> None:
    """The Server SHOULD set Tus-Max-Size if there is a known hard limit: every disk is one."""
    server.offer.must_say("Tus-Max-Size")


#: An answer of each kind, to a request about an upload of four bytes.
ANSWERS: dict[str, Callable[[Server, str], Answer]] = {
    "to_post": lambda server, _upload: server.post([("Upload-Length", "4")]),
    "to_head": lambda server, upload: server.head(upload),
    "to_patch": lambda server, upload: server.patch(upload, 0, b"ab"),
    "to_delete": lambda server, upload: server.delete(upload),
    "to_a_missing_upload": lambda server, _upload: server.head(missing(server)),
    "to_a_wrong_offset": lambda server, upload: server.patch(upload, 3, b"d"),
    "to_a_wrong_type": lambda server, upload: server.patch(upload, 0, b"a", ("Content-Type", "text/plain")),
    "to_a_missing_offset": lambda server, upload: server.send("PATCH", upload, [("Content-Type", PIECES)], b"a"),
    "to_a_missing_length": lambda server, _upload: server.post(),
    "to_a_wrong_version": lambda server, upload: server.send("HEAD", upload, tus="0.0.1"),
    "to_a_wrong_method": lambda server, upload: server.send("PUT", upload),
}


@must("versions", each=ANSWERS)
def answers_tell_the_version(server: Server, value: Callable[[Server, str], Answer]) -> None:
    """The Tus-Resumable header MUST be included in every request and response except for OPTIONS requests."""
    value(server, server.create(4)).must_say("Tus-Resumable", VERSION)


@must("versions", each=OTHER_VERSIONS)
def head_in_another_version_is_refused(server: Server, value: str) -> None:
    """If the version specified by the Client is not supported, the Server MUST respond with 412."""
    server.send("HEAD", server.create(1), tus=value).must_be(412)


@must("versions")
def post_in_another_version_is_refused(server: Server) -> None:
    """A version that is not supported: 412, and the Server MUST NOT process the request. No upload is created."""
    server.post([("Upload-Length", "1")], tus="0.0.1").must_be(412).must_not_say("Location")


@must("versions")
def patch_in_another_version_is_refused(server: Server) -> None:
    """A version that is not supported: 412, and the Server MUST NOT process the request. No byte is written."""
    upload = server.create(2)
    headers = [("Content-Type", PIECES), ("Upload-Offset", "0")]
    server.send("PATCH", upload, headers, b"ab", tus="0.0.1").must_be(412)
    server.must_be_at(upload, 0)


@must("versions")
def delete_in_another_version_is_refused(server: Server) -> None:
    """A version that is not supported: 412, and the Server MUST NOT process the request. The upload stays."""
    server.needs("termination")
    upload = server.create(2)
    server.send("DELETE", upload, tus="0.0.1").must_be(412)
    server.must_be_at(upload, 0)


@must("versions")
def post_refused_for_its_version_tells_ours(server: Server) -> None:
    """With the 412 the Server MUST include the Tus-Version header into the response (POST)."""
    server.post([("Upload-Length", "1")], tus="0.0.1").must_be(412).must_say("Tus-Version")


@must("versions")
def head_refused_for_its_version_tells_ours(server: Server) -> None:
    """With the 412 the Server MUST include the Tus-Version header into the response (HEAD)."""
    server.send("HEAD", server.create(1), tus="0.0.1").must_be(412).must_say("Tus-Version")


@must("versions")
def patch_refused_for_its_version_tells_ours(server: Server) -> None:
    """With the 412 the Server MUST include the Tus-Version header into the response (PATCH)."""
    headers = [("Content-Type", PIECES), ("Upload-Offset", "0")]
    server.send("PATCH", server.create(1), headers, b"a", tus="0.0.1").must_be(412).must_say("Tus-Version")


@must("versions")
def head_without_version_is_refused(server: Server) -> None:
    """Tus-Resumable MUST be included in every request: HEAD without it is no request of this protocol."""
    server.send("HEAD", server.create(1), tus=None).must_be(412)


@must("versions")
def post_without_version_is_refused(server: Server) -> None:
    """Tus-Resumable MUST be included in every request: POST without it creates nothing."""
    server.post([("Upload-Length", "1")], tus=None).must_be(412).must_not_say("Location")


@must("versions")
def patch_without_version_is_refused(server: Server) -> None:
    """Tus-Resumable MUST be included in every request: PATCH without it writes nothing."""
    upload = server.create(1)
    server.send("PATCH", upload, [("Content-Type", PIECES), ("Upload-Offset", "0")], b"a", tus=None).must_be(412)
    server.must_be_at(upload, 0)


@must("versions")
def delete_without_version_is_refused(server: Server) -> None:
    """Tus-Resumable MUST be included in every request: DELETE without it removes nothing."""
    server.needs("termination")
    upload = server.create(1)
    server.send("DELETE", upload, tus=None).must_be(412)
    server.must_be_at(upload, 0)
