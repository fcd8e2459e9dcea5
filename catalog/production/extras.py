"""What is made only when somebody asks for it: a film with its captions in the picture, a master for broadcasters.

Here it is ordered; ``extra_films`` makes it, with libraries that the web service never needs.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.films import languages, register
from catalog.films.lifecycle import Status, WrongStatus
from catalog.films.models import Captions, LanguageVersion, RenditionKind
from catalog.foundation import audit, queue
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, NotFound, Refused
from catalog.foundation.queue import Job, JobState
from catalog.people.permissions import Action, Actor, require

#: A version in one of these has everything that an extra is made from.
FINISHED = (Status.IN_REVIEW, Status.APPROVED, Status.PUBLISHED)


class MadeAlready(Refused):
    """Something was asked for that is there."""

    sentence = N_("This has been made already. It stands among the finished films.")


def ask_for_burned(session: Session, version_id: int, tag: str, *, by: Actor) -> queue.Job:
    """Order the film with the captions of one language drawn into its picture.

    Raises:
        NoSuchVersion, UnknownLanguage: there is no such version or language.
        NotFound: the version has no captions in it.
        WrongStatus: the version is not finished.
        MadeAlready: it is there.
    """
    version = _finished(session, version_id, by)
    text = text_of(version, languages.canonical(tag))
    if any(file.burned_in == text.language for file in version.renditions):
        raise MadeAlready
    audit.record(session, by, "asked for burned-in captions", version.subject, language=text.language)
    return _ordered(session, "burn_captions", version, _burn_key(text), captions_id=text.id)


def ask_for_broadcast(session: Session, version_id: int, *, by: Actor) -> queue.Job:
    """Order a master for broadcasters: the largest size, its sound at -23 LUFS (EBU R 128).

    Raises:
        NoSuchVersion: there is no such version.
        WrongStatus: the version is not finished.
        MadeAlready: it is there.
    """
    version = _finished(session, version_id, by)
    if any(file.kind == RenditionKind.MASTER for file in version.renditions):
        raise MadeAlready
    audit.record(session, by, "asked for a broadcast master", version.subject)
    key = f"broadcast:{version.id}:{version.tracks[-1].id}"
    return _ordered(session, "make_broadcast", version, key, of_version=version.id)


def draw_anew(session: Session, version: LanguageVersion, text: Captions) -> None:
    """Take away the film with captions that have been replaced, and order it with those of now.

    A film that could not be made from the captions before is tried once more.
    """
    stale = {file.profile for file in version.renditions if file.burned_in == text.language}
    version.renditions = [file for file in version.renditions if file.profile not in stale]
    failed = select(Job.id).where(Job.key == _burn_key(text), Job.state == JobState.FAILED)
    if version.status in FINISHED and (stale or session.scalar(failed)):
        _ordered(session, "burn_captions", version, _burn_key(text), captions_id=text.id)


def text_of(version: LanguageVersion, tag: str) -> Captions:
    """Return the captions of one language.

    Raises:
        NotFound: the version has none in it.
    """
    for text in version.captions:
        if text.language == tag:
            return text
    raise NotFound


def _ordered(session: Session, task: str, version: LanguageVersion, key: str, **arguments: int) -> queue.Job:
    """Order an extra; one that failed, or that a new sound has taken away, is made anew."""
    job = queue.order(session, task, version.subject, key=key, patience=1, **arguments)
    if job.state in queue.ENDED:
        queue.anew(job, utc_now())
    return job


def _finished(session: Session, version_id: int, by: Actor) -> LanguageVersion:
    require(by, Action.UPLOAD)
    version = register.locked(session, version_id)
    if version.status not in FINISHED:
        raise WrongStatus(status=Status(version.status).value, wanted=Status.IN_REVIEW.value)
    return version


def _burn_key(text: Captions) -> str:
    return f"burn:{text.version_id}:{text.id}"
