"""Files that arrive, what inspection says and asks of them, and pictures on their way through the workshop."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalog.films.models import SHA256, TAG
from catalog.foundation.database import Base, utc_now
from media import facts


class Purpose(StrEnum):
    """What a file is sent for."""

    FILM = "film"
    DUB = "dub"
    #: What is said, in the language in which it is said.
    CAPTIONS = "captions"
    #: What is said, in another language.
    SUBTITLES = "subtitles"
    #: A ZIP that brings all files of a film in many languages, see ``production.packages``.
    PACKAGE = "package"


class Upload(Base):
    """A file on its way in, or arrived and not yet inspected. How much is here is the file's own size."""

    __tablename__ = "uploads"

    #: Random; also the name of its file in the folder of uploads.
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    #: Whose it is; to everybody else it does not exist. None: an operator's.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(String(20))
    #: What the sender called it. Only shown, never a path.
    filename: Mapped[str] = mapped_column(String(255))
    #: BCP 47 tag of subtitles; every other file is in the language of its version.
    language: Mapped[str | None] = mapped_column(TAG)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    #: What the sender's browser has computed; None where it could not.
    sender_sha256: Mapped[str | None] = mapped_column(SHA256)
    begun_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    arrived_at: Mapped[datetime | None]
    #: The version it was handed in for.
    version_id: Mapped[int | None] = mapped_column(ForeignKey("language_versions.id", ondelete="SET NULL"), index=True)


class Finding(Base):
    """One thing that inspection noticed, in words for the editor."""

    __tablename__ = "findings"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("language_versions.id", ondelete="CASCADE"), index=True)
    #: The file it is about; None for the version as a whole.
    purpose: Mapped[Purpose | None] = mapped_column(String(20))
    #: BCP 47 tag of the subtitles that it is about.
    language: Mapped[str | None] = mapped_column(TAG)
    code: Mapped[str] = mapped_column(String(60))
    blocking: Mapped[bool]
    #: Untranslated, with the values of its places.
    sentence: Mapped[str]
    places: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at_s: Mapped[float | None]
    #: Where it is to be seen or heard, in seconds: [[from, to], ...].
    spans: Mapped[list[list[float]]] = mapped_column(JSON, default=list, server_default="[]")

    @classmethod
    def about(
        cls, version_id: int, found: facts.Finding, purpose: Purpose | None = None, language: str | None = None
    ) -> "Finding":
        """Return the row of what the workshop has found in a file of a version."""
        return cls(
            version_id=version_id,
            purpose=purpose,
            language=language,
            code=found.code,
            blocking=found.blocking,
            sentence=found.sentence,
            places=dict(found.places),
            at_s=found.at_s,
            spans=[[span.start_s, span.end_s] for span in found.spans],
        )


class Matter(StrEnum):
    """What only a person can decide about the files of a version."""

    #: Whether the picture is one that is here already.
    PICTURE = "picture"
    #: Which of several sounds is the one.
    SOUND = "sound"
    #: Whether a sound may run a little faster or slower to fit the picture.
    TEMPO = "tempo"


class Choice(Base):
    """A question that inspection has about the files of a version, and what was answered."""

    __tablename__ = "choices"
    __table_args__ = (UniqueConstraint("version_id", "matter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("language_versions.id", ondelete="CASCADE"), index=True)
    matter: Mapped[Matter] = mapped_column(String(20))
    #: What there is to choose from, for the page that asks.
    about: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: None as long as nobody has answered.
    chosen: Mapped[str | None] = mapped_column(String(60))
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
    chosen_at: Mapped[datetime | None]
    chosen_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class PicturePart(Base):
    """A minute of a picture: encoded by itself, by whichever worker is free, and joined to the others.

    Each round makes some sizes of the whole picture: a long film is made in
    its smallest size first.
    """

    __tablename__ = "picture_parts"
    __table_args__ = (UniqueConstraint("picture_id", "round", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    picture_id: Mapped[int] = mapped_column(ForeignKey("pictures.id", ondelete="CASCADE"), index=True)
    round: Mapped[int]
    number: Mapped[int]
    first_frame: Mapped[int]
    frames: Mapped[int]
    #: The names of the profiles that this round makes.
    profiles: Mapped[list[str]] = mapped_column(JSON)
    #: Where its pieces are put aside, by profile; None until it is encoded.
    pieces: Mapped[dict[str, str] | None] = mapped_column(JSON)
    #: The sizes of its round are whole; the pieces are gone.
    joined: Mapped[bool] = mapped_column(default=False)


class Remark(Base):
    """What a reviewer noted at a moment of a version."""

    __tablename__ = "remarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("language_versions.id", ondelete="CASCADE"), index=True)
    #: None: about the whole.
    at_s: Mapped[float | None]
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(default=utc_now)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    #: When the editor had dealt with it.
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class CaptionsRevision(Base):
    """A state of captions that was replaced or is in use; the newest of a version and language is in use."""

    __tablename__ = "captions_revisions"
    __table_args__ = (UniqueConstraint("version_id", "language", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("language_versions.id", ondelete="CASCADE"), index=True)
    #: BCP 47 tag of the text.
    language: Mapped[str] = mapped_column(TAG)
    #: Counted from 1, which is what was handed in.
    number: Mapped[int]
    webvtt_sha256: Mapped[str] = mapped_column(SHA256)
    srt_sha256: Mapped[str] = mapped_column(SHA256)
    cues: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(default=utc_now)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
