"""Uploads that end: by their sender, or by the clock."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tests.tus.case import must, should
from tests.tus.cases.core import missing
from tests.tus.server import Server
from tests.tus.wire import Deviation

IN_HTTP = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")


@must("expiration")
def post_tells_when_an_upload_expires(server: Server) -> None:
    """If the expiration is known at the creation, Upload-Expires MUST be in the response to the initial POST."""
    server.needs("expiration")
    server.post([("Upload-Length", "4")]).must_say("Upload-Expires")


@must("expiration")
def patch_tells_when_an_upload_expires(server: Server) -> None:
    """Upload-Expires MUST be included in every PATCH response if the upload is going to expire."""
    server.needs("expiration")
    server.patch(server.create(4), 0, b"ab").must_say("Upload-Expires")


@must("expiration")
def every_patch_tells_when_an_upload_expires(server: Server) -> None:
    """Upload-Expires MUST be included in every PATCH response if the upload is going to expire."""
    server.needs("expiration")
    upload = server.create(4)
    for offset in range(3):
        server.patch(upload, offset, b"x").must_say("Upload-Expires")


@must("expiration")
def post_with_bytes_tells_when_an_upload_expires(server: Server) -> None:
    """The response to the initial POST, also when it brought bytes along."""
    server.needs("expiration")
    server.needs("creation-with-upload")
    server.created_with(4, b"ab").must_say("Upload-Expires")


@must("expiration")
def post_writes_the_date_as_http_does(server: Server) -> None:
    """The value of Upload-Expires MUST be in RFC 9110 datetime format (POST)."""
    server.needs("expiration")
    _as_in_http(server.post([("Upload-Length", "4")]).must_say("Upload-Expires"))


@must("expiration")
def patch_writes_the_date_as_http_does(server: Server) -> None:
    """The value of Upload-Expires MUST be in RFC 9110 datetime format (PATCH)."""
    server.needs("expiration")
    _as_in_http(server.patch(server.create(4), 0, b"ab").must_say("Upload-Expires"))


@must("expiration")
def an_upload_expires_in_the_future(server: Server) -> None:
    """Upload-Expires indicates the time after which the unfinished upload expires."""
    server.needs("expiration")
    if _date(server.post([("Upload-Length", "4")]).must_say("Upload-Expires")) <= datetime.now(UTC):
        raise Deviation("a new upload has expired")


@should("expiration")
def going_on_brings_no_earlier_end(server: Server) -> None:
    """The Client SHOULD use the date to determine if an upload is still valid: a promise is not taken back."""
    server.needs("expiration")
    created = server.post([("Upload-Length", "4")])
    later = server.patch(server.place_of(created), 0, b"ab").must_say("Upload-Expires")
    if _date(later) < _date(created.must_say("Upload-Expires")):
        raise Deviation("the date came nearer")


@must("expiration")
def an_end_is_announced(server: Server) -> None:
    """A Server that removes unfinished uploads MUST add expiration to Tus-Extension."""
    said = server.post([("Upload-Length", "4")]).get("Upload-Expires")
    if said and "expiration" not in server.extensions:
        raise Deviation("Upload-Expires without expiration")


@should("expiration")
def what_is_no_more_is_not_resumed(server: Server) -> None:
    """To resume an upload which has since been removed SHOULD be answered with 404 or 410."""
    server.patch(missing(server), 2, b"cd").must_be(404, 410)


@must("termination", each={"a_new": b"", "half_an": b"ab", "a_whole": b"abcd"})
def delete_ends_an_upload(server: Server, value: bytes) -> None:
    """DELETE terminates completed and unfinished uploads; the Server MUST respond with 204."""
    server.needs("termination")
    upload = server.create(4)
    server.patch(upload, 0, value).must_be(204)
    server.delete(upload).must_be(204)


@must("termination")
def delete_of_an_empty_file(server: Server) -> None:
    """DELETE for an existing upload MUST be answered with 204, also for an empty one."""
    server.needs("termination")
    server.delete(server.create(0)).must_be(204)


@should("termination", each={"head": "HEAD", "patch": "PATCH", "delete": "DELETE"})
def an_ended_upload_is_gone(server: Server, value: str) -> None:
    """For all future requests to this URL, the Server SHOULD respond with 404 or 410."""
    server.needs("termination")
    upload = server.create(4)
    server.delete(upload).must_be(204)
    answer = server.patch(upload, 0, b"ab") if value == "PATCH" else server.send(value, upload)
    answer.must_be(404, 410)


@should("termination")
def an_ended_upload_stays_gone(server: Server) -> None:
    """For all future requests: a piece that comes late does not bring it back."""
    server.needs("termination")
    upload = server.create(4)
    server.patch(upload, 0, b"ab").must_be(204)
    server.delete(upload).must_be(204)
    server.patch(upload, 2, b"cd")
    server.must_be_gone(upload)


@should("termination")
def delete_of_a_missing_upload(server: Server) -> None:
    """204 confirms that an existing upload was terminated; of one that never was there is nothing to confirm."""
    server.needs("termination")
    server.delete(missing(server)).must_be(404, 410)


@must("termination")
def delete_ends_no_other_upload(server: Server) -> None:
    """DELETE is for one upload: its neighbour stays."""
    server.needs("termination")
    ended, other = server.create(4), server.create(4)
    server.patch(other, 0, b"ab").must_be(204)
    server.delete(ended).must_be(204)
    server.must_be_at(other, 2)


@must("termination")
def an_ended_address_is_not_used_again(server: Server) -> None:
    """For all future requests to this URL: it is given to no other upload."""
    server.needs("termination")
    ended = server.create(4)
    server.delete(ended).must_be(204)
    if ended in {server.create(4) for _ in range(3)}:
        raise Deviation("the address was given again")


def _as_in_http(date: str) -> None:
    if not IN_HTTP.fullmatch(date):
        raise Deviation(f"Upload-Expires is {date!r}")


def _date(text: str) -> datetime:
    try:
        return parsedate_to_datetime(text)
    except ValueError as error:
        raise Deviation(f"Upload-Expires is {text!r}") from error
