"""What somebody reads whose film is not there, or not in their language: in which languages it is."""

from typing import Any

from flask import Response, make_response, render_template, request

from catalog.films import languages, showing
from catalog.films.languages import UnknownLanguage
from catalog.films.register import NoSuchVersion, VersionRecalled
from catalog.films.showing import Offer
from catalog.foundation.errors import FilmboteError, NotFound
from catalog.web.context import reading
from catalog.web.errors import sentence_of
from catalog.web.language import offer_every_language, speak
from catalog.web.public.door import bp


@bp.errorhandler(NoSuchVersion)
@bp.errorhandler(UnknownLanguage)
@bp.errorhandler(VersionRecalled)
def not_in_this_language(error: FilmboteError) -> Response:
    """Answer with the languages that are there, in the language that was asked for where we have its words."""
    offer_every_language()
    asked: dict[str, Any] = request.view_args or {}
    if isinstance(error, UnknownLanguage):
        status, error = NotFound.status, NoSuchVersion()
    else:
        status = error.status
        if "language" in asked:
            speak(asked["language"])
    page = render_template(
        "public/missing.html",
        status=status,
        sentence=sentence_of(error),
        slug=asked.get("slug"),
        offers=_offers(asked.get("slug", "")),
    )
    return make_response(page, status)


def _offers(slug: str) -> list[Offer]:
    """Return the languages of a film in the order for this reader; none when it is not on show."""
    try:
        offers = {offer.tag: offer for offer in showing.on_show_of(reading(), slug).offers}
    except NotFound:
        return []
    wanted = languages.preferred(request.headers.get("Accept-Language", ""), offers)
    return [offers[tag] for tag in dict.fromkeys([*wanted, *offers])]
