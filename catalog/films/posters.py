"""Posters: what a film asks of its viewers in large letters, and a QR code that leads to it.

A poster is made of words, a language and an address alone, so it is the same
each time, and no picture of it is stored.
"""

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit

import segno

from catalog.films import languages
from catalog.films.languages import Language
from catalog.films.models import LanguageVersion
from catalog.films.showing import OnShow
from catalog.foundation import documents

Paper = Literal["a4", "a3"]

SENDER = "Hessisches Ministerium des Innern"
LATIN_FACE = "Fira Sans"
#: What each script is set in; all others are written in Latin or Cyrillic letters.
FACES: Mapping[str, str] = MappingProxyType(
    {
        "Arab": "Noto Sans Arabic",
        "Armn": "Noto Sans Armenian",
        "Beng": "Noto Sans Bengali",
        "Deva": "Noto Sans Devanagari",
        "Ethi": "Noto Sans Ethiopic",
        "Geor": "Noto Sans Georgian",
        "Guru": "Noto Sans Gurmukhi",
        "Hans": "Noto Sans SC",
        "Taml": "Noto Sans Tamil",
    }
)
#: Level Q: a quarter of the code may be torn off or scribbled over.
QR_LEVEL = "q"


def of_version(version: LanguageVersion, address: str, paper: Paper) -> bytes:
    """Return the poster of a film in one language as PDF.

    Args:
        version: whose call to action stands on it; where there is none, its title.
        address: the short address to which the QR code leads.
        paper: "a4" or "a3".
    """
    film, language = version.edition.film, languages.language(version.language)
    call = version.call_to_action or version.title
    told = f"Informationsfilm „{film.title('de')}“ · Sprache: {language.name_de}"
    return _set(
        "poster.typ",
        call,
        paper,
        address,
        _staff_line(told, film.contact),
        words=_words(language),
        call=call,
        film=version.title if version.call_to_action else "",
        own_name=language.own_name,
    )


def of_all(shown: OnShow, address: str, paper: Paper) -> bytes:
    """Return the poster of a film that names every language in which it is spoken."""
    title = shown.film.title("de")
    spoken = [(languages.language(version.language), version) for version in shown.versions]
    tiles = [
        {"words": _words(language), "own_name": language.own_name, "call": version.call_to_action or version.title}
        for language, version in spoken
    ]
    told = f"Informationsfilm „{title}“ in {len(tiles)} Sprachen"
    staff = _staff_line(told, shown.film.contact)
    return _set("poster_of_all.typ", title, paper, address, staff, film=title, tiles=tiles)


def _set(template: str, title: str, paper: Paper, address: str, staff: str, **data: object) -> bytes:
    common = {
        "paper": paper,
        "title": title,
        "qr": _qr(address),
        "qr_words": f"QR-Code: {address}",
        "address": address.removeprefix(f"{urlsplit(address).scheme}://"),
        "staff": staff,
    }
    return documents.pdf(template, common | data)


def _words(language: Language) -> dict[str, str]:
    """Return how a template sets words of a language; it knows tags without what stands behind a hyphen."""
    return {
        "lang": language.text_tag.partition("-")[0],
        "script": language.text_script.lower(),
        "direction": language.direction,
        "face": FACES.get(language.text_script, LATIN_FACE),
    }


def _staff_line(told: str, contact: str) -> str:
    """Return what the staff who hang it up want to know: what it is, from whom, and whom to ask."""
    sent = f"{SENDER} · Fragen: {contact}" if contact else SENDER
    return f"{told} · kostenlos, ohne Anmeldung\n{sent}"


def _qr(address: str) -> str:
    drawn = BytesIO()
    segno.make(address, error=QR_LEVEL, micro=False).save(drawn, kind="svg", xmldecl=False, border=4)
    return drawn.getvalue().decode()
