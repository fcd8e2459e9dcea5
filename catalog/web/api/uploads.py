"""Resumable uploads, as tus 1.0 speaks them (https://tus.io), with five of its extensions; docs/uploads.md tells more.

How much of a file is here is the size of the file itself. While its bytes
arrive, no database session is open.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import Blueprint, Response, request
from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import http_date

from catalog.foundation.errors import N_, FilmboteError, Invalid
from catalog.people.permissions import Action
from catalog.production.arriving import uploads
from catalog.production.arriving.pieces import ALGORITHMS, ARRIVING_BYTES, Busy, WrongChecksum
from catalog.production.models import Upload
from catalog.web.api import tus_headers, tus_lines
from catalog.web.api.tus_headers import BadHeader
from catalog.web.context import actor, reading, release, runtime, writing
from catalog.web.guards import needs, public, takes

PLACE = "/api/v1/uploads"

bp = Blueprint("uploads", __name__, url_prefix=PLACE)

VERSION = "1.0.0"
EXTENSIONS = "checksum,creation,creation-with-upload,expiration,termination"
PIECES = "application/offset+octet-stream"
#: A sender that is silent for so long has gone. Within ten seconds of that its upload is free to be resumed.
SILENCE_S = 8.0
#: How much of a refused piece is read nevertheless, and for how long; our own page sends 8 MiB at once.
HEARD_OUT_BYTES = 32 << 20
HEARD_OUT_S = 10.0
#: By which a sender behind a narrow proxy says what it means.
DISGUISE = "X-HTTP-Method-Override"
#: A status that only tus knows.
MISMATCH = f"{WrongChecksum.status} Checksum Mismatch"


class WrongProtocol(Invalid):
    """The sender speaks another version of tus."""

    sentence = N_("This service speaks tus %(version)s. Please send the header “Tus-Resumable: %(version)s”.")
    status = 412


class NotPieces(Invalid):
    """The body is not a piece of a file."""

    sentence = N_("A piece of a file has to be sent as “%(type)s”.")
    status = 415


@bp.before_request
def ask_for_tus() -> None:
    """Let only those through who speak our version; asking which one that is stays free."""
    if request.method == "OPTIONS":
        return
    if request.headers.get("Tus-Resumable") != VERSION:
        raise WrongProtocol(version=VERSION)
    tus_headers.refuse_what_is_not_offered()


@bp.after_app_request
def speak_tus(response: Response) -> Response:
    """Say in every answer, also in a refusal, what is spoken here."""
    if request.path == PLACE or request.path.startswith(f"{PLACE}/"):
        response.headers["Tus-Resumable"] = response.headers["Tus-Version"] = VERSION
        response.headers["Cache-Control"] = "no-store"
        if response.status_code == WrongChecksum.status:
            response.status = MISMATCH
    return response


@bp.route("", methods=["OPTIONS"], provide_automatic_options=False)
@bp.route("/<upload_id>", methods=["OPTIONS"], provide_automatic_options=False)
@public
def offer(upload_id: str = "") -> Response:  # noqa: ARG001 - the answer is the same for every upload
    """Say what is possible."""
    return _nothing_but(
        {
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(runtime().config.largest_upload_bytes),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        }
    )


@bp.post("", provide_automatic_options=False)
@needs(Action.UPLOAD)
@takes(None)
def begin() -> Response:
    """Announce a file; its first bytes may come along."""
    if request.headers.get(DISGUISE, "POST").upper() != "POST":
        raise BadHeader(header=DISGUISE)
    told = tus_headers.told()
    size_bytes = tus_headers.whole_number("Upload-Length")
    tus_headers.checksum()
    brings = request.mimetype == PIECES
    if not brings and (request.content_length or "Transfer-Encoding" in request.headers):
        raise NotPieces(type=PIECES)
    with writing() as session:
        upload = uploads.begin(
            session,
            purpose=told.purpose,
            filename=told.filename,
            size_bytes=size_bytes,
            by=actor(),
            config=runtime().config,
            language=told.language,
            sender_sha256=told.sha256,
            told=told.as_sent,
        )
    here = _take_first(upload) if brings else 0
    _note_when_whole(upload, here)
    place = f"{runtime().config.public_url}{PLACE}/{upload.id}"
    return _nothing_but({"Location": place} | _progress(upload, here), status=201)


@bp.route("/<upload_id>", methods=["HEAD"], provide_automatic_options=False)
@needs(Action.UPLOAD)
def ask(upload_id: str) -> Response:
    """Say how many bytes are here."""
    upload = uploads.own(reading(), upload_id, actor())
    release()
    tus_lines.let_end(upload.id)
    here = uploads.offset(runtime().config, upload)
    _note_when_whole(upload, here)
    told = uploads.told(runtime().config, upload)
    about = {"Upload-Length": str(upload.size_bytes)} | ({"Upload-Metadata": told} if told else {})
    return _nothing_but(about | _progress(upload, here), status=200)


@bp.route("/<upload_id>", methods=["PATCH", "DELETE", "POST"], provide_automatic_options=False)
@needs(Action.UPLOAD)
@takes(None)
def act(upload_id: str) -> Response:
    """Do what the method says, or what stands instead for senders behind proxies that pass nothing but GET and POST.

    Only here: a request that no form's token guards must never turn into one that changes something.
    """
    deed = DEEDS.get(request.headers.get(DISGUISE, request.method).upper())
    if deed is None:
        raise BadHeader(header=DISGUISE)
    return deed(upload_id)


def append(upload_id: str) -> Response:
    """Take the next piece, in whatever length the connection lasts."""
    if request.mimetype != PIECES:
        raise NotPieces(type=PIECES)
    offset = tus_headers.whole_number("Upload-Offset")
    upload = uploads.own(reading(), upload_id, actor())
    here = _take_in(upload, offset)
    _note_when_whole(upload, here)
    return _nothing_but(_progress(upload, here))


def discard(upload_id: str) -> Response:
    """Forget a file that has not been handed in."""
    with writing() as session:
        upload = uploads.own(session, upload_id, actor())
        uploads.discard(session, upload, actor(), runtime().config)
    return _nothing_but({})


DEEDS = {"PATCH": append, "DELETE": discard, "HEAD": ask}


def _take_first(upload: Upload) -> int:
    """Take the piece that came with the announcement.

    When it does not come whole, the file is forgotten: its sender does not know its place yet.
    """
    with _forgotten_on_error(upload):
        here = _take_in(upload, 0)
        if request.content_length is not None and here < request.content_length:
            raise ClientDisconnected
    return here


@contextmanager
def _forgotten_on_error(upload: Upload) -> Iterator[None]:
    try:
        yield
    except Exception:
        _forget(upload)
        raise


def _take_in(upload: Upload, offset: int) -> int:
    """Write the body to the upload and return how many bytes are here now.

    A line that broke gets an answer that nobody reads; what it had carried is kept.
    """
    proof = tus_headers.checksum()
    release()
    line = request.environ.get("gunicorn.socket")
    if line is not None:
        line.settimeout(SILENCE_S)

    def write() -> int:
        with tus_lines.arriving(upload.id, line):
            return uploads.append(
                runtime().config, upload, offset, request.stream, length_bytes=request.content_length, checksum=proof
            )

    try:
        try:
            return write()
        except Busy:
            if not tus_lines.makes_way(upload.id):
                raise
            return write()
    except FilmboteError:
        _hear_out()
        raise
    except (ConnectionError, TimeoutError) as error:
        raise ClientDisconnected from error


def _hear_out() -> None:
    """Read to its end, within bounds, what is refused: whoever is cut off while he still sends never hears why."""
    end_s = time.monotonic() + HEARD_OUT_S
    left = HEARD_OUT_BYTES
    with suppress(ConnectionError, TimeoutError, ClientDisconnected):
        while left > 0 and time.monotonic() < end_s and (piece := request.stream.read(ARRIVING_BYTES)):
            left -= len(piece)


def _note_when_whole(upload: Upload, here: int) -> None:
    """Record that the last byte has come, and forget a file that is not the one that was sent.

    Asked at every occasion: a crash between the last byte and this record
    must not leave a file that is whole and yet can never be handed in.
    """
    if here < upload.size_bytes or upload.arrived_at is not None:
        return
    release()
    try:
        uploads.require_as_sent(runtime().config, upload)
    except uploads.ChangedOnTheWay:
        _forget(upload)
        raise
    with writing() as session:
        uploads.arrived(session, upload)


def _forget(upload: Upload) -> None:
    with writing() as session:
        uploads.discard(session, upload, actor(), runtime().config)


def _progress(upload: Upload, here: int) -> dict[str, str]:
    """Return how much is here, and until when it is kept for somebody to go on or to hand it in."""
    until = uploads.kept_until(runtime().config, upload)
    return {"Upload-Offset": str(here)} | ({"Upload-Expires": http_date(until)} if until else {})


def _nothing_but(headers: dict[str, str], status: int = 204) -> Response:
    response = Response(status=status, headers=headers)
    if status == 200:
        del response.headers["Content-Type"]
    return response
