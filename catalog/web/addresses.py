"""Whole addresses, for whoever reads them elsewhere: on a poster, in a feed, on another site.

They come from the configuration alone. What a request calls this house, its
Host header, is not believed.
"""

from typing import Any

from flask import url_for

from catalog.films.models import FULL, LanguageVersion
from catalog.web.context import runtime


def absolute(endpoint: str, **places: Any) -> str:  # noqa: ANN401 - a place is a word, a number or nothing
    """Return the whole address of a route, without the language that the reader has chosen for the interface."""
    return f"{runtime().config.public_url}{url_for(endpoint, **places, ui=None)}"


def place_of(version: LanguageVersion) -> dict[str, str]:
    """Return what stands in the addresses below a version; an excerpt's name among it."""
    cut = version.edition.name
    own = {"slug": version.edition.film.slug, "language": version.language}
    return own if cut == FULL else own | {"excerpt": cut}
