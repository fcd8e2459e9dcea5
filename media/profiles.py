"""The sizes and qualities a film is made in."""

from dataclasses import dataclass

#: Every rung is cut here, so that a player can change rungs at every cut.
SEGMENT_S = 4

#: A film keeps a rung it does not fill when it is this much larger than the next one.
WORTH_A_RUNG = 1.15


@dataclass(frozen=True, slots=True)
class Profile:
    """One rung of the ladder: capped constant quality in H.264.

    ``height_px`` is the most lines a rung has, for an upright film the most
    columns. A smaller film keeps its own size.
    """

    name: str
    height_px: int
    crf: int
    maxrate_kbps: int
    bufsize_kbps: int
    #: The sound that goes with this rung.
    audio_kbps: int
    audio_channels: int


@dataclass(frozen=True, slots=True)
class SoundProfile:
    """One quality of sound."""

    name: str
    codec: str
    kbps: int
    channels: int


PICTURE_LADDER = (
    Profile("1080p", 1080, crf=23, maxrate_kbps=4500, bufsize_kbps=9000, audio_kbps=96, audio_channels=2),
    Profile("720p", 720, crf=23, maxrate_kbps=2400, bufsize_kbps=4800, audio_kbps=96, audio_channels=2),
    Profile("480p", 480, crf=24, maxrate_kbps=1100, bufsize_kbps=2200, audio_kbps=96, audio_channels=2),
    Profile("240p", 240, crf=26, maxrate_kbps=320, bufsize_kbps=640, audio_kbps=40, audio_channels=1),
)

AAC = SoundProfile("aac", "aac", kbps=96, channels=2)
AAC_SMALL = SoundProfile("aac_small", "aac", kbps=40, channels=1)
SOUNDS = (AAC, AAC_SMALL)


def ladder_for(height_px: int) -> tuple[Profile, ...]:
    """Return the rungs for a source of so many lines, the largest first.

    Nothing is ever enlarged: a film of 360 lines has a rung "480p" of 360
    lines and one of 240. There is always at least the smallest rung.
    """
    lower = [profile.height_px * WORTH_A_RUNG for profile in PICTURE_LADDER[1:]]
    rungs = tuple(profile for profile, least in zip(PICTURE_LADDER[:-1], lower, strict=True) if height_px > least)
    return (*rungs, PICTURE_LADDER[-1])


def sound_for(profile: Profile) -> SoundProfile:
    """Return the sound that is laid over a rung."""
    return AAC if profile.audio_channels == AAC.channels else AAC_SMALL


def profile_named(name: str) -> Profile:
    """Return the rung of that name.

    Raises:
        KeyError: there is no such rung.
    """
    return {profile.name: profile for profile in PICTURE_LADDER}[name]
