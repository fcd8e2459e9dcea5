"""What is said in each language, read from ``texts/``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from demonstration.timeline import LENGTHS_S

TEXTS = Path(__file__).parent / "texts"

#: The order in which the languages are offered; the first ones have a voice.
LANGUAGES = ("de", "en", "ar", "fa", "tr", "uk", "ru", "kmr", "fr", "ur", "am", "ti", "ckb", "ps", "so", "prs")


@dataclass(frozen=True, slots=True)
class Narration:
    """The words of one language version."""

    language: str
    #: The voice of espeak-ng, or None where it has none for this language.
    voice: str | None
    #: How the voice says the emergency number: figure by figure.
    spoken_110: str | None
    title: str
    description: str
    #: Says that this is a demonstration which no native speaker has reviewed.
    notice: str
    #: The sentences of each scene, in the order of the film; one sentence is one caption.
    cues: Mapping[str, tuple[str, ...]]


def read_narration(language: str) -> Narration:
    """Read one language and see that it has words for every scene."""
    content = tomllib.loads((TEXTS / f"{language}.toml").read_text(encoding="utf-8"))
    if list(content["cues"]) != list(LENGTHS_S):
        raise ValueError(f"texts/{language}.toml must have the scenes {', '.join(LENGTHS_S)}, in this order")
    return Narration(
        language=language,
        voice=content.get("voice"),
        spoken_110=content.get("spoken_110"),
        title=content["title"],
        description=content["description"],
        notice=content["notice"],
        cues={scene: tuple(sentences) for scene, sentences in content["cues"].items()},
    )
