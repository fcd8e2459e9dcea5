"""Read a table that somebody has sent: CSV as Excel or a database writes it, or XLSX. Pure.

A row comes back as text under the headings of the file, with the number of its
line, so that a refusal can say where to look.
"""

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from io import BytesIO, StringIO
from itertools import islice
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from catalog.foundation.errors import N_, Invalid

MOST_BYTES = 10_000_000
MOST_UNPACKED_BYTES = 50_000_000
MOST_ROWS = 5_000
DELIMITERS = (";", ",", "\t")
#: The address of a cell in the XML of a sheet, such as r="B12".
CELL = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")

Row = dict[str, str]
Line = tuple[int, list[str]]


class NotATable(Invalid):
    """The file is neither CSV nor XLSX, or cannot be read as what it claims to be."""

    sentence = N_("We cannot read “%(filename)s” as a table. Please send a CSV file or an Excel workbook (.xlsx).")


class TableTooLarge(Invalid):
    """The file is larger than any register of Hessen could be."""

    sentence = N_("“%(filename)s” is too large. A table may have at most %(most_rows)d rows and %(most_mb)d MB.")


class EmptyTable(Invalid):
    """The file has no row below its headings."""

    sentence = N_("There is no row in “%(filename)s”. The first line has to name the columns.")


def read_table(content: bytes, filename: str) -> list[tuple[int, Row]]:
    """Return each row with the number of its line; the headings are line 1, empty rows are left out.

    CSV may be UTF-8, UTF-16 or Windows-1252 and separated by semicolon, comma or tab.
    Of a workbook the first sheet counts; a whole number comes without ".0",
    but the zero that a spreadsheet has cut off in front is not put back here.

    Raises:
        NotATable, TableTooLarge, EmptyTable: see there.
    """
    if len(content) > MOST_BYTES:
        raise _too_large(filename)
    lines = (line for line in _lines(content, filename) if any(line[1]))
    _, headings = next(lines, (0, []))
    rows = [(number, dict(zip(headings, cells, strict=False))) for number, cells in islice(lines, MOST_ROWS + 1)]
    if len(rows) > MOST_ROWS:
        raise _too_large(filename)
    if not rows:
        raise EmptyTable(filename=filename)
    return rows


def _lines(content: bytes, filename: str) -> Iterator[Line]:
    try:
        if PurePath(filename).suffix.lower() == ".xlsx":
            yield from _workbook(content, filename)
        else:
            yield from _separated(content)
    except (CalamineError, BadZipFile, UnicodeDecodeError, csv.Error) as error:
        raise NotATable(filename=filename) from error


def _separated(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
    first_line = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    for cells in reader:
        yield begins, [cell.strip() for cell in cells]
        begins = reader.line_num + 1


def _decoded(content: bytes) -> str:
    """Return the text: UTF-16 says so at its beginning, and what is not UTF-8 comes from an older Excel."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _workbook(content: bytes, filename: str) -> Iterator[Line]:
    if not _is_modest(content):
        raise _too_large(filename)
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        yield number, [_cell_text(cell) for cell in cells]


def _is_modest(content: bytes) -> bool:
    """Return whether the sheets are small when unpacked, and have no cell far out.

    The reader makes room for the whole rectangle that its cells span: a single
    stray cell in the last corner of a sheet would end the process.
    """
    with ZipFile(BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED_BYTES:
            return False
        cells = (cell for part in parts.namelist() if part.endswith(".xml") for cell in CELL.finditer(parts.read(part)))
        return all(len(column) <= 2 and int(row) <= MOST_ROWS for column, row in (cell.groups() for cell in cells))


def _cell_text(cell: object) -> str:
    """Return what the cell shows: a workbook keeps every number as a fraction."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _too_large(filename: str) -> TableTooLarge:
    return TableTooLarge(filename=filename, most_rows=MOST_ROWS, most_mb=MOST_BYTES // 1_000_000)
