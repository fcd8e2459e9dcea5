"""What everybody may see: the films on show, and all that belongs to one of them in one language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from catalog.films import register
from catalog.films.languages import ORDER
from catalog.films.lifecycle import UNDER_WAY, Status
from catalog.films.models import FULL, Captions, Edition, Film, LanguageVersion, Rendition, RenditionKind
from catalog.films.register import NoSuchVersion, VersionRecalled
from catalog.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class OnShow:
    """A film with the versions that are published, the most needed language first."""

    film: Film
    versions: Sequence[LanguageVersion]

    @property
    def offers(self) -> list["Offer"]:
        """Return every language in which somebody can follow it: those that are spoken, then those to read."""
        spoken = {version.language: version for version in self.versions}
        subtitled: dict[str, LanguageVersion] = {}
        for version in self.versions:
            for text in version.subtitles:
                subtitled.setdefault(text.language, version)
        only_to_read = sorted(subtitled.keys() - spoken.keys(), key=ORDER.__getitem__)
        served_by = spoken | {tag: subtitled[tag] for tag in only_to_read}
        return [Offer(tag, version) for tag, version in served_by.items()]


@dataclass(frozen=True, slots=True)
class Offer:
    """A language for whoever looks for theirs, and the version that serves it."""

    tag: str
    version: LanguageVersion

    @property
    def subtitles(self) -> str | None:
        """Return the language of the subtitles to choose, or None when the version speaks the language itself."""
        return self.tag if self.tag != self.version.language else None


@dataclass(frozen=True, slots=True)
class Showing:
    """One film in one language, with what belongs to it."""

    film: Film
    version: LanguageVersion
    captions: Captions | None
    #: Captions in other languages, the most needed first.
    subtitles: Sequence[Captions]
    #: Picture and sound in one file, the largest first.
    downloads: Sequence[Rendition]
    #: For streaming: the sizes of the picture, and the sound.
    pictures: Sequence[Rendition]
    sounds: Sequence[Rendition]
    #: Sound without a picture, the best first.
    to_listen: Sequence[Rendition]

    @property
    def duration_s(self) -> float:
        """How long it runs."""
        return self.downloads[0].duration_s if self.downloads else 0.0

    @property
    def texts(self) -> list[Captions]:
        """Return all captions, its own first."""
        return self.version.texts

    def subtitles_in(self, language: str) -> Captions | None:
        """Return the captions in another language than the version's, or None."""
        return next((text for text in self.subtitles if text.language == language), None)


def on_show(session: Session) -> list[OnShow]:
    """Return every film that is published in any language, in the order in which the films were entered."""
    return _by_film(session.scalars(_published_with_texts()))


def on_show_of(session: Session, slug: str) -> OnShow:
    """Return one film with its published versions.

    Raises:
        NoSuchFilm: there is none.
        NoSuchVersion: none of its languages is published.
    """
    film = register.film(session, slug)
    for shown in _by_film(session.scalars(_published_with_texts().where(Edition.film_id == film.id))):
        return shown
    raise NoSuchVersion


def offers_beside(session: Session, version: LanguageVersion) -> list[Offer]:
    """Return every language in which everybody can follow what this version shows, its own among them."""
    of_edition = _published_with_texts().where(LanguageVersion.edition_id == version.edition_id)
    return [offer for shown in _by_film(session.scalars(of_edition)) for offer in shown.offers]


def showing(session: Session, slug: str, language: str) -> Showing:
    """Return a film in one language with all that a page about it needs.

    Raises:
        NoSuchFilm, UnknownLanguage, NoSuchVersion, VersionRecalled: see ``register.published``.
    """
    version = register.published(session, slug, language)
    own = {kind: [file for file in version.renditions if file.kind == kind] for kind in RenditionKind}
    return Showing(
        film=version.edition.film,
        version=version,
        captions=version.own_captions,
        subtitles=version.subtitles,
        downloads=own[RenditionKind.FILM],
        # A player keeps to one way of coding; all sizes are there in the one that every player knows.
        pictures=[size for size in version.picture.renditions if not size.for_newer_phones] if version.picture else [],
        sounds=own[RenditionKind.SOUND],
        to_listen=sorted(own[RenditionKind.AUDIO], key=lambda file: -file.size_bytes),
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
    if rendition is None or rendition.kind not in (RenditionKind.PICTURE, RenditionKind.SOUND):
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


def _published_with_texts() -> Select[LanguageVersion]:
    published = select(LanguageVersion).join(Edition)
    return published.where(Edition.name == FULL, LanguageVersion.status == Status.PUBLISHED).options(
        joinedload(LanguageVersion.picture), selectinload(LanguageVersion.captions)
    )
