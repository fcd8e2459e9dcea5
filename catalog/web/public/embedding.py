"""The film in a frame of another site: it runs no script there and leaves no cookie behind.

This is the only page of ours that may stand in a frame.
"""

from flask import Response, make_response, render_template

from catalog.films import showing
from catalog.films.models import FULL, LanguageVersion
from catalog.web.addresses import place_of
from catalog.web.context import reading, runtime
from catalog.web.everybody import for_everybody
from catalog.web.guards import public
from catalog.web.language import speak
from catalog.web.public.door import bp

POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors *"
)
#: How wide a frame is whose site has no wish, and how high the line below the film.
WIDTH_PX, LINE_PX = 640, 56
#: The shape of a film whose picture is not known.
USUAL_SHAPE = 9 / 16


@bp.get("/embed/<slug>/<language>")
@bp.get("/embed/<slug>/<excerpt>/<language>")
@public
def embed(slug: str, language: str, excerpt: str = FULL) -> Response:
    """Show the film alone."""
    response = make_response(_framed(slug, language, excerpt))
    response.headers["Content-Security-Policy"] = POLICY
    return response


@for_everybody
def _framed(slug: str, language: str, excerpt: str) -> str:
    shown = showing.showing(reading(), slug, language, excerpt)
    speak(shown.version.language)
    return render_template(
        "public/embed.html",
        shown=shown,
        here=place_of(shown.version),
        demonstration=runtime().config.demonstration,
    )


@bp.app_template_global()
def frame_size_px(
    version: LanguageVersion, widest_px: int | None = None, highest_px: int | None = None
) -> tuple[int, int]:
    """Return width and height of a frame: in the shape of the picture, with a line below it, within what is allowed."""
    picture = version.picture
    shape = picture.height_px / picture.width_px if picture else USUAL_SHAPE
    width_px = min(WIDTH_PX, widest_px or WIDTH_PX)
    if highest_px:
        width_px = min(width_px, int((highest_px - LINE_PX) / shape))
    width_px = max(1, width_px)
    return width_px, int(width_px * shape) + LINE_PX
