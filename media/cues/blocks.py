"""Read SRT and WebVTT: a line of times, and the words below it.

SRT was never written down, so its reader forgives missing numbers, missing
and superfluous empty lines. WebVTT has rules, and its reader keeps to them.
"""

import html
import re
from collections.abc import Iterator, Sequence

from media.cues.cue import Cue, milliseconds, tidy
from media.errors import BrokenTime

ARROW = "-->"
CLOCK = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})"
TIMES = re.compile(rf"^{CLOCK}\s*-->\s*{CLOCK}(?:\s.*)?$", re.ASCII)
#: A line that begins with a time but has no arrow: somebody's hand slipped.
STRAY_CLOCK = re.compile(r"^\d{1,3}:\d\d:\d\d[.,]\d", re.ASCII)
#: Such as <i>, </font>, <00:01.000>, and {\an8} from ASS.
MARK = re.compile(r"</?[A-Za-z][^<>]*>|</?\d\d:[\d:.]+>|\{\\[^{}]*\}")
#: The one mark that is words as well: a deaf reader wants to know who speaks.
VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>]+)>")
ABOUT_THE_FILE = {"NOTE", "STYLE", "REGION"}


def srt(lines: Sequence[str]) -> Iterator[Cue]:
    """Yield the captions of SRT.

    Raises:
        BrokenTime: a line where times should stand holds something else.
    """
    times, words = None, list[str]()
    for number, line in enumerate(lines, start=1):
        if ARROW in line:
            following = _times(line, number)
            if words and words[-1].strip().isdecimal() and lines[number - 2].strip():
                # The caption's own number stands right above its times.
                words.pop()
            if times is not None:
                yield Cue(*times, _said(words))
            times, words = following, []
        elif STRAY_CLOCK.match(line.strip()) or (times is None and line.strip() and not line.strip().isdecimal()):
            raise BrokenTime(line=number)
        elif line.strip():
            words.append(line)
    if times is not None:
        yield Cue(*times, _said(words))


def webvtt(lines: Sequence[str]) -> Iterator[Cue]:
    """Yield the captions of WebVTT; remarks, styles and regions are left out.

    Who speaks is told wherever another one speaks than before.

    Raises:
        BrokenTime: a line where times should stand holds something else.
    """
    speaker = None
    for block in _blocks(lines):
        if block[0][1].split()[0] in ABOUT_THE_FILE:
            continue
        timed = 0 if ARROW in block[0][1] or len(block) == 1 else 1
        number, line = block[timed]
        times = _times(line, number)
        words = "\n".join(words for _, words in block[timed + 1 :])
        named, speaker = _named(words, speaker)
        yield Cue(*times, tidy(html.unescape(MARK.sub("", named))))


def _blocks(lines: Sequence[str]) -> Iterator[list[tuple[int, str]]]:
    """Yield the blocks of numbered lines between empty ones, without the first, which is about the file itself."""
    block: list[tuple[int, str]] = []
    head = True
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append((number, line))
        elif block:
            if not head:
                yield block
            head, block = False, []


def _times(line: str, number: int) -> tuple[int, int]:
    found = TIMES.match(line.strip())
    if found is None:
        raise BrokenTime(line=number)
    return milliseconds(found.groups()[:4]), milliseconds(found.groups()[4:])


def _said(lines: Sequence[str]) -> str:
    return tidy(MARK.sub("", "\n".join(lines)))


def _named(words: str, speaker: str | None) -> tuple[str, str | None]:
    """Return the words with their speakers' names in place of the marks, and who spoke last."""
    voices = VOICE.split(words)
    if len(voices) == 1:
        return words, None
    spoken = [voices[0]]
    for name, said in zip(voices[1::2], voices[2::2], strict=True):
        known = name == speaker or said.lstrip().casefold().startswith(name.strip().casefold())
        spoken.append(said if known else f"{name.strip()}: {said}")
        speaker = name
    return "".join(spoken), speaker
