"""The files of a film in one language: downloads, captions, the poster, and what a player streams."""

from fractions import Fraction

from flask import Response, request, url_for

from catalog.films import languages, showing, streams
from catalog.films.models import Captions
from catalog.foundation.errors import NotFound
from catalog.web import contents
from catalog.web.context import reading
from catalog.web.guards import public
from catalog.web.public.door import bp

PLAYLIST = "application/vnd.apple.mpegurl"


@bp.get("/film/<slug>/<language>/<profile>.mp4")
@public
def download(slug: str, language: str, profile: str) -> Response:
    """Send the film in one size."""
    shown = showing.showing(reading(), slug, language)
    for file in shown.downloads:
        if file.profile == profile:
            name = shown.version.file_name("mp4", profile)
            return contents.send(file.sha256, name, "video/mp4", recipe_sha256=file.recipe_sha256, as_attachment=False)
    raise NotFound


@bp.get("/film/<slug>/<language>/sound.<suffix>")
@public
def sound(slug: str, language: str, suffix: str) -> Response:
    """Send the sound of the film, for those who only listen."""
    shown = showing.showing(reading(), slug, language)
    for file in shown.to_listen:
        if file.suffix == suffix:
            name = shown.version.file_name(suffix)
            return contents.send(
                file.sha256, name, contents.SOUNDS[suffix], recipe_sha256=file.recipe_sha256, as_attachment=False
            )
    raise NotFound


@bp.get("/film/<slug>/<language>/captions.vtt")
@public
def webvtt(slug: str, language: str) -> Response:
    """Send the captions as browsers read them."""
    shown = showing.showing(reading(), slug, language)
    return contents.send(
        _there(shown.captions).webvtt_sha256, shown.version.file_name("vtt"), "text/vtt", as_attachment=False
    )


@bp.get("/film/<slug>/<language>/captions.srt")
@public
def srt(slug: str, language: str) -> Response:
    """Send the captions as most players read them."""
    shown = showing.showing(reading(), slug, language)
    return contents.send(_there(shown.captions).srt_sha256, shown.version.file_name("srt"), "application/x-subrip")


@bp.get("/film/<slug>/<language>/subtitles/<tag>.vtt")
@public
def subtitles_webvtt(slug: str, language: str, tag: str) -> Response:
    """Send the subtitles in another language as browsers read them."""
    shown = showing.showing(reading(), slug, language)
    text = _there(shown.subtitles_in(languages.canonical(tag)))
    name = shown.version.file_name("vtt", text.language)
    return contents.send(text.webvtt_sha256, name, "text/vtt", as_attachment=False)


@bp.get("/film/<slug>/<language>/subtitles/<tag>.srt")
@public
def subtitles_srt(slug: str, language: str, tag: str) -> Response:
    """Send the subtitles in another language as most players read them."""
    shown = showing.showing(reading(), slug, language)
    text = _there(shown.subtitles_in(languages.canonical(tag)))
    return contents.send(text.srt_sha256, shown.version.file_name("srt", text.language), "application/x-subrip")


@bp.get("/film/<slug>/<language>/poster.jpg")
@public
def poster(slug: str, language: str) -> Response:
    """Send the still that stands for the film."""
    shown = showing.showing(reading(), slug, language)
    if not (shown.version.picture and shown.version.picture.poster_sha256):
        raise NotFound
    sha256 = shown.version.picture.poster_sha256
    named = request.args.get("v") == sha256[:10]
    return contents.send(sha256, shown.version.file_name("jpg"), "image/jpeg", as_attachment=False, immutable=named)


@bp.get("/film/<slug>/<language>/stream.m3u8")
@public
def stream(slug: str, language: str) -> Response:
    """Send the master playlist: every size of the picture with the sound of this language."""
    shown = showing.showing(reading(), slug, language)
    if not (shown.version.picture and shown.pictures and shown.sounds):
        raise NotFound
    text = streams.master_playlist(
        shown.pictures,
        shown.sounds,
        language=languages.language(shown.version.language),
        fps=Fraction(shown.version.picture.fps),
        address=lambda profile: f"{profile}.m3u8",
        captions=[languages.language(text.language) for text in shown.texts],
    )
    return Response(text, mimetype=PLAYLIST)


@bp.get("/film/<slug>/<language>/<profile>.m3u8")
@public
def playlist(slug: str, language: str, profile: str) -> Response:
    """Send the playlist of one size of the picture, of the sound, or of the captions."""
    shown = showing.showing(reading(), slug, language)
    spoken = languages.language(shown.version.language)
    for text in shown.texts:
        if profile == streams.captions_name(text.language, spoken):
            address = "captions.vtt" if text is shown.captions else f"subtitles/{text.language}.vtt"
            return Response(streams.captions_playlist(address, shown.duration_s), mimetype=PLAYLIST)
    for file in (*shown.pictures, *shown.sounds):
        if file.profile == profile and file.playlist:
            address = url_for(".content", rendition_id=file.id)
            return Response(file.playlist.replace("{uri}", address), mimetype=PLAYLIST)
    raise NotFound


@bp.get("/stream/<int:rendition_id>.mp4")
@public
def content(rendition_id: int) -> Response:
    """Send a picture or a sound, or the piece of it that a player asks for."""
    file = showing.streamed(reading(), rendition_id)
    return contents.send(file.sha256, f"{file.profile}.mp4", "video/mp4", as_attachment=False)


def _there(text: Captions | None) -> Captions:
    if text is None:
        raise NotFound
    return text
