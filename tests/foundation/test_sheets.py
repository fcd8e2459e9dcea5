"""Tables for a spreadsheet: they come back as they were, and nothing in them runs."""

from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook

from catalog.foundation.sheets import as_csv, as_xlsx
from catalog.people.tables import read_table

ROWS = [["Sprache", "Titel", "Revision"], ["Tigrinya", "ፖሊስ; “ሓገዝ”\nካልኣይ", 2], ["Arabisch", "", None]]


@pytest.mark.parametrize(("content", "name"), [(as_csv(ROWS), "a.csv"), (as_xlsx("[Die Polizei?]", ROWS), "a.xlsx")])
def test_a_table_comes_back_as_it_was_written(content, name):
    assert [row for _, row in read_table(content, name)] == [
        {"Sprache": "Tigrinya", "Titel": "ፖሊስ; “ሓገዝ”\nካልኣይ", "Revision": "2"},
        {"Sprache": "Arabisch", "Titel": "", "Revision": ""},
    ]


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://x")', "+49", "-1+1", "@SUM(A1)", "\t=1", "＝1"])
def test_what_looks_like_a_formula_is_only_text(cell):
    assert f"'{cell.split(chr(34))[0]}" in as_csv([["Titel"], [cell]]).decode("utf-8-sig")
    book = as_xlsx("x", [["Titel"], [cell]])
    assert read_table(book, "x.xlsx")[0][1]["Titel"] == cell.strip()
    with ZipFile(BytesIO(book)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_number_below_zero_stays_a_number():
    assert as_csv([[-3]]) == "\ufeff-3\r\n".encode()


def test_days_and_moments_are_what_a_spreadsheet_can_sort_and_count_with():
    moment = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    rows = [["Tag", "Zeit"], [date(2026, 11, 22), moment]]

    sheet = CalamineWorkbook.from_object(BytesIO(as_xlsx("x", rows))).get_sheet_by_index(0)

    told, then = sheet.to_python()[1]
    assert (told, then.replace(tzinfo=UTC)) == (rows[1][0], datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    assert as_csv(rows).decode("utf-8-sig").splitlines()[1] == "2026-11-22;2026-11-23 09:30"
