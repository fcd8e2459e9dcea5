"""The job that makes the sound of one language, in every quality; it needs no picture, only its length."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sqlalchemy.orm import Session, selectinload

from catalog.films.models import LanguageVersion, Rendition, RenditionKind
from catalog.foundation import queue
from catalog.foundation.attempts import Attempt
from catalog.production import composition
from catalog.production.products import composed_row, sound_row
from catalog.production.workshop import workshop_of
from media import dub
from media.compose import compose
from media.errors import NoPicture
from media.facts import Loudness, Sounds
from media.profiles import AAC, AAC_SMALL, OPUS, SoundProfile

#: Two that go with pictures, and one for those who only listen.
QUALITIES = (AAC, AAC_SMALL, OPUS)
#: The share of the progress that encoding takes; the rest is for what is made from it.
ENCODING_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Order:
    """What is needed to make a sound."""

    picture_id: int
    language: str
    title: str
    duration_s: float
    #: Where an excerpt begins and ends in its film.
    span: tuple[float, float] | None
    source_sha256: str
    audio_index: int
    offset_s: float
    tempo: Fraction
    loudness: Loudness
    mono: Loudness


@dataclass(frozen=True, slots=True)
class Made:
    """What has become of a sound."""

    renditions: list[Rendition]
    waveform_sha256: str


def order(session: Session, version: LanguageVersion, held: queue.Claim | None = None) -> None:
    """Order the sound of a version; the job in hand orders it once."""
    by = f"job-{held.job_id}" if held else f"{version.tracks[-1].id}:{version.tracks[-1].tempo}"
    queue.order(session, "encode_sound", version.subject, key=f"encode_sound:{version.id}:{by}", version_id=version.id)


def encode_sound(attempt: Attempt) -> None:
    """Make the sound of a version in every quality; then it can be laid over the picture."""
    version_id = attempt.held.arguments["version_id"]
    with attempt.runtime.question() as session:
        wanted = order_of(session, version_id)
    made = _made(attempt, wanted)
    with attempt.result() as session:
        composition.locked_picture(session, wanted.picture_id)
        version = session.get_one(LanguageVersion, version_id, populate_existing=True)
        version.renditions = []
        session.flush()
        version.renditions, version.tracks[-1].waveform_sha256 = made.renditions, made.waveform_sha256
        session.flush()
        composition.order(session, version, attempt.held)


def order_of(session: Session, version_id: int) -> Order:
    """Return what is needed to make the sound of a version."""
    version = session.get_one(
        LanguageVersion,
        version_id,
        options=[selectinload(LanguageVersion.tracks), selectinload(LanguageVersion.picture)],
    )
    if version.picture is None:
        raise NoPicture
    track, edition = version.tracks[-1], version.edition
    return Order(
        picture_id=version.picture.id,
        language=version.language,
        title=version.title,
        duration_s=version.picture.duration_s,
        span=None if edition.from_s is None or edition.to_s is None else (edition.from_s, edition.to_s),
        source_sha256=track.source_sha256,
        audio_index=track.audio_index,
        offset_s=track.offset_s,
        tempo=Fraction(track.tempo),
        loudness=_loudness(track.integrated_lufs, track.true_peak_dbtp, track.crests),
        mono=_loudness(track.mono_integrated_lufs, track.mono_true_peak_dbtp, track.crests),
    )


def _loudness(integrated_lufs: float | None, true_peak_dbtp: float | None, crests: Sequence[int]) -> Loudness:
    """Return what inspection measured; a track without figures is silent."""
    return Loudness(
        -math.inf if integrated_lufs is None else integrated_lufs,
        -math.inf if true_peak_dbtp is None else true_peak_dbtp,
        tuple(crests),
    )


def _made(attempt: Attempt, wanted: Order) -> Made:
    """Return the rows of a sound in every quality, and its waveform; all are kept in the storage."""
    workshop, storage, output = workshop_of(attempt.runtime.config), attempt.runtime.storage, attempt.scratch / "sound"
    output.mkdir()
    made = encoded(attempt, wanted, QUALITIES, output, ENCODING_SHARE)
    best = made.tracks[0]
    to_listen = compose(workshop, None, best.path, wanted.language, wanted.title, output)
    waveform = output / "waveform"
    waveform.write_bytes(made.waveform)
    rows = [sound_row(attempt, sound) for sound in made.tracks]
    listening = composed_row(attempt, RenditionKind.AUDIO, best.profile, to_listen)
    listening.codecs, listening.average_bps = best.codecs, best.average_bps
    return Made([*rows, listening], storage.keep(waveform).sha256)


def encoded(attempt: Attempt, wanted: Order, qualities: Sequence[SoundProfile], output: Path, share: float) -> Sounds:
    """Return a sound in some qualities; the encoding is that ``share`` of the whole job."""
    return dub.encode_sound(
        workshop_of(attempt.runtime.config),
        attempt.runtime.storage.fetch(wanted.source_sha256, attempt.scratch),
        wanted.audio_index,
        wanted.loudness,
        wanted.duration_s,
        output,
        mono=wanted.mono,
        profiles=qualities,
        offset_s=wanted.offset_s,
        tempo=wanted.tempo,
        span=wanted.span,
        on_progress=attempt.part(0, share),
        cancelled=attempt.cancelled,
    )
