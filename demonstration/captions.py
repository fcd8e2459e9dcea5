"""Captions: the sentences of a narration as WebVTT, kept to the rules for easy reading."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from demonstration.timeline import DURATION_S

LINES_MAX = 2
LINE_CHARS_MAX = 42
GERMAN_LINE_CHARS_MAX = 37
SHORTEST_S, LONGEST_S = 1.0, 7.0
CHARS_PER_S_MAX = 17


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption and when it is shown."""

    start_s: float
    end_s: float
    text: str


def visible_length(text: str) -> int:
    """Return the number of letters a reader sees: marks above and below a letter do not count."""
    return sum(unicodedata.category(letter) not in {"Mn", "Me", "Cf"} for letter in text)


def broken(text: str, line_chars: int) -> str:
    """Return the text on one line if it fits, else on two lines of nearly equal length."""
    if visible_length(text) <= line_chars:
        return text
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    best = min(spaces, key=lambda place: abs(visible_length(text[:place]) - visible_length(text[place + 1 :])))
    return f"{text[:best]}\n{text[best + 1 :]}"


def line_chars_max(language: str) -> int:
    """Return how long a line may be in this language."""
    return GERMAN_LINE_CHARS_MAX if language == "de" else LINE_CHARS_MAX


def faults(cues: Iterable[Cue], language: str) -> list[str]:
    """Return a sentence for every broken rule; an empty list is what we want."""
    found: list[str] = []
    last_end_s = 0.0
    for cue in cues:
        shown_s = cue.end_s - cue.start_s
        lines = cue.text.split("\n")
        rules = {
            "overlaps the one before": cue.start_s < last_end_s,
            "stays longer than the film": cue.end_s > DURATION_S,
            "is too short or too long on the screen": not SHORTEST_S <= shown_s <= LONGEST_S,
            "has too many lines": len(lines) > LINES_MAX,
            "has too long a line": max(map(visible_length, lines)) > line_chars_max(language),
            "must be read too fast": visible_length(cue.text) > CHARS_PER_S_MAX * shown_s,
        }
        found += [f"{language} at {cue.start_s:.2f} s {fault}: {cue.text!r}" for fault, broke in rules.items() if broke]
        last_end_s = cue.end_s
    return found


def clock(time_s: float) -> str:
    """Return a time as WebVTT writes it: ``00:01:02.345``."""
    minutes, seconds = divmod(time_s, 60)
    return f"00:{int(minutes):02}:{seconds:06.3f}"


def to_webvtt(cues: Iterable[Cue]) -> str:
    """Return the cues as the text of a WebVTT file."""
    blocks = [f"{clock(cue.start_s)} --> {clock(cue.end_s)}\n{cue.text}\n" for cue in cues]
    return "\n".join(["WEBVTT\n", *blocks])
