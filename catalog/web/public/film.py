"""The page of a film in one language: it plays, it can be read, it can be taken home.

Whoever finds no sound in their language reads it: "?subtitles=ti" shows the
subtitles and the transcript in Tigrinya.
"""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog.films import languages, showing, transcript
from catalog.films.contacts import address_of
from catalog.films.languages import UnknownLanguage
from catalog.films.models import Captions, Rendition
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
        wanted = request.args.get("subtitles")
        return redirect(url_for(".version", slug=slug, language=shown.version.language, subtitles=wanted), code=301)
    subtitles = _chosen(shown)
    followed_in = subtitles.language if subtitles else shown.version.language
    speak(followed_in)
    return render_template(
        "public/film.html",
        shown=shown,
        followed_in=followed_in,
        text=subtitles or shown.captions,
        plays_first=_plays_first(shown),
        lines=transcript.lines(_webvtt(subtitles or shown.captions)),
        offers=showing.offers_beside(reading(), shown.version),
        ask_at=address_of(shown.film.contact),
        demonstration=runtime().config.demonstration,
    )


def _chosen(shown: Showing) -> Captions | None:
    """Return the subtitles that the address asks for, or None for the version's own captions."""
    try:
        return shown.subtitles_in(languages.canonical(request.args.get("subtitles", "")))
    except UnknownLanguage:
        return None


def _plays_first(shown: Showing) -> Rendition | None:
    everywhere = [file for file in shown.downloads if not (file.for_newer_phones or file.burned_in)]
    return min(everywhere, key=lambda file: abs(file.height_px - PLAYS_FIRST_PX), default=None)


def _webvtt(text: Captions | None) -> str:
    if text is None:
        return ""
    return b"".join(runtime().storage.read(text.webvtt_sha256)).decode()
