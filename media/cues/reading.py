"""Which format a file of captions is in, whatever it is called."""

from collections.abc import Iterator

from media.cues import blocks, broadcast
from media.cues.cue import Cue
from media.cues.dialogue import dialogue
from media.cues.letters import decoded
from media.cues.timed_text import timed_text
from media.errors import UnknownCaptions

#: How a file of XML begins, in any encoding, its zeros and its byte order mark taken away.
XML_HEADS = (b"<?xml", b"<tt", b"<!DOCTYPE", b"<!--")
#: How many bytes a blank beginning may have.
LOOKED_AT = 400


def cues_of(content: bytes, language: str | None = None, script: str | None = None) -> Iterator[Cue]:
    """Yield the captions of a file in its own order; some may be without words.

    Raises:
        NotCaptions: it cannot be read; the subclass says where and why.
    """
    if broadcast.is_stl(content):
        return broadcast.stl(content)
    if content[:LOOKED_AT].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n").startswith(XML_HEADS):
        return timed_text(content)
    return _cues_in(decoded(content, language, script))


def _cues_in(text: str) -> Iterator[Cue]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head = next((line.strip() for line in lines if line.strip()), "")
    if head == "WEBVTT" or head.startswith(("WEBVTT ", "WEBVTT\t")):
        return blocks.webvtt(lines)
    if head == broadcast.SCC_HEAD:
        return broadcast.scc(text)
    # Somebody may say "[Events]" in a caption: SRT begins with a number or with its first times.
    is_srt = head.isdecimal() or blocks.ARROW in head
    if not is_srt and any(line.strip().lower() == "[events]" for line in lines):
        return dialogue(lines)
    if blocks.ARROW in text:
        return blocks.srt(lines)
    raise UnknownCaptions
