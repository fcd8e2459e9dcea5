"""Write a table that somebody opens in a spreadsheet: as CSV or as XLSX. Pure.

What people typed stands in these tables. A cell that a spreadsheet would run
as a formula is written so that it is only text (OWASP, CSV injection).
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO

import xlsxwriter

Cell = str | int | date | None

#: What a formula begins with in Excel, LibreOffice or Google's tables, in East Asian width too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: How Excel calls a sheet at most.
MOST_NAME = 31
NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
NARROWEST, WIDEST = 8, 60
#: How a spreadsheet shows a day, and a moment: in numbers that everybody reads alike.
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


def harmless(cell: Cell) -> str:
    """Return the text of a cell; one that would be run as a formula gets an apostrophe in front."""
    text = "" if cell is None else f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA) else text


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as a German Excel opens them by a double click: UTF-8 with its mark, separated by semicolons."""
    written = StringIO(newline="")
    csv.writer(written, delimiter=";").writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def as_xlsx(name: str, rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as a workbook of one sheet, whose first row stays when the others are scrolled.

    Numbers stay numbers and days days: a spreadsheet can sort and count them. A moment is written as the clock showed
    it in its own time zone. A text is written as a text, whatever it begins with.
    """
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name.translate(NOT_IN_A_NAME).strip()[:MOST_NAME] or None)
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        dated = {
            kind: book.add_format({"num_format": shown, "align": "left", "valign": "top"})
            for kind, shown in ((date, DAY), (datetime, MOMENT))
        }
        widths: dict[int, int] = {}
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                widths[column] = max(widths.get(column, NARROWEST), len(harmless(cell)))
                if isinstance(cell, int):
                    sheet.write_number(line, column, cell, plain)
                elif isinstance(cell, date):
                    told = cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell
                    sheet.write_datetime(line, column, told, dated[type(cell)])
                else:
                    sheet.write_string(line, column, cell or "", plain if line else heading)
        for column, width in widths.items():
            sheet.set_column(column, column, min(width + 1, WIDEST))
        sheet.freeze_panes(1, 1)
    return content.getvalue()
