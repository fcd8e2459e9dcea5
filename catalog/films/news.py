"""What is new: the films that are on show in a language, the newest first, with the file that is taken along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from catalog.films import languages
from catalog.films.lifecycle import Status
from catalog.films.models import FULL, Edition, LanguageVersion, Rendition, RenditionKind

#: A reader of news looks back no further.
MOST_ITEMS = 50


@dataclass(frozen=True, slots=True)
class Item:
    """A film that is on show in a language."""

    version: LanguageVersion
    #: Its sound alone where there is one, else its smallest picture; None before the workshop is done.
    taken_along: Rendition | None

    @property
    def published_at(self) -> datetime:
        """Return since when it is on show."""
        return cast("datetime", self.version.published_at)


def newest_in(session: Session, tag: str) -> Sequence[Item]:
    """Return what is on show in a language.

    Raises:
        UnknownLanguage: there is no such language.
    """
    on_show = (
        select(LanguageVersion)
        .join(Edition)
        .where(Edition.name == FULL, LanguageVersion.language == languages.canonical(tag))
        .where(LanguageVersion.status == Status.PUBLISHED, LanguageVersion.published_at.is_not(None))
        .options(
            joinedload(LanguageVersion.picture),
            joinedload(LanguageVersion.edition).joinedload(Edition.film),
            selectinload(LanguageVersion.renditions),
            selectinload(LanguageVersion.captions),
        )
        .order_by(LanguageVersion.published_at.desc(), LanguageVersion.id.desc())
    )
    return [Item(version, taken_along(version.renditions)) for version in session.scalars(on_show.limit(MOST_ITEMS))]


def taken_along(files: Sequence[Rendition]) -> Rendition | None:
    """Return what a podcast sends to a phone: sound that every player knows, else the smallest film. Pure."""
    sounds = [file for file in files if file.kind == RenditionKind.AUDIO and file.suffix == "m4a"]
    films = [
        file for file in files if file.kind == RenditionKind.FILM and not (file.for_newer_phones or file.burned_in)
    ]
    return min(sounds or films, key=lambda file: file.size_bytes, default=None)
