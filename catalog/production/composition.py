"""The job that puts a language's films together: nothing is encoded, and nothing is stored a second time."""

from dataclasses import dataclass

from sqlalchemy.orm import Session, selectinload

from catalog.films.lifecycle import Status, step
from catalog.films.models import LanguageVersion, Picture, PictureStatus, Rendition, RenditionKind
from catalog.foundation import audit, queue
from catalog.foundation.attempts import Attempt
from catalog.people.permissions import MACHINE
from catalog.production.products import composed_row
from catalog.production.reviewing import letters
from catalog.production.workshop import workshop_of
from media.compose import compose
from media.profiles import profile_named, sound_for


@dataclass(frozen=True, slots=True)
class File:
    """A size of the picture or a quality of the sound, as the storage has it."""

    profile: str
    sha256: str
    width_px: int
    height_px: int
    codecs: str
    bandwidth_bps: int
    average_bps: int


@dataclass(frozen=True, slots=True)
class Order:
    """What is needed to lay a language over a picture."""

    language: str
    title: str
    #: The sizes that it has not been laid over yet.
    sizes: tuple[File, ...]
    sounds: dict[str, File]


def locked_picture(session: Session, picture_id: int) -> Picture:
    """Return a picture as it is now.

    Whoever adds a sound or a size to what a version needs does so under this
    lock, so that the later one of two at the same moment sees the other.
    """
    return session.get_one(Picture, picture_id, with_for_update=True, populate_existing=True)


def order(session: Session, version: LanguageVersion, held: queue.Claim) -> None:
    """Order the films of a version when its sound and a size of its picture are there; the job in hand does so once."""
    has_sound = any(file.kind == RenditionKind.SOUND for file in version.renditions)
    if has_sound and version.picture and version.picture.renditions:
        key = f"compose:{version.id}:{held.job_id}"
        queue.order(session, "compose", version.subject, key=key, version_id=version.id)


def compose_films(attempt: Attempt) -> None:
    """Put together every film that can be; when all sizes of the picture are there, the version can be reviewed."""
    version_id = attempt.held.arguments["version_id"]
    with attempt.runtime.question() as session:
        wanted = _order(session, version_id)
    films = []
    for number, size in enumerate(wanted.sizes):
        sound = wanted.sounds[sound_for(profile_named(size.profile)).name]
        films.append(film_row(attempt, size.profile, size, sound, wanted.language, wanted.title))
        attempt.tell((number + 1) / len(wanted.sizes))
    with attempt.result() as session:
        version = _version(session, version_id, for_update=True)
        there = _profiles(version.renditions, RenditionKind.FILM)
        # A sound that has been made anew meanwhile is laid over the picture by a job of its own.
        if _sounds(version) == wanted.sounds:
            version.renditions.extend(film for film in films if film.profile not in there)
        if version.status == Status.PROCESSING and complete(version):
            version.status = step(Status.PROCESSING, Status.IN_REVIEW)
            made = sorted(_profiles(version.renditions, RenditionKind.FILM))
            audit.record(session, MACHINE, "made", version.subject, profiles=made)
            letters.call_reviewers(session, version)


def _order(session: Session, version_id: int) -> Order:
    version = _version(session, version_id)
    there = _profiles(version.renditions, RenditionKind.FILM)
    sizes = version.picture.renditions if version.picture else []
    sounds = _sounds(version)
    return Order(
        language=version.language,
        title=version.title,
        sizes=tuple(file_of(size) for size in sizes if sounds and size.profile not in there),
        sounds=sounds,
    )


def film_row(attempt: Attempt, profile: str, size: File, sound: File, language: str, title: str) -> Rendition:
    """Lay a sound over one size of a picture, keep what that takes, and return the row of the film."""
    storage, scratch = attempt.runtime.storage, attempt.scratch
    made = compose(
        workshop_of(attempt.runtime.config),
        storage.fetch(size.sha256, scratch),
        storage.fetch(sound.sha256, scratch),
        language,
        title,
        scratch,
    )
    row = composed_row(attempt, RenditionKind.FILM, profile, made)
    row.width_px, row.height_px = size.width_px, size.height_px
    row.codecs = f"{size.codecs},{sound.codecs}"
    row.bandwidth_bps = size.bandwidth_bps + sound.bandwidth_bps
    row.average_bps = size.average_bps + sound.average_bps
    return row


def complete(version: LanguageVersion) -> bool:
    """Return whether the language lies over every size that its picture will ever have."""
    picture = version.picture
    if picture is None or picture.status != PictureStatus.READY:
        return False
    return _profiles(picture.renditions, RenditionKind.PICTURE) <= _profiles(version.renditions, RenditionKind.FILM)


def _version(session: Session, version_id: int, *, for_update: bool = False) -> LanguageVersion:
    return session.get_one(
        LanguageVersion,
        version_id,
        options=[
            selectinload(LanguageVersion.renditions),
            selectinload(LanguageVersion.picture).selectinload(Picture.renditions),
        ],
        with_for_update={"of": LanguageVersion} if for_update else None,
    )


def _sounds(version: LanguageVersion) -> dict[str, File]:
    return {file.profile: file_of(file) for file in version.renditions if file.kind == RenditionKind.SOUND}


def _profiles(files: list[Rendition], kind: RenditionKind) -> set[str]:
    return {file.profile for file in files if file.kind == kind}


def file_of(rendition: Rendition) -> File:
    """Return what the storage has of a rendition."""
    return File(
        rendition.profile,
        rendition.sha256,
        rendition.width_px,
        rendition.height_px,
        rendition.codecs,
        rendition.bandwidth_bps,
        rendition.average_bps,
    )
