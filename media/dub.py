"""One language: its sound, and the films that it makes with a picture.

The picture is never encoded again. A second language costs its own sound and
the copying of packets.
"""

from collections.abc import Callable
from pathlib import Path

from langcodes import Language

from media import graph
from media.boxes import layout
from media.check import Expected, prove, prove_copy
from media.damage import blaming_the_source
from media.facts import Film, Loudness, Sound, Sounds
from media.listen import OnProgress
from media.loudness import gain_db
from media.process import Workshop
from media.profiles import SOUNDS
from media.sandbox import Limits

#: The most characters of a title that a player shows.
TITLE_CHARACTERS = 200


def encode_sound(
    workshop: Workshop,
    source: Path,
    audio_index: int,
    loudness: Loudness,
    picture_duration_s: float,
    scratch: Path,
    *,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Sounds:
    """Return the sound of one language in every quality, each proved by a full decoding.

    It is as loud as every other language (-16 LUFS, true peak under -1 dBTP)
    and exactly as long as the picture: a longer one is cut, a shorter one ends
    in silence, a late one begins with silence.

    Args:
        workshop: where ffmpeg runs.
        source: a film or a sound.
        audio_index: which sound track of it, counted from 0.
        loudness: what ``loudness.measure`` said of that track.
        picture_duration_s: how long the picture is.
        scratch: a folder that the caller will remove.
        on_progress: told the share that is done and the seconds left.
        cancelled: asked whether to stop.

    Raises:
        Damaged: the sound cannot be decoded.
        BrokenOutput, CommandFailed, TookTooLong, Cancelled, DiskFull: see media.errors.
    """
    gain = gain_db(workshop, source, audio_index, loudness, picture_duration_s)
    wanted = {profile: scratch / f"{profile.name}.mp4" for profile in SOUNDS}
    with blaming_the_source():
        ran = workshop.run(
            graph.sounds(source, audio_index, gain, picture_duration_s, wanted),
            reads=[source],
            writes=scratch,
            duration_s=picture_duration_s,
            limits=Limits.for_film(picture_duration_s, cpu_per_s=2),
            on_progress=on_progress,
            cancelled=cancelled,
        )
    cost, tracks = ran.cost, []
    for profile, path in wanted.items():
        cost += prove(workshop, path, Expected(picture_duration_s, sound=True))
        made = layout(path)
        size_bytes = path.stat().st_size
        tracks.append(
            Sound(
                profile=profile.name,
                path=path,
                size_bytes=size_bytes,
                duration_s=made.duration_s,
                codecs=made.codecs,
                bandwidth_bps=made.peak_bps,
                average_bps=made.average_bps,
                channels=profile.channels,
            )
        )
    return Sounds(tuple(tracks), cost)


def lay_over(workshop: Workshop, rendition: Path, sound: Path, language: str, title: str, output: Path) -> Film:
    """Lay one language over one size of the picture, without encoding anything.

    Args:
        workshop: where ffmpeg runs.
        rendition: one rung of the picture.
        sound: the sound that goes with it; see ``profiles.sound_for``.
        language: BCP 47 tag, such as "ti" or "kmr"; the track is marked with it.
        title: the film's title in that language, for players.
        output: the MP4 to make.

    Returns:
        The film, with its index in front, so that it plays while it loads.

    Raises:
        BrokenOutput: what came out is no true copy of its parts.
        CommandFailed, TookTooLong, DiskFull: see media.errors.
    """
    picture = layout(rendition)
    limits = Limits.for_film(picture.duration_s, cpu_per_s=1)
    ran = workshop.run(
        graph.mux(rendition, sound, track_language(language), plain(title), output),
        reads=[rendition, sound],
        writes=output.parent,
        duration_s=picture.duration_s,
        limits=limits,
    )
    expected = Expected(picture.duration_s, frames=picture.samples, sound=True, language=track_language(language))
    cost = ran.cost + prove_copy(workshop, output, expected, {"v:0": rendition, "a:0": sound})
    return Film(output, output.stat().st_size, picture.duration_s, cost)


def track_language(tag: str) -> str:
    """Return the three letters of ISO 639-2 or 639-3 for a BCP 47 tag: "ti" is "tir", "kmr" stays.

    The tag is taken as it is written: Dari ("prs") is not turned into Persian.
    """
    try:
        return Language.get(tag, normalize=False).to_alpha3(variant="T")
    except (LookupError, ValueError):
        return "und"


def plain(title: str) -> str:
    """Return a title without line breaks, marks of direction and other hidden characters."""
    kept = "".join(character if character.isprintable() else " " for character in title)
    return " ".join(kept.split())[:TITLE_CHARACTERS]
