"""The sheets of the pages for everybody travel inside of them: a phone on a weak line paints after one round trip."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from flask import Flask, current_app
from markupsafe import Markup

SHEETS = ("vendor/kern-film", "frame", "words", "films", "watch")
#: Under which name the app keeps by what a browser knows the sheet again.
KNOWN_BY = "INLINE_SHEET"
COMMENT, SPACE = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\s+")


def prepare(app: Flask, folder: Path) -> None:
    """Put the sheets together once."""
    whole = "".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS)
    text = SPACE.sub(" ", COMMENT.sub("", whole)).strip()
    app.config[KNOWN_BY] = f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
    # It is ours, byte for byte.
    app.jinja_env.globals["inline_sheet"] = Markup(f"<style>{text}</style>")  # noqa: S704


def known_by() -> str:
    """Return what the policy of a page says of the sheet, so that no other one inside of it counts."""
    return str(current_app.config[KNOWN_BY])
