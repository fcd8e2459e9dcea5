"""What everybody may see: the films on show, and all that belongs to one of them in one language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from catalog.films import register
from catalog.films.languages import ORDER
from catalog.films.lifecycle import UNDER_WAY, Status
from catalog.films.models import Captions, Edition, Film, LanguageVersion, Rendition, RenditionKind
from catalog.films.register import FULL, NoSuchVersion, VersionRecalled
from catalog.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class OnShow:
    """A film with the versions that are published, the most needed language first."""

    film: Film
    versions: Sequence[LanguageVersion]


@dataclass(frozen=True, slots=True)
class Showing:
    """One film in one language, with what belongs to it."""

    film: Film
    version: LanguageVersion
    captions: Captions | None
    #: Picture and sound in one file, the largest first.
    downloads: Sequence[Rendition]
    #: For streaming: the sizes of the picture, and the sound.
    pictures: Sequence[Rendition]
    sounds: Sequence[Rendition]

    @property
    def duration_s(self) -> float:
        """How long it runs."""
        return self.downloads[0].duration_s if self.downloads else 0.0


def on_show(session: Session) -> list[OnShow]:
    """Return every film that is published in any language, in the order in which the films were entered."""
    return _by_film(session.scalars(_published().options(joinedload(LanguageVersion.picture))))


def on_show_of(session: Session, slug: str) -> OnShow:
    """Return one film with its published versions.

    Raises:
        NoSuchFilm: there is none.
        NoSuchVersion: none of its languages is published.
    """
    film = register.film(session, slug)
    versions = session.scalars(
        _published().where(Edition.film_id == film.id).options(joinedload(LanguageVersion.picture))
    )
    for shown in _by_film(versions):
        return shown
    raise NoSuchVersion


def languages_of(session: Session, version: LanguageVersion) -> list[str]:
    """Return the tags in which everybody may see what this version shows, the most needed first."""
    published = _published().where(LanguageVersion.edition_id == version.edition_id)
    return sorted(session.scalars(published.with_only_columns(LanguageVersion.language)), key=ORDER.__getitem__)


def showing(session: Session, slug: str, language: str) -> Showing:
    """Return a film in one language with all that a page about it needs.

    Raises:
        NoSuchFilm, UnknownLanguage, NoSuchVersion, VersionRecalled: see ``register.published``.
    """
    version = register.published(session, slug, language)
    captions = [text for text in version.captions if text.language == version.language]
    own = {kind: [file for file in version.renditions if file.kind == kind] for kind in RenditionKind}
    return Showing(
        film=version.edition.film,
        version=version,
        captions=captions[0] if captions else None,
        downloads=own[RenditionKind.FILM],
        pictures=version.picture.renditions if version.picture else [],
        sounds=own[RenditionKind.SOUND],
    )


def under_way(session: Session) -> int:
    """Return in how many languages a film is still being made that is not on show in them yet."""
    pairs = select(LanguageVersion.edition_id, LanguageVersion.language).distinct()
    coming = pairs.where(LanguageVersion.status.in_(UNDER_WAY))
    there = pairs.where(LanguageVersion.status == Status.PUBLISHED)
    return len(session.execute(coming.except_(there)).all())


def streamed(session: Session, rendition_id: int) -> Rendition:
    """Return a picture or a sound that everybody may stream.

    Whoever is in the middle of a revision when it is superseded may see it to its end.

    Raises:
        NotFound: it is not for streaming, or not public.
        VersionRecalled: every version that was public with it has been called back.
    """
    rendition = session.get(Rendition, rendition_id)
    if rendition is None or rendition.kind == RenditionKind.FILM:
        raise NotFound
    carried_by = or_(
        LanguageVersion.id == rendition.version_id,
        LanguageVersion.picture_id == rendition.picture_id,
    )
    statuses = set(session.scalars(select(LanguageVersion.status).where(carried_by).distinct()))
    if statuses & {Status.PUBLISHED, Status.SUPERSEDED}:
        return rendition
    if Status.RECALLED in statuses:
        raise VersionRecalled
    raise NotFound


def _by_film(versions: Iterable[LanguageVersion]) -> list[OnShow]:
    ordered = sorted(versions, key=lambda version: (version.edition.film_id, ORDER[version.language]))
    return [
        OnShow(film, tuple(of_film)) for film, of_film in groupby(ordered, key=lambda version: version.edition.film)
    ]


def _published() -> Select[LanguageVersion]:
    return select(LanguageVersion).join(Edition).where(Edition.name == FULL, LanguageVersion.status == Status.PUBLISHED)
