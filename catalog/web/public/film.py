"""The page of a film in one language: it plays, it can be read, it can be taken home."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from catalog.films import showing, transcript
from catalog.films.models import Rendition
from catalog.films.showing import Showing
from catalog.web.context import reading, runtime
from catalog.web.guards import public
from catalog.web.language import speak
from catalog.web.public.door import bp

#: What plays before anybody has chosen: good on a phone, and not too much for it.
PLAYS_FIRST_PX = 480


@bp.get("/film/<slug>/<language>")
@public
def version(slug: str, language: str) -> ResponseReturnValue:
    """Show the film."""
    shown = showing.showing(reading(), slug, language)
    if language != shown.version.language:
        return redirect(url_for(".version", slug=slug, language=shown.version.language), code=301)
    speak(shown.version.language)
    return render_template(
        "public/film.html",
        shown=shown,
        plays_first=_plays_first(shown),
        lines=transcript.lines(_webvtt(shown)),
        languages=showing.languages_of(reading(), shown.version),
        demonstration=runtime().config.demonstration,
    )


def _plays_first(shown: Showing) -> Rendition | None:
    return min(shown.downloads, key=lambda file: abs(file.height_px - PLAYS_FIRST_PX), default=None)


def _webvtt(shown: Showing) -> str:
    if shown.captions is None:
        return ""
    return b"".join(runtime().storage.read(shown.captions.webvtt_sha256)).decode()
