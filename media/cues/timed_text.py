"""Read TTML and its profiles, IMSC and EBU-TT-D: words in paragraphs, and times that count from what is around them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element

from ttconv.imsc.attributes import (
    DropModeAttribute,
    FrameRateAttribute,
    TemporalAttributeParsingContext,
    TickRateAttribute,
    TimeBaseAttribute,
    parse_time_expression,
)

from media.cues.cue import Cue
from media.cues.door import LINE, SPACE, TTML, let_in
from media.cues.stays import Stay, captions_of
from media.errors import BrokenTime, NotCaptions

BODY, PARAGRAPH, SPAN, BREAK = (f"{TTML}{name}" for name in ("body", "p", "span", "br"))
TIME = re.compile(r"\d{2,3}:\d\d:\d\d(?:\.\d{1,9}|:\d{2,3})?|\d{1,15}(?:\.\d{1,9})?(?:h|m|s|ms|f|t)", re.ASCII)
WHITE = re.compile(r"[ \t\r\n]+")


def timed_text(content: bytes) -> Iterator[Cue]:
    """Yield the captions of TTML.

    Raises:
        NotCaptions: it cannot be read; the subclass says where and why.
    """
    root = let_in(content)
    clock = Clock.of(root)
    for body in root.iterfind(BODY):
        for paragraph, stay in clock.paragraphs(body, clock.stay(body, Stay(), Fraction(0))):
            yield from captions_of(list(clock.pieces(paragraph, stay)))


@dataclass(frozen=True, slots=True)
class Clock:
    """How a document counts its time. ``ways`` is ttconv's: its frames and ticks in a second."""

    ways: object

    @classmethod
    def of(cls, root: Element) -> "Clock":
        """Return the clock that a document names.

        Raises:
            NotCaptions: it names none that could tick.
        """
        frame_rate, tick_rate = FrameRateAttribute.extract(root), TickRateAttribute.extract(root)
        if not frame_rate or not tick_rate:
            raise NotCaptions(line=int(root.get(LINE, 1)))
        time_base, drop_mode = TimeBaseAttribute.extract(root), DropModeAttribute.extract(root)
        return cls(TemporalAttributeParsingContext(frame_rate, tick_rate, time_base, drop_mode))

    def paragraphs(self, element: Element, stay: Stay) -> Iterator[tuple[Element, Stay]]:
        """Yield every paragraph and when it stands."""
        if element.tag == PARAGRAPH:
            yield element, stay
            return
        for child, child_stay in self._children(element, stay):
            yield from self.paragraphs(child, child_stay)

    def pieces(self, element: Element, stay: Stay, *, plain: bool = True) -> Iterator[tuple[Stay, str]]:
        """Yield the words of a paragraph in their order; where it is ``plain``, line breaks of the file are blanks."""
        plain = {"default": True, "preserve": False}.get(element.get(SPACE, ""), plain)
        yield stay, _words(element.text, plain=plain)
        for child, child_stay in self._children(element, stay):
            if child.tag == BREAK:
                yield child_stay, "\n"
            elif child.tag == SPAN:
                yield from self.pieces(child, child_stay, plain=plain)
            yield stay, _words(child.tail, plain=plain)

    def stay(self, element: Element, around: Stay, from_s: Fraction) -> Stay:
        """Return when an element stands whose times count from a moment."""
        begin_s = from_s + (self._time(element, "begin") or 0)
        lasts_s, until_s = self._time(element, "dur"), self._time(element, "end")
        stay = around if until_s is None else around.part(around.begin_s, from_s + until_s)
        return stay.part(begin_s, None if lasts_s is None else begin_s + lasts_s)

    def _children(self, element: Element, stay: Stay) -> Iterator[tuple[Element, Stay]]:
        """Yield the parts of an element and when they stand: all at once, or one after the other."""
        from_s = stay.begin_s
        for child in element:
            child_stay = self.stay(child, stay, from_s)
            yield child, child_stay
            if element.get("timeContainer") == "seq":
                from_s = child_stay.end_s or child_stay.begin_s

    def _time(self, element: Element, name: str) -> Fraction | None:
        written = element.get(name)
        if written is None:
            return None
        try:
            time_s: Fraction = parse_time_expression(self.ways, written if TIME.fullmatch(written) else "")
        except ValueError as error:
            raise BrokenTime(line=int(element.get(LINE, 1))) from error
        return time_s


def _words(text: str | None, *, plain: bool) -> str:
    return WHITE.sub(" ", text or "") if plain else text or ""
