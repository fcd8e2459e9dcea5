"""What is said of a sound track. Rules only."""

from media.choice import speaks
from media.errors import N_
from media.facts import AudioFacts, Finding, Heard, MediaFacts
from media.findings import advice, longest_s, refusal
from media.picture_rules import SHORTEST_S, TOO_SHORT

#: Above full scale a player distorts; below this a hall hears nothing before we lift it.
CLIPPING_DBTP, VERY_QUIET_LUFS = 0.5, -36.0
#: Shorter silences are pauses. At the beginning nobody waits for so long.
LONG_SILENCE_S, LATE_BEGINNING_S = 8.0, 3.0
#: A silence that begins no later than this begins with the film.
BEGINNING_S = 0.5

SILENCE = N_("There is nothing to hear in this file. Please check the export and upload it once more.")
SILENT_BEGINNING = N_(
    "Nothing is heard for the first %(seconds)s seconds. Please check that the beginning is not missing."
)
SILENT_STRETCH = N_(
    "Nothing is heard for up to %(seconds)s seconds at a time. Please check that no speech is missing there."
)
CLIPPING = N_("The sound is overdriven (%(peak_dbtp)s dBTP) and may crackle. Please export it at a lower volume.")
VERY_QUIET = N_("The sound is very quiet (%(lufs)s LUFS); noise may become audible when it is lifted.")
ONE_SIDED = N_("The sound comes from one side only. Please export it for both sides.")
OUT_OF_PHASE = N_(
    "Left and right cancel each other out: a phone with a single loudspeaker plays next to nothing. "
    "Please turn the phase of one side and export it again."
)
OTHER_LANGUAGE = N_("The file calls its sound “%(found)s”, not “%(declared)s”. Please check that it is the right one.")
SEVERAL_SOUNDS = N_("This file holds %(count)s sound tracks; number %(number)s is taken.")


def judge_sound(facts: MediaFacts, track: AudioFacts, heard: Heard | None, language: str | None) -> list[Finding]:
    """Return what is wrong with a track, whatever picture it goes with."""
    findings = []
    if track.duration_s < SHORTEST_S:
        findings.append(refusal("too_short", TOO_SHORT, seconds=round(track.duration_s, 1)))
    if heard is not None:
        findings += _judge_heard(heard)
    if language and track.language and not speaks(track, language):
        findings.append(advice("language_contradicts", OTHER_LANGUAGE, found=track.language, declared=language))
    if len(facts.audio) > 1:
        findings.append(advice("several_sounds", SEVERAL_SOUNDS, count=len(facts.audio), number=track.index + 1))
    return findings


def _judge_heard(heard: Heard) -> list[Finding]:
    if heard.loudness.silent:
        return [refusal("silence", SILENCE)]
    findings = _judge_silences(heard)
    if heard.clippings or heard.loudness.true_peak_dbtp > CLIPPING_DBTP:
        peak_dbtp = heard.loudness.true_peak_dbtp
        findings.append(advice("clipping", CLIPPING, heard.clippings, peak_dbtp=peak_dbtp))
    if heard.loudness.integrated_lufs < VERY_QUIET_LUFS:
        findings.append(advice("very_quiet", VERY_QUIET, lufs=heard.loudness.integrated_lufs))
    if heard.one_sided:
        findings.append(advice("one_sided", ONE_SIDED))
    if heard.out_of_phase:
        findings.append(advice("out_of_phase", OUT_OF_PHASE))
    return findings


def _judge_silences(heard: Heard) -> list[Finding]:
    """Return one finding for the beginning, and one for all long silences after it."""
    first = [span for span in heard.silences[:1] if span.start_s <= BEGINNING_S]
    findings = []
    if first and longest_s(first) >= LATE_BEGINNING_S:
        findings.append(advice("silent_beginning", SILENT_BEGINNING, first, seconds=longest_s(first)))
    rest = [span for span in heard.silences[len(first) :] if span.end_s - span.start_s >= LONG_SILENCE_S]
    if rest:
        findings.append(advice("silent_stretch", SILENT_STRETCH, rest, seconds=longest_s(rest)))
    return findings
