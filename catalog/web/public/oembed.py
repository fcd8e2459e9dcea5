"""What the editor of another site asks for to set up one of our films from its address alone (oEmbed 1.0)."""

from urllib.parse import unquote, urlsplit

from flask import Response, current_app, get_template_attribute, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from catalog.films import showing
from catalog.films.showing import Showing
from catalog.foundation.errors import FilmboteError, NotFound
from catalog.web.addresses import absolute
from catalog.web.context import reading, runtime, treat_all_alike
from catalog.web.errors import NotUnderstood, sentence_of
from catalog.web.everybody import KEPT_ELSEWHERE_S
from catalog.web.guards import public
from catalog.web.public.door import bp
from catalog.web.public.embedding import frame_size_px

#: Which of our pages show a film.
PAGES = ("public.version", "public.read", "public.embed")


class NotWritten(NotUnderstood):
    """An editor asks for another format than JSON."""

    status = 501


@bp.get("/oembed")
@public
def oembed() -> tuple[Response, int]:
    """Tell how to set up the film behind an address. What is not public, a recalled film among it, is not there."""
    treat_all_alike()
    try:
        told, status = _told(_meant(request.args.get("url", ""))), 200
    except FilmboteError as error:
        told, status = {"sentence": sentence_of(error)}, 501 if isinstance(error, NotWritten) else 404
    response = jsonify(told)
    response.access_control_allow_origin = "*"
    response.cache_control.public, response.cache_control.max_age = True, KEPT_ELSEWHERE_S
    return response, status


def _meant(address: str) -> Showing:
    """Return the film behind one of our addresses.

    Raises:
        NotWritten: the answer is wanted in another format.
        NotFound: it is no address of ours, or none of a film.
        NoSuchFilm, UnknownLanguage, NoSuchVersion, VersionRecalled: see ``showing.showing``.
    """
    if request.args.get("format", "json") != "json":
        raise NotWritten
    house = runtime().config.public_url
    if not address.startswith(f"{house}/"):
        raise NotFound
    routes: MapAdapter = current_app.url_map.bind(urlsplit(house).netloc)
    try:
        endpoint, places = routes.match(unquote(urlsplit(address.removeprefix(house)).path), method="GET")
    except HTTPException:
        raise NotFound from None
    if endpoint not in PAGES:
        raise NotFound
    return showing.showing(reading(), **places)


def _told(shown: Showing) -> dict[str, object]:
    width_px, height_px = frame_size_px(
        shown.version, request.args.get("maxwidth", type=int), request.args.get("maxheight", type=int)
    )
    frame = get_template_attribute("macros/embedding.html", "frame")
    return {
        "version": "1.0",
        "type": "video",
        "title": shown.version.title,
        "provider_name": "Filmbote",
        "provider_url": absolute(".start"),
        "cache_age": KEPT_ELSEWHERE_S,
        "html": " ".join(frame(shown.version, width_px, height_px).split()),
        "width": width_px,
        "height": height_px,
    }
