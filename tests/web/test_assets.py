"""What the pages are made of: nothing foreign is loaded, nothing vendored was changed by hand, all of it is small."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from catalog.distribution.stages import Stage
from catalog.films.lifecycle import Status

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "catalog" / "static"
TEMPLATES = ROOT / "templates"

#: All assets together, as committed; and what every page loads before its first word is readable, without fonts.
MOST_BYTES = 2_500_000
#: All sheets together; a page loads the common ones and one or two of its own.
MOST_STYLE_BYTES = 180_000

LOCK = json.loads((STATIC / "vendor.lock.json").read_text())

#: An address of another server in a place where a browser would load it.
FOREIGN = re.compile(
    r"""(?:\b(?:src|srcset|poster|action|data)\s*=\s*|<(?:link|use|image)\b[^>]*href\s*=\s*|url\(\s*|@import\s+|\bimport\s*\(?\s*)
        ["']?\s*(?:https?:)?//""",
    re.VERBOSE | re.IGNORECASE,
)


def by_path(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def texts(folder: Path, *suffixes: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes)


@pytest.mark.parametrize("package", LOCK, ids=lambda package: package["name"])
def test_vendored_files_are_the_ones_in_the_lock(package):
    for file in package["files"]:
        assert digest(STATIC / file["path"]) == file["sha256"], f"{file['path']}: run .ci/vendor instead of editing"


def test_every_package_names_its_version_and_licence():
    assert all(package["version"] and package["licence"] and package["files"] for package in LOCK)


def test_every_vendored_file_is_in_the_lock_or_made_by_us():
    locked = {file["path"] for package in LOCK for file in package["files"]}

    there = {path.relative_to(STATIC).as_posix() for path in (STATIC / "vendor").rglob("*") if path.is_file()}

    assert there - locked == {"vendor/fonts.css"}


@pytest.mark.parametrize("path", texts(STATIC, ".css", ".js", ".svg") + texts(TEMPLATES, ".html"), ids=by_path)
def test_no_page_loads_anything_from_another_server(path):
    assert FOREIGN.search(path.read_text()) is None


@pytest.mark.parametrize(
    "foreign",
    [
        '<script src="https://cdn.example/a.js">',
        '<link rel="stylesheet" href="//cdn.example/a.css">',
        "@import 'https://fonts.example/a.css'",
        "background: url( https://img.example/a.png)",
        'import("https://cdn.example/a.js")',
    ],
)
def test_a_foreign_address_would_be_seen(foreign):
    assert FOREIGN.search(foreign)


@pytest.mark.parametrize("path", texts(TEMPLATES, ".html"), ids=by_path)
def test_templates_fit_the_content_security_policy(path):
    template = path.read_text()

    assert not re.search(r"""\sstyle\s*=\s*["'{]""", template), "style attributes are refused by the browser"
    assert not re.search(r"""\son[a-z]+\s*=\s*["'{]""", template), "inline handlers are refused by the browser"
    assert not re.search(r"<script(?![^>]*nonce=)", template), "a script without the nonce is refused by the browser"


def test_the_sheet_names_every_font_and_its_version():
    sheet = (STATIC / "vendor" / "fonts.css").read_text()

    named = dict(re.findall(r'url\("([^"?]+)[?]v=(\w+)"\)', sheet))

    there = {f"fonts/{font.name}": digest(font)[:10] for font in (STATIC / "vendor" / "fonts").iterdir()}
    assert named == there, "run .ci/vendor"


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("*.css")), ids=by_path)
def test_our_sheets_use_only_tokens_that_kern_still_has(sheet):
    """The vendoring leaves out what nobody reads: a token used for the first time needs a new run of it."""
    kern = (STATIC / "vendor" / "kern.css").read_text() + (STATIC / "vendor" / "fonts.css").read_text()

    used = set(re.findall(r"var\((--kern-[\w-]+)", sheet.read_text()))

    assert used - set(re.findall(r"(--kern-[\w-]+):", kern)) == set(), "run .ci/vendor"


@pytest.mark.parametrize("badge", [f"status-{status}" for status in Status] + [f"stage-{stage}" for stage in Stage])
def test_every_status_and_every_stage_has_a_shape_of_its_own(badge):
    icons = (STATIC / "icons.svg").read_text()

    assert f'id="{badge}"' in icons


def test_the_assets_stay_small():
    files = [path for path in STATIC.rglob("*") if path.is_file()]

    assert sum(path.stat().st_size for path in files) < MOST_BYTES
    assert sum(path.stat().st_size for path in files if path.suffix == ".css") < MOST_STYLE_BYTES
