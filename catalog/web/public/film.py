"""The page of a film in one language: it plays, it can be read, it can be taken home.

Whoever finds no sound in their language reads it: "?subtitles=ti" shows the
subtitles and the transcript in Tigrinya. "?t=83" begins at that second.
"""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog.films import languages, showing, transcript
from catalog.films.contacts import address_of
from catalog.films.languages import UnknownLanguage
from catalog.films.models import FULL, Captions
from catalog.films.showing import Showing
from catalog.films.transcript import Paragraph
from catalog.foundation.errors import NotFound
from catalog.web import contents
from catalog.web.context import reading, runtime
from catalog.web.everybody import for_everybody
from catalog.web.guards import public
from catalog.web.language import speak
from catalog.web.moments import NoMoment, seconds_of
from catalog.web.public.door import film_route


@film_route()
@public
@for_everybody
def version(slug: str, language: str, excerpt: str = FULL) -> ResponseReturnValue:
    """Show the film."""
    shown = showing.showing(reading(), slug, language, excerpt)
    if language != shown.version.language:
        return _by_its_own_name(".version", shown)
    subtitles = _chosen(shown)
    followed_in = subtitles.language if subtitles else shown.version.language
    speak(followed_in)
    return render_template(
        "public/film.html",
        shown=shown,
        here=_here(shown),
        followed_in=followed_in,
        text=subtitles or shown.captions,
        begins_s=_begins_s(shown),
        offers=showing.offers_beside(reading(), shown.version),
        excerpts=showing.excerpts_beside(reading(), shown.version),
        ask_at=address_of(shown.film.contact),
        demonstration=runtime().config.demonstration,
    )


@film_route("/transcript")
@public
@for_everybody
def read(slug: str, language: str, excerpt: str = FULL) -> ResponseReturnValue:
    """Show what is said, to be read and printed; each sentence leads to its moment of the film."""
    shown = showing.showing(reading(), slug, language, excerpt)
    if language != shown.version.language:
        return _by_its_own_name(".read", shown)
    subtitles = _chosen(shown)
    text, told = _told(shown, subtitles)
    followed_in = subtitles.language if subtitles else shown.version.language
    speak(followed_in)
    return render_template(
        "public/transcript.html",
        shown=shown,
        here=_here(shown),
        text=text,
        paragraphs=told,
        subtitles=subtitles.language if subtitles else None,
    )


@film_route("/transcript.txt")
@public
def take_text(slug: str, language: str, excerpt: str = FULL) -> Response:
    """Send what is said as plain text."""
    shown = showing.showing(reading(), slug, language, excerpt)
    text, told = _told(shown, _chosen(shown))
    response = Response(transcript.plain(shown.version.title, told), content_type="text/plain; charset=utf-8")
    contents.name(response, shown.version.file_name("txt", text.language if text is not shown.captions else ""))
    response.add_etag()
    response.make_conditional(request)
    return response


def _by_its_own_name(endpoint: str, shown: Showing) -> ResponseReturnValue:
    """Lead from another name of a language to ours, with all that was asked for."""
    asked: dict[str, Any] = {name: request.args.get(name) for name in ("subtitles", "t")}
    return redirect(url_for(endpoint, **_here(shown), **asked), code=301)


def _here(shown: Showing) -> dict[str, Any]:
    """Return what stands in the addresses below this film, or below this excerpt."""
    cut = shown.version.edition.name
    own = {"slug": shown.film.slug, "language": shown.version.language}
    return own if cut == FULL else own | {"excerpt": cut}


def _chosen(shown: Showing) -> Captions | None:
    """Return the subtitles that the address asks for, or None for the version's own captions."""
    try:
        return shown.subtitles_in(languages.canonical(request.args.get("subtitles", "")))
    except UnknownLanguage:
        return None


def _begins_s(shown: Showing) -> int:
    """Return the second that the address asks for; what is no moment of this film is its beginning."""
    try:
        asked_s = int(seconds_of(request.args.get("t", "0")))
    except NoMoment:
        return 0
    return asked_s if asked_s < shown.duration_s else 0


def _told(shown: Showing, subtitles: Captions | None) -> tuple[Captions, list[Paragraph]]:
    """Return whose words are read, and the words.

    Raises:
        NotFound: the film has no captions.
    """
    text = subtitles or shown.captions
    if text is None:
        raise NotFound
    webvtt = b"".join(runtime().storage.read(text.webvtt_sha256)).decode()
    return text, transcript.paragraphs(transcript.lines(webvtt))
