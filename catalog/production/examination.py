"""Look into the files that were handed in: what they hold, and what is wrong with them. No database here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catalog.films.languages import Language
from catalog.production.models import Purpose
from media import captions, loudness
from media.acceptance import finding_of, judge_dub, judge_film, sound_of
from media.captions import Cue
from media.errors import SourceError
from media.facts import AudioFacts, Finding, Loudness, MediaFacts, VideoFacts
from media.probe import probe
from media.process import Workshop

#: The script in which captions of a sign language are written.
LATIN = "Latn"


@dataclass(frozen=True, slots=True)
class Heard:
    """The film or the dub, as far as it could be read."""

    findings: Sequence[Finding]
    facts: MediaFacts | None = None
    track: AudioFacts | None = None
    loudness: Loudness | None = None

    @property
    def video(self) -> VideoFacts | None:
        """Return the picture, when there is one."""
        return self.facts.video if self.facts else None


@dataclass(frozen=True, slots=True)
class Read:
    """The captions, as far as they could be read."""

    findings: Sequence[Finding]
    cues: Sequence[Cue] = field(default_factory=tuple)


def listen(
    workshop: Workshop, file: Path, purpose: Purpose, language: Language, picture_duration_s: float | None
) -> Heard:
    """Return what a film or a dub holds.

    Args:
        workshop: where strangers' files are opened.
        file: what was handed in.
        purpose: film or dub.
        language: what it should speak.
        picture_duration_s: how long the picture of a dub is; None when there is none yet.
    """
    try:
        facts = probe(workshop, file)
        track = sound_of(facts, language.tag)
        heard = None
        if track:
            heard = loudness.measure(workshop, file, track.index, duration_s=facts.duration_s)
    except SourceError as error:
        return Heard([finding_of(error)])
    if purpose == Purpose.FILM:
        findings = judge_film(facts, heard, language=language.tag)
    elif picture_duration_s is not None:
        findings = judge_dub(facts, heard, picture_duration_s, language=language.tag)
    else:
        findings = []
    return Heard(findings, facts, track, heard)


def read_captions(file: Path, duration_s: float, language: Language) -> Read:
    """Return what a caption file says; ``duration_s`` is 0 when the film's length is not known."""
    with file.open("rb") as opened:
        # One byte more than the workshop takes, so that it can tell a file that is too large.
        content = opened.read(captions.MOST_BYTES + 1)
    try:
        cues = captions.read(content)
    except SourceError as error:
        return Read([finding_of(error)])
    return Read(captions.judge(cues, duration_s, language.text_tag, language.script or LATIN), cues)
