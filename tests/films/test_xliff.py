"""Words go to translation offices as XLIFF 2.0 and come back, whatever tool they have been through."""

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from translate.storage.xliff2 import Xliff2File

from catalog.films.lifecycle import Status
from catalog.films.register import NoSuchVersion
from catalog.films.wording import exchange, xliff
from catalog.films.wording.desk import sheet
from catalog.films.wording.exchange import BrokenZip, FileTooLarge, NothingToTranslate
from catalog.films.wording.rows import Verdict
from catalog.films.wording.words import Words
from catalog.films.wording.xliff import DoctypeInXliff, NotFromGerman, NotXliff, OtherTarget, XliffTooLarge
from catalog.people.permissions import MACHINE
from tests.films.offices import ARABIC, GERMAN, film, translated

#: As OASIS publishes it; Debian ships the same file in php-symfony-translation.
SCHEMA = Path(__file__).parent / "schemas" / "xliff_core_2.0.xsd"
#: What the schema takes from the namespace of XML itself.
XML_NAMESPACE = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="http://www.w3.org/XML/1998/namespace">
  <xs:attribute name="lang" type="xs:language"/>
  <xs:attribute name="space">
    <xs:simpleType>
      <xs:restriction base="xs:NCName">
        <xs:enumeration value="default"/>
        <xs:enumeration value="preserve"/>
      </xs:restriction>
    </xs:simpleType>
  </xs:attribute>
</xs:schema>"""
HEAD = '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="de" trgLang="ti"><file id="f">'
TAIL = "</file></xliff>"
TITLE = '<unit id="polizei.ti.r1.title">{}</unit>'


@pytest.fixture(scope="module")
def schema():
    class XmlNamespace(etree.Resolver):
        def resolve(self, address, _public, context):
            return self.resolve_string(XML_NAMESPACE, context) if address.endswith("xml.xsd") else None

    parser = etree.XMLParser()
    parser.resolvers.add(XmlNamespace())
    return etree.XMLSchema(etree.parse(SCHEMA, parser))


def written(*units):
    return (HEAD + "".join(TITLE.format(unit) for unit in units) + TAIL).encode()


def imported(session, content, **wishes):
    rows = exchange.read(content, "words.xlf")
    return exchange.bring(session, "polizei", rows, by=MACHINE, source="words.xlf", **wishes)


def verdicts(plan):
    return {one.row.field: one.verdict for one in plan.rows}


@pytest.mark.parametrize("language", ["ar", "ti"])
def test_what_goes_out_is_valid_xliff(session, make, schema, language):
    film(make)

    schema.assertValid(etree.fromstring(exchange.export_language(session, "polizei", language)))


def test_the_schema_would_notice(schema):
    assert not schema.validate(etree.fromstring(written("<segment state='nearly'><source>a</source></segment>")))


def test_a_translators_tool_reads_every_unit_with_its_state(session, make):
    film(make)

    arabic = Xliff2File.parsestring(exchange.export_language(session, "polizei", "ar"))
    tigrinya = Xliff2File.parsestring(exchange.export_language(session, "polizei", "ti"))

    assert (arabic.getsourcelanguage(), arabic.gettargetlanguage()) == ("de", "ar")
    assert [(unit.source, unit.target) for unit in arabic.units] == list(
        zip(GERMAN.as_list(), ARABIC.as_list(), strict=True)
    )
    assert [unit.getid() for unit in tigrinya.units] == [
        "polizei.ti.r1.title",
        "polizei.ti.r1.description",
        "polizei.ti.r1.call_to_action",
    ]
    assert b'state="final"' in exchange.export_language(session, "polizei", "ar"), "it is public"
    assert b'state="initial"' in exchange.export_language(session, "polizei", "ti")
    assert b'trgDir="rtl"' in exchange.export_language(session, "polizei", "ar")
    assert "höchstens 3000 Zeichen" in exchange.export_language(session, "polizei", "ar").decode()


def test_what_a_translators_tool_has_saved_is_taken_over(session, make):
    film(make)
    tool = Xliff2File.parsestring(exchange.export_language(session, "polizei", "ti"))
    for unit, text in zip(tool.units, ("ፖሊስ ይሕግዝ", "ሓደ\nክልተ", "110 ደውሉ።"), strict=True):
        unit.target = text
        unit.marktranslated = True

    plan = imported(session, bytes(tool))

    line = next(line for line in sheet(session, "polizei").lines if line.version.language == "ti")
    assert plan.count(Verdict.CHANGED) == 3
    assert line.words == Words("ፖሊስ ይሕግዝ", "ሓደ\nክልተ", "110 ደውሉ።")


def test_all_languages_come_in_one_zip_without_what_is_written_in_german(session, make):
    film(make)

    content = exchange.export_all(session, "polizei")

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert parts.namelist() == ["polizei-ar.xlf", "polizei-ti.xlf"]
        assert parts.read("polizei-ar.xlf") == exchange.export_language(session, "polizei", "ar")
    assert content == exchange.export_all(session, "polizei"), "the same words are the same bytes"


@pytest.mark.parametrize("language", ["gsg", "de", "fr"])
def test_a_language_without_words_to_translate_is_not_found(session, make, language):
    film(make)

    with pytest.raises(NoSuchVersion):
        exchange.export_language(session, "polizei", language)


def test_without_german_words_there_is_nothing_to_translate(session, make):
    make.version("ti")

    with pytest.raises(NothingToTranslate):
        exchange.export_all(session, "polizei")


def test_what_comes_back_as_it_went_changes_nothing(session, make):
    film(make)
    before = sheet(session, "polizei").sha256

    plan = imported(session, exchange.export_all(session, "polizei"))

    assert plan.changes == []
    assert sheet(session, "polizei").sha256 == before
    assert {one.verdict for one in plan.rows} == {Verdict.UNCHANGED, Verdict.EMPTY}


def test_a_translation_is_taken_over_once_and_then_there_is_nothing_to_do(session, make):
    film(make)
    sent = exchange.export_language(session, "polizei", "ti")
    for field, text in (("title", "ፖሊስ ይሕግዝ"), ("description", "መዓስ"), ("call_to_action", "110")):
        sent = translated(sent, field, text)

    first, second = imported(session, sent), imported(session, sent)

    assert verdicts(first) == dict.fromkeys(("title", "description", "call_to_action"), Verdict.CHANGED)
    assert (second.changes, set(verdicts(second).values())) == ([], {Verdict.UNCHANGED})
    again = exchange.export_language(session, "polizei", "ti")
    assert again.count(b'state="translated"') == 3, "they fit the German words of today"


def test_a_translator_can_say_that_outdated_words_are_still_right(session, make):
    film(make)
    arabic = next(line.version for line in sheet(session, "polizei").lines if line.version.language == "ar")
    arabic.worded_after_sha256 = "1" * 64
    sent = exchange.export_language(session, "polizei", "ar")
    confirmed = sent.replace(b'state="initial"', b'state="reviewed"')

    untouched, plan = imported(session, sent), imported(session, confirmed)

    assert untouched.changes == []
    assert set(verdicts(plan).values()) == {Verdict.STILL_RIGHT}
    assert arabic.worded_after_sha256 == GERMAN.sha256
    assert imported(session, confirmed).changes == []


def test_half_a_translation_is_taken_over_and_stays_marked(session, make):
    film(make)
    sent = translated(exchange.export_language(session, "polizei", "ti"), "title", "ፖሊስ ይሕግዝ")

    plan = imported(session, sent)

    assert verdicts(plan) == {
        "title": Verdict.CHANGED,
        "description": Verdict.EMPTY,
        "call_to_action": Verdict.EMPTY,
    }
    assert plan.changes[0].made_from == "0" * 64


def test_a_unit_that_a_tool_has_cut_and_annotated_is_put_together_again():
    unit = (
        '<segment state="final"><source>Eins.</source><target order="3">ክልተ<mrk id="m1">።</mrk></target></segment>'
        "<ignorable><source> </source></ignorable>"
        '<segment state="translated"><source>Zwei.</source><target order="1">ሓ<pc id="1">ደ</pc></target></segment>'
    )

    (row,) = xliff.read(written(unit), "words.xlf")

    assert (row.german, row.text, row.done) == ("Eins. Zwei.", "ሓደ ክልተ።", True)


def test_one_part_that_is_not_translated_leaves_the_unit_so():
    unit = (
        '<segment state="final"><source>Eins.</source><target>ሓደ</target></segment>'
        "<segment><source>Zwei.</source></segment>"
    )

    (row,) = xliff.read(written(unit), "words.xlf")

    assert (row.text, row.done) == ("ሓደ", False)


@pytest.mark.parametrize(
    ("said", "unit", "language"),
    [
        ("ti-ET", "ti", "ti"),
        ("fa-AF", "prs", "prs"),
        ("ku", "kmr", "kmr"),
        ("ar-SA", "ar", "ar"),
        ("tlh", "ti", "tlh"),
    ],
)
def test_an_office_may_call_a_language_by_another_name(said, unit, language):
    content = written("<segment><source>a</source></segment>").replace(b'"ti"', f'"{said}"'.encode())
    content = content.replace(b"polizei.ti", f"polizei.{unit}".encode())

    assert [row.language for row in xliff.read(content, "words.xlf")] == [language]


def test_words_of_one_language_do_not_come_under_the_name_of_another():
    content = written("<segment><source>a</source></segment>").replace(b'"ti"', b'"ar"')

    with pytest.raises(OtherTarget, match=r"“ar”.*“ti”"):
        xliff.read(content, "words.xlf")


def test_a_file_in_utf_16_is_read_too():
    content = written("<segment><source>ä</source><target>ሓደ</target></segment>").decode()
    encoded = ('<?xml version="1.0" encoding="UTF-16"?>' + content).encode("utf-16")

    assert [row.text for row in exchange.read(encoded, "words.xlf")] == ["ሓደ"]


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)
FOREIGN = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY m SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (LAUGHS.encode() + written("<segment><source>&m;</source></segment>"), DoctypeInXliff),
        (FOREIGN.encode() + written("<segment><source>&m;</source></segment>"), DoctypeInXliff),
        (b'<!DOCTYPE x SYSTEM "http://198.51.100.1/x.dtd"><x/>', DoctypeInXliff),
        (written("<segment><source>&m;</source></segment>"), NotXliff),
        (b"<html><body>Sign in</body></html>", NotXliff),
        (b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"/>', NotXliff),
        (written("<segment>")[:-20], NotXliff),
        (b'<?xml version="1.0" encoding="klingon"?><xliff/>', NotXliff),
        (written().replace(b'"de"', b'"en"'), NotFromGerman),
        (HEAD.encode() + b"<unit>" * 60 + b"</unit>" * 60 + TAIL.encode(), XliffTooLarge),
        (HEAD.encode() + b"<unit/>" * 100_000 + TAIL.encode(), XliffTooLarge),
        (b"<" + b"x" * 50_000_000, FileTooLarge),
    ],
    ids=[
        "billion-laughs",
        "external-entity",
        "external-dtd",
        "unknown-entity",
        "a-page",
        "xliff-1.2",
        "cut-off",
        "unknown-encoding",
        "from-english",
        "deep",
        "many",
        "50-mb",
    ],
)
def test_a_hostile_or_foreign_file_is_refused_in_a_sentence(content, refusal):
    with pytest.raises(refusal, match=r"words.xlf.*\."):
        exchange.read(content, "words.xlf")


def zipped(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, text in files.items():
            parts.writestr(name.replace("_", "."), text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"PK\x03\x04 and nothing else", BrokenZip),
        (zipped(readme_txt="hello"), BrokenZip),
        (zipped(a_xlf=b"<" + b" " * 40_000_000), FileTooLarge),
        (zipped(**{f"{number}_xlf": "" for number in range(201)}), FileTooLarge),
        (zipped(a_xlf=FOREIGN + "<x/>"), DoctypeInXliff),
        (zipped(a_xlf=HEAD + TAIL)[:-30], BrokenZip),
    ],
    ids=["no-zip", "no-xliff", "bomb", "many", "hostile-part", "cut-off"],
)
def test_a_zip_that_is_broken_or_grows_is_refused(content, refusal):
    with pytest.raises(refusal):
        exchange.read(content, "words.zip")


def test_a_locked_zip_is_refused(session, make):
    film(make)
    content = bytearray(exchange.export_all(session, "polizei"))
    content[6] |= 1  # the mark of an encrypted part, here and in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(BrokenZip):
        exchange.read(bytes(content), "words.zip")


def test_translators_read_what_the_german_said_before(session, make):
    make.version("de", Status.SUPERSEDED, title="Alt")
    make.version("de", Status.PUBLISHED, revision=2, title="Neu")
    make.version("ti", title="ፖሊስ", worded_after_sha256=Words("Alt").sha256)

    assert "Der deutsche Text hieß vorher: Alt" in exchange.export_language(session, "polizei", "ti").decode()
