"""The film, its editions, its pictures, and each edition in each language."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.films.languages import LANGUAGES, ORDER
from catalog.films.lifecycle import Status
from catalog.foundation.database import Base, utc_now

SHA256 = String(64)
#: The name of the edition that is the whole film.
FULL = "full"
TAG = String(35)


class Film(Base):
    """The work, whatever its cut and language (EN 15907: cinematographic work)."""

    __tablename__ = "films"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Its name in addresses.
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    entered_at: Mapped[datetime] = mapped_column(default=utc_now)
    #: Until when it may be shown; None when the rights do not end.
    rights_until: Mapped[date | None]
    #: Whom the rights belong to, and whom a viewer may ask.
    rights_holder: Mapped[str] = mapped_column(String(300), default="", server_default="")
    contact: Mapped[str] = mapped_column(String(320), default="", server_default="")

    texts: Mapped[list["FilmText"]] = relationship(back_populates="film", order_by="FilmText.language", lazy="selectin")
    editions: Mapped[list["Edition"]] = relationship(back_populates="film", order_by="Edition.id")

    def title(self, language: str) -> str:
        """Return the title in ``language``, else in German, else in any language, else the slug."""
        titles = {text.language: text.title for text in self.texts}
        return titles.get(language) or titles.get("de") or next(iter(titles.values()), self.slug)


class FilmText(Base):
    """Title and description of a film in one language of the interface."""

    __tablename__ = "film_texts"

    film_id: Mapped[int] = mapped_column(ForeignKey("films.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(TAG, primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(default="")

    film: Mapped[Film] = relationship(back_populates="texts")


class Edition(Base):
    """One cut of a film: the full film, or an excerpt for an event."""

    __tablename__ = "editions"
    __table_args__ = (UniqueConstraint("film_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    film_id: Mapped[int] = mapped_column(ForeignKey("films.id"), index=True)
    #: "full", or the short name of an excerpt.
    name: Mapped[str] = mapped_column(String(60), default=FULL)
    #: Where an excerpt begins and ends in the full film.
    from_s: Mapped[float | None]
    to_s: Mapped[float | None]

    film: Mapped[Film] = relationship(back_populates="editions", lazy="joined")


class PictureStatus(StrEnum):
    """Whether a picture can be laid under a language yet."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class Picture(Base):
    """The picture of an edition, without speech: encoded once, shared by all languages."""

    __tablename__ = "pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    status: Mapped[PictureStatus] = mapped_column(String(20), default=PictureStatus.WAITING)
    #: The file that brought it, kept as it came.
    source_sha256: Mapped[str] = mapped_column(SHA256)
    source_size_bytes: Mapped[int] = mapped_column(BigInteger)
    #: What the workshop found out about that file, so that nobody has to look again.
    source_facts: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: It belongs to one version alone, as a sign language's does; no other language is laid over it.
    own: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: The hashes of its coded packets, by which the same picture is known again.
    fingerprint_sha256: Mapped[str | None] = mapped_column(SHA256)
    #: What its frames look like, by which it is known again after another encoding.
    likeness_sha256: Mapped[str | None] = mapped_column(SHA256)
    width_px: Mapped[int]
    height_px: Mapped[int]
    #: As a fraction, such as "25/1".
    fps: Mapped[str] = mapped_column(String(20))
    duration_s: Mapped[float]
    frames: Mapped[int | None]
    poster_sha256: Mapped[str | None] = mapped_column(SHA256)
    #: Frames that could be the poster instead: [{"sha256": ..., "at_s": ...}].
    candidates: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    #: Small frames of the whole film on few sheets, see ``catalog.production.survey``.
    storyboard: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    edition: Mapped[Edition] = relationship()
    renditions: Mapped[list["Rendition"]] = relationship(order_by="Rendition.height_px.desc()")


class LanguageVersion(Base):
    """An edition in one language: a sound over the common picture, with captions.

    A corrected version is a new revision; an old revision is never changed,
    because recipients still hold it.
    """

    __tablename__ = "language_versions"
    __table_args__ = (UniqueConstraint("edition_id", "language", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    #: BCP 47 tag of the spoken language, such as "ti", "prs" or "kmr".
    language: Mapped[str] = mapped_column(TAG, index=True)
    revision: Mapped[int] = mapped_column(default=1)
    status: Mapped[Status] = mapped_column(String(20), default=Status.DRAFT, index=True)
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(default="")
    #: What a viewer is asked to do, such as "Call 110 in an emergency."
    call_to_action: Mapped[str] = mapped_column(default="", server_default="")
    #: The state of the original's words from which title, description and call to action were translated.
    worded_after_sha256: Mapped[str | None] = mapped_column(SHA256)
    #: What is different from the revision before; recipients read it.
    change_note: Mapped[str] = mapped_column(default="")
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("pictures.id"), index=True)
    #: The version of the full film that an excerpt's was cut from.
    cut_from_id: Mapped[int | None] = mapped_column(ForeignKey("language_versions.id"))
    #: The revision of the original that was dubbed or translated; None for the original itself.
    made_from_id: Mapped[int | None] = mapped_column(ForeignKey("language_versions.id"))
    entered_at: Mapped[datetime] = mapped_column(default=utc_now)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    #: The second pair of eyes.
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    #: Why the reviewer sent it back.
    remark: Mapped[str] = mapped_column(default="")
    #: When an approved version publishes itself, and who wanted that; None: when somebody does it.
    publish_at: Mapped[datetime | None] = mapped_column(index=True)
    publish_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    published_at: Mapped[datetime | None] = mapped_column(index=True)

    edition: Mapped[Edition] = relationship(lazy="joined")
    picture: Mapped[Picture | None] = relationship()
    tracks: Mapped[list["Track"]] = relationship(cascade="all, delete-orphan")
    captions: Mapped[list["Captions"]] = relationship(cascade="all, delete-orphan")
    renditions: Mapped[list["Rendition"]] = relationship(
        order_by="Rendition.height_px.desc()", cascade="all, delete-orphan"
    )

    @property
    def subject(self) -> str:
        """Return its name in the queue and in the book of deeds."""
        return f"version:{self.id}"

    @property
    def own_captions(self) -> "Captions | None":
        """Return the captions in the language that is spoken; a sign language's are written in German."""
        written_in = LANGUAGES[self.language].text_tag
        return next((text for text in self.captions if text.language == written_in), None)

    @property
    def subtitles(self) -> list["Captions"]:
        """Return the captions in other languages, the most needed first."""
        others = [text for text in self.captions if text is not self.own_captions]
        return sorted(others, key=lambda text: ORDER[text.language])

    @property
    def texts(self) -> list["Captions"]:
        """Return all captions, its own first."""
        own = self.own_captions
        return [own, *self.subtitles] if own else self.subtitles

    def file_name(self, suffix: str, part: str = "") -> str:
        """Return what a file shall be called at home, such as "polizei-ar-720p-r1.mp4" or "polizei-ar-ti-r1.vtt"."""
        cut = "" if self.edition.name == FULL else self.edition.name
        parts = [self.edition.film.slug, cut, self.language, part, f"r{self.revision}"]
        return "-".join(filter(None, parts)) + f".{suffix}"


class TrackKind(StrEnum):
    """What is heard."""

    DUB = "dub"
    ORIGINAL = "original"


class Track(Base):
    """A sound as it came from the studio, and how loud it was."""

    __tablename__ = "tracks"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("language_versions.id", ondelete="CASCADE"), index=True)
    kind: Mapped[TrackKind] = mapped_column(String(20))
    source_sha256: Mapped[str] = mapped_column(SHA256)
    source_size_bytes: Mapped[int] = mapped_column(BigInteger)
    #: Which sound of the file it is, counted from 0.
    audio_index: Mapped[int] = mapped_column(default=0)
    duration_s: Mapped[float]
    #: How much later than the picture it has to begin; less than nothing when its file begins earlier.
    offset_s: Mapped[float] = mapped_column(default=0.0, server_default="0")
    #: How much faster it has to run to fit the picture, as a fraction such as "25/24".
    tempo: Mapped[str] = mapped_column(String(20), default="1", server_default="1")
    integrated_lufs: Mapped[float | None]
    true_peak_dbtp: Mapped[float | None]
    #: How often it peaks how far above that; see ``media.facts.Loudness``.
    crests: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    #: Both figures of what a single loudspeaker gives of it.
    mono_integrated_lufs: Mapped[float | None]
    mono_true_peak_dbtp: Mapped[float | None]
    #: Its peaks, to be drawn.
    waveform_sha256: Mapped[str | None] = mapped_column(SHA256)


class Captions(Base):
    """Timed text of a version, kept as it came and as strict WebVTT and SRT."""

    __tablename__ = "captions"
    __table_args__ = (UniqueConstraint("version_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("language_versions.id", ondelete="CASCADE"), index=True)
    #: BCP 47 tag of the text.
    language: Mapped[str] = mapped_column(TAG)
    source_sha256: Mapped[str] = mapped_column(SHA256)
    webvtt_sha256: Mapped[str] = mapped_column(SHA256)
    srt_sha256: Mapped[str] = mapped_column(SHA256)
    cues: Mapped[int]


class RenditionKind(StrEnum):
    """What an encoded file holds."""

    #: Picture without sound, one file for streaming in byte ranges; belongs to a picture.
    PICTURE = "picture"
    #: Sound without picture, likewise; belongs to a version.
    SOUND = "sound"
    #: Picture and sound in one MP4 for downloading; belongs to a version.
    FILM = "film"
    #: Sound for downloading; belongs to a version.
    AUDIO = "audio"
    #: Picture and sound as broadcasters want them; only the ministry takes it.
    MASTER = "master"
    #: What only other files are put together from; belongs to a version.
    PART = "part"


class Rendition(Base):
    """One encoded file, made from a profile."""

    __tablename__ = "renditions"
    __table_args__ = (
        CheckConstraint("(picture_id IS NULL) <> (version_id IS NULL)", name="one_owner"),
        UniqueConstraint("picture_id", "kind", "profile"),
        UniqueConstraint("version_id", "kind", "profile"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("pictures.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("language_versions.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RenditionKind] = mapped_column(String(20))
    profile: Mapped[str] = mapped_column(String(30))
    sha256: Mapped[str] = mapped_column(SHA256, index=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    #: How to put the file together from others; None when it is stored as it is.
    recipe_sha256: Mapped[str | None] = mapped_column(SHA256)
    #: BCP 47 tag of the captions that are drawn into its picture.
    burned_in: Mapped[str | None] = mapped_column(TAG)
    duration_s: Mapped[float]
    width_px: Mapped[int] = mapped_column(default=0)
    height_px: Mapped[int] = mapped_column(default=0)
    #: As RFC 6381 writes it, such as "avc1.64001f".
    codecs: Mapped[str] = mapped_column(String(80), default="")
    #: Peak and mean, as HLS asks for them.
    bandwidth_bps: Mapped[int] = mapped_column(default=0)
    average_bps: Mapped[int] = mapped_column(default=0)
    #: HLS media playlist with "{uri}" where the file's address belongs; None for a download.
    playlist: Mapped[str | None]

    @property
    def for_newer_phones(self) -> bool:
        """Return whether only newer phones and browsers can play it."""
        return self.codecs.startswith("av01")

    @property
    def suffix(self) -> str:
        """Return how the name of its file ends."""
        if self.kind != RenditionKind.AUDIO:
            return "mp4"
        return "m4a" if self.recipe_sha256 else "opus"
