"""A film with words in several languages, and what a translation office does with them."""

import re

from catalog.films.lifecycle import Status
from catalog.films.wording.words import Words

GERMAN = Words("Die Polizei hilft <Ihnen> & allen", "Wann Sie die 110 rufen.\nUnd wann nicht.", "=Rufen Sie 110.")
ARABIC = Words("الشرطة تساعدكم", "متى تتصلون بالرقم 110.\nومتى لا.", "اتصلوا بالرقم 110.")


def texts(words):
    return {"title": words.title, "description": words.description, "call_to_action": words.call_to_action}


def film(make):
    """Enter German and Arabic words that fit together, Tigrinya ones that are outdated, and a sign language."""
    make.version("de", Status.PUBLISHED, **texts(GERMAN))
    make.version("ar", Status.PUBLISHED, worded_after_sha256=GERMAN.sha256, **texts(ARABIC))
    make.version("ti", Status.DRAFT, worded_after_sha256="0" * 64, title="ፖሊስ")
    make.version("gsg", Status.DRAFT, **texts(GERMAN))


def translated(xliff: bytes, field: str, text: str, state: str = "translated") -> bytes:
    """Return the file with one unit translated, as an office sends it back."""
    unit = re.compile(
        rf'(<unit [^>]*name="{field}">.*?state=")\w+(".*?</source>\s*)<target ?/?>(?:[^<]*</target>)?', re.DOTALL
    )
    changed, count = unit.subn(rf"\g<1>{state}\g<2><target>{text}</target>", xliff.decode())
    assert count == 1, field
    return changed.encode()
