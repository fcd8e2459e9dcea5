"""Which picture a version goes with: a known one, which costs nothing, or its own, which is ordered to be encoded."""

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from catalog.films.models import Edition, LanguageVersion, Picture, PictureStatus
from catalog.foundation.storage import Kept
from catalog.production import encoding
from media import written
from media.facts import MediaFacts
from media.graph.pictures import picture_of

#: About the height at which two pictures are compared by eye.
SHOWN_PX = 480


@dataclass(frozen=True, slots=True)
class Known:
    """A picture that the edition has already."""

    picture_id: int
    own: bool
    fingerprint_sha256: str | None
    likeness_sha256: str | None
    fps: Fraction
    duration_s: float
    #: A size of it to look at; None when there is none yet.
    shown_sha256: str | None


@dataclass(frozen=True, slots=True)
class Same:
    """A film brings a picture that is here; its sound goes with that one."""

    picture_id: int
    #: How much later than the picture that is here the film's sound begins.
    offset_s: float = 0.0
    #: How much faster it has to run there.
    tempo: Fraction = Fraction(1)
    #: Known by what it looks like alone; small things in the picture may differ.
    by_looks: bool = False


@dataclass(frozen=True, slots=True)
class New:
    """A picture that a film has brought."""

    source: Kept
    fingerprint: Kept
    facts: MediaFacts
    own: bool = False


def known(session: Session, edition_id: int) -> list[Known]:
    """Return the pictures of an edition that are there or on their way, the newest first."""
    newest_first = _usable(edition_id).order_by(Picture.id.desc()).options(selectinload(Picture.renditions))
    return [
        Known(
            picture_id=picture.id,
            own=picture.own,
            fingerprint_sha256=picture.fingerprint_sha256,
            likeness_sha256=picture.likeness_sha256,
            fps=Fraction(picture.fps),
            duration_s=picture.duration_s,
            shown_sha256=_shown(picture),
        )
        for picture in session.scalars(newest_first)
    ]


def give(session: Session, version: LanguageVersion, chosen: Same | New) -> None:
    """Give a version its picture, and order it to be encoded when it is new.

    Raises:
        PictureFailed: the known picture has failed since it was chosen.
    """
    # Two films with one new picture may be looked into at the same moment; the second one waits here.
    session.get_one(Edition, version.edition_id, with_for_update={"of": Edition})
    if isinstance(chosen, Same):
        same = Picture.id == chosen.picture_id
    else:
        same = (Picture.fingerprint_sha256 == chosen.fingerprint.sha256) & (Picture.own == chosen.own)
    # Locked, so that a size that becomes ready at this moment is seen here, or sees this version.
    picture = session.scalar(_usable(version.edition_id).where(same).with_for_update())
    if picture is None:
        if isinstance(chosen, Same):
            raise encoding.PictureFailed
        picture = _entered(session, version.edition, chosen)
    version.picture = picture
    session.flush()


def _entered(session: Session, edition: Edition, new: New) -> Picture:
    """Enter a new picture and order it to be encoded."""
    video = picture_of(new.facts)
    picture = Picture(
        edition=edition,
        source_sha256=new.source.sha256,
        source_size_bytes=new.source.size_bytes,
        source_facts=written.to_json(new.facts),
        own=new.own,
        fingerprint_sha256=new.fingerprint.sha256,
        width_px=video.width_px,
        height_px=video.height_px,
        fps=str(video.fps),
        duration_s=video.duration_s,
        frames=video.frames,
    )
    session.add(picture)
    session.flush()
    encoding.order_encoding(session, picture, new.facts)
    return picture


def _shown(picture: Picture) -> str | None:
    sizes = [size for size in picture.renditions if size.codecs.startswith("avc1")]
    return min(sizes, key=lambda size: abs(size.height_px - SHOWN_PX)).sha256 if sizes else None


def _usable(edition_id: int) -> Select[Picture]:
    return select(Picture).where(Picture.edition_id == edition_id, Picture.status != PictureStatus.FAILED)
