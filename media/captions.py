"""Captions: read from any usual format, judged, and written as WebVTT and SRT.

What they say is kept, and so is who says it; how it looked is not
(EN 301 549, 7.1.3). A viewer's own player decides that.
"""

import html
import re
from collections.abc import Sequence
from itertools import groupby

from media.cues.cue import MOST_CHARACTERS, MOST_CUES, Cue, tidy
from media.cues.reading import cues_of
from media.errors import TooManyCaptions
from media.legibility import RULES, clock, judge

__all__ = ["RULES", "Cue", "judge", "read", "to_srt", "to_webvtt"]

MOST_BYTES = 5 << 20
#: Where words would be taken for a mark of SRT or ASS, or for times.
MISTAKABLE = re.compile(r"(?<=<)(?=[/A-Za-z\d])|(?<=\{)(?=\\)|(?<=--)(?=>)")
MISTAKABLE_IN_WEBVTT = re.compile(r"(?<=\{)(?=\\)")
#: Parts them again, and nobody sees it. Our own reader takes it out.
WORD_JOINER = "\u2060"


def read(content: bytes, *, language: str | None = None, script: str | None = None) -> tuple[Cue, ...]:
    """Return the captions of an SRT, WebVTT, ASS, TTML, SCC or EBU STL file, in the order of time.

    What stands from the same moment to the same moment is one caption.

    Args:
        content: the file.
        language: BCP 47 tag of what should be in it. A file that is not in Unicode is read in its light.
        script: ISO 15924 of that language, such as "Arab".

    Raises:
        NotCaptions: it cannot be read; the subclass says where and why.
    """
    if len(content) > MOST_BYTES:
        raise TooManyCaptions(most=MOST_CUES)
    found, characters = [], 0
    for number, cue in enumerate(cues_of(content, language, script)):
        characters += len(cue.text)
        if number >= MOST_CUES or characters > MOST_CHARACTERS:
            raise TooManyCaptions(most=MOST_CUES)
        if cue.text:
            found.append(cue)
    return tuple(_together(found))


def to_webvtt(cues: Sequence[Cue]) -> str:
    """Return captions as WebVTT. Whatever they say, it is text and no mark-up."""
    blocks = ["WEBVTT"]
    for cue in cues:
        words = html.escape(MISTAKABLE_IN_WEBVTT.sub(WORD_JOINER, tidy(cue.text)), quote=False)
        blocks.append(f"{clock(cue.start_ms)} --> {clock(cue.end_ms)}\n{words}")
    return "\n\n".join(blocks) + "\n"


def to_srt(cues: Sequence[Cue]) -> str:
    """Return captions as SRT, for players outside the web. What looks like mark-up is made plain."""
    blocks = []
    for number, cue in enumerate(cues, start=1):
        words = MISTAKABLE.sub(WORD_JOINER, tidy(cue.text))
        blocks.append(f"{number}\n{clock(cue.start_ms, ',')} --> {clock(cue.end_ms, ',')}\n{words}\n")
    return "\n".join(blocks)


def _together(cues: Sequence[Cue]) -> list[Cue]:
    """Return the captions in order, those with the same times as one; what is said twice is said once."""

    def times(cue: Cue) -> tuple[int, int]:
        return cue.start_ms, cue.end_ms

    return [
        Cue(*stands, "\n".join(dict.fromkeys(cue.text for cue in same)))
        for stands, same in groupby(sorted(cues, key=times), key=times)
    ]
