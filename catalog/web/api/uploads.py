"""Resumable uploads, as tus 1.0 speaks them (https://tus.io), with four of its extensions.

How much of a file is here is the size of the file itself. While its bytes
arrive, no database session is open.
"""

from base64 import b64decode

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import http_date

from catalog.foundation.errors import N_, Invalid
from catalog.people.permissions import Action
from catalog.production import uploads
from catalog.production.models import Purpose, Upload
from catalog.web.context import actor, reading, release, runtime, writing
from catalog.web.guards import needs, public, takes

bp = Blueprint("uploads", __name__, url_prefix="/api/v1/uploads")

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,termination"
PIECES = "application/offset+octet-stream"
#: A sender that is silent for so long has gone; the upload is free to be resumed.
SILENCE_S = 30.0


class WrongProtocol(Invalid):
    """The sender speaks another version of tus."""

    sentence = N_("This service speaks tus %(version)s. Please send the header “Tus-Resumable: %(version)s”.")
    status = 412


class NotPieces(Invalid):
    """The body is not a piece of a file."""

    sentence = N_("A piece of a file has to be sent as “%(type)s”.")
    status = 415


class BadHeader(Invalid):
    """A header is missing or says nothing that can be used."""

    sentence = N_("The header “%(header)s” is missing or cannot be understood. Please correct it.")
    status = 400


@bp.before_request
def ask_for_tus() -> None:
    """Let only those through who speak our version; asking which one that is stays free."""
    if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
        raise WrongProtocol(version=VERSION)


@bp.after_request
def speak_tus(response: Response) -> Response:
    """Say in every answer, also in a refusal, what is spoken here."""
    response.headers["Tus-Resumable"] = response.headers["Tus-Version"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("", methods=["OPTIONS"], provide_automatic_options=False)
@bp.route("/<upload_id>", methods=["OPTIONS"], provide_automatic_options=False)
@public
def offer(upload_id: str = "") -> Response:  # noqa: ARG001 - the answer is the same for every upload
    """Say what is possible."""
    largest = runtime().config.largest_upload_bytes
    return _nothing_but({"Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(largest)})


@bp.post("", provide_automatic_options=False)
@needs(Action.UPLOAD)
@takes(None)
def begin() -> Response:
    """Announce a file; its first bytes may come along."""
    told = _metadata()
    size_bytes = _whole_number("Upload-Length")
    with writing() as session:
        upload = uploads.begin(
            session,
            purpose=_purpose(told.get("purpose", "")),
            filename=told.get("filename", ""),
            size_bytes=size_bytes,
            by=actor(),
            config=runtime().config,
            language=told.get("language"),
        )
    here = _take_in(upload, 0) if request.mimetype == PIECES else 0
    _note_when_whole(upload, here)
    place = url_for(".ask", upload_id=upload.id)
    return _nothing_but({"Location": place} | _progress(upload, here), status=201)


@bp.route("/<upload_id>", methods=["HEAD"], provide_automatic_options=False)
@needs(Action.UPLOAD)
def ask(upload_id: str) -> Response:
    """Say how many bytes are here."""
    upload = uploads.own(reading(), upload_id, actor())
    here = uploads.offset(runtime().config, upload)
    _note_when_whole(upload, here)
    return _nothing_but({"Upload-Length": str(upload.size_bytes)} | _progress(upload, here), status=200)


@bp.patch("/<upload_id>", provide_automatic_options=False)
@needs(Action.UPLOAD)
@takes(None)
def append(upload_id: str) -> Response:
    """Take the next piece, in whatever length the connection lasts."""
    if request.mimetype != PIECES:
        raise NotPieces(type=PIECES)
    offset = _whole_number("Upload-Offset")
    upload = uploads.own(reading(), upload_id, actor())
    here = _take_in(upload, offset)
    _note_when_whole(upload, here)
    return _nothing_but(_progress(upload, here))


@bp.delete("/<upload_id>", provide_automatic_options=False)
@needs(Action.UPLOAD)
def discard(upload_id: str) -> Response:
    """Forget a file that has not been handed in."""
    with writing() as session:
        upload = uploads.own(session, upload_id, actor())
        uploads.discard(session, upload, actor(), runtime().config)
    return _nothing_but({})


@bp.post("/<upload_id>", provide_automatic_options=False)
@needs(Action.UPLOAD)
@takes(None)
def act_in_disguise(upload_id: str) -> Response:
    """Do what X-HTTP-Method-Override says, for senders behind proxies that pass nothing but GET and POST."""
    deed = {"PATCH": append, "DELETE": discard}.get(request.headers.get("X-HTTP-Method-Override", "").upper())
    if deed is None:
        raise BadHeader(header="X-HTTP-Method-Override")
    return deed(upload_id)


def _take_in(upload: Upload, offset: int) -> int:
    """Write the body to the upload and return how many bytes are here now.

    A line that broke gets an answer that nobody reads; what it had carried is kept.
    """
    release()
    connection = request.environ.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(SILENCE_S)
    try:
        return uploads.append(runtime().config, upload, offset, request.stream)
    except (ConnectionError, TimeoutError) as error:
        raise ClientDisconnected from error


def _note_when_whole(upload: Upload, here: int) -> None:
    """Record that the last byte has come.

    Asked at every occasion: a crash between the last byte and this record
    must not leave a file that is whole and yet can never be handed in.
    """
    if here == upload.size_bytes and upload.arrived_at is None:
        with writing() as session:
            uploads.arrived(session, upload)


def _progress(upload: Upload, here: int) -> dict[str, str]:
    """Return how much is here, and until when it is kept for somebody to hand it in."""
    return {"Upload-Offset": str(here), "Upload-Expires": http_date(upload.begun_at + uploads.KEPT_FOR)}


def _whole_number(header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise BadHeader(header=header)
    return int(text)


def _metadata() -> dict[str, str]:
    """Return what Upload-Metadata tells: "filename ZmlsbQ==,purpose ZHVi" becomes film and dub by their keys."""
    told: dict[str, str] = {}
    for pair in filter(None, request.headers.get("Upload-Metadata", "").split(",")):
        key, _, value = pair.strip().partition(" ")
        try:
            told[key] = b64decode(value, validate=True).decode()
        except ValueError as error:
            raise BadHeader(header="Upload-Metadata") from error
    return told


def _purpose(text: str) -> Purpose:
    try:
        return Purpose(text)
    except ValueError as error:
        raise BadHeader(header="Upload-Metadata") from error


def _nothing_but(headers: dict[str, str], status: int = 204) -> Response:
    response = Response(status=status, headers=headers)
    if status == 200:
        del response.headers["Content-Type"]
    return response
