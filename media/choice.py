"""Which of several sound tracks is meant. Rules only; where they do not decide, a person does."""

from dataclasses import dataclass

from langcodes import Language

from media.errors import NoSound
from media.facts import AudioFacts, MediaFacts


@dataclass(frozen=True, slots=True)
class Unsure:
    """Each of these tracks may be meant: the likeliest first, at least two."""

    tracks: tuple[AudioFacts, ...]


def sound_choice(facts: MediaFacts, language: str | None = None) -> AudioFacts | Unsure:
    """Return the track that speaks the language, or those among which a person has to choose.

    A lone track is taken, whatever it says of itself. Comments and
    descriptions are no dub, unless a person says so.

    Args:
        facts: what ``probe`` said.
        language: BCP 47 tag that the uploader declared.

    Raises:
        NoSound: there is no track at all.
    """
    if not facts.audio:
        raise NoSound
    if len(facts.audio) == 1:
        return facts.audio[0]
    speech = [track for track in facts.audio if track.role is None]
    fitting = [track for track in speech if speaks(track, language)]
    unmarked = [track for track in speech if track.language is None]
    taken_by_players = [track for track in fitting if track.default]
    for certain in (fitting, taken_by_players, unmarked if len(speech) == 1 else []):
        if len(certain) == 1:
            return certain[0]
    likeliest = sorted(facts.audio, key=lambda track: (track not in fitting, track not in speech, not track.default))
    return Unsure(tuple(likeliest))


def sound_of(facts: MediaFacts, language: str | None = None) -> AudioFacts | None:
    """Return the track that is taken as long as no person has chosen another; None when there is none."""
    if not facts.audio:
        return None
    choice = sound_choice(facts, language)
    return choice.tracks[0] if isinstance(choice, Unsure) else choice


def speaks(track: AudioFacts, language: str | None) -> bool:
    """Whether a track says of itself that it is in that language."""
    return bool(language and track.language and same_language(track.language, language))


def same_language(one: str, other: str) -> bool:
    """Whether two tags name one language, be they "de" and "deu", "kmr" and "ku" or "prs" and "fa"."""
    try:
        return _broad(one) == _broad(other)
    except ValueError:
        return False


def _broad(tag: str) -> str | None:
    """Return the language that a file's tag may stand for, such as "ku" for Kurmanji."""
    return Language.get(tag).prefer_macrolanguage().language
