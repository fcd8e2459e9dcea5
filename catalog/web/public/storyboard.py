"""The film in small frames, for players that show where one is about to jump to."""

from typing import Any

from flask import Response, url_for

from catalog.films import showing, storyboards
from catalog.foundation.errors import NotFound
from catalog.web import contents
from catalog.web.context import reading
from catalog.web.guards import public
from catalog.web.public.door import bp


@bp.get("/film/<slug>/<language>/storyboard.vtt")
@public
def storyboard(slug: str, language: str) -> Response:
    """Send which part of which sheet belongs to which time."""

    def address(number: int) -> str:
        return url_for(".storyboard_sheet", slug=slug, language=language, number=number)

    return Response(storyboards.webvtt(_board(slug, language), address), mimetype="text/vtt")


@bp.get("/film/<slug>/<language>/storyboard/<int:number>.jpg")
@public
def storyboard_sheet(slug: str, language: str, number: int) -> Response:
    """Send one sheet."""
    sheets = _board(slug, language)["sheets"]
    if number >= len(sheets):
        raise NotFound
    return contents.send(sheets[number], f"storyboard-{number}.jpg", "image/jpeg", as_attachment=False)


def _board(slug: str, language: str) -> dict[str, Any]:
    picture = showing.showing(reading(), slug, language).version.picture
    if picture is None or picture.storyboard is None:
        raise NotFound
    return picture.storyboard
