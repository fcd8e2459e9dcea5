"""Read what broadcasters exchange: SCC (captions of American television) and EBU STL (teletext), by ttconv."""

import logging
from collections.abc import Callable, Iterator
from fractions import Fraction
from io import BytesIO
from typing import Any, Protocol

from ttconv.model import Br, P, Text
from ttconv.scc import reader as scc_reader
from ttconv.stl import reader as stl_reader
from ttconv.stl.config import STLReaderConfiguration

from media.cues.cue import MOST_CUES, Cue
from media.cues.stays import Stay, captions_of
from media.errors import BrokenTime, NotCaptions, TooManyCaptions, UnknownCaptions

# What a stranger's file gets wrong is told to the stranger; the log is for us.
logging.getLogger("ttconv").setLevel(logging.CRITICAL)

SCC_HEAD = "Scenarist_SCC V1.0"
#: A film of two hours has about two hundred thousand; the library takes long for more.
MOST_SCC_CHARACTERS = 400_000
#: Where an STL file names its rate of frames, and the size of its head and of each block.
STL_MARK = slice(3, 6)
STL_HEAD_BYTES, STL_BLOCK_BYTES = 1024, 128
#: Of a block: the hours, minutes, seconds and frames of its beginning, then of its end.
STL_CLOCKS = slice(5, 13)
STL_LARGEST = (23, 59, 59, 59, 23, 59, 59, 59)
#: Times count from where the programme begins on its tape.
STL_SETTING = STLReaderConfiguration(program_start_tc="TCP")


class Part(Protocol):
    """What we need to know of a part of a document. Its times count from its parent's beginning."""

    def get_begin(self) -> Fraction | None:
        """Return when it appears; None is with its parent."""

    def get_end(self) -> Fraction | None:
        """Return when it goes; None is with its parent."""

    def __iter__(self) -> Iterator["Part"]:
        """Yield its own parts."""


def scc(text: str) -> Iterator[Cue]:
    """Yield the captions of SCC.

    Raises:
        UnknownCaptions: it breaks the rules of SCC.
        TooManyCaptions: no film has that many.
    """
    if len(text) > MOST_SCC_CHARACTERS:
        raise TooManyCaptions(most=MOST_CUES)
    yield from _captions_by(scc_reader.to_model, text)


def is_stl(content: bytes) -> bool:
    """Whether a file is EBU STL."""
    return content[STL_MARK] == b"STL" and len(content) >= STL_HEAD_BYTES


def stl(content: bytes) -> Iterator[Cue]:
    """Yield the captions of EBU STL.

    Raises:
        NotCaptions: a block breaks off, or names no valid times; its number stands for the line.
        TooManyCaptions: no film has that many.
    """
    starts = range(STL_HEAD_BYTES, len(content), STL_BLOCK_BYTES)
    if len(starts) > MOST_CUES:
        raise TooManyCaptions(most=MOST_CUES)
    for number, start in enumerate(starts, start=1):
        block = content[start : start + STL_BLOCK_BYTES]
        if len(block) < STL_BLOCK_BYTES:
            raise NotCaptions(line=number)
        # The library would step over it in silence.
        if any(part > most for part, most in zip(block[STL_CLOCKS], STL_LARGEST, strict=True)):
            raise BrokenTime(line=number)
    yield from _captions_by(stl_reader.to_model, BytesIO(content), STL_SETTING)


def _captions_by(read: Callable[..., Any], *given: object) -> Iterator[Cue]:
    """Yield the captions of a file that one of the library's readers understands."""
    try:
        body: Part | None = read(*given).get_body()
    except Exception as error:
        # The library meets a stranger's file: whatever it trips over, the file is at fault.
        raise UnknownCaptions(detail=repr(error)) from error
    for paragraph, stay in _paragraphs(body, Stay()) if body is not None else ():
        yield from captions_of(list(_pieces(paragraph, stay)))


def _paragraphs(part: Part, around: Stay) -> Iterator[tuple[Part, Stay]]:
    """Yield every paragraph and when it stands."""
    stay = _stay(part, around)
    if isinstance(part, P):
        yield part, stay
    else:
        for child in part:
            yield from _paragraphs(child, stay)


def _pieces(part: Part, stay: Stay) -> Iterator[tuple[Stay, str]]:
    """Yield the words of a paragraph in their order."""
    for child in part:
        if isinstance(child, Text):
            yield stay, child.get_text()
        elif isinstance(child, Br):
            yield stay, "\n"
        else:
            yield from _pieces(child, _stay(child, stay))


def _stay(part: Part, around: Stay) -> Stay:
    begin, end = part.get_begin(), part.get_end()
    return around.part(around.begin_s + (begin or 0), None if end is None else around.begin_s + end)
