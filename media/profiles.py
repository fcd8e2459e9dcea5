"""The sizes and qualities a film is made in."""

from dataclasses import dataclass

#: Every rung is cut here, so that a player can change rungs at every cut.
SEGMENT_S = 4

#: A film keeps a rung it does not fill when it is this much larger than the next one.
WORTH_A_RUNG = 1.15

#: A longer film is first made in its smallest size alone.
LONG_S = 180


@dataclass(frozen=True, slots=True)
class Profile:
    """One rung of the ladder: capped constant quality.

    ``height_px`` is the most lines a rung has, for an upright film the most
    columns. A smaller film keeps its own size.
    """

    name: str
    height_px: int
    crf: int
    maxrate_kbps: int
    bufsize_kbps: int
    #: The name of the sound that goes with this rung.
    sound: str
    codec: str = "h264"


@dataclass(frozen=True, slots=True)
class SoundProfile:
    """One quality of sound."""

    name: str
    codec: str
    kbps: int
    channels: int
    rate_hz: int = 48_000
    #: How loud every film is, on phones as in the hall.
    target_lufs: float = -16.0
    #: Of full scale: where peaks are held. What the encoder adds to them stays under -1 dBTP nearly always.
    limiter: float = 0.8
    #: "mp4" is a stream and the source of composed films; "ogg" is heard by itself.
    container: str = "mp4"


PICTURE_LADDER = (
    Profile("1080p", 1080, crf=23, maxrate_kbps=4500, bufsize_kbps=9000, sound="aac"),
    Profile("720p", 720, crf=23, maxrate_kbps=2400, bufsize_kbps=4800, sound="aac"),
    Profile("480p", 480, crf=24, maxrate_kbps=1100, bufsize_kbps=2200, sound="aac"),
    Profile("240p", 240, crf=26, maxrate_kbps=320, bufsize_kbps=640, sound="aac_small"),
)

#: Better than the smallest rung with fewer bytes, for phones that know AV1. Offered beside it, never alone.
PHONE_AV1 = Profile("360p-av1", 360, crf=50, maxrate_kbps=320, bufsize_kbps=640, sound="aac_small", codec="av1")

AAC = SoundProfile("aac", "aac", kbps=96, channels=2)
#: At 24 kHz the few bits go where a phone's loudspeaker has something to say.
AAC_SMALL = SoundProfile("aac_small", "aac", kbps=40, channels=1, rate_hz=24_000)
#: For phones, without a picture.
OPUS = SoundProfile("opus", "opus", kbps=24, channels=1, limiter=0.68, container="ogg")
#: As broadcasters want it (EBU R 128); made only when somebody asks for it.
BROADCAST = SoundProfile("broadcast", "aac", kbps=192, channels=2, target_lufs=-23.0)
#: What every film is composed with.
SOUNDS = (AAC, AAC_SMALL)


def ladder_for(height_px: int) -> tuple[Profile, ...]:
    """Return the rungs for a source of so many lines, the largest first.

    Nothing is ever enlarged: a film of 360 lines has a rung "480p" of 360
    lines and one of 240. There is always at least the smallest rung.
    """
    lower = [profile.height_px * WORTH_A_RUNG for profile in PICTURE_LADDER[1:]]
    rungs = tuple(profile for profile, least in zip(PICTURE_LADDER[:-1], lower, strict=True) if height_px > least)
    return (*rungs, PICTURE_LADDER[-1])


def rounds_for(lines_px: int, duration_s: float) -> tuple[tuple[Profile, ...], ...]:
    """Return the rungs of a film in the order they are made, one decoding a round, the largest of each round first.

    A long film's smallest rung is made alone and first: it can be watched
    long before the others are there.
    """
    *larger, smallest = ladder_for(lines_px)
    rest = (*larger, PHONE_AV1)
    return ((smallest,), rest) if duration_s > LONG_S else ((*rest, smallest),)


def sound_for(profile: Profile) -> SoundProfile:
    """Return the sound that is laid over a rung."""
    return {sound.name: sound for sound in SOUNDS}[profile.sound]


def profile_named(name: str) -> Profile:
    """Return the rung of that name.

    Raises:
        KeyError: there is no such rung.
    """
    return {profile.name: profile for profile in (*PICTURE_LADDER, PHONE_AV1)}[name]
