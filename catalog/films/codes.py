"""Short addresses that can be typed from a poster: "/p/1-ti" is the first film in Tigrinya. Pure.

A code is computed from the number of the film and the tag of the language, so
what is printed once leads on for ever: to the newest revision, or to the page
that says that the film was recalled.
"""

import re
from typing import NamedTuple

from catalog.films import languages
from catalog.films.languages import UnknownLanguage
from catalog.foundation.errors import N_, NotFound

#: Whoever types it from a wall may leave out the hyphen, or put another sign in its place.
TYPED = re.compile(r"(?P<film>[0-9]{1,9})[-_ .\u2010-\u2015]*(?P<tag>[a-z][a-z0-9-]{0,34})?", re.IGNORECASE)


class NoSuchCode(NotFound):
    """A short address was typed that we have never printed."""

    # translators: for everybody
    sentence = N_("There is no film at this short address. Please compare it with the poster.")


class Meant(NamedTuple):
    """What a code means: a film in a language, or in all of them."""

    film_id: int
    tag: str | None


def code_of(film_id: int, tag: str = "") -> str:
    """Return the code of a film in a language, such as "1-zh-hans", or of the choice of its languages, such as "1"."""
    return f"{film_id}-{tag.lower()}" if tag else str(film_id)


def meaning(code: str) -> Meant:
    """Return what a code means, however it was typed.

    Raises:
        NoSuchCode: it means nothing.
    """
    typed = TYPED.fullmatch(code.strip())
    if typed is None:
        raise NoSuchCode
    try:
        return Meant(int(typed["film"]), languages.canonical(typed["tag"]) if typed["tag"] else None)
    except UnknownLanguage:
        raise NoSuchCode from None
