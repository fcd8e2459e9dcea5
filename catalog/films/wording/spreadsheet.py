"""The words of a film as a table, CSV or XLSX: a row for each field of each language, German beside it. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence

from catalog.films.languages import LANGUAGES
from catalog.films.wording.desk import Line, Sheet
from catalog.films.wording.rows import Row
from catalog.films.wording.words import FIELDS, MOST_CHARACTERS, Standing
from catalog.films.wording.xliff import DONE, state_of
from catalog.foundation import sheets
from catalog.foundation.errors import N_, Invalid
from catalog.foundation.sheets import Cell
from catalog.people.tables import read_table

COLUMNS = (
    "film",
    "language",
    "language_name",
    "revision",
    "field",
    "german",
    "translation",
    "state",
    "most_characters",
)
NEEDED = {"language", "field", "german", "translation"}
#: Headings that offices write, and what we call them.
HEADINGS: Mapping[str, str] = {
    **{column: column for column in COLUMNS},
    "sprache": "language",
    "feld": "field",
    "deutsch": "german",
    "original": "german",
    "übersetzung": "translation",
    "stand": "state",
}
REVISION = re.compile(r"[0-9]{1,6}")


class WordColumnsMissing(Invalid):
    """The table does not name the columns without which no row can be understood."""

    sentence = N_("The table needs the columns “language”, “field”, “german” and “translation” in its first line.")


def write_csv(sheet: Sheet) -> bytes:
    """Return the table for every program."""
    return sheets.as_csv(_rows(sheet))


def write_xlsx(sheet: Sheet) -> bytes:
    """Return the table as a workbook."""
    return sheets.as_xlsx(sheet.film.slug, _rows(sheet))


def read(content: bytes, filename: str) -> list[Row]:
    """Return what each row says, whatever the order of its columns; a column that we do not know is passed over.

    Raises:
        NotATable, TableTooLarge, EmptyTable: see ``tables.read_table``.
        WordColumnsMissing: a column is missing.
    """
    rows = []
    for number, row in read_table(content, filename):
        named = {HEADINGS.get(heading.strip().lower(), ""): cell for heading, cell in row.items()}
        if not named.keys() >= NEEDED:
            raise WordColumnsMissing
        revision = named.get("revision", "")
        rows.append(
            Row(
                place=str(number),
                film=named.get("film", ""),
                language=named["language"],
                revision=int(revision) if REVISION.fullmatch(revision) else None,
                field=named["field"].lower(),
                german=as_meant(named["german"]),
                text=as_meant(named["translation"]),
                done=True if named.get("state", "").lower() in DONE else None,
            )
        )
    return rows


def as_meant(cell: str) -> str:
    """Return a cell without the apostrophe that made it harmless."""
    return cell[1:] if _has_apostrophe(cell) else cell


def as_written(text: str) -> str:
    """Return a text as a cell; an apostrophe of its own is not taken for one that makes it harmless."""
    return f"'{text}" if _has_apostrophe(text) else text


def _has_apostrophe(cell: str) -> bool:
    return cell.startswith("'") and cell.lstrip("'").startswith(sheets.FORMULA)


def _rows(sheet: Sheet) -> Iterator[Sequence[Cell]]:
    yield COLUMNS
    for line in sheet.lines:
        if line.correctable and sheet.original and line.standing is not Standing.ORIGINAL:
            for field in FIELDS:
                if german := sheet.original.words[field]:
                    yield _cells(sheet, line, field, german)


def _cells(sheet: Sheet, line: Line, field: str, german: str) -> list[Cell]:
    return [
        sheet.film.slug,
        line.version.language,
        LANGUAGES[line.version.language].name_de,
        line.version.revision,
        field,
        as_written(german),
        as_written(line.words[field]),
        state_of(sheet, line, field),
        MOST_CHARACTERS[field],
    ]
