"""What is there already when a package comes: the film, the newest revision of each language and its files."""

import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from catalog.films.languages import LANGUAGES
from catalog.films.lifecycle import UNDER_WAY, Status
from catalog.films.models import FULL, Edition, Film, LanguageVersion, Picture, PictureStatus
from catalog.foundation.config import Config
from catalog.people.permissions import Action, Actor
from catalog.production import intake
from catalog.production.arriving import uploads
from catalog.production.arriving.uploads import SPARE_BYTES
from catalog.production.intake import Marked
from catalog.production.models import Purpose, Upload


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest revision of a language."""

    version_id: int
    revision: int
    status: Status
    #: The files that it was made from, or is being made from.
    files: frozenset[Marked] = frozenset()
    #: There is a sound that captions alone can go with.
    has_sound: bool = False

    @property
    def next_revision(self) -> int:
        """Return which revision comes now; one that was refused never left the house and is entered anew."""
        return self.revision if self.status == Status.REFUSED else self.revision + 1

    @property
    def under_way(self) -> bool:
        """Return whether another revision has to wait for this one."""
        return self.status in UNDER_WAY


@dataclass(frozen=True, slots=True)
class Standing:
    """What a package is compared with."""

    #: Whether the film has been entered.
    known: bool = False
    #: Whether whoever brings the package may enter a film.
    may_enter: bool = True
    newest: Mapping[str, Newest] = field(default_factory=dict)
    #: There is a picture for dubs, or one is on its way.
    has_picture: bool = False
    room_bytes: int = 0
    most_bytes: int = 0


def standing_of(session: Session, config: Config, slug: str, by: Actor) -> Standing:
    """Return what is there of a film, in a fixed number of queries."""
    edition = session.scalar(select(Edition).join(Film).where(Film.slug == slug, Edition.name == FULL))
    standing = Standing(
        may_enter=by.may(Action.ENTER_FILM),
        room_bytes=shutil.disk_usage(config.uploads).free - SPARE_BYTES - _reserved_bytes(session, config),
        most_bytes=config.largest_upload_bytes,
    )
    if edition is None:
        return standing
    return replace(
        standing,
        known=True,
        newest=_newest(session, edition.id),
        has_picture=_has_picture(session, edition.id) or intake.film_coming(session, edition.id),
    )


def _reserved_bytes(session: Session, config: Config) -> int:
    """Return how much is still to come of files that are on their way."""
    on_their_way = session.scalars(select(Upload).where(Upload.arrived_at.is_(None)))
    paths = ((upload.size_bytes, uploads.path_of(config, upload)) for upload in on_their_way)
    return sum(max(size_bytes - (path.stat().st_size if path.exists() else 0), 0) for size_bytes, path in paths)


def _newest(session: Session, edition_id: int) -> dict[str, Newest]:
    revisions = select(LanguageVersion).where(LanguageVersion.edition_id == edition_id)
    found = session.scalars(
        revisions.order_by(LanguageVersion.revision.desc()).options(
            selectinload(LanguageVersion.tracks), selectinload(LanguageVersion.captions)
        )
    )
    by_language: dict[str, list[LanguageVersion]] = defaultdict(list)
    for version in found:
        by_language[version.language].append(version)
    newest = [versions[0].id for versions in by_language.values()]
    waiting: dict[int | None, list[Upload]] = defaultdict(list)
    for upload in session.scalars(select(Upload).where(Upload.version_id.in_(newest))):
        waiting[upload.version_id].append(upload)
    return {tag: _about(versions, waiting[versions[0].id]) for tag, versions in by_language.items()}


def _about(versions: list[LanguageVersion], waiting: Iterable[Upload]) -> Newest:
    """Return the first of a language's versions, the newest first, with the files that wait for their inspection."""
    version = versions[0]
    text_tag = LANGUAGES[version.language].text_tag
    kept: set[Marked] = {(None, track.source_sha256) for track in version.tracks}
    kept |= {(text.language, text.source_sha256) for text in version.captions}
    for upload in waiting:
        is_sound = upload.purpose in (Purpose.FILM, Purpose.DUB)
        kept.add((None if is_sound else upload.language or text_tag, upload.sender_sha256 or ""))
    newest = Newest(version.id, version.revision, Status(version.status), frozenset(kept))
    earlier = [other for other in versions if other.revision < newest.next_revision]
    return replace(newest, has_sound=any(other.tracks for other in earlier))


def _has_picture(session: Session, edition_id: int) -> bool:
    """Return whether there is a picture that every language may be laid over."""
    usable = select(Picture.id).where(
        Picture.edition_id == edition_id, ~Picture.own, Picture.status != PictureStatus.FAILED
    )
    return session.scalar(usable.limit(1)) is not None
