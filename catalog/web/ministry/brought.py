"""The files at the form for a new language version: what is here of each, and what it is said to be."""

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from catalog.films.models import LanguageVersion
from catalog.foundation.errors import N_, Invalid, NotFound
from catalog.production.arriving import declaring, naming, uploads
from catalog.production.handing_in import OWN_PICTURE
from catalog.production.models import Purpose, Upload
from catalog.web.context import actor, reading, runtime, writing

#: Said of a file that is not meant for this version.
ASIDE = "aside"
#: Everything that can be said of a file, in the order in which a list offers it.
ROLES = (
    Purpose.DUB.value,
    Purpose.FILM.value,
    OWN_PICTURE,
    Purpose.CAPTIONS.value,
    Purpose.SUBTITLES.value,
    ASIDE,
)
#: The ways of handing in without scripts, and the sound that comes with each.
SOUND_OF = {
    Purpose.FILM.value: [Purpose.FILM],
    OWN_PICTURE: [Purpose.FILM],
    Purpose.DUB.value: [Purpose.DUB],
    Purpose.CAPTIONS.value: [],
}


class FileGone(NotFound):
    """A file that was sent before is not kept any more."""

    sentence = N_("A file that you had sent is not here any more. Please choose it again; all others are still here.")


class RoleNeeded(Invalid):
    """Nobody has said what a file is for."""

    sentence = N_("Please say what “%(filename)s” is for.")


class PleaseCheck(Invalid):
    """Files came whose names were read; nobody has confirmed what they seem to say."""

    sentence = N_("The files have arrived. Please check what each of them is for, then hand them in.")


@dataclass(frozen=True, slots=True)
class Line:
    """One file at the form."""

    filename: str
    size_bytes: int
    read: naming.Reading
    #: What its name lets it be in this version.
    proposed: tuple[Purpose, ...]
    #: One of ROLES; nothing as long as it is open.
    role: str = ""
    #: The tag of its language, or nothing.
    language: str = ""
    #: None as long as the browser has not announced it.
    upload: Upload | None = None
    here_bytes: int = 0
    #: Whether a person has said what it is.
    checked: bool = False

    @property
    def whole(self) -> bool:
        """Return whether its last byte is here."""
        return self.upload is not None and self.here_bytes == self.size_bytes

    @property
    def percent(self) -> int:
        """Return how much of it is here."""
        return 100 * self.here_bytes // self.size_bytes if self.size_bytes else 100


def named(filename: str, size_bytes: int, spoken: str) -> Line:
    """Return the line of a file of which only the name is known, with what the name proposes."""
    read = naming.read(filename)
    proposed = read.purposes_beside(spoken)
    role = proposed[0].value if len(proposed) == 1 else ""
    return Line(uploads.shown(filename), size_bytes, read, proposed, role, read.language)


def of_form(spoken: str) -> Iterator[Line]:
    """Yield the files of the form that was sent: those that came before it in pieces, then those that came with it.

    Raises:
        FileGone: one that came before is not kept any more; said after all others have been yielded.
    """
    ids = dict.fromkeys(request.form.getlist("upload"))
    mine = uploads.of_account(reading(), ids, actor())
    gone = len(mine) < len(ids)
    for upload in mine:
        role = request.form.get(f"role-{upload.id}", "")
        language = request.form.get(f"language-{upload.id}", "")
        try:
            yield _of_upload(upload, spoken, role=role if role in ROLES else "", language=language, checked=True)
        except FileGone:
            gone = True
    kind = request.form.get("kind", "")
    for purpose in (*SOUND_OF.get(kind, ()), Purpose.CAPTIONS):
        sent = request.files.get(purpose)
        if sent and sent.filename:
            role = OWN_PICTURE if kind == OWN_PICTURE and purpose == Purpose.FILM else purpose.value
            yield _of_upload(take_whole(purpose, sent), spoken, role=role, language="", checked=True)
    for sent in request.files.getlist("files"):
        if sent.filename:
            line = named(sent.filename, 0, spoken)
            upload = take_whole(_for_now(line), sent)
            yield _of_upload(upload, spoken, role=line.role, language=line.language, checked=False)
    if gone:
        raise FileGone


def waiting(already: Collection[str], spoken: str) -> list[Line]:
    """Return the other files of whoever asks that are here and handed in for nothing; they are left aside at first."""
    here = []
    for upload in declaring.waiting(reading(), actor()):
        if upload.id not in already:
            try:
                here.append(_of_upload(upload, spoken, role=ASIDE, language=None, checked=False))
            except FileGone:
                continue
    return here


def language_of(lines: Sequence[Line]) -> str:
    """Return the language that the names of the sounds mean, else those of the texts; nothing when they disagree."""
    for purposes in ({Purpose.FILM, Purpose.DUB}, {Purpose.CAPTIONS, Purpose.SUBTITLES}):
        meant = {line.read.language for line in lines if purposes.intersection(line.proposed)} - {""}
        if meant:
            return meant.pop() if len(meant) == 1 else ""
    return ""


def declare(version: LanguageVersion, lines: Sequence[Line], session: Session) -> list[Upload]:
    """Record what the files are for that are not left aside, and return them.

    Raises:
        PleaseCheck, RoleNeeded: something is open.
        FileGone, HandedIn, UnknownLanguage, LanguageNeeded, OtherLanguage: as ``declaring.declare``.
    """
    if not all(line.checked for line in lines):
        raise PleaseCheck
    meant = []
    for line in lines:
        if not line.role:
            raise RoleNeeded(filename=line.filename)
        if line.role != ASIDE and line.upload:
            purpose = Purpose.FILM if line.role == OWN_PICTURE else Purpose(line.role)
            meant.append(declaring.declare(session, version, line.upload.id, purpose, line.language, by=actor()))
    return meant


def _of_upload(upload: Upload, spoken: str, *, role: str, language: str | None, checked: bool) -> Line:
    line = named(upload.filename, upload.size_bytes, spoken)
    try:
        here_bytes = uploads.offset(runtime().config, upload)
    except NotFound as error:
        raise FileGone from error
    return Line(
        upload.filename,
        upload.size_bytes,
        line.read,
        line.proposed,
        role,
        line.language if language is None else language,
        upload,
        here_bytes,
        checked,
    )


def _for_now(line: Line) -> Purpose:
    """Return a purpose for a file of which nobody has said it yet; what is said later counts."""
    likely = line.proposed[0] if line.proposed else Purpose.FILM
    return Purpose.CAPTIONS if likely == Purpose.SUBTITLES else likely


def take_whole(purpose: Purpose, sent: FileStorage) -> Upload:
    """Return the upload of a file that came whole with its form."""
    size_bytes = sent.stream.seek(0, os.SEEK_END)
    sent.stream.seek(0)
    with writing() as session:
        upload = uploads.begin(
            session,
            purpose=purpose,
            filename=sent.filename or "",
            size_bytes=size_bytes,
            by=actor(),
            config=runtime().config,
        )
    uploads.append(runtime().config, upload, 0, sent.stream)
    with writing() as session:
        uploads.arrived(session, upload)
    return upload
