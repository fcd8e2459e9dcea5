"""Films that were asked for: with captions in the picture, and with the sound that broadcasters want."""

from contextlib import suppress
from dataclasses import dataclass

from catalog.films import languages, register
from catalog.films.models import Captions, LanguageVersion, Rendition, RenditionKind
from catalog.foundation.attempts import Attempt
from catalog.foundation.errors import N_, NotFound, Refused
from catalog.production import sounds
from catalog.production.composition import File, file_of, film_row
from catalog.production.extras import text_of
from catalog.production.products import picture_row, sound_row
from catalog.production.workshop import workshop_of
from media import burn, captions
from media.profiles import BROADCAST, profile_named

#: About the height of a picture with captions in it: for screens that show no captions of their own.
BURNED_PX = 480
#: The share of the progress that encoding takes; the rest is for putting the film together.
ENCODING_SHARE = 0.95


class CaptionsReplaced(Refused):
    """Captions were replaced while they were being drawn."""

    sentence = N_("The captions have been replaced meanwhile. They are drawn into the picture once more.")


@dataclass(frozen=True, slots=True)
class Order:
    """What a film with captions in its picture is made from."""

    language: str
    title: str
    size: File
    sound: File
    script: str
    webvtt_sha256: str


def burn_captions(attempt: Attempt) -> None:
    """Draw captions into one size of the picture, and lay the sound over it; once more when they change meanwhile."""
    while True:
        with suppress(CaptionsReplaced):
            return _burn(attempt)


def _burn(attempt: Attempt) -> None:
    with attempt.runtime.question() as session:
        text = session.get_one(Captions, attempt.held.arguments["captions_id"])
        version_id, tag = text.version_id, text.language
        order = _order(register.version(session, version_id), text)
    storage, output = attempt.runtime.storage, attempt.scratch / order.webvtt_sha256
    output.mkdir()
    cues = captions.read(b"".join(storage.read(order.webvtt_sha256)))
    made = burn.burn_in(
        workshop_of(attempt.runtime.config),
        storage.fetch(order.size.sha256, attempt.scratch),
        cues,
        order.script,
        output,
        profile=profile_named(order.size.profile),
        on_progress=attempt.part(0, ENCODING_SHARE),
        cancelled=attempt.cancelled,
    )
    picture = picture_row(attempt, made.rendition)
    profile = f"{order.size.profile}-{tag}"
    film = film_row(attempt, profile, file_of(picture), order.sound, order.language, order.title)
    film.burned_in = tag
    _enter(attempt, version_id, picture, film, order.webvtt_sha256)


def make_broadcast(attempt: Attempt) -> None:
    """Make the sound for broadcasters, and lay it over the largest size."""
    version_id = attempt.held.arguments["of_version"]
    with attempt.runtime.question() as session:
        wanted = sounds.order_of(session, version_id)
        size = file_of(_sizes(register.version(session, version_id))[0])
    output = attempt.scratch / "broadcast"
    output.mkdir()
    (made,) = sounds.encoded(attempt, wanted, [BROADCAST], output, ENCODING_SHARE).tracks
    sound = sound_row(attempt, made)
    film = film_row(attempt, BROADCAST.name, size, file_of(sound), wanted.language, wanted.title)
    film.kind = RenditionKind.MASTER
    _enter(attempt, version_id, sound, film)


def _order(version: LanguageVersion, text: Captions) -> Order:
    size = min(_sizes(version), key=lambda size: abs(size.height_px - BURNED_PX))
    spoken = [file for file in version.renditions if file.kind == RenditionKind.SOUND]
    return Order(
        language=version.language,
        title=version.title,
        size=file_of(size),
        sound=file_of(max(spoken, key=lambda file: file.average_bps)),
        script=languages.language(text.language).text_script,
        webvtt_sha256=text.webvtt_sha256,
    )


def _sizes(version: LanguageVersion) -> list[Rendition]:
    """Return the sizes of a version's picture that every player knows, the largest first."""
    if version.picture is None:
        raise NotFound
    return [size for size in version.picture.renditions if not size.for_newer_phones]


def _enter(attempt: Attempt, version_id: int, part: Rendition, film: Rendition, drawn_sha256: str = "") -> None:
    """Enter a film that was asked for, with the part that it alone is put together from.

    Raises:
        CaptionsReplaced: the captions drawn into it are not those of the version any more.
    """
    part.kind, part.profile, part.playlist = RenditionKind.PART, film.profile, None
    with attempt.result() as session:
        version = register.locked(session, version_id)
        if film.burned_in and text_of(version, film.burned_in).webvtt_sha256 != drawn_sha256:
            raise CaptionsReplaced
        there = {(file.kind, file.profile) for file in version.renditions}
        version.renditions.extend(file for file in (part, film) if (file.kind, file.profile) not in there)
