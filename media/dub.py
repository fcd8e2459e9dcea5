"""The sound of one language, in every quality and of the picture's length."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from math import log10
from pathlib import Path

from media.damage import blaming_the_source
from media.errors import BrokenOutput
from media.facts import Cost, Loudness, Sound, Sounds
from media.graph import sounds
from media.graph.sounds import Place, Quality
from media.listen import OnProgress
from media.loudness import MOST_GAIN_DB, cancels_out, gain_db
from media.process import Workshop
from media.profiles import SOUNDS, SoundProfile
from media.sandbox import Limits
from media.soundcheck import check

#: As loud as this promises, or it must not be shown.
MOST_PEAK_DBTP, OFF_TARGET_LU = -1.0, 0.5
#: Two that each keep within this are within half a unit of each other.
MENDED_BEYOND_LU = 0.25
#: An encoding, and the times that what it took or added is given back.
MOST_TRIES = 3
#: What an encoder may take from a peak.
MOST_PEAK_LOST_DB = 3.0
#: What a limiter is lowered by beside the peak that went too high.
MARGIN_DB = 0.3


def encode_sound(
    workshop: Workshop,
    source: Path,
    audio_index: int,
    loudness: Loudness,
    picture_duration_s: float,
    scratch: Path,
    *,
    mono: Loudness | None = None,
    profiles: Sequence[SoundProfile] = SOUNDS,
    offset_s: float = 0.0,
    tempo: Fraction = Fraction(1),
    span: tuple[float, float] | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Sounds:
    """Return the sound of one language in every quality, each proved by a full decoding.

    Each is as loud as every other one (-16 LUFS; for broadcasters -23), its
    true peak under -1 dBTP, and exactly as long as the picture: a longer one
    is cut, a shorter one ends in silence, a late one begins with silence.
    Where left and right cancel each other out, one channel is the left one.

    Args:
        workshop: where ffmpeg runs.
        source: a film or a sound.
        audio_index: which sound track of it, counted from 0.
        loudness: what was measured of that track; see ``listening.listen``.
        picture_duration_s: how long the picture is, of an excerpt the picture of the excerpt.
        scratch: a folder that the caller will remove.
        mono: what was measured of its downmix; without it, a small sound may need a second try.
        profiles: the qualities to make.
        offset_s: how much later than the picture the sound begins; below 0, its beginning is cut.
        tempo: how much faster it runs, at its own pitch: 25/24 for a film that was sped up for television.
        span: where an excerpt begins and ends in the whole film. It is as loud as it is in the whole.
        on_progress: told the share that is done and the seconds left.
        cancelled: asked whether to stop.

    Raises:
        Damaged: the sound cannot be decoded.
        BrokenOutput, CommandFailed, TookTooLong, Cancelled, DiskFull: see media.errors.
    """
    place = Place(picture_duration_s, offset_s - (span[0] if span else 0.0), tempo)
    wanted = [_quality(profile, loudness, mono or loudness, scratch) for profile in profiles]
    made: dict[str, Sound] = {}
    cost, waveform, due = Cost(), b"", wanted
    for _ in range(MOST_TRIES):
        cost += _encode(workshop, source, audio_index, place, due, scratch, on_progress, cancelled)
        checked = check(workshop, due, picture_duration_s, cancelled=cancelled)
        cost += checked.cost
        made |= {sound.profile: sound for sound in checked.sounds}
        if due[0].profile is wanted[0].profile:
            waveform = checked.waveform
        mended = (_mended(quality, made[quality.profile.name], loudness, whole=span is None) for quality in due)
        due, on_progress = [quality for quality in mended if quality], None
        if not due:
            break
    for sound, quality in zip(made.values(), wanted, strict=True):
        _refuse_other_loudness(sound, quality.profile, _wished_lufs(quality.profile, loudness), whole=span is None)
    return Sounds(tuple(made.values()), cost, waveform)


def _quality(profile: SoundProfile, both: Loudness, one: Loudness, scratch: Path) -> Quality:
    """Return how one quality is to be made from what was heard."""
    target = scratch / f"{profile.name}.{profile.container}"
    cancelled = cancels_out(both, one)
    heard = one if profile.channels == 1 and not cancelled else both
    gain = gain_db(heard, profile.target_lufs, profile.limiter)
    return Quality(profile, target, gain, profile.limiter, sounds.LEFT_ALONE if cancelled else sounds.DOWNMIX)


def _encode(
    workshop: Workshop,
    source: Path,
    audio_index: int,
    place: Place,
    wanted: Sequence[Quality],
    scratch: Path,
    on_progress: OnProgress | None,
    cancelled: Callable[[], bool] | None,
) -> Cost:
    """Encode some qualities in one run and return what that took."""
    with blaming_the_source():
        return workshop.run(
            sounds.every_quality(source, audio_index, place, wanted),
            reads=[source],
            writes=scratch,
            duration_s=place.duration_s,
            limits=Limits.for_film(place.duration_s, cpu_per_s=2),
            on_progress=on_progress,
            cancelled=cancelled,
        ).cost


def _wished_lufs(profile: SoundProfile, loudness: Loudness) -> float:
    """Return how loud a sound should come out; a very quiet one is not lifted all the way."""
    return min(profile.target_lufs, loudness.integrated_lufs + MOST_GAIN_DB)


def _mended(quality: Quality, made: Sound, loudness: Loudness, *, whole: bool) -> Quality | None:
    """Return how a sound is to be encoded again; None when it is as it should be.

    A limiter takes back part of what a gain adds, and an encoder adds to peaks.
    """
    off_lu = _wished_lufs(quality.profile, loudness) - made.loudness.integrated_lufs
    over_db = made.loudness.true_peak_dbtp - MOST_PEAK_DBTP
    measurable = whole and not made.loudness.silent
    if over_db <= 0 and (not measurable or abs(off_lu) <= MENDED_BEYOND_LU):
        return None
    limiter = quality.limiter * (10 ** (-(over_db + MARGIN_DB) / 20) if over_db > 0 else 1.0)
    return replace(quality, gain_db=quality.gain_db + (off_lu if measurable else 0.0), limiter=limiter)


def _refuse_other_loudness(made: Sound, profile: SoundProfile, wished_lufs: float, *, whole: bool) -> None:
    """Raise if a sound is not what was promised.

    Nothing but short bursts cannot be as loud as speech: it may stay quieter
    when its peaks already stand where the limiter cuts them.
    """
    found = made.loudness
    off_lu = 0.0 if found.silent or not whole else found.integrated_lufs - wished_lufs
    bursts = off_lu < 0 and found.true_peak_dbtp > 20 * log10(profile.limiter) - MOST_PEAK_LOST_DB
    if found.true_peak_dbtp > MOST_PEAK_DBTP or (abs(off_lu) > OFF_TARGET_LU and not bursts):
        loud = f"{found.integrated_lufs} LUFS, {found.true_peak_dbtp} dBTP"
        raise BrokenOutput(detail=f"{made.path.name}: {loud}, not {wished_lufs:.1f} LUFS")
