"""Tables as clerks send them."""

from io import BytesIO

import pytest
import xlsxwriter

from catalog.people.tables import EmptyTable, NotATable, TableTooLarge, read_table


def workbook(*rows, far_out=None) -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if far_out:
            sheet.write(far_out, "stray")
    return content.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_csv_is_read_however_an_office_writes_it(delimiter, encoding, newline):
    lines = [delimiter.join(("AGS", "Name")), delimiter.join(("06435012", "Gründau"))]

    rows = read_table(newline.join(lines).encode(encoding), "register.csv")

    assert rows == [(2, {"AGS": "06435012", "Name": "Gründau"})]


def test_lines_are_counted_as_the_clerk_sees_them():
    content = 'AGS,Name\n\n06415000,"Hanau,\nBrüder-Grimm-Stadt"\n,\n06435012,Gründau\n'

    rows = read_table(content.encode(), "register.csv")

    assert [line for line, _ in rows] == [3, 6]
    assert rows[0][1]["Name"] == "Hanau,\nBrüder-Grimm-Stadt"


def test_a_number_in_a_workbook_comes_as_it_is_shown():
    content = workbook(("AGS", "PLZ", "lat", "aktiv"), (6435012, 63584, 50.209015, True), ("06415000", "63450", "", ""))

    rows = read_table(content, "Register.XLSX")

    assert rows == [
        (2, {"AGS": "6435012", "PLZ": "63584", "lat": "50.209015", "aktiv": "True"}),
        (3, {"AGS": "06415000", "PLZ": "63450", "lat": "", "aktiv": ""}),
    ]


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (b"ags;name", "list.xlsx"),
        (b"PK\x03\x04 and then nothing", "list.xlsx"),
        (b"\x00\x00\x00\x18ftypmp42\x81\x8d", "film.csv"),
        (b'ags,name\n06435012,"Gr\n', "list.csv"),
    ],
)
def test_what_is_not_a_table_is_refused_by_its_name(content, filename):
    with pytest.raises(NotATable, match=filename):
        read_table(content, filename)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"ags,name\n", b"ags,name\n,\n"])
def test_a_table_without_rows_is_refused(content):
    with pytest.raises(EmptyTable):
        read_table(content, "list.csv")


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (b"ags,name\n" + b"06435012,x\n" * 5_001, "long.csv"),
        (b"a" * 10_000_001, "large.csv"),
        (workbook(("ags", "name"), far_out="XFD1048576"), "stray.xlsx"),
        (workbook(("ags", "name"), far_out="A100000"), "deep.xlsx"),
    ],
)
def test_a_table_that_could_exhaust_the_machine_is_refused(content, filename):
    with pytest.raises(TableTooLarge, match=filename):
        read_table(content, filename)
