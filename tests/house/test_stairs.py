"""Imports go only down the stairs of the house, never sideways, never inside a function."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STOREYS = {
    "catalog.__main__": 9, "catalog.cli": 8, "catalog.commands": 7, "catalog.app": 6, "catalog.worker": 6,
    "catalog.demonstration": 6, "catalog.check": 6, "catalog.models": 6, "catalog.migrations": 6, "catalog.web": 5,
    "catalog.demonstrated": 5,
    "catalog.production": 4, "catalog.distribution": 4, "catalog.films": 3, "catalog.people": 2,
    "catalog.migration": 2, "catalog.foundation": 1, "media": 1,
}  # fmt: skip
PURE = {
    "catalog.people.permissions", "catalog.films.lifecycle", "catalog.films.languages", "catalog.films.streams",
    "catalog.films.storyboards", "catalog.distribution.stages", "catalog.people.hessen",
    "catalog.distribution.publishing.gate", "catalog.distribution.publishing.hours",
    "catalog.distribution.responses.discretion", "catalog.distribution.letters.quiet",
    "catalog.films.contacts",
    "catalog.films.transcript", "catalog.films.wording.words", "catalog.films.wording.rows",
    "catalog.production.captioning.changes",
    "catalog.films.wording.xliff", "catalog.films.wording.spreadsheet",
    "media.facts", "media.profiles", "media.captions", "media.cues", "media.acceptance",
    "media.choice", "media.findings", "media.picture_rules", "media.sound_rules",
    "media.legibility", "media.lettering", "media.fonts", "media.scripts",
    "media.graph", "media.labels", "media.parts", "media.rates", "media.recipe", "media.allowed", "media.written",
    "media.likeness", "media.verdict", "catalog.production.arriving.naming",
}  # fmt: skip
ONLY_IN = {
    "flask": ("catalog.web", "catalog.app", "catalog.cli", "catalog.commands"),
    "flask_security": ("catalog.web", "catalog.app", "catalog.people.models"),
    "sqlalchemy": ("catalog",),
    "subprocess": ("media.process", "catalog.commands.children"),
    "ffmpeg": ("media.graph",),
}
DOORS = ("public", "recipient", "ministry", "account", "api")


def modules() -> Iterator[tuple[str, Path]]:
    for package in ("catalog", "media"):
        for file in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), file


def imports(source: str, package: str) -> Iterator[tuple[str, bool]]:
    """Yield what a file imports, and whether at its top."""
    tree = ast.parse(source)
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in top
        elif isinstance(node, ast.ImportFrom):
            base = package if node.level else ""
            module = f"{base}.{node.module}".strip(".") if node.module else base
            for alias in node.names:
                yield f"{module}.{alias.name}", id(node) in top


def storey(name: str) -> tuple[str, int] | None:
    """Return the room of a module and how high it lies."""
    fitting = [room for room in STOREYS if name == room or name.startswith(f"{room}.")]
    return max(((room, STOREYS[room]) for room in fitting), key=lambda pair: len(pair[0]), default=None)


def complaints(name: str, source: str) -> list[str]:
    """Return every import of a module that the house does not allow."""
    found = []
    own = storey(name)
    for imported, at_top in imports(source, name.rpartition(".")[0]):
        if not at_top:
            found.append(f"{name} imports {imported} inside something")
        other = storey(imported)
        if own and other and other[0] != own[0] and other[1] >= own[1]:
            found.append(f"{name} imports {imported}, which does not lie below")
        library = imported.split(".")[0]
        rooms = ONLY_IN.get(library, ("catalog", "media"))
        if not any(name == room or name.startswith(f"{room}.") for room in rooms):
            found.append(f"{name} imports {library}, which belongs in {', '.join(rooms)}")
        pure = any(name == room or name.startswith(f"{room}.") for room in PURE)
        if pure and library in ("sqlalchemy", "flask", "subprocess"):
            found.append(f"{name} is pure and imports {library}")
        if (door := _door(name)) and (next_door := _door(imported)) and door != next_door:
            found.append(f"the door {door} enters the door {next_door}")
    return found


def _door(name: str) -> str | None:
    parts = name.split(".")
    return parts[2] if parts[:2] == ["catalog", "web"] and len(parts) > 2 and parts[2] in DOORS else None


@pytest.mark.parametrize(("name", "file"), [pytest.param(name, file, id=name) for name, file in modules()])
def test_every_import_goes_down_the_stairs(name, file):
    assert complaints(name, file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", [name for name, _ in modules() if name not in ("catalog", "media")])
def test_every_file_has_a_storey(name):
    assert storey(name) is not None


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("catalog.films.register", "from catalog.production import uploads"),
        ("catalog.production.arriving.uploads", "from catalog.distribution.models import Delivery"),
        ("catalog.foundation.queue", "import media.process"),
        ("media.probe", "from catalog.foundation import config"),
        ("catalog.people.accounts", "import flask"),
        ("media.encode", "import subprocess"),
        ("media.encode", "import ffmpeg"),
        ("media.graph.sounds", "import subprocess"),
        ("catalog.films.lifecycle", "from sqlalchemy import select"),
        ("catalog.web.public.start", "from catalog.web.ministry import films"),
        ("catalog.films.register", "def f():\n    from catalog.films import languages"),
    ],
)
def test_a_wrong_import_is_noticed(name, source):
    assert complaints(name, source)
