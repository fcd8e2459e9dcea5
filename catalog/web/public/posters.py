"""Posters to be printed and hung up: one for each language of a film, and one for all of them."""

from flask import Response, request

from catalog.films import posters, register, showing
from catalog.films.codes import code_of
from catalog.films.posters import Paper
from catalog.web import contents
from catalog.web.addresses import absolute
from catalog.web.context import reading
from catalog.web.guards import public
from catalog.web.public.alike import alike
from catalog.web.public.door import bp


@bp.get("/film/<slug>/<language>/poster.pdf")
@public
def poster_to_print(slug: str, language: str) -> Response:
    """Send the poster of a film in one language; "?paper=a3" makes it twice as large."""
    version = register.published(reading(), slug, language)
    content = posters.of_version(
        version, absolute(".short", code=code_of(version.edition.film_id, version.language)), _paper()
    )
    return _named(content, version.file_name("pdf", f"poster-{_paper()}"))


@bp.get("/film/<slug>/poster.pdf")
@public
def poster_of_all(slug: str) -> Response:
    """Send the poster of a film that names all its languages."""
    shown = showing.on_show_of(reading(), slug)
    content = posters.of_all(shown, absolute(".short", code=code_of(shown.film.id)), _paper())
    return _named(content, f"{shown.film.slug}-poster-{_paper()}.pdf")


def _paper() -> Paper:
    return "a3" if request.args.get("paper", "").lower() == "a3" else "a4"


def _named(content: bytes, filename: str) -> Response:
    response = alike(content, "application/pdf")
    contents.name(response, filename, as_attachment=False)
    return response
