"""Sounds that need a person's word: one of several tracks, or one that is a little too long or too short."""

from fractions import Fraction

from sqlalchemy.orm import Session

from catalog.films import register
from catalog.films.lifecycle import Status, WrongStatus, step
from catalog.films.models import LanguageVersion
from catalog.foundation import audit, queue
from catalog.foundation.errors import N_, Refused
from catalog.people.permissions import Action, Actor, require
from catalog.production import sounds
from catalog.production.choices import Question
from catalog.production.examination import MOST_TEMPO_CHANGE, Examined
from catalog.production.models import Matter

#: The answer that lets a sound run faster or slower.
FIT = "fit"


class TempoTooFar(Refused):
    """A sound would have to run so much faster or slower that one hears it."""

    sentence = N_("The sound can be made at most %(percent)s percent faster or slower. Please hand in one that fits.")


class FittedAlready(Refused):
    """A sound runs as fast as it has to."""

    sentence = N_("The sound has been fitted to the picture already.")


class StillAtWork(Refused):
    """Something is being made from the sound as it is."""

    sentence = N_("Something is still being made of this version. Please fit its sound when that is done.")


def question_of(examined: Examined) -> Question | None:
    """Return what has to be asked about a sound, or None."""
    if examined.unsure:
        tracks = [
            {
                "index": track.index,
                "language": track.language,
                "title": track.title,
                "layout": track.layout,
                "duration_s": track.duration_s,
                "role": track.role,
            }
            for track in examined.unsure
        ]
        return Question(Matter.SOUND, tuple(str(track["index"]) for track in tracks), {"tracks": tracks})
    if examined.tempo != 1 and examined.track:
        percent = round(float(examined.tempo - 1) * 100, 1)
        return Question(Matter.TEMPO, (FIT,), {"percent": percent, "sound_s": round(examined.track.end_s, 1)})
    return None


def fit(session: Session, version_id: int, *, by: Actor) -> LanguageVersion:
    """Let the sound of a version run a little faster or slower, so that it ends with the picture; it is made anew.

    The studio's file stays as it is.

    Raises:
        NoSuchVersion: there is no such version.
        WrongStatus: it does not wait for a review.
        TempoTooFar: one would hear it.
        FittedAlready: it would run as it does.
        StillAtWork: what was asked for beside the usual sizes is not there yet.
    """
    require(by, Action.UPLOAD)
    version = register.locked(session, version_id)
    if version.status != Status.IN_REVIEW or version.picture is None:
        raise WrongStatus(status=Status(version.status).value, wanted=Status.PROCESSING.value)
    track = version.tracks[-1]
    tempo = Fraction((track.duration_s + track.offset_s) / version.picture.duration_s).limit_denominator(10_000)
    if abs(tempo - 1) > MOST_TEMPO_CHANGE:
        raise TempoTooFar(percent=int(MOST_TEMPO_CHANGE * 100))
    if str(tempo) == track.tempo:
        raise FittedAlready
    if queue.at_work(session, version.subject):
        raise StillAtWork
    track.tempo = str(tempo)
    version.status = step(Status.IN_REVIEW, Status.PROCESSING)
    audit.record(session, by, "fitted the sound", version.subject, tempo=track.tempo)
    sounds.order(session, version)
    return version
