"""Packages as studios send them: a manifest and its files, as a folder or as a ZIP."""

import csv
import zipfile
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

COLUMNS = (
    "film", "language", "kind", "file", "subtitles_language", "title", "description", "call_to_action", "change_note",
    "sha256",
)  # fmt: skip


def manifest(*rows: Mapping[str, str], delimiter: str = ";", mark: str = "\ufeff") -> bytes:
    """Write rows as a German Excel saves them; the film is "polizei" where a row does not say it."""
    written = StringIO(newline="")
    table = csv.DictWriter(written, COLUMNS, delimiter=delimiter)
    table.writeheader()
    table.writerows({"film": "polizei"} | dict(row) for row in rows)
    return (mark + written.getvalue()).encode()


def row(language: str, kind: str, file: str = "", **cells: str) -> dict[str, str]:
    return {"language": language, "kind": kind, "file": file, **cells}


def folder(place: Path, table: bytes, files: Mapping[str, bytes | Path]) -> Path:
    """Lay a package down as a folder."""
    for name, content in {"manifest.csv": table, **files}.items():
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
    return place


def packed(place: Path, table: bytes, files: Mapping[str, bytes | Path], *, within: str = "") -> Path:
    """Pack a ZIP; ``within`` is a folder around everything."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in {"manifest.csv": table, **files}.items():
            target.writestr(within + name, content if isinstance(content, bytes) else content.read_bytes())
    return place
