"""Which frame stands for a film: the workshop offers some, a person chooses one of them or any other."""

import math

from sqlalchemy.orm import Session

from catalog.films import register
from catalog.films.models import Picture, PictureStatus
from catalog.foundation import audit, queue
from catalog.foundation.attempts import Attempt
from catalog.foundation.errors import N_, Invalid, Refused
from catalog.people.permissions import Action, Actor, require
from catalog.production.composition import locked_picture
from catalog.production.setbacks import picture_subject
from catalog.production.workshop import workshop_of
from media import stills

#: Moments that lie so close together mean the same frame.
SAME_WITHIN_S = 0.001


class PictureNotReady(Refused):
    """A frame was chosen while the picture is still being made, or has failed."""

    sentence = N_("The picture of this film is not finished yet. Please choose again when it is.")


class BeyondTheFilm(Invalid):
    """A frame was chosen at a moment that the film does not have."""

    sentence = N_("The film has no picture at that moment. Please choose one from the page.")


def choose(session: Session, version_id: int, at_s: float, *, by: Actor) -> bool:
    """Let the frame of a moment stand for a film, in all languages that share its picture.

    Returns:
        Whether it does so at once, because it is one of those that are offered; any other is taken by a job first.

    Raises:
        NoSuchVersion: there is no such version.
        PictureNotReady: it has no finished picture.
        BeyondTheFilm: the picture does not last that long.
    """
    require(by, Action.UPLOAD)
    picture = _finished(session, register.version(session, version_id).picture_id)
    # Written so that "not a number" is refused too.
    if not 0 <= at_s < picture.duration_s:
        raise BeyondTheFilm
    deed = audit.record(session, by, "chose a poster", f"version:{version_id}", at_s=at_s)
    for candidate in picture.candidates or []:
        if math.isclose(candidate["at_s"], at_s, abs_tol=SAME_WITHIN_S):
            picture.poster_sha256 = candidate["sha256"]
            return True
    session.flush()
    key = f"choose_poster:{deed.id}"
    queue.order(session, "choose_poster", picture_subject(picture.id), key=key, picture_id=picture.id, at_s=at_s)
    return False


def choose_poster(attempt: Attempt) -> None:
    """Take the frame of a moment from the largest size of a picture, and let it stand for the film."""
    picture_id, at_s = attempt.held.arguments["picture_id"], attempt.held.arguments["at_s"]
    with attempt.runtime.question() as session:
        largest = session.get_one(Picture, picture_id).renditions[0].sha256
    size = attempt.runtime.storage.fetch(largest, attempt.scratch)
    still = stills.at(workshop_of(attempt.runtime.config), size, at_s, attempt.scratch)
    kept = attempt.runtime.storage.keep(still)
    with attempt.result() as session:
        picture = locked_picture(session, picture_id)
        picture.poster_sha256 = kept.sha256
        picture.candidates = [*(picture.candidates or []), {"sha256": kept.sha256, "at_s": at_s}]


def _finished(session: Session, picture_id: int | None) -> Picture:
    if picture_id is None:
        raise PictureNotReady
    picture = locked_picture(session, picture_id)
    if picture.status != PictureStatus.READY:
        raise PictureNotReady
    return picture
