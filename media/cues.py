"""Read captions from SRT, WebVTT and ASS: times and words, nothing else.

Styles, positions and drawings of strangers are dropped. What cannot be read
is refused with its line, because a caption that silently vanishes is worse.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from media.errors import BrokenTime, TooManyCaptions, UnknownCaptions

#: A film of twenty minutes has about four hundred.
MOST_CUES = 10_000

CLOCK = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})"
TIMES = re.compile(rf"^{CLOCK}\s*-->\s*{CLOCK}(?:\s.*)?$")
ASS_CLOCK = re.compile(r"^(\d{1,3}):([0-5]\d):([0-5]\d)\.(\d{1,3})$")
#: Marks of SRT and WebVTT, such as <i>, </font>, <v Anna>, <00:01.000>, and {\an8} from ASS.
MARK = re.compile(r"</?[A-Za-z][^<>]*>|</?\d\d:[\d:.]+>|\{\\[^{}]*\}")
ASS_MARK = re.compile(r"\{[^{}]*\}")
ASS_DRAWING = re.compile(r"\{[^{}]*\\p[1-9]")


@dataclass(frozen=True, slots=True)
class Cue:
    """Some words on the screen, from one moment to another."""

    start_ms: int
    end_ms: int
    text: str


def cues_of(text: str) -> Iterator[Cue]:
    """Yield the captions of a file in its own order.

    Raises:
        BrokenTime: a line where times should stand holds something else.
        TooManyCaptions: no film has that many.
        UnknownCaptions: it is neither SRT nor WebVTT nor ASS.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head = next((line.strip() for line in lines if line.strip()), "")
    if head == "WEBVTT" or head.startswith(("WEBVTT ", "WEBVTT\t")):
        found = _blocks(lines, web=True)
    elif any(line.strip().lower() == "[events]" for line in lines):
        found = _dialogue(lines)
    elif "-->" in text:
        found = _blocks(lines, web=False)
    else:
        raise UnknownCaptions
    for number, cue in enumerate(found):
        if number >= MOST_CUES:
            raise TooManyCaptions(most=MOST_CUES)
        if cue.text:
            yield cue


def tidy(text: str) -> str:
    """Return the words of a caption: no empty lines, no control characters, no blanks at the edges."""
    kept = "".join(character for character in text if (character >= " " and character != "\x7f") or character in "\n\t")
    lines = (" ".join(line.split()) for line in kept.split("\n"))
    return "\n".join(line for line in lines if line)


def _blocks(lines: list[str], *, web: bool) -> Iterator[Cue]:
    """Yield the captions of SRT or WebVTT: blocks with a line of times, set apart by empty lines."""
    block: list[tuple[int, str]] = []
    # WebVTT begins with a block about the file itself.
    head = web
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append((number, line))
        elif block:
            if not head:
                yield from _cue(block, web=web)
            head, block = False, []


def _cue(block: list[tuple[int, str]], *, web: bool) -> Iterator[Cue]:
    """Yield the caption of one block; a remark or a style of WebVTT is none."""
    if web and block[0][1].split()[0] in {"NOTE", "STYLE", "REGION"}:
        return
    timed = 0 if "-->" in block[0][1] or len(block) == 1 else 1
    number, times = block[timed]
    found = TIMES.match(times.strip())
    if found is None:
        raise BrokenTime(line=number)
    start_ms, end_ms = _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:])
    words = MARK.sub("", "\n".join(line for _, line in block[timed + 1 :]))
    yield Cue(start_ms, end_ms, tidy(html.unescape(words) if web else words))


def _dialogue(lines: list[str]) -> Iterator[Cue]:
    """Yield the captions of ASS: the lines "Dialogue:" of the section "[Events]"."""
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
            clocks = [ASS_CLOCK.match(fields.get(name, "").strip()) for name in ("start", "end")]
            if clocks[0] is None or clocks[1] is None:
                raise BrokenTime(line=number)
            words = "" if ASS_DRAWING.search(fields.get("text", "")) else ASS_MARK.sub("", fields.get("text", ""))
            words = words.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")
            yield Cue(_milliseconds(clocks[0].groups()), _milliseconds(clocks[1].groups()), tidy(words))


def _milliseconds(clock: tuple[str | None, ...]) -> int:
    """Return hours, minutes, seconds and their fraction as milliseconds."""
    hours, minutes, seconds = (int(part or 0) for part in clock[:3])
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((clock[3] or "0").ljust(3, "0"))
