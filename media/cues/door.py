"""The strict door for a stranger's XML: no entities, no styles, no regions, only words and the times they stand."""

import re
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from media.cues.cue import MOST_CUES
from media.errors import EntitiesInside, NotCaptions, TooManyCaptions, UnknownCaptions

TTML = "{http://www.w3.org/ns/ttml}"
PARAMETER = "{http://www.w3.org/ns/ttml#parameter}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: TTML before it was a standard; old authoring tools still write it.
DRAFTS = re.compile(r"^\{http://www\.w3\.org/200\d/\d\d/ttaf1")
#: The attribute in which we note the line of an element.
LINE = "line"

TAGS = {f"{TTML}{name}" for name in ("tt", "body", "div", "p", "span", "br")}
ATTRIBUTES = {"begin", "end", "dur", "timeContainer", SPACE}
MOST_DEPTH = 16
#: Paragraphs, spans and breaks, for each caption.
MOST_ELEMENTS = 10 * MOST_CUES


def let_in(content: bytes) -> Element:
    """Return what a file of TTML says, without everything that we do not need.

    Raises:
        EntitiesInside: it declares entities.
        TooManyCaptions: it holds more elements, or deeper ones, than any captions.
        UnknownCaptions: it is other XML.
        NotCaptions: it breaks off, or breaks the rules of XML, in that line.
    """
    door = Door()
    parser = XMLParser(target=door)  # noqa: S314 -- the door refuses entities before they are read
    try:
        for line in content.splitlines(keepends=True):
            door.line += 1
            parser.feed(line)
        root: Element | None = parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise NotCaptions(line=door.line, detail=str(error)) from error
    if root is None or root.tag != f"{TTML}tt":
        raise UnknownCaptions
    return root


class Door(TreeBuilder):
    """Builds a tree of those elements that are let in."""

    def __init__(self) -> None:
        super().__init__()
        self.line = 0
        self._elements = 0
        self._depth = 0
        #: How deep we are in something that stays outside; 0 when we are not.
        self._outside = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:  # noqa: ARG002 -- called by the parser
        """Refuse what declares entities: they can name other files and grow without end."""
        raise EntitiesInside

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        """Take an element in, or step over it."""
        self._depth += 1
        self._elements += 1
        if self._depth > MOST_DEPTH or self._elements > MOST_ELEMENTS:
            raise TooManyCaptions(most=MOST_CUES)
        tag = DRAFTS.sub(TTML.removesuffix("}"), tag)
        if self._outside or tag not in TAGS:
            self._outside += 1
            return Element(tag)
        named = {DRAFTS.sub(TTML.removesuffix("}"), name): value.strip() for name, value in attrs.items()}
        kept = {name: value for name, value in named.items() if name in ATTRIBUTES or name.startswith(PARAMETER)}
        return super().start(tag, {**kept, LINE: str(self.line)})

    def end(self, tag: str, /) -> Element:
        """Leave an element."""
        self._depth -= 1
        if self._outside:
            self._outside -= 1
            return Element(tag)
        return super().end(DRAFTS.sub(TTML.removesuffix("}"), tag))

    def data(self, data: str, /) -> None:
        """Take words in, unless they belong to something that stays outside."""
        if not self._outside:
            super().data(data)
