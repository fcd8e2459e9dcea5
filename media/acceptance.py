"""What an upload must be before it is worth an encoding.

Rules only: facts go in, findings come out. A blocking finding ends the
upload, an advisory one is shown to the reviewer.
"""

from collections.abc import Mapping

from langcodes import Language

from media.errors import N_, DifferentLength, MediaError, NoPicture, NoSound
from media.facts import AudioFacts, Finding, Loudness, MediaFacts, VideoFacts

#: Dub and picture of one film: closer than this nobody hears it, farther and they belong to two films.
LENGTH_FINE_S, LENGTH_MOST_S = 0.5, 3.0
SHORTEST_S = 0.5
#: Lines under which nothing can be made out, and under which a hall is too large.
LEAST_LINES, FEW_LINES = 90, 360
#: Above full scale a player distorts; below this a hall hears nothing before we lift it.
CLIPPING_DBTP, VERY_QUIET_LUFS = 0.5, -36.0

TOO_SHORT = N_("This file lasts only %(seconds)s seconds. Please choose the whole film.")
TOO_SMALL = N_("The picture measures only %(width_px)s by %(height_px)s pixels. Please export it larger.")
SMALL = N_("The picture measures only %(width_px)s by %(height_px)s pixels; in a hall it will look blurred.")
SILENCE = N_("There is nothing to hear in this file. Please check the export and upload it once more.")
CLIPPING = N_("The sound is overdriven (%(peak_dbtp)s dBTP) and may crackle.")
VERY_QUIET = N_("The sound is very quiet (%(lufs)s LUFS); noise may become audible when it is lifted.")
SOUND_SHORTER = N_("The sound ends %(seconds)s seconds before the picture; the rest will be silent.")
SOUND_LONGER = N_("The sound runs %(seconds)s seconds longer than the picture; its end will be cut.")
OTHER_LANGUAGE = N_("The file calls its sound “%(found)s”, not “%(declared)s”. Please check that it is the right one.")
SEVERAL_SOUNDS = N_("This file holds %(count)s sound tracks; number %(number)s is taken.")


def finding_of(error: MediaError) -> Finding:
    """Return the blocking finding that an error amounts to."""
    at_s = error.places.get("at_s")
    return Finding(
        error.code,
        blocking=True,
        sentence=error.sentence,
        places=error.places,
        at_s=None if at_s is None else float(at_s),
    )


def sound_of(facts: MediaFacts, language: str | None = None) -> AudioFacts | None:
    """Return the sound track that is taken: the one marked with the language, else the first."""
    marked = (track for track in facts.audio if language and track.language and same_language(track.language, language))
    return next(marked, facts.audio[0] if facts.audio else None)


def judge_film(facts: MediaFacts, loudness: Loudness | None, *, language: str | None = None) -> list[Finding]:
    """Return what is wrong with a whole film, the blocking findings first.

    Args:
        facts: what ``probe`` said.
        loudness: of the track that ``sound_of`` names; None when there is none.
        language: BCP 47 tag that the uploader declared.
    """
    findings = [finding_of(NoPicture())] if facts.video is None else _judge_picture(facts.video)
    track = sound_of(facts, language)
    if track is None:
        findings.append(finding_of(NoSound()))
        return findings
    findings += _judge_sound(facts, track, loudness, language)
    missing_s = facts.duration_s - track.start_s - track.duration_s
    if missing_s > LENGTH_MOST_S:
        findings.append(_advice("sound_shorter", SOUND_SHORTER, seconds=round(missing_s, 1)))
    return sorted(findings, key=lambda finding: not finding.blocking)


def judge_dub(
    facts: MediaFacts, loudness: Loudness | None, picture_duration_s: float, *, language: str | None = None
) -> list[Finding]:
    """Return what is wrong with a dub for a picture of that length, the blocking findings first.

    A picture in the same file is left out; nothing is said about it.
    """
    track = sound_of(facts, language)
    if track is None:
        return [finding_of(NoSound())]
    findings = _judge_sound(facts, track, loudness, language)
    sound_s = track.start_s + track.duration_s
    longer_s = sound_s - picture_duration_s
    if abs(longer_s) > LENGTH_MOST_S:
        error = DifferentLength(sound_s=round(sound_s, 1), picture_s=round(picture_duration_s, 1))
        findings.append(finding_of(error))
    elif longer_s > LENGTH_FINE_S:
        findings.append(_advice("sound_longer", SOUND_LONGER, seconds=round(longer_s, 1)))
    elif longer_s < -LENGTH_FINE_S:
        findings.append(_advice("sound_shorter", SOUND_SHORTER, seconds=round(-longer_s, 1)))
    return sorted(findings, key=lambda finding: not finding.blocking)


def same_language(one: str, other: str) -> bool:
    """Whether two tags name one language, be they "de" and "deu", "kmr" and "ku" or "prs" and "fa"."""
    try:
        return _broad(one) == _broad(other)
    except ValueError:
        return False


def _broad(tag: str) -> str | None:
    """Return the language that a file's tag may stand for, such as "ku" for Kurmanji."""
    return Language.get(tag).prefer_macrolanguage().language


def _judge_picture(video: VideoFacts) -> list[Finding]:
    size: Mapping[str, int] = {"width_px": video.width_px, "height_px": video.height_px}
    findings = []
    if video.duration_s < SHORTEST_S:
        findings.append(_refusal("too_short", TOO_SHORT, seconds=round(video.duration_s, 1)))
    if video.lines_px < LEAST_LINES:
        findings.append(_refusal("too_small", TOO_SMALL, **size))
    elif video.lines_px < FEW_LINES:
        findings.append(_advice("small", SMALL, **size))
    return findings


def _judge_sound(
    facts: MediaFacts, track: AudioFacts, loudness: Loudness | None, language: str | None
) -> list[Finding]:
    findings = []
    if track.duration_s < SHORTEST_S:
        findings.append(_refusal("too_short", TOO_SHORT, seconds=round(track.duration_s, 1)))
    if loudness is not None:
        findings += _judge_loudness(loudness)
    if language and track.language and not same_language(track.language, language):
        findings.append(_advice("language_contradicts", OTHER_LANGUAGE, found=track.language, declared=language))
    if len(facts.audio) > 1:
        findings.append(_advice("several_sounds", SEVERAL_SOUNDS, count=len(facts.audio), number=track.index + 1))
    return findings


def _judge_loudness(loudness: Loudness) -> list[Finding]:
    if loudness.silent:
        return [_refusal("silence", SILENCE)]
    findings = []
    if loudness.true_peak_dbtp > CLIPPING_DBTP:
        findings.append(_advice("clipping", CLIPPING, peak_dbtp=loudness.true_peak_dbtp))
    if loudness.integrated_lufs < VERY_QUIET_LUFS:
        findings.append(_advice("very_quiet", VERY_QUIET, lufs=loudness.integrated_lufs))
    return findings


def _advice(code: str, sentence: str, **places: str | float) -> Finding:
    return Finding(code, blocking=False, sentence=sentence, places=places)


def _refusal(code: str, sentence: str, **places: str | float) -> Finding:
    return Finding(code, blocking=True, sentence=sentence, places=places)
