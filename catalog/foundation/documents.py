"""Set a document in type: a template and what is to stand in it give a PDF that a screen reader can read.

Text reaches a template as data alone, never as markup: whatever somebody
typed is printed as it was typed. Nothing is fetched, and no font of the
machine is used: those of the letters lie in ``templates/documents/fonts``, made
from the ones of the pages.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import typst

CATALOG = Path(__file__).parents[1]
#: PDF/UA-1: tagged, with a title and a language, every picture with words in its place.
ACCESSIBLE: Final = "ua-1"
#: How typst says that PDF/UA would be broken by a character without a glyph.
NO_GLYPH = "could not be displayed with"


def pdf(template: str, data: Mapping[str, object]) -> bytes:
    """Return a document as PDF/UA.

    Args:
        template: such as "report.typ", in templates/documents.
        data: what the template reads with ``json(bytes(sys.inputs.data))``; must be expressible in JSON.
    """
    try:
        return _typeset(template, data, accessible=True)
    except typst.TypstError as reason:
        if NO_GLYPH not in str(reason):
            raise
    # A name in a script that we have no font for must not keep a receipt from being printed: tagged, but not PDF/UA.
    return _typeset(template, data, accessible=False)


def _typeset(template: str, data: Mapping[str, object], *, accessible: bool) -> bytes:
    folder = _folder()
    content: bytes = typst.compile(
        folder / template,
        root=folder,
        font_paths=[folder / "fonts"],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=ACCESSIBLE if accessible else [],
    )
    return content


def _folder() -> Path:
    """Return where the templates lie: in the package once it is installed, beside it in a checkout."""
    installed = CATALOG / "templates" / "documents"
    return installed if installed.is_dir() else CATALOG.parent / "templates" / "documents"
