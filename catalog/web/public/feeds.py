"""What other programs read regularly: the films of a language as Atom and as a podcast, and the map of the site."""

import re
from email.utils import format_datetime

from flask import Response, render_template

from catalog.films import languages, news, showing
from catalog.films.news import Item
from catalog.films.posters import SENDER
from catalog.films.register import NoSuchVersion
from catalog.web.addresses import absolute, place_of
from catalog.web.context import reading
from catalog.web.guards import public
from catalog.web.public.alike import alike
from catalog.web.public.door import bp

#: What XML 1.0 has no way to write.
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@bp.get("/feeds/<tag>.atom")
@public
def atom(tag: str) -> Response:
    """Send what is new in a language (RFC 4287)."""
    return _feed("public/feed.atom.xml", "application/atom+xml", tag)


@bp.get("/feeds/<tag>.rss")
@public
def podcast(tag: str) -> Response:
    """Send the films of a language to those who listen (RSS 2.0 with what podcast players read)."""
    return _feed("public/podcast.rss.xml", "application/rss+xml", tag)


@bp.get("/sitemap.xml")
@public
def sitemap() -> Response:
    """Send the addresses of all films with their other languages (sitemaps.org)."""
    return alike(render_template("public/sitemap.xml", films=showing.on_show(reading())), "application/xml")


def _feed(template: str, mimetype: str, tag: str) -> Response:
    items = news.newest_in(reading(), tag)
    if not items:
        raise NoSuchVersion
    language = languages.language(tag)
    places = {"language": language, "items": items, "sender": SENDER, "updated_at": items[0].published_at}
    return alike(render_template(template, **places), mimetype)


@bp.app_template_filter()
def printable(text: str) -> str:
    """Return a text without the characters that would make an XML document unreadable."""
    return NOT_IN_XML.sub("", text)


@bp.app_template_filter()
def rfc822(item: Item) -> str:
    """Return when an item was published, as RSS writes it."""
    return format_datetime(item.published_at)


@bp.app_template_global()
def enclosure(item: Item) -> tuple[str, str] | None:
    """Return address and type of what a listener takes along, or None."""
    file, here = item.taken_along, place_of(item.version)
    if file is None:
        return None
    if file.suffix == "m4a":
        return absolute(".sound", suffix="m4a", **here), "audio/mp4"
    return absolute(".download", profile=file.profile, **here), "video/mp4"
