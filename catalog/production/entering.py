"""What inspection has found good is entered: the sound, the texts and the picture of a version, and the next jobs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from catalog.films import register
from catalog.films.lifecycle import Status, step
from catalog.films.models import Captions, LanguageVersion, Rendition, Track, TrackKind
from catalog.foundation import audit, queue
from catalog.foundation.storage import Kept
from catalog.people.permissions import MACHINE
from catalog.production import pictures, sounds, texts
from catalog.production.examination import Examined
from catalog.production.models import Purpose
from catalog.production.reviewing import letters

#: What a copied row gets anew.
OWNED = {"id", "version_id", "picture_id"}

Row = TypeVar("Row", Track, Rendition)


@dataclass(frozen=True, slots=True)
class Goods:
    """What was kept of the files, because nothing stands against them."""

    purpose: Purpose
    #: The revision whose sound is taken when none was handed in.
    before_id: int | None
    examined: Examined
    sound: Kept | None
    picture: pictures.Same | pictures.New | None
    texts: Sequence[Captions]


def enter(session: Session, held: queue.Claim, version: LanguageVersion, goods: Goods) -> None:
    """Enter the rows of a version, and order what has to be made."""
    version.captions = list(goods.texts)
    if goods.sound and goods.picture:
        version.tracks = [_track(goods, goods.sound, goods.picture)]
        session.flush()
        pictures.give(session, version, goods.picture)
        sounds.order(session, version, held)
    elif goods.before_id:
        _take_sound_of(session, version, register.version(session, goods.before_id))
    files = [track.source_sha256 for track in version.tracks] + [text.source_sha256 for text in version.captions]
    audit.record(session, MACHINE, "kept the files", version.subject, sha256=files)


def _track(goods: Goods, sound: Kept, picture: pictures.Same | pictures.New) -> Track:
    track, heard = goods.examined.track, goods.examined.heard
    if track is None or heard is None:
        message = "a file without sound was not refused"
        raise ValueError(message)
    return Track(
        kind=TrackKind.ORIGINAL if goods.purpose == Purpose.FILM else TrackKind.DUB,
        source_sha256=sound.sha256,
        source_size_bytes=sound.size_bytes,
        audio_index=track.index,
        duration_s=track.duration_s,
        offset_s=picture.offset_s if isinstance(picture, pictures.Same) else 0.0,
        tempo=str(picture.tempo if isinstance(picture, pictures.Same) else 1),
        integrated_lufs=_finite(heard.loudness.integrated_lufs),
        true_peak_dbtp=_finite(heard.loudness.true_peak_dbtp),
        crests=list(heard.loudness.crests),
        mono_integrated_lufs=_finite(heard.mono.integrated_lufs),
        mono_true_peak_dbtp=_finite(heard.mono.true_peak_dbtp),
    )


def _take_sound_of(session: Session, version: LanguageVersion, before: LanguageVersion) -> None:
    """Take sound, picture and finished films from the revision before; only the texts are new."""
    written = {text.language for text in version.captions}
    version.captions += texts.carried_over(before, written)
    version.tracks = [copied(track) for track in before.tracks]
    # A film with captions in its picture goes, with its parts, when those captions are replaced.
    replaced = {file.profile for file in before.renditions if file.burned_in in written}
    version.renditions = [copied(file) for file in before.renditions if file.profile not in replaced]
    version.picture = before.picture
    session.flush()
    version.status = step(Status.PROCESSING, Status.IN_REVIEW)
    letters.call_reviewers(session, version)


def copied(row: Row) -> Row:
    """Return a second row with the same facts that has no owner yet."""
    facts = {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in OWNED}
    return type(row)(**facts)


def _finite(figure: float) -> float | None:
    """Return a figure that a database can hold; silence has none."""
    return figure if math.isfinite(figure) else None
