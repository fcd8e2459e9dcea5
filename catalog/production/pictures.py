"""Which picture a version goes with: a known one, which costs nothing, or its own, which is ordered to be encoded."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from catalog.films.models import Edition, LanguageVersion, Picture, PictureStatus
from catalog.foundation import queue
from catalog.foundation.attempts import Attempt
from catalog.foundation.storage import Kept
from catalog.production import setbacks, transcoding
from catalog.production.workshop import workshop_of
from media import fingerprint
from media.facts import VideoFacts


@dataclass(frozen=True, slots=True)
class Known:
    """A picture that the edition has already."""

    picture_id: int
    fingerprint_sha256: str | None
    fps: Fraction
    duration_s: float


@dataclass(frozen=True, slots=True)
class New:
    """A picture that a film has brought."""

    source: Kept
    fingerprint: Kept
    video: VideoFacts


def known(session: Session, edition_id: int) -> list[Known]:
    """Return the pictures of an edition that are there or on their way, the newest first."""
    return [
        Known(picture.id, picture.fingerprint_sha256, Fraction(picture.fps), picture.duration_s)
        for picture in session.scalars(_usable(edition_id).order_by(Picture.id.desc()))
    ]


def recognise(attempt: Attempt, there: Sequence[Known], file: Path, source: Kept, video: VideoFacts) -> Known | New:
    """Return the picture that has the same packets as that of a film; without one, the film's own."""
    hashes = fingerprint.packet_hashes(workshop_of(attempt.runtime.config), file, str(video.index))
    for picture in there:
        if picture.fingerprint_sha256 and picture.fps == video.fps:
            path = attempt.runtime.storage.fetch(picture.fingerprint_sha256, attempt.scratch)
            if fingerprint.same_picture(hashes, path.read_bytes(), video.duration_s, picture.duration_s):
                return picture
    kept = attempt.scratch / "fingerprint"
    kept.write_bytes(hashes)
    return New(source, attempt.runtime.storage.keep(kept), video)


def give(session: Session, held: queue.Claim, version: LanguageVersion, chosen: Known | New) -> None:
    """Give a version its picture, and order what has to be done next.

    Raises:
        PictureFailed: the known picture has failed since it was chosen.
    """
    # Two films with one new picture may be looked into at the same moment; the second one waits here.
    session.get_one(Edition, version.edition_id, with_for_update={"of": Edition})
    if isinstance(chosen, Known):
        same = Picture.id == chosen.picture_id
    else:
        same = Picture.fingerprint_sha256 == chosen.fingerprint.sha256
    # Locked, so that a picture that becomes ready at this moment is seen here, or sees this version.
    picture = session.scalar(_usable(version.edition_id).where(same).with_for_update())
    if picture is None:
        if isinstance(chosen, Known):
            raise transcoding.PictureFailed
        picture = _entered(session, version, chosen)
    version.picture = picture
    session.flush()
    if picture.status == PictureStatus.READY:
        transcoding.order_lay_over(session, version, held)


def _entered(session: Session, version: LanguageVersion, new: New) -> Picture:
    """Enter a new picture and order it to be encoded."""
    picture = Picture(
        edition_id=version.edition_id,
        source_sha256=new.source.sha256,
        source_size_bytes=new.source.size_bytes,
        fingerprint_sha256=new.fingerprint.sha256,
        width_px=new.video.width_px,
        height_px=new.video.height_px,
        fps=str(new.video.fps),
        duration_s=new.video.duration_s,
        frames=new.video.frames,
    )
    session.add(picture)
    session.flush()
    queue.order(
        session,
        "encode_picture",
        f"version:{version.id}",
        key=setbacks.encoding_key(picture.id),
        picture_id=picture.id,
        version_id=version.id,
    )
    return picture


def _usable(edition_id: int) -> Select[Picture]:
    return select(Picture).where(Picture.edition_id == edition_id, Picture.status != PictureStatus.FAILED)
