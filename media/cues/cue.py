"""What is left of a stranger's captions: times and words."""

import re
from dataclasses import dataclass

import regex

#: A film of twenty minutes has about four hundred.
MOST_CUES = 10_000
#: All their words together; one caption has about sixty characters.
MOST_CHARACTERS = 100 * MOST_CUES

#: Controls, byte order marks, hidden tags; and the overrides of the writing direction, which can turn a number round.
#: The marks and isolates that a right-to-left text needs stay, and so do the joiners.
DROPPED = regex.compile(
    r"[[\p{Cc}\p{Cs}]--[\t-\r\x85]]|[\u202D\u202E\u2060\u206A-\u206F\uFEFF\uFFF9-\uFFFB\U000E0000-\U000E007F]", regex.V1
)
BLANKS = re.compile(r"[ \t]+")
SEEN = regex.compile(r"[^\p{Z}\p{Cf}]")


@dataclass(frozen=True, slots=True)
class Cue:
    """Some words on the screen, from one moment to another."""

    start_ms: int
    end_ms: int
    text: str


def tidy(text: str) -> str:
    """Return the words of a caption: no empty lines, nothing invisible that misleads, no blanks at the edges."""
    lines = (line for line in DROPPED.sub("", text).splitlines() if SEEN.search(line))
    return "\n".join(BLANKS.sub(" ", line).strip() for line in lines)


def milliseconds(clock: tuple[str | None, ...]) -> int:
    """Return hours, minutes, seconds and their decimals as milliseconds: ("1", "02", "03", "5") is 3723500."""
    hours, minutes, seconds = (int(part or 0) for part in clock[:3])
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((clock[3] or "0").ljust(3, "0"))
