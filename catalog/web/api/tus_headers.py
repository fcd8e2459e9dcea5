"""What the headers of tus say, read strictly: what cannot be understood is refused by the header's name."""

from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass

from flask import request

from catalog.foundation.errors import N_, Invalid
from catalog.production.arriving.pieces import ALGORITHMS, Checksum
from catalog.production.models import Purpose

#: No file is so long that its length has more digits.
MOST_DIGITS = 40
#: What asks for an extension that we do not have.
NOT_OFFERED = {
    "Upload-Defer-Length": "creation-defer-length",
    "Upload-Concat": "concatenation",
}
SHA256_DIGITS = 64


class BadHeader(Invalid):
    """A header is missing or says nothing that can be used."""

    sentence = N_("The header “%(header)s” is missing or cannot be understood. Please correct it.")
    status = 400


class NotOffered(Invalid):
    """The sender uses an extension of tus that is not among ours."""

    sentence = N_("This service does not offer “%(extension)s”. Please send each file by itself, with its length.")
    status = 400


class UnknownAlgorithm(Invalid):
    """A piece is proved by a checksum that we cannot compute."""

    sentence = N_("The checksum “%(algorithm)s” is not known here. Please use one of these: %(known)s")
    status = 400


@dataclass(frozen=True, slots=True)
class Told:
    """What Upload-Metadata tells of a file."""

    purpose: Purpose
    filename: str
    language: str | None
    sha256: str | None
    #: Word for word, to be repeated.
    as_sent: str


def refuse_what_is_not_offered() -> None:
    """Refuse a request that relies on an extension that we do not have.

    Raises:
        NotOffered: names the extension.
    """
    for header, extension in NOT_OFFERED.items():
        if header in request.headers:
            raise NotOffered(extension=extension)
    if "upload-checksum" in request.headers.get("Trailer", "").lower():
        raise NotOffered(extension="checksum-trailer")


def whole_number(header: str) -> int:
    """Return what a header counts.

    Raises:
        BadHeader: it is missing, stands there twice, or is no whole number.
    """
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        raise BadHeader(header=header)
    return int(text)


def checksum() -> Checksum | None:
    """Return what proves the piece, or None when the sender has computed nothing.

    Raises:
        BadHeader: it is not "sha1", a space, and the digest in Base64.
        UnknownAlgorithm: it is neither sha1 nor sha256.
    """
    text = request.headers.get("Upload-Checksum")
    if text is None:
        return None
    algorithm, _, digest = text.partition(" ")
    if not digest:
        raise BadHeader(header="Upload-Checksum")
    if algorithm not in ALGORITHMS:
        raise UnknownAlgorithm(algorithm=algorithm, known=", ".join(ALGORITHMS))
    return Checksum(algorithm, _decoded(digest, "Upload-Checksum"))


def told() -> Told:
    """Return what Upload-Metadata tells: "filename ZmlsbQ==,purpose ZHVi" becomes film and dub by their keys.

    Raises:
        BadHeader: it is not made of pairs in Base64, names a key twice, or no purpose of ours.
    """
    as_sent = request.headers.get("Upload-Metadata", "")
    pairs: dict[str, bytes] = {}
    for pair in as_sent.split(",") if as_sent else ():
        key, _, value = pair.strip().partition(" ")
        if not key or key in pairs:
            raise BadHeader(header="Upload-Metadata")
        pairs[key] = _decoded(value, "Upload-Metadata")
    return Told(
        purpose=_purpose(_text(pairs, "purpose")),
        filename=_text(pairs, "filename"),
        language=_text(pairs, "language") or None,
        sha256=_sha256(_text(pairs, "sha256")),
        as_sent=as_sent,
    )


def _decoded(text: str, header: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (NotBase64, ValueError) as error:
        raise BadHeader(header=header) from error


def _text(pairs: dict[str, bytes], key: str) -> str:
    try:
        return pairs.get(key, b"").decode()
    except UnicodeDecodeError as error:
        raise BadHeader(header="Upload-Metadata") from error


def _purpose(text: str) -> Purpose:
    try:
        return Purpose(text)
    except ValueError as error:
        raise BadHeader(header="Upload-Metadata") from error


def _sha256(text: str) -> str | None:
    digits = text.strip().lower()
    if not digits:
        return None
    if len(digits) != SHA256_DIGITS or set(digits) - set("0123456789abcdef"):
        raise BadHeader(header="Upload-Metadata")
    return digits
