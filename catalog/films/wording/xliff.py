"""The words of a film as XLIFF 2.0, the exchange form of translation offices: written, and read again. Pure.

One file holds one target language, a unit one field of one version; its id
tells which. A file may come back from another tool: re-segmented, annotated,
with another name for the language.

The standard library does it: the one Python library that writes XLIFF 2.0,
translate-toolkit, is under the GPL. Tests let it read and save our files.
"""

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, ParseError, SubElement, TreeBuilder, XMLParser, indent, tostring

from catalog.films.languages import LANGUAGES, ORIGINAL, UnknownLanguage, canonical
from catalog.films.lifecycle import Status
from catalog.films.wording.desk import Line, Sheet
from catalog.films.wording.rows import Row
from catalog.films.wording.words import FIELDS, MOST_CHARACTERS
from catalog.foundation.errors import N_, Invalid

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
#: Both are written under the same namespace.
VERSIONS = ("2.0", "2.1")
INITIAL, TRANSLATED, FINAL = "initial", "translated", "final"
#: States in which a segment is translated, whatever is still done with it.
DONE = (TRANSLATED, "reviewed", FINAL)
#: How the id of a unit is written, such as "polizei.ti.r2.title".
UNIT = re.compile(r"([a-z0-9-]{1,80})\.([A-Za-z0-9-]{1,35})\.r([0-9]{1,6})\.([a-z_]{1,30})")
#: More parts than any file of words could have.
MOST_ELEMENTS = 100_000
DEEPEST = 50
#: Said to translators, who read German and perhaps English.
NOTES = {
    "title": "Titel des Films, höchstens {most} Zeichen. (Title of the film, at most {most} characters.)",
    "description": "Beschreibung, höchstens {most} Zeichen. (Description, at most {most} characters.)",
    "call_to_action": "Handlungsaufruf, höchstens {most} Zeichen. (Call to action, at most {most} characters.)",
}
BEFORE = "Der deutsche Text hieß vorher: {text} (What the German text was before.)"


class NotXliff(Invalid):
    """The file is no XML, or no XLIFF of a version that we read."""

    sentence = N_("We cannot read “%(filename)s” as XLIFF. Please send it as XLIFF 2.0, as it was exported here.")


class DoctypeInXliff(Invalid):
    """The file declares a document type, through which XML can reach for other files or grow without end."""

    sentence = N_("“%(filename)s” contains a DOCTYPE, which XLIFF does not need. Please save it without one.")


class XliffTooLarge(Invalid):
    """The file has more or deeper parts than any translation of ours."""

    sentence = N_("“%(filename)s” has too many parts for the words of a film.")


class NotFromGerman(Invalid):
    """The file translates from another language."""

    sentence = N_("“%(filename)s” translates from “%(tag)s”. The original of our words is German.")


class OtherTarget(Invalid):
    """The file says that it is in one language and has units for another one."""

    sentence = N_(
        "“%(filename)s” says that it is in “%(said)s”, but has words for “%(meant)s”. Please look which is right."
    )


def targets(sheet: Sheet) -> list[str]:
    """Return the languages into which a film's words are translated; what is written in German is none."""
    tags = [line.version.language for line in sheet.lines if line.correctable]
    return [tag for tag in dict.fromkeys(tags) if LANGUAGES[tag].text_tag != ORIGINAL]


def state_of(sheet: Sheet, line: Line, field: str) -> str:
    """Return how far one field is translated, as XLIFF says it; words of an earlier original have to be looked at."""
    if not line.words[field] or sheet.original is None:
        return INITIAL
    if line.version.worded_after_sha256 != sheet.original.words.sha256:
        return INITIAL
    return FINAL if line.version.status in (Status.APPROVED, Status.PUBLISHED) else TRANSLATED


def unit_id(sheet: Sheet, line: Line, field: str) -> str:
    """Return the name of a field, by which it is found again after months."""
    return f"{sheet.film.slug}.{line.version.language}.r{line.version.revision}.{field}"


def write(sheet: Sheet, language: str) -> bytes:
    """Return the words of a film in one language beside the German ones.

    What the original does not say is left out.
    """
    target = LANGUAGES[language]
    root = Element(
        "xliff", {"xmlns": NAMESPACE, "version": VERSIONS[0], "srcLang": ORIGINAL, "trgLang": target.text_tag}
    )
    file = SubElement(
        root,
        "file",
        {
            "id": sheet.film.slug,
            "original": sheet.film.slug,
            # Our units are read one by one; a tool that joins them would lose their ids.
            "canResegment": "no",
            "srcDir": "ltr",
            "trgDir": target.direction,
            "xml:space": "preserve",
        },
    )
    for line in sheet.lines:
        if line.version.language == language and line.correctable and sheet.original:
            for field in FIELDS:
                if source := sheet.original.words[field]:
                    _write_unit(file, sheet, line, field, source)
    indent(root)
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def _write_unit(file: Element, sheet: Sheet, line: Line, field: str, source: str) -> None:
    unit = SubElement(file, "unit", {"id": unit_id(sheet, line, field), "name": field})
    notes = SubElement(unit, "notes")
    note = SubElement(notes, "note", {"category": "instruction"})
    note.text = NOTES[field].format(most=MOST_CHARACTERS[field])
    if before := sheet.changed(line).get(field):
        SubElement(notes, "note", {"category": "change"}).text = BEFORE.format(text=before)
    segment = SubElement(unit, "segment", {"state": state_of(sheet, line, field)})
    SubElement(segment, "source").text = source
    SubElement(segment, "target").text = line.words[field]


def read(content: bytes, filename: str) -> list[Row]:
    """Return what each unit of a file says.

    Raises:
        NotXliff, DoctypeInXliff, XliffTooLarge, NotFromGerman, OtherTarget: see there.
    """
    parser = XMLParser(target=_Modest(filename))  # noqa: S314 - without a DOCTYPE there is no entity to expand
    try:
        parser.feed(content)
        root = parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise NotXliff(filename=filename) from error
    if root.tag != f"{{{NAMESPACE}}}xliff" or root.get("version") not in VERSIONS:
        raise NotXliff(filename=filename)
    source = root.get("srcLang", "")
    if _primary(source) != ORIGINAL:
        raise NotFromGerman(filename=filename, tag=source[:35])
    units = [_row(unit) for file in root.iter(_q("file")) for unit in file.iter(_q("unit"))]
    said = root.get("trgLang", "")
    return [_in_language(row, said, filename) for row in units]


class _Modest(TreeBuilder):
    """Builds the tree of a file that is no bomb."""

    def __init__(self, filename: str) -> None:
        super().__init__()
        self._filename, self._elements, self._depth = filename, 0, 0

    def doctype(self, *_declared: object) -> None:
        """Refuse a document type before anything in it is read."""
        raise DoctypeInXliff(filename=self._filename)

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        """Count an element as it opens."""
        self._elements, self._depth = self._elements + 1, self._depth + 1
        if self._elements > MOST_ELEMENTS or self._depth > DEEPEST:
            raise XliffTooLarge(filename=self._filename)
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        """Count it as it closes."""
        self._depth -= 1
        return super().end(tag)


def _row(unit: Element) -> Row:
    name = unit.get("id", "")
    segments = [part for part in unit if part.tag in (_q("segment"), _q("ignorable"))]
    states = [segment.get("state", INITIAL) for segment in segments if segment.tag == _q("segment")]
    found = UNIT.fullmatch(name)
    film, language, revision, field = found.groups() if found else ("", "", None, "")
    return Row(
        place=name[:160],
        film=film,
        language=language,
        revision=int(revision) if revision else None,
        field=field,
        german="".join(_text(segment.find(_q("source"))) for segment in segments),
        text="".join(_targets(segments)),
        done=all(state in DONE for state in states),
    )


def _targets(segments: Sequence[Element]) -> Iterator[str]:
    """Yield the translated parts of a unit in the order of its target language.

    What stands between segments keeps its place, unless the translation says otherwise; without a translation
    of any segment there is none of the unit.
    """
    if not any(_text(segment.find(_q("target"))).strip() for segment in segments):
        return
    placed = []
    for number, segment in enumerate(segments, start=1):
        target = segment.find(_q("target"))
        if target is None and segment.tag == _q("ignorable"):
            target = segment.find(_q("source"))
        order = target.get("order", "") if target is not None else ""
        placed.append((int(order) if re.fullmatch(r"[0-9]{1,6}", order) else number, number, _text(target)))
    yield from (text for _, _, text in sorted(placed))


def _text(element: Element | None) -> str:
    """Return the text of a source or target: annotations and marks around words are left out."""
    return "" if element is None else "".join(element.itertext())


def _in_language(row: Row, said: str, filename: str) -> Row:
    """Return the row in the language that the file names; tools say "ti-ET" for "ti", offices "fa-AF" for "prs"."""
    if not said or not row.language or _primary(said) == _primary(row.language):
        return row
    try:
        meant = LANGUAGES[canonical(said)]
    except UnknownLanguage:
        return Row(row.place, row.film, said[:35], row.revision, row.field, row.german, row.text, row.done)
    if row.language not in (meant.tag, meant.text_tag):
        raise OtherTarget(filename=filename, said=said[:35], meant=row.language)
    return row


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _q(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
