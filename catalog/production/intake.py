"""What inspection has before it: the files that were handed in, and all that they have to be compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from catalog.films import languages, register
from catalog.films.languages import Language
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation.config import Config
from catalog.production import choices, handing_in, pictures
from catalog.production.arriving import uploads
from catalog.production.choices import Answer
from catalog.production.models import Choice, Matter, Purpose, Upload
from catalog.production.pictures import Known

#: A file: the BCP 47 tag of its text, or None for a sound; and its SHA-256.
Marked = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Order:
    """What was handed in, and what it has to be compared with."""

    version_id: int
    language: Language
    #: The film or the dub; neither when the sound of the revision before is kept.
    sounds: Mapping[Purpose, Path]
    #: Captions and subtitles by the BCP 47 tag of their language.
    texts: Mapping[str, Path]
    #: The edition's pictures, the newest first.
    pictures: Sequence[Known]
    #: A film that may bring a picture for all is being looked into.
    film_coming: bool
    #: The revision before, when there is one with a sound.
    before_id: int | None
    #: The public version's revision, and the files it was made from.
    public: tuple[int, frozenset[Marked]] | None
    #: What a person has decided about the files.
    answers: Mapping[Matter, Answer]

    @property
    def purpose(self) -> Purpose:
        """Return whether a whole film, a dub or only texts were handed in."""
        return next(iter(self.sounds), Purpose.CAPTIONS)

    @property
    def sound(self) -> Path | None:
        """Return the film or the dub."""
        return next(iter(self.sounds.values()), None)

    @property
    def files(self) -> frozenset[Path]:
        """Return everything that was handed in."""
        return frozenset([*self.sounds.values(), *self.texts.values()])

    @property
    def common(self) -> Known | None:
        """Return the newest picture that every language may be laid over."""
        return next((picture for picture in self.pictures if not picture.own), None)


def order_of(session: Session, config: Config, version_id: int) -> Order:
    """Return what inspection has before it for a version."""
    version = register.version(session, version_id)
    spoken = languages.language(version.language)
    sounds, texts = {}, {}
    for upload in session.scalars(select(Upload).where(Upload.version_id == version.id)):
        path = uploads.path_of(config, upload)
        if upload.purpose in (Purpose.FILM, Purpose.DUB):
            sounds[Purpose(upload.purpose)] = path
        else:
            texts[upload.language or spoken.text_tag] = path
    before = handing_in.revision_before(session, version)
    return Order(
        version_id=version.id,
        language=spoken,
        sounds=sounds,
        texts=texts,
        pictures=pictures.known(session, version.edition_id),
        film_coming=film_coming(session, version.edition_id),
        before_id=before.id if before else None,
        public=_public(session, version),
        answers=choices.answers(session, version.id),
    )


def film_coming(session: Session, edition_id: int) -> bool:
    """Return whether a film of the edition is still before its inspection, and not for its version alone."""
    own = exists().where(Choice.version_id == LanguageVersion.id, Choice.chosen == handing_in.OWN_PICTURE)
    coming = (
        select(LanguageVersion.id)
        .join(Upload, Upload.version_id == LanguageVersion.id)
        .where(
            LanguageVersion.edition_id == edition_id,
            LanguageVersion.status.in_([Status.PROCESSING, Status.ASKING]),
            Upload.purpose == Purpose.FILM,
            ~own,
        )
    )
    return session.scalar(coming.limit(1)) is not None


def _public(session: Session, version: LanguageVersion) -> tuple[int, frozenset[Marked]] | None:
    """Return the revision that is public in the same language, and what it was made from."""
    public = session.scalar(
        select(LanguageVersion).where(
            LanguageVersion.edition_id == version.edition_id,
            LanguageVersion.language == version.language,
            LanguageVersion.status == Status.PUBLISHED,
        )
    )
    if public is None:
        return None
    sounds = {(None, track.source_sha256) for track in public.tracks}
    return public.revision, frozenset(sounds | {(text.language, text.source_sha256) for text in public.captions})
