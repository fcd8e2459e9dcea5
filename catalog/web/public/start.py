"""The start page and the page of one film: choose a language, in one's own script."""

from flask import render_template, request

from catalog.films import languages, showing
from catalog.films.showing import Offer, OnShow
from catalog.web.context import reading, runtime
from catalog.web.guards import public
from catalog.web.public.door import bp


@bp.get("/")
@public
def start() -> str:
    """Offer every film in every language. Nobody is sent anywhere by what the browser says."""
    return render_template("public/start.html", **_offer(showing.on_show(reading())))


@bp.get("/languages")
@public
def offer() -> str:
    """Show the offer without the page around it, which fetches this while languages are being made."""
    return render_template("public/offer.html", **_offer(showing.on_show(reading())))


@bp.get("/film/<slug>")
@public
def film(slug: str) -> str:
    """Offer one film in every language."""
    return render_template("public/start.html", **_offer([showing.on_show_of(reading(), slug)]))


def _offer(films: list[OnShow]) -> dict[str, object]:
    demonstration = runtime().config.demonstration
    offered = [(shown.film, _for_this_reader(shown)) for shown in films]
    return {
        "films": offered,
        "ready": sum(len(offers) for _, offers in offered),
        "under_way": showing.under_way(reading()) if demonstration else 0,
        "demonstration": demonstration,
    }


def _for_this_reader(shown: OnShow) -> list[Offer]:
    """Return the languages with those in front that the reader's browser asks for."""
    by_tag = {offer.tag: offer for offer in shown.offers}
    wanted = languages.preferred(request.headers.get("Accept-Language", ""), by_tag)
    return [by_tag[tag] for tag in wanted] + [offer for tag, offer in by_tag.items() if tag not in wanted]
