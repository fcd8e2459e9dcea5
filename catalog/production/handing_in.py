"""Files are handed in for a version: brought by an operator or uploaded before, and given to inspection."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from catalog.films import languages
from catalog.films.lifecycle import Status, WrongStatus, step
from catalog.films.models import LanguageVersion
from catalog.foundation import audit, queue
from catalog.foundation.config import Config
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid, Refused
from catalog.people.permissions import Action, Actor, require
from catalog.production import choices, leftovers
from catalog.production.arriving import uploads
from catalog.production.arriving.uploads import HandedIn
from catalog.production.models import Finding, Matter, Purpose, Upload

#: What is decided beforehand about a picture that belongs to one version alone.
OWN_PICTURE = "own"


class NotWhole(Refused):
    """A file was handed in before its last byte had arrived."""

    sentence = N_("The file “%(filename)s” has not arrived completely. Please wait until its upload is done.")


class WrongFiles(Invalid):
    """A version was handed in with two sounds, with two texts in one language, or without a first sound."""

    sentence = N_(
        "Please hand in either a whole film or only a dub, at most one file of captions, and at most one file of "
        "subtitles for each other language. Captions alone are enough when this language has a sound already."
    )


def hand_in(
    session: Session, version: LanguageVersion, brought: Sequence[Upload], by: Actor, *, own_picture: bool = False
) -> queue.Job:
    """Give the files to a draft and order their inspection.

    Without a sound among them the version keeps the sound of the revision before.

    Args:
        session: a writing session.
        version: a draft.
        brought: whole files of ``by``.
        by: who hands them in.
        own_picture: the film's picture is for this version alone, as a sign language's is.

    Raises:
        WrongFiles: more than one film or dub, none for a new language, or two texts in one language.
        NotWhole, HandedIn: a file is still on its way, or belongs to a version.
        WrongStatus: the version is no draft.
    """
    require(by, Action.UPLOAD)
    if version.status != Status.DRAFT:
        raise WrongStatus(status=Status(version.status).value, wanted=Status.PROCESSING.value)
    files = [uploads.own(session, upload.id, by) for upload in brought]
    _require_fitting(session, version, files)
    # What an inspection that broke off has left behind is replaced.
    leftovers.release(session, version.id)
    choices.forget(session, version)
    for file in files:
        if file.version_id:
            raise HandedIn(filename=file.filename)
        if not file.arrived_at:
            raise NotWhole(filename=file.filename)
        file.version_id = version.id
    if own_picture:
        choices.decide(session, version, Matter.PICTURE, OWN_PICTURE)
    version.status = step(Status.DRAFT, Status.PROCESSING)
    session.execute(delete(Finding).where(Finding.version_id == version.id))
    audit.record(session, by, "handed in", version.subject, files=[file.filename for file in files])
    key = f"inspect:{version.id}:{files[0].id}"
    return queue.order(session, "inspect", version.subject, key=key, version_id=version.id)


def revision_before(session: Session, version: LanguageVersion) -> LanguageVersion | None:
    """Return the last revision before this one that has a sound."""
    earlier = select(LanguageVersion).where(
        LanguageVersion.edition_id == version.edition_id,
        LanguageVersion.language == version.language,
        LanguageVersion.revision < version.revision,
        LanguageVersion.tracks.any(),
    )
    return session.scalar(earlier.order_by(LanguageVersion.revision.desc()).limit(1))


def bring(
    session: Session, config: Config, file: Path, purpose: Purpose, by: Actor, language: str | None = None
) -> Upload:
    """Copy a file of this machine in, as an operator does; it is whole at once. Subtitles name their ``language``.

    The copy is made before the session speaks to the database, so that a long
    film holds up no other writer. When the caller's transaction fails, the
    copy stays until ``leftovers.sweep``.

    Raises:
        UnknownLanguage, TooLarge, NoRoom: as ``uploads.begin``.
    """
    require(by, Action.UPLOAD)
    size_bytes = file.stat().st_size
    uploads.require_room(config, size_bytes, reserved=0)
    upload = uploads.row(purpose, file.name, size_bytes, by, language)
    uploads.path_of(config, upload).touch(exist_ok=False)
    with file.open("rb") as content:
        uploads.append(config, upload, 0, content)
    upload.arrived_at = utc_now()
    session.add(upload)
    return upload


def _require_fitting(session: Session, version: LanguageVersion, files: Sequence[Upload]) -> None:
    sounds = [file for file in files if file.purpose in (Purpose.FILM, Purpose.DUB)]
    captions = [file for file in files if file.purpose == Purpose.CAPTIONS]
    written_in = [languages.language(version.language).text_tag, *(file.language for file in files if file.language)]
    foreign = any(file.purpose == Purpose.PACKAGE for file in files)
    too_many = len(sounds) > 1 or len(captions) > 1 or len(set(written_in)) < len(written_in)
    if not files or foreign or too_many or (not sounds and revision_before(session, version) is None):
        raise WrongFiles
