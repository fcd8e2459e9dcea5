"""What helps to judge the sound of a version: its places, the German version beside it, how it would sound fitted."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from catalog.films.languages import ORIGINAL
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion, Rendition, RenditionKind
from catalog.production.models import Finding, Matter, Purpose, Upload
from catalog.production.workbench import Sheet

#: Sharper is not needed to compare two sounds.
SHARP_ENOUGH_PX = 720
#: What browsers play as it comes from a studio, by the end of its name.
SOUNDS = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "opus": "audio/ogg",
    "ogg": "audio/ogg",
}


class MarkKind(StrEnum):
    """Why a stretch of a sound deserves to be listened to."""

    SILENCE = "silence"
    CLIPPING = "clipping"


_KIND_OF = {
    "silent_beginning": MarkKind.SILENCE,
    "silent_stretch": MarkKind.SILENCE,
    "clipping": MarkKind.CLIPPING,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the sound, in seconds from the picture's first frame."""

    kind: MarkKind
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Hearing:
    """What stands beside the player of a version."""

    #: What the page plays; None before there is something.
    plays: Rendition | None
    #: The same edition in German; None for German itself, and when there is none to be played.
    original: LanguageVersion | None
    #: What is played of it.
    original_plays: Rendition | None
    marks: tuple[Mark, ...]
    #: How much faster the sound would run if it were fitted, such as 1.02; None when that is not offered.
    tempo: float | None


@dataclass(frozen=True, slots=True)
class Trial:
    """A sound that was handed in, to be heard with the picture before it is fitted to it."""

    file: Upload
    mime_type: str
    #: Whose picture is seen meanwhile, and what is played of it.
    original: LanguageVersion
    plays: Rendition
    #: How much faster the sound runs, such as 1.02.
    tempo: float


def trial(session: Session, sheet: Sheet) -> Trial | None:
    """Return what can be heard before an editor decides whether a sound may be fitted; None when it cannot be."""
    percent = next((choice.about["percent"] for choice in sheet.questions if choice.matter == Matter.TEMPO), None)
    file = next((file for file in sheet.files if file.purpose == Purpose.DUB), None)
    if percent is None or file is None:
        return None
    mime_type = SOUNDS.get(file.filename.rpartition(".")[2].lower())
    original = _original_of(session, sheet.version)
    plays = playable(original.renditions) if original else None
    if original is None or plays is None or mime_type is None:
        return None
    return Trial(file, mime_type, original, plays, 1 + percent / 100)


def hearing(session: Session, sheet: Sheet) -> Hearing:
    """Return what stands beside the player of a version."""
    version = sheet.version
    plays = playable(version.renditions)
    original = _original_of(session, version) if plays else None
    original_plays = playable(original.renditions) if original else None
    return Hearing(
        plays,
        original if original_plays else None,
        original_plays,
        marks(sheet.findings),
        _tempo_of(version) if sheet.fits_by_tempo else None,
    )


def playable(renditions: Iterable[Rendition]) -> Rendition | None:
    """Return the film that a page plays: every browser can, and it is no larger than a page needs."""
    films = [
        film
        for film in renditions
        if film.kind == RenditionKind.FILM and not film.burned_in and not film.for_newer_phones
    ]
    fitting = [film for film in films if film.height_px <= SHARP_ENOUGH_PX]
    return next(iter(fitting or films), None)


def marks(findings: Iterable[Finding]) -> tuple[Mark, ...]:
    """Return the stretches where the sound is silent or overdriven, the earliest first."""
    found = (
        Mark(_KIND_OF[finding.code], start_s, end_s)
        for finding in findings
        if finding.code in _KIND_OF
        for start_s, end_s in finding.spans
    )
    return tuple(sorted(found, key=lambda mark: mark.start_s))


def _original_of(session: Session, version: LanguageVersion) -> LanguageVersion | None:
    """Return the German revision that is public, else the newest that was made."""
    if version.language == ORIGINAL:
        return None
    made = select(LanguageVersion).where(
        LanguageVersion.edition_id == version.edition_id,
        LanguageVersion.language == ORIGINAL,
        LanguageVersion.status != Status.RECALLED,
        LanguageVersion.renditions.any(Rendition.kind == RenditionKind.FILM),
    )
    public_first = case((LanguageVersion.status == Status.PUBLISHED, 0), else_=1)
    return session.scalar(made.order_by(public_first, LanguageVersion.revision.desc()).limit(1))


def _tempo_of(version: LanguageVersion) -> float | None:
    if version.picture is None:
        return None
    track = version.tracks[-1]
    return (track.duration_s + track.offset_s) / version.picture.duration_s
