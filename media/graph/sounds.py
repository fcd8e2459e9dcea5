"""From one decoding to every quality of a sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg

from media.graph.inputs import FRAGMENTS, NO_WORDS, command_of, output, source
from media.profiles import SEGMENT_S, SoundProfile

SAMPLE_RATE_HZ = 48_000
#: How often a level is written down.
LEVELS_PER_S = 20
#: Mono as a phone mixes it, and what is taken when the two sides would cancel each other out.
DOWNMIX, LEFT_ALONE = "mono|c0<c0+c1", "mono|c0<c0"
#: Left, right, and what a phone's single loudspeaker would lose.
SIDES = "3c|c0<c0|c1<c1|c2<c0-c1"
#: The "fast" coder is nearer to the original than ffmpeg's default one, and takes half the time; its shaping of
#: noise in time costs a tenth and is not heard. Opus keeps to its 24 kbit/s only in long frames.
ENCODERS: dict[str, dict[str, str | float]] = {
    "aac": {
        "acodec": "aac",
        "aac_coder": "fast",
        "aac_tns": 0,
        "movflags": FRAGMENTS,
        "frag_duration": SEGMENT_S * 1_000_000,
    },
    "opus": {"acodec": "libopus", "compression_level": 0, "frame_duration": 60, "format": "ogg"},
}
#: One packet of sound is too little work for several threads.
CAREFULLY = ("-xerror", "-filter_complex_threads", "1")
#: The figures are said at the end.
SAYING = ("-v", "info", *CAREFULLY)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sound lies beside a picture: it is stretched, then moved, then cut."""

    duration_s: float
    #: How much later it begins.
    shift_s: float = 0.0
    #: How much faster it runs, at its own pitch.
    tempo: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Quality:
    """One quality to make, and what is done to the sound for it."""

    profile: SoundProfile
    path: Path
    gain_db: float
    #: Of full scale.
    limiter: float
    downmix: str = DOWNMIX


def every_quality(path: Path, audio_index: int, place: Place, wanted: Sequence[Quality]) -> list[str]:
    """Return the command that decodes a sound once, lays it beside the picture and encodes every quality of it."""
    sound = _laid(_stereo(source(path)[f"a:{audio_index}"]), place)
    copies = sound.asplit()
    outputs = [_encoded(copies[number], quality) for number, quality in enumerate(wanted)]
    return [*command_of(*outputs), *CAREFULLY]


def loudness(path: Path, audio_index: int) -> list[str]:
    """Return the command that measures one track; the figures stand in its last words, under "both"."""
    heard = _measured(_stereo(source(path)[f"a:{audio_index}"]), "both")
    return [*command_of(_nowhere(heard)), *SAYING]


def everything_heard(path: Path, audio_index: int) -> list[str]:
    """Return the command that listens once to a track.

    The figures stand in its last words, under "both" and "one"; the levels of
    left, right and their difference are written to standard output.
    """
    heard = _measured(_stereo(source(path)[f"a:{audio_index}"]), "both").asplit()
    one = _measured(heard[0].filter("pan", DOWNMIX), "one", peak="sample")
    return [*command_of(_nowhere(one), _nowhere(_levels(heard[1].filter("pan", SIDES)))), *SAYING]


def levels(path: Path, audio_index: int) -> list[str]:
    """Return the command that writes the levels of a track to standard output."""
    return [*command_of(_nowhere(_levels(_stereo(source(path)[f"a:{audio_index}"])))), *SAYING]


def proof(paths: Sequence[Path]) -> list[str]:
    """Return the command that decodes what was made and stops at the first error.

    The figures stand in its last words under "track0", "track1" and so on; the
    levels of the first one are written to standard output.
    """
    outputs = []
    for number, path in enumerate(paths):
        heard = _measured(source(path, err_detect="+crccheck+bitstream+buffer")["a:0"], f"track{number}")
        outputs.append(_nowhere(heard if number else _levels(heard)))
    return [*command_of(*outputs), *SAYING]


def _stereo(sound: Any) -> Any:  # noqa: ANN401
    """Return any sound as two channels that begin when the picture begins.

    One channel comes out of both loudspeakers, as every player has it. Of
    surround sound the middle, where people speak, goes to both sides.
    """
    sound = sound.filter("aresample", SAMPLE_RATE_HZ, **{"async": 1}, first_pts=0)
    sound = sound.filter("aformat", channel_layouts="stereo|mono", sample_fmts="fltp")
    return sound.filter("pan", "stereo|FL<FL+FC|FR<FR+FC")


def _laid(sound: Any, place: Place) -> Any:  # noqa: ANN401
    """Return a sound beside its picture, exactly as long."""
    if place.tempo != 1:
        sound = sound.filter("rubberband", tempo=f"{float(place.tempo):.9f}")
    samples = round(place.shift_s * SAMPLE_RATE_HZ)
    if samples > 0:
        sound = sound.filter("adelay", f"{samples}S", all=1)
    elif samples < 0:
        sound = sound.filter("atrim", start_sample=-samples).filter("asetpts", "PTS-STARTPTS")
    whole = round(place.duration_s * SAMPLE_RATE_HZ)
    return sound.filter("apad", whole_len=whole).filter("atrim", end_sample=whole)


def _encoded(sound: Any, quality: Quality) -> Any:  # noqa: ANN401
    """Return one quality as an output, its peaks held under the limit."""
    profile = quality.profile
    if profile.channels == 1:
        sound = sound.filter("pan", quality.downmix)
    sound = sound.filter("volume", f"{quality.gain_db:.2f}dB")
    sound = sound.filter("alimiter", limit=f"{quality.limiter:.4f}", level="false", latency="true")
    encoder = {**ENCODERS[profile.codec], "audio_bitrate": f"{profile.kbps}k", "ar": profile.rate_hz}
    return output(quality.path, sound, **encoder, **NO_WORDS)


def _measured(sound: Any, name: str, peak: str = "true") -> Any:  # noqa: ANN401
    """Return a sound whose loudness is said under that name."""
    return sound.filter(f"ebur128@{name}", peak=peak, dualmono="true", framelog="quiet")


def _levels(sound: Any) -> Any:  # noqa: ANN401
    """Return a sound whose lowest and highest levels are written to standard output, of every channel."""
    only = {"measure_overall": "none", "measure_perchannel": "Min_level+Max_level"}
    sound = sound.filter("aformat", sample_fmts="fltp", sample_rates=SAMPLE_RATE_HZ)
    sound = sound.filter("asetnsamples", SAMPLE_RATE_HZ // LEVELS_PER_S, p=0)
    return sound.filter("astats", metadata=1, reset=1, **only).filter("ametadata", "print", file="pipe:1")


def _nowhere(sound: Any) -> Any:  # noqa: ANN401
    """Return an output that is heard and not kept."""
    return ffmpeg.output(sound, "-", format="null")
