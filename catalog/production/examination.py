"""Look into the files that were handed in: what they hold, and what is wrong with them. No database here."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from catalog.films.languages import Language
from catalog.foundation.attempts import Attempt
from catalog.production.intake import Order
from catalog.production.models import Matter, Purpose
from catalog.production.workshop import workshop_of
from media import captions, listening
from media.acceptance import judge_dub, judge_film
from media.captions import Cue
from media.choice import Unsure, sound_choice
from media.errors import DifferentLength, SourceError
from media.examine import corrected, examine
from media.facts import AudioFacts, Finding, Heard, MediaFacts
from media.findings import finding_of
from media.probe import probe

#: How much a voice may run faster or slower before one hears that it does.
MOST_TEMPO_CHANGE = Fraction(3, 100)


@dataclass(frozen=True, slots=True)
class Examined:
    """The film or the dub, as far as it could be read."""

    findings: Sequence[Finding] = ()
    facts: MediaFacts | None = None
    track: AudioFacts | None = None
    heard: Heard | None = None
    #: The tracks among which a person has to choose.
    unsure: tuple[AudioFacts, ...] = ()
    #: How much faster the sound has to run to end with the picture, when it may.
    tempo: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Read:
    """The captions, as far as they could be read."""

    findings: Sequence[Finding]
    cues: Sequence[Cue] = field(default_factory=tuple)


def listen(attempt: Attempt, order: Order, file: Path) -> Examined:
    """Return what the film or the dub holds that was handed in."""
    workshop = workshop_of(attempt.runtime.config)
    try:
        found = probe(workshop, file)
        choice = _choice(order, found)
        if isinstance(choice, Unsure):
            return Examined(facts=found, unsure=choice.tracks)
        heard = listening.listen(workshop, file, choice.index, found.duration_s, cancelled=attempt.cancelled)
        seen = examine(workshop, file, found, cancelled=attempt.cancelled) if order.purpose == Purpose.FILM else None
    except SourceError as error:
        return Examined([finding_of(error)])
    if order.purpose == Purpose.FILM:
        found = corrected(found, seen)
        findings = judge_film(
            found,
            heard,
            language=order.language.tag,
            track=choice,
            seen=seen,
            known_duration_s=order.common.duration_s if order.common else None,
        )
        if order.language.is_signed:
            # Hands need no sound; a silent one is enough.
            findings = [
                replace(finding, blocking=finding.blocking and finding.code != "silence") for finding in findings
            ]
        return Examined(findings, found, choice, heard)
    if order.common is None:
        return Examined((), found, choice, heard)
    findings = judge_dub(found, heard, order.common.duration_s, language=order.language.tag, track=choice)
    return _fitted(Examined(findings, found, choice, heard), order.common.duration_s)


def read_captions(file: Path, duration_s: float, language: Language) -> Read:
    """Return what a caption file says; ``duration_s`` is 0 when the film's length is not known."""
    with file.open("rb") as opened:
        # One byte more than the workshop takes, so that it can tell a file that is too large.
        content = opened.read(captions.MOST_BYTES + 1)
    try:
        cues = captions.read(content, language=language.text_tag, script=language.text_script)
    except SourceError as error:
        return Read([finding_of(error)])
    return Read(captions.judge(cues, duration_s, language.text_tag, language.text_script), cues)


def _choice(order: Order, found: MediaFacts) -> AudioFacts | Unsure:
    """Return the sound that a person has chosen, else the one that is meant."""
    if answer := order.answers.get(Matter.SOUND):
        return found.audio[int(answer.chosen)]
    return sound_choice(found, order.language.tag)


def _fitted(examined: Examined, picture_duration_s: float) -> Examined:
    """Return a dub refused for its length as one to be asked about, when a little tempo mends it."""
    if examined.track is None or DifferentLength.code not in {finding.code for finding in examined.findings}:
        return examined
    tempo = Fraction(examined.track.end_s / picture_duration_s).limit_denominator(10_000)
    if abs(tempo - 1) > MOST_TEMPO_CHANGE:
        return examined
    others = [finding for finding in examined.findings if finding.code != DifferentLength.code]
    return replace(examined, findings=others, tempo=tempo)
