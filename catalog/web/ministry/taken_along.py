"""Tables to take along, as CSV or XLSX."""

from collections.abc import Sequence

from flask import Response

from catalog.foundation import sheets

MIME_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sent_table(rows: Sequence[Sequence[sheets.Cell]], suffix: str, name: str) -> Response:
    """Return rows with their headings as a file called ``name``."""
    content = sheets.as_csv(rows) if suffix == "csv" else sheets.as_xlsx(name, rows)
    response = Response(content, content_type=MIME_TYPES[suffix])
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{suffix}")
    return response
