"""Files that arrive, and what inspection says of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from catalog.films.models import TAG
from catalog.foundation.database import Base, utc_now


class Purpose(StrEnum):
    """What a file is sent for."""

    FILM = "film"
    DUB = "dub"
    #: What is said, in the language in which it is said.
    CAPTIONS = "captions"
    #: What is said, in another language.
    SUBTITLES = "subtitles"


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
