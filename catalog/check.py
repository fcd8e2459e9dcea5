"""Every promise between database and storage: what rows name is there, and what is public is complete."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from catalog.films.lifecycle import Status
from catalog.films.models import Captions, LanguageVersion, Picture, PictureStatus, Rendition, RenditionKind, Track
from catalog.foundation.queue import Job, JobState
from catalog.foundation.runtime import Runtime
from catalog.foundation.storage import Storage

Column = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]

#: Every column that names a content, with the column of its size where the row keeps it.
NAMED: tuple[tuple[Column, InstrumentedAttribute[int] | None], ...] = (
    (Picture.source_sha256, Picture.source_size_bytes),
    (Picture.fingerprint_sha256, None),
    (Picture.poster_sha256, None),
    (Track.source_sha256, Track.source_size_bytes),
    (Captions.source_sha256, None),
    (Captions.webvtt_sha256, None),
    (Captions.srt_sha256, None),
    (Rendition.sha256, Rendition.size_bytes),
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
    """Return every broken promise of the house; ``deep`` reads each content and compares its SHA-256."""
    with runtime.question() as session:
        named = _named(session)
        # Listed after the rows were read: whatever they name was stored before them.
        stored = {content.sha256: content.size_bytes for content in runtime.storage.contents()}
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
            *(complaint for version in versions for complaint in _incomplete(version)),
            *(_forgotten(versions, at_work, pictures_at_work)),
        ]
    if deep:
        broken += _rotten(runtime.storage, named.keys() & stored.keys())
    return Report(
        checked={"contents": len(named), "versions": len(versions), "jobs": len(at_work)},
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
    return named


def _encodings(session: Session) -> Iterator[dict[str, int]]:
    return iter(session.scalars(select(Job.arguments).where(Job.task == "encode_picture", Job.state.in_(OPEN))))


def _missing(named: dict[str, tuple[str, int | None]], stored: dict[str, int]) -> Iterator[str]:
    for sha256, (column, size_bytes) in named.items():
        if sha256 not in stored:
            yield f"{column} names {sha256}, which is not in the storage"
        elif size_bytes is not None and stored[sha256] != size_bytes:
            yield f"{column} names {sha256} with {size_bytes} bytes, the storage holds {stored[sha256]}"


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
        if version.status == Status.PROCESSING and f"version:{version.id}" not in at_work and not waiting:
            yield f"version {version.id} ({version.language}) waits for work that nobody has ordered"


def _rotten(storage: Storage, contents: set[str]) -> Iterator[str]:
    for sha256 in sorted(contents):
        digest = hashlib.sha256()
        for piece in storage.read(sha256):
            digest.update(piece)
        if digest.hexdigest() != sha256:
            yield f"the content {sha256} has changed since it was stored"
