"""The short addresses of the posters."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from catalog.films.codes import NoSuchCode, meaning
from catalog.films.models import Film
from catalog.web.context import reading
from catalog.web.guards import public
from catalog.web.language import in_any_language
from catalog.web.public.door import bp


@bp.get("/p/<code>")
@public
@in_any_language
def short(code: str) -> ResponseReturnValue:
    """Lead from a poster to its film; when the film was recalled, to the page that says so."""
    film_id, tag = meaning(code)
    film = reading().get(Film, film_id)
    if film is None:
        raise NoSuchCode
    if tag is None:
        return redirect(url_for(".film", slug=film.slug))
    return redirect(url_for(".version", slug=film.slug, language=tag))
