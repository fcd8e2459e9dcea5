"""The jobs of the workshop: encode a picture once, lay each language over it.

Each job reads what it needs, works while no transaction is open, keeps what
it has made in the storage, and then writes all its rows in one transaction.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from catalog.films import register
from catalog.films.lifecycle import Status, step
from catalog.films.models import LanguageVersion, Picture, PictureStatus, Rendition, RenditionKind, Track
from catalog.foundation import audit, queue
from catalog.foundation.attempts import Attempt
from catalog.foundation.errors import N_, Refused
from catalog.people.permissions import MACHINE
from catalog.production.workshop import workshop_of
from media import dub, encode, stills
from media.facts import Encoded, Loudness, Sound
from media.probe import probe
from media.process import Workshop
from media.profiles import ladder_for, profile_named, sound_for
from media.stream import segments

#: The share of the second job's progress that the sound takes; the rest is for the films.
SOUND_SHARE = 0.6


class PictureFailed(Refused):
    """The picture that a dub was meant for has not come into being."""

    sentence = N_("The picture of this film could not be encoded. Please hand in a whole film once more.")


@dataclass(frozen=True, slots=True)
class Rung:
    """One size of a finished picture, as the storage has it."""

    profile: str
    sha256: str
    width_px: int
    height_px: int
    codecs: str
    bandwidth_bps: int
    average_bps: int


@dataclass(frozen=True, slots=True)
class Order:
    """What is needed to lay a language over a picture."""

    language: str
    title: str
    picture_duration_s: float
    rungs: tuple[Rung, ...]
    sound_sha256: str
    audio_index: int
    loudness: Loudness


@dataclass(frozen=True, slots=True)
class Encoding:
    """What has become of a picture."""

    renditions: list[Rendition]
    poster_sha256: str
    duration_s: float
    frames: int


def encode_picture(attempt: Attempt) -> None:
    """Encode a picture in every size; every language that waits for it is laid over it next."""
    picture_id = attempt.held.arguments["picture_id"]
    with attempt.runtime.question() as session:
        source_sha256 = session.get_one(Picture, picture_id).source_sha256
    source = attempt.runtime.storage.fetch(source_sha256, attempt.scratch)
    made = _encoded(attempt, source)
    with attempt.result() as session:
        # Locked, so that a version that finds the picture at this moment waits and then sees it ready.
        picture = session.get_one(Picture, picture_id, with_for_update=True)
        picture.status, picture.renditions = PictureStatus.READY, made.renditions
        picture.poster_sha256, picture.duration_s, picture.frames = made.poster_sha256, made.duration_s, made.frames
        waiting = select(LanguageVersion).where(
            LanguageVersion.picture_id == picture_id, LanguageVersion.status == Status.PROCESSING
        )
        for version in session.scalars(waiting):
            order_lay_over(session, version, attempt.held)


def order_lay_over(session: Session, version: LanguageVersion, held: queue.Claim) -> None:
    """Order the language to be laid over its picture; the job in hand orders it once."""
    key = f"lay_over:{version.id}:{held.job_id}"
    queue.order(session, "lay_over", f"version:{version.id}", key=key, version_id=version.id)


def lay_over(attempt: Attempt) -> None:
    """Make the sound, the downloads and the streams of one language; then it can be reviewed."""
    version_id = attempt.held.arguments["version_id"]
    with attempt.runtime.question() as session:
        order = _order(session, version_id)
    renditions = _laid_over(attempt, order)
    with attempt.result() as session:
        version = register.version(session, version_id)
        version.renditions = renditions
        version.status = step(Status(version.status), Status.IN_REVIEW)
        audit.record(session, MACHINE, "made", f"version:{version.id}", profiles=[rung.profile for rung in order.rungs])


def _encoded(attempt: Attempt, source: Path) -> Encoding:
    """Encode a picture, choose its poster, and keep all of it in the storage."""
    workshop, output = workshop_of(attempt.runtime.config), attempt.scratch / "picture"
    output.mkdir()
    facts = probe(workshop, source)
    profiles = ladder_for(facts.video.lines_px if facts.video else 0)
    made = encode.encode_picture(
        workshop, source, facts, profiles, output, on_progress=attempt.part(0, 0.97), cancelled=attempt.cancelled
    )
    poster = stills.poster(workshop, made.renditions[0].path, output, made.duration_s)
    renditions = [_stored(attempt, rendition) for rendition in made.renditions]
    return Encoding(renditions, attempt.runtime.storage.keep(poster).sha256, made.duration_s, made.frames)


def _stored(attempt: Attempt, made: Encoded | Sound) -> Rendition:
    """Keep a file that is ready for streaming, and return its row."""
    kept = attempt.runtime.storage.keep(made.path)
    width_px, height_px = (made.width_px, made.height_px) if isinstance(made, Encoded) else (0, 0)
    return Rendition(
        kind=RenditionKind.PICTURE if isinstance(made, Encoded) else RenditionKind.SOUND,
        profile=made.profile,
        sha256=kept.sha256,
        size_bytes=kept.size_bytes,
        duration_s=made.duration_s,
        width_px=width_px,
        height_px=height_px,
        codecs=made.codecs,
        bandwidth_bps=made.bandwidth_bps,
        average_bps=made.average_bps,
        playlist=segments(made.path).playlist,
    )


def _order(session: Session, version_id: int) -> Order:
    version = session.get_one(
        LanguageVersion,
        version_id,
        options=[
            selectinload(LanguageVersion.tracks),
            selectinload(LanguageVersion.picture).selectinload(Picture.renditions),
        ],
    )
    if version.picture is None:
        raise PictureFailed
    track = version.tracks[-1]
    return Order(
        language=version.language,
        title=version.title,
        picture_duration_s=version.picture.duration_s,
        rungs=tuple(_rung(rendition) for rendition in version.picture.renditions),
        sound_sha256=track.source_sha256,
        audio_index=track.audio_index,
        loudness=_loudness(track),
    )


def _rung(rendition: Rendition) -> Rung:
    return Rung(
        rendition.profile,
        rendition.sha256,
        rendition.width_px,
        rendition.height_px,
        rendition.codecs,
        rendition.bandwidth_bps,
        rendition.average_bps,
    )


def _loudness(track: Track) -> Loudness:
    """Return what inspection measured; a track without figures is silent."""
    integrated_lufs, true_peak_dbtp = track.integrated_lufs, track.true_peak_dbtp
    return Loudness(
        -math.inf if integrated_lufs is None else integrated_lufs,
        -math.inf if true_peak_dbtp is None else true_peak_dbtp,
    )


def _laid_over(attempt: Attempt, order: Order) -> list[Rendition]:
    """Return the rows of the sounds and the films of one language; all are kept in the storage."""
    workshop, storage = workshop_of(attempt.runtime.config), attempt.runtime.storage
    output = attempt.scratch / "language"
    output.mkdir()
    sounds = dub.encode_sound(
        workshop,
        storage.fetch(order.sound_sha256, attempt.scratch),
        order.audio_index,
        order.loudness,
        order.picture_duration_s,
        output,
        on_progress=attempt.part(0, SOUND_SHARE),
        cancelled=attempt.cancelled,
    )
    by_profile = {track.profile: track for track in sounds.tracks}
    renditions = [_stored(attempt, track) for track in sounds.tracks]
    for number, rung in enumerate(order.rungs):
        renditions.append(_film(attempt, workshop, order, rung, by_profile, output))
        attempt.tell(SOUND_SHARE + (1 - SOUND_SHARE) * (number + 1) / len(order.rungs))
    return renditions


def _film(
    attempt: Attempt, workshop: Workshop, order: Order, rung: Rung, sounds: Mapping[str, Sound], output: Path
) -> Rendition:
    """Lay the language over one size, keep the file, and return its row."""
    storage = attempt.runtime.storage
    sound = sounds[sound_for(profile_named(rung.profile)).name]
    target = output / f"film-{rung.profile}.mp4"
    film = dub.lay_over(
        workshop, storage.fetch(rung.sha256, attempt.scratch), sound.path, order.language, order.title, target
    )
    kept = storage.keep(film.path)
    film.path.unlink()
    return Rendition(
        kind=RenditionKind.FILM,
        profile=rung.profile,
        sha256=kept.sha256,
        size_bytes=kept.size_bytes,
        duration_s=film.duration_s,
        width_px=rung.width_px,
        height_px=rung.height_px,
        codecs=f"{rung.codecs},{sound.codecs}",
        bandwidth_bps=rung.bandwidth_bps + sound.bandwidth_bps,
        average_bps=rung.average_bps + sound.average_bps,
    )
