"""What is said in a film, as text to read: taken from its captions. Pure."""

from dataclasses import dataclass

ARROW = "-->"


@dataclass(frozen=True, slots=True)
class Line:
    """What is said from a moment on."""

    at_s: int
    text: str


def lines(webvtt: str) -> list[Line]:
    """Return the lines of strict WebVTT, as the workshop writes it."""
    found = []
    for block in webvtt.replace("\r\n", "\n").split("\n\n"):
        before, arrow, after = block.partition(ARROW)
        if arrow:
            _, _, text = after.partition("\n")
            found.append(Line(_seconds(before.strip().splitlines()[-1]), " ".join(text.split())))
    return found


def _seconds(clock: str) -> int:
    """Return the whole seconds of "00:01:02.500", or of "01:02.500"."""
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return int(seconds)
