"""Read ASS and SSA: the lines "Dialogue:" of the section "[Events]"."""

import re
from collections.abc import Iterator, Sequence

from media.cues.cue import Cue, milliseconds, tidy
from media.errors import BrokenTime

CLOCK = re.compile(r"^(\d{1,3}):([0-5]\d):([0-5]\d)\.(\d{1,3})$", re.ASCII)
MARK = re.compile(r"\{[^{}]*\}")
DRAWING = re.compile(r"\{[^{}]*\\p[1-9]")


def dialogue(lines: Sequence[str]) -> Iterator[Cue]:
    """Yield the captions; styles, effects and drawings are left out.

    Raises:
        BrokenTime: a line names no times.
    """
    names: list[str] = []
    inside = False
    for number, line in enumerate(lines, start=1):
        kind, _, rest = line.partition(":")
        if line.strip().startswith("["):
            inside = line.strip().lower() == "[events]"
        elif inside and kind.strip() == "Format":
            names = [name.strip().lower() for name in rest.split(",")]
        elif inside and kind.strip() == "Dialogue":
            fields = dict(zip(names, rest.split(",", max(0, len(names) - 1)), strict=False))
            start, end = (CLOCK.match(fields.get(name, "").strip()) for name in ("start", "end"))
            if start is None or end is None:
                raise BrokenTime(line=number)
            yield Cue(milliseconds(start.groups()), milliseconds(end.groups()), _words(fields.get("text", "")))


def _words(text: str) -> str:
    if DRAWING.search(text):
        return ""
    return tidy(MARK.sub("", text).replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " "))
