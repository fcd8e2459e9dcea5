"""What a file from a translation office would change is told row by row before anything is written."""

import csv
import io

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from catalog.films.lifecycle import Status
from catalog.films.wording import exchange, spreadsheet
from catalog.films.wording.desk import sheet
from catalog.films.wording.exchange import WordsMoved
from catalog.films.wording.rows import Row, Verdict
from catalog.films.wording.spreadsheet import WordColumnsMissing
from catalog.films.wording.words import Words
from catalog.foundation import audit, sheets
from catalog.foundation.errors import NotPermitted
from catalog.people.permissions import MACHINE, Role
from catalog.people.tables import NotATable
from tests.films.offices import ARABIC, GERMAN, film


@pytest.fixture(autouse=True)
def words(make):
    film(make)


def row(text="ፖሊስ ይሕግዝ", **said):
    usual = {"place": "2", "film": "polizei", "language": "ti", "revision": 1, "field": "title", "german": GERMAN.title}
    return Row(**{**usual, **said, "text": text})


def brought(session, *rows, **wishes):
    return exchange.bring(session, "polizei", rows, by=MACHINE, source="words.csv", **wishes)


def line_in(session, language):
    return next(line for line in sheet(session, "polizei").lines if line.version.language == language)


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (row(), Verdict.CHANGED),
        (row("ፖሊስ"), Verdict.UNCHANGED),
        (row("  ፖሊስ \r\n"), Verdict.UNCHANGED),
        (row(german="Die Polizei"), Verdict.EARLIER),
        (row(""), Verdict.EMPTY),
        (row("", field="description", german=GERMAN.description), Verdict.EMPTY),
        (row("x" * 301), Verdict.TOO_LONG),
        (row(language="tlh"), Verdict.UNKNOWN_LANGUAGE),
        (row(language=""), Verdict.UNKNOWN_LANGUAGE),
        (row(language="fr"), Verdict.UNKNOWN_UNIT),
        (row(film="another"), Verdict.UNKNOWN_UNIT),
        (row(revision=7), Verdict.UNKNOWN_UNIT),
        (row(field="subtitle"), Verdict.UNKNOWN_UNIT),
        (row(film="", revision=None, language="ti-ER"), Verdict.CHANGED),
        (row(language="de", text="Anders"), Verdict.ORIGINAL),
    ],
    ids=str,
)
def test_each_row_is_told_what_becomes_of_it(session, said, verdict):
    before = sheet(session, "polizei").sha256

    plan, looked_at_sha256 = exchange.look(session, "polizei", [said])

    assert [one.verdict for one in plan.rows] == [verdict]
    assert looked_at_sha256 == before == sheet(session, "polizei").sha256, "looking writes nothing"
    assert bool(plan.changes) == (verdict is Verdict.CHANGED)


def test_a_change_names_what_is_written_now(session):
    (one,) = exchange.look(session, "polizei", [row()])[0].rows

    assert (one.before, one.text) == ("ፖሊስ", "ፖሊስ ይሕግዝ")


def test_the_same_field_twice_with_different_words_is_refused(session):
    plan = brought(session, row("ሓደ"), row("ክልተ"), row("ሓደ"))

    assert [one.verdict for one in plan.rows] == [Verdict.CHANGED, Verdict.REPEATED, Verdict.CHANGED]
    assert line_in(session, "ti").words.title == "ሓደ"


def test_words_of_a_recalled_version_are_left_alone(session):
    line_in(session, "ti").version.status = Status.RECALLED

    plan = brought(session, row())

    assert ([one.verdict for one in plan.rows], plan.changes) == ([Verdict.RECALLED], [])


def test_words_made_from_earlier_german_are_taken_only_when_somebody_wants_them_and_stay_outdated(session):
    said = [
        row(german="Die Polizei"),
        row("መዓስ", field="description", german=GERMAN.description),
        row("110", field="call_to_action", german=GERMAN.call_to_action),
    ]

    cautious = brought(session, *said)
    assert [one.verdict for one in cautious.rows] == [Verdict.EARLIER, Verdict.CHANGED, Verdict.CHANGED]
    assert line_in(session, "ti").words == Words("ፖሊስ", "መዓስ", "110")

    bold = brought(session, *said, with_earlier=True)
    line = line_in(session, "ti")
    assert bold.count(Verdict.CHANGED) == 1
    assert line.words.title == "ፖሊስ ይሕግዝ"
    assert line.standing == "outdated"
    assert brought(session, *said, with_earlier=True).changes == []


def test_words_for_a_revision_that_was_replaced_go_to_the_newest(session, make):
    line_in(session, "ti").version.status = Status.SUPERSEDED
    newest = make.version("ti", Status.DRAFT, revision=2, title="ፖሊስ")

    brought(session, row(revision=1))

    assert newest.title == "ፖሊስ ይሕግዝ"


def test_unless_the_file_has_words_for_both(session, make):
    line_in(session, "ti").version.status = Status.SUPERSEDED
    newest = make.version("ti", Status.DRAFT, revision=2, title="ፖሊስ")

    plan = brought(session, row("ሓደ", revision=1), row("ክልተ", revision=2))

    assert [one.verdict for one in plan.rows] == [Verdict.UNKNOWN_UNIT, Verdict.CHANGED]
    assert newest.title == "ክልተ"


def test_the_book_names_the_file(session):
    brought(session, row())

    entry = audit.history(session, line_in(session, "ti").version.subject)[0]
    assert (entry.verb, entry.details["source"]) == ("corrected the words", "words.csv")


def test_what_changed_between_looking_and_doing_is_looked_at_again(session):
    _, looked_at_sha256 = exchange.look(session, "polizei", [row()])
    brought(session, row("ሓደ"))

    with pytest.raises(WordsMoved):
        brought(session, row(), looked_at_sha256=looked_at_sha256)

    assert line_in(session, "ti").words.title == "ሓደ"


def test_only_editors_bring_words(session, make):
    with pytest.raises(NotPermitted):
        exchange.bring(session, "polizei", [row()], by=make.account(Role.REVIEWER).actor, source="")


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_table_that_comes_back_as_it_went_changes_nothing(session, suffix):
    before = sheet(session, "polizei").sha256

    plan = brought(session, *exchange.read(exchange.export_table(session, "polizei", suffix), f"words.{suffix}"))

    assert (plan.changes, sheet(session, "polizei").sha256) == ([], before)
    assert len(plan.rows) == 9, "three languages with three fields each"


def cells(session, suffix="csv"):
    content = exchange.export_table(session, "polizei", suffix)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_no_cell_is_run_as_a_formula(session):
    assert exchange.export_table(session, "polizei", "csv").startswith(b"\xef\xbb\xbf")
    assert [line[5] for line in cells(session)[1:4]] == [GERMAN.title, GERMAN.description, "'=Rufen Sie 110."]
    book = CalamineWorkbook.from_filelike(io.BytesIO(exchange.export_table(session, "polizei", "xlsx")))
    assert book.get_sheet_by_index(0).to_python()[3][5] == "=Rufen Sie 110.", "a text, and no formula"


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''@x", "'tis", "+49 611 1", "-", "@all"])
def test_a_text_that_looks_like_a_formula_comes_back_as_it_was(text):
    cell = spreadsheet.as_written(text)

    assert (spreadsheet.as_meant(cell), spreadsheet.as_meant(sheets.harmless(cell))) == (text, text)


ORDER = ("translation", "Feld", "Notes", "german", "SPRACHE")
TRANSLATED = ("ፖሊስ ይሕግዝ", "መዓስ\nካልእ", "'=110")


def as_comma_separated(table):
    text = io.StringIO()
    csv.writer(text).writerows(table)
    return text.getvalue().encode("utf-8-sig")


def as_tab_separated(table):
    text = io.StringIO()
    csv.writer(text, delimiter="\t", quoting=csv.QUOTE_ALL).writerows(table)
    return text.getvalue().encode()


def as_workbook(table):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        page = book.add_worksheet()
        for number, line in enumerate(table):
            page.write_row(number, 0, line)
    return content.getvalue()


@pytest.mark.parametrize("saved", [as_comma_separated, as_tab_separated, as_workbook])
def test_a_table_is_read_whatever_the_order_of_its_columns_and_whoever_saved_it(session, saved):
    fields = zip(TRANSLATED, ("title", "description", "call_to_action"), GERMAN.as_list(), strict=True)
    table = [ORDER, *((text, field, "?", sheets.harmless(german), "ti") for text, field, german in fields)]

    first, second = (brought(session, *exchange.read(saved(table), "Mappe1")) for _ in range(2))

    line = line_in(session, "ti")
    assert first.count(Verdict.CHANGED) == 3
    assert second.changes == []
    assert line.words == Words("ፖሊስ ይሕግዝ", "መዓስ\nካልእ", "=110")
    assert line.standing == "current"


def test_whoever_changes_one_field_in_a_table_has_looked_at_the_others(session):
    line_in(session, "ar").version.worded_after_sha256 = None
    table = cells(session)
    for line in table:
        line[6] = line[6].replace(ARABIC.title, "الشرطة")

    brought(session, *exchange.read(as_comma_separated(table), "words.csv"))

    assert line_in(session, "ar").standing == "current"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"language;field;translation\nti;title;x\n", WordColumnsMissing),
        (b"\x00\x01\x02\x81", NotATable),
        (b'language;field;german;translation\n"ti', NotATable),
    ],
    ids=["columns", "binary", "cut-off"],
)
def test_what_is_no_table_of_words_is_refused(content, refusal):
    with pytest.raises(refusal):
        exchange.read(content, "words.csv")


def test_a_revision_that_is_no_number_is_the_newest():
    content = b"language;field;german;translation;revision\nti;title;a;b;" + b"9" * 5000

    assert [row.revision for row in exchange.read(content, "words.csv")] == [None]


def test_a_german_text_that_is_new_leaves_a_version_unfinished(session):
    german = sheet(session, "polizei").original.version
    german.call_to_action = ""
    without = Words(GERMAN.title, GERMAN.description)
    arabic = line_in(session, "ar").version
    arabic.worded_after_sha256, arabic.call_to_action = without.sha256, ""
    sent = exchange.export_language(session, "polizei", "ar")
    german.call_to_action = "Rufen Sie 110."

    plan = brought(session, *exchange.read(sent.replace(ARABIC.title.encode(), b"X"), "words.xlf"))

    assert plan.count(Verdict.CHANGED) == 1
    assert arabic.worded_after_sha256 == without.sha256
    assert line_in(session, "ar").standing == "missing"
