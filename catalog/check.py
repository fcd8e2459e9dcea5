"""Every promise between database and storage: what rows name is there, and what is public is complete."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from catalog.distribution import ledger
from catalog.distribution.models import Delivery
from catalog.films import composed
from catalog.films.lifecycle import Status
from catalog.films.models import Captions, LanguageVersion, Picture, PictureStatus, Rendition, RenditionKind, Track
from catalog.foundation.queue import Job, JobState
from catalog.foundation.runtime import Runtime
from catalog.foundation.storage import ContentMissing, Storage
from catalog.production.choices import frames_of
from catalog.production.models import CaptionsRevision, Choice, PicturePart
from catalog.production.setbacks import MAKING
from media.errors import BrokenRecipe
from media.recipe import Recipe

Column = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]

#: Every column that names a content, with the column of its size where the row keeps it.
NAMED: tuple[tuple[Column, InstrumentedAttribute[int] | None], ...] = (
    (Picture.source_sha256, Picture.source_size_bytes),
    (Picture.fingerprint_sha256, None),
    (Picture.likeness_sha256, None),
    (Picture.poster_sha256, None),
    (Track.source_sha256, Track.source_size_bytes),
    (Track.waveform_sha256, None),
    (Captions.source_sha256, None),
    (Captions.webvtt_sha256, None),
    (Captions.srt_sha256, None),
    (CaptionsRevision.webvtt_sha256, None),
    (CaptionsRevision.srt_sha256, None),
    (Rendition.recipe_sha256, None),
)
#: A version in one of these has everything that can be downloaded.
MADE = (Status.IN_REVIEW, Status.APPROVED, Status.PUBLISHED, Status.SUPERSEDED)
OPEN = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at, and every promise that is not kept."""

    checked: dict[str, int]
    #: Contents that no row names. No fault: an attempt that broke off leaves them behind.
    orphans: int
    broken: list[str]

    @property
    def ok(self) -> bool:
        """Return whether every promise is kept."""
        return not self.broken


def check_house(runtime: Runtime, *, deep: bool = False) -> Report:
    """Return every broken promise of the house; ``deep`` reads each file and compares its SHA-256."""
    with runtime.question() as session:
        named = _named(session)
        # Listed after the rows were read: whatever they name was stored before them.
        stored = {content.sha256: content.size_bytes for content in runtime.storage.contents()}
        put_together, pieces = _put_together(session), _pieces(session)
        lost = pieces.difference(runtime.storage.put_aside_under()) if pieces else ()
        versions = session.scalars(
            select(LanguageVersion).options(
                selectinload(LanguageVersion.renditions),
                selectinload(LanguageVersion.captions),
                selectinload(LanguageVersion.picture).selectinload(Picture.renditions),
            )
        ).all()
        at_work = set(session.scalars(select(Job.subject).where(Job.state.in_(OPEN))))
        pictures_at_work = {job["picture_id"] for job in _encodings(session)}
        broken = [
            *_missing(named, stored),
            *_apart(runtime.storage, put_together, stored),
            *(f"a picture is to be joined from {name}, which is not in the storage" for name in sorted(lost)),
            *(complaint for version in versions for complaint in _incomplete(version)),
            *(_forgotten(versions, at_work, pictures_at_work)),
            *(
                f"delivery {delivery_id} stands at {kept}, its events lead to {expected}"
                for delivery_id, kept, expected in ledger.astray(session)
            ),
        ]
        deliveries = session.scalar(select(func.count()).select_from(Delivery)) or 0
    if deep:
        broken += _rotten(runtime.storage, named.keys() & stored.keys())
        broken += _wrongly_put_together(runtime.storage, put_together)
    return Report(
        checked={
            "contents": len(named),
            "films": len(put_together),
            "versions": len(versions),
            "jobs": len(at_work),
            "deliveries": deliveries,
        },
        orphans=len(stored.keys() - named.keys()),
        broken=broken,
    )


def _named(session: Session) -> dict[str, tuple[str, int | None]]:
    """Return every content that a row names: who names it, and how large it should be."""
    named: dict[str, tuple[str, int | None]] = {}
    for sha256, size in NAMED:
        asked = select(sha256, size) if size is not None else select(sha256)
        for row in session.execute(asked.where(sha256.is_not(None))):
            known = named.get(row[0], ("", None))[1]
            named[row[0]] = (str(sha256), row[1] if size is not None else known)
    whole = select(Rendition.sha256, Rendition.size_bytes).where(Rendition.recipe_sha256.is_(None))
    named |= {sha256: (str(Rendition.sha256), size_bytes) for sha256, size_bytes in session.execute(whole)}
    for candidates in session.scalars(select(Picture.candidates)):
        named |= {candidate["sha256"]: (str(Picture.candidates), None) for candidate in candidates or []}
    for board in session.scalars(select(Picture.storyboard)):
        named |= {sheet: (str(Picture.storyboard), None) for sheet in (board or {}).get("sheets", [])}
    for question in session.scalars(select(Choice)):
        named |= {frame: (str(Choice.about), None) for frame in frames_of(question)}
    return named


def _pieces(session: Session) -> set[str]:
    """Return the names of the pieces that pictures still have to be joined from."""
    waiting = select(PicturePart.pieces).join(Picture).where(Picture.status == PictureStatus.WAITING)
    pieces = session.scalars(waiting.where(PicturePart.joined.is_(False)))
    return {name for names in pieces for name in (names or {}).values()}


def _put_together(session: Session) -> Sequence[Rendition]:
    """Return every file that is stored as a recipe."""
    return session.scalars(select(Rendition).where(Rendition.recipe_sha256.is_not(None))).all()


def _encodings(session: Session) -> Iterator[dict[str, int]]:
    return iter(session.scalars(select(Job.arguments).where(Job.task.in_(MAKING), Job.state.in_(OPEN))))


def _missing(named: dict[str, tuple[str, int | None]], stored: dict[str, int]) -> Iterator[str]:
    for sha256, (column, size_bytes) in named.items():
        if sha256 not in stored:
            yield f"{column} names {sha256}, which is not in the storage"
        elif size_bytes is not None and stored[sha256] != size_bytes:
            yield f"{column} names {sha256} with {size_bytes} bytes, the storage holds {stored[sha256]}"


def _apart(storage: Storage, films: Sequence[Rendition], stored: dict[str, int]) -> Iterator[str]:
    """Yield what keeps a film from being put together, beside a recipe that is missing."""
    for film in films:
        if film.recipe_sha256 not in stored:
            continue
        try:
            recipe = Recipe.from_bytes(b"".join(storage.read(film.recipe_sha256)))
        except BrokenRecipe:
            yield f"rendition {film.id} has a recipe that is none"
            continue
        if recipe.size_bytes != film.size_bytes:
            yield f"rendition {film.id} has {film.size_bytes} bytes, its recipe makes {recipe.size_bytes}"
        for part in recipe.parts:
            if stored.get(part.sha256) != part.size_bytes:
                yield f"rendition {film.id} lacks its part {part.sha256} with {part.size_bytes} bytes"


def _incomplete(version: LanguageVersion) -> Iterator[str]:
    if version.status not in MADE:
        return
    name = f"version {version.id} ({version.language}, {version.status})"
    kinds = {kind: {each.profile for each in version.renditions if each.kind == kind} for kind in RenditionKind}
    if version.picture is None or version.picture.status != PictureStatus.READY:
        yield f"{name} has no finished picture"
    elif missing := {each.profile for each in version.picture.renditions} - kinds[RenditionKind.FILM]:
        yield f"{name} lacks {', '.join(sorted(missing))}"
    if not kinds[RenditionKind.SOUND]:
        yield f"{name} has no sound for streaming"
    if version.status == Status.PUBLISHED and version.own_captions is None:
        yield f"{name} is public without captions"


def _forgotten(versions: Sequence[LanguageVersion], at_work: set[str], pictures_at_work: set[int]) -> Iterator[str]:
    for version in versions:
        waiting = version.picture_id in pictures_at_work
        if version.status == Status.PROCESSING and version.subject not in at_work and not waiting:
            yield f"version {version.id} ({version.language}) waits for work that nobody has ordered"


def _rotten(storage: Storage, contents: set[str]) -> Iterator[str]:
    for sha256 in sorted(contents):
        if _sha256_of(storage.read(sha256)) != sha256:
            yield f"the content {sha256} has changed since it was stored"


def _wrongly_put_together(storage: Storage, films: Sequence[Rendition]) -> Iterator[str]:
    for film in films:
        # What is missing has been named already.
        with suppress(ContentMissing):
            if _sha256_of(composed.read(storage, film)) != film.sha256:
                yield f"rendition {film.id} comes out as another file than was made"


def _sha256_of(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()
