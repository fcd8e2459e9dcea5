"""Other programs read what is new in a language, listen to it, and walk through the whole site."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from lxml import etree

from catalog.films.lifecycle import Status
from catalog.films.models import Rendition

HOUSE = "http://127.0.0.1:8000"
NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "i": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "p": "https://podcastindex.org/namespace/1.0",
}
MONDAY, TUESDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC), datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(answer):
    assert answer.status_code == 200
    return etree.fromstring(answer.data)


def texts(element, path):
    return [found if isinstance(found, str) else found.text for found in element.xpath(path, namespaces=NAMES)]


@pytest.fixture
def two_films(shows, make):
    """Two films in Tigrinya, the second one newer, and one in German."""
    shows("ti", title="ፖሊስ", description="ብዛዕባ ፖሊስ", published_at=MONDAY)
    shows("ti", title="110", film=make.film("notruf"), published_at=TUESDAY)
    shows("de", title="Die Polizei", published_at=MONDAY)


def test_a_feed_names_the_films_of_its_language_newest_first(client, two_films):
    feed = read(client.get("/feeds/ti.atom"))

    assert feed.get(XML_LANG) == "ti"
    assert texts(feed, "a:entry/a:title") == ["110", "ፖሊስ"]
    assert texts(feed, "a:updated") == ["2026-03-03T09:30:00+00:00"]
    assert texts(feed, "a:entry/a:link[@rel='alternate']/@href") == [
        f"{HOUSE}/film/notruf/ti",
        f"{HOUSE}/film/polizei/ti",
    ]


def test_a_feed_has_all_that_atom_asks_for(client, two_films):
    feed = read(client.get("/feeds/ti.atom"))

    for element in (feed, *feed.xpath("a:entry", namespaces=NAMES)):
        for name in ("id", "title", "updated"):
            (told,) = texts(element, f"a:{name}")
            assert told
        for moment in texts(element, "a:updated"):
            assert datetime.fromisoformat(moment).tzinfo
    assert texts(feed, "a:author/a:name")
    assert texts(feed, "a:link[@rel='self']/@href") == texts(feed, "a:id") == [f"{HOUSE}/feeds/ti.atom"]
    assert len(set(texts(feed, "a:entry/a:id"))) == 2


def test_a_podcast_sends_the_sound_with_its_size_and_type(client, shows, make):
    version = shows("ti", published_at=MONDAY)
    sound = {"kind": "audio", "duration_s": 88.0, "sha256": version.renditions[-1].sha256}
    version.renditions += [
        Rendition(profile="opus", size_bytes=300, codecs="opus", **sound),
        Rendition(profile="aac", size_bytes=1200, codecs="mp4a.40.2", recipe_sha256="e" * 64, **sound),
    ]
    make.session.commit()

    (item,) = read(client.get("/feeds/ti.rss")).findall("channel/item")

    enclosure = item.find("enclosure")
    assert enclosure.attrib == {"url": f"{HOUSE}/film/polizei/ti/sound.m4a", "length": "1200", "type": "audio/mp4"}
    assert texts(item, "i:duration") == ["88"]
    assert parsedate_to_datetime(item.findtext("pubDate")) == MONDAY
    (transcript,) = texts(item, "p:transcript/@url")
    assert client.get(transcript.removeprefix(HOUSE)).headers["Access-Control-Allow-Origin"] == "*"


def test_where_there_is_no_sound_alone_a_podcast_sends_the_smallest_film(client, shows, make):
    version = shows("ti")
    size = {"kind": "film", "duration_s": 88.0, "sha256": "f" * 64, "height_px": 100}
    version.renditions += [
        Rendition(profile="100p-av1", size_bytes=1, codecs="av01.0.04M.08", **size),
        Rendition(profile="100p-so", size_bytes=2, codecs="avc1.64001f", burned_in="so", **size),
    ]
    make.session.commit()

    (enclosure,) = read(client.get("/feeds/ti.rss")).iter("enclosure")

    film = client.get(enclosure.get("url").removeprefix(HOUSE))
    assert (film.mimetype, len(film.data)) == (enclosure.get("type"), int(enclosure.get("length")))


def test_a_podcast_has_all_that_directories_ask_for(client, two_films):
    channel = read(client.get("/feeds/ti.rss")).find("channel")

    for name in ("title", "link", "description", "language"):
        assert channel.findtext(name)
    assert texts(channel, "i:explicit") == ["false"]
    assert texts(channel, "i:category/@text")
    (cover,) = texts(channel, "i:image/@href")
    assert client.get(cover.removeprefix(HOUSE)).mimetype == "image/png"
    assert len(set(texts(channel, "item/guid"))) == 2


def test_a_corrected_film_is_new_to_podcasts(client, shows, session):
    old = shows("ti", published_at=MONDAY)
    before = texts(read(client.get("/feeds/ti.rss")), "channel/item/guid")
    old.status = Status.SUPERSEDED
    session.commit()
    shows("ti", revision=2, published_at=TUESDAY)

    (after,) = texts(read(client.get("/feeds/ti.rss")), "channel/item/guid")

    assert after not in before


@pytest.mark.parametrize("address", ["/feeds/ti.atom", "/feeds/ti.rss", "/sitemap.xml"])
def test_what_is_recalled_disappears(client, shows, session, address):
    recalled = shows("ti")
    other = shows("ti", film=recalled.edition.film, revision=2, status=Status.APPROVED)
    assert b"/film/polizei/ti" in client.get(address).data
    recalled.status, other.status = Status.RECALLED, Status.DRAFT
    session.commit()

    assert b"/film/polizei/ti" not in client.get(address).data


@pytest.mark.parametrize("address", ["/feeds/ti.atom", "/feeds/ti.rss", "/sitemap.xml"])
def test_it_is_the_same_for_everybody_and_fetched_once(client, two_films, address):
    first = client.get(address, headers={"Accept-Language": "de", "Host": "evil.example"})

    again = client.get(address, headers={"If-None-Match": first.headers["ETag"], "Accept-Language": "en"})

    assert again.status_code == 304
    assert first.cache_control.public
    assert "Cookie" not in first.headers.get("Vary", "")
    assert "evil.example" not in first.text


@pytest.mark.parametrize(("tag", "status"), [("so", 404), ("klingon", 404)])
def test_a_language_without_a_film_has_no_feed(client, two_films, tag, status):
    assert client.get(f"/feeds/{tag}.atom").status_code == status
    assert client.get(f"/feeds/{tag}.rss").status_code == status


@pytest.mark.parametrize("address", ["/feeds/en.atom", "/feeds/en.rss"])
def test_whatever_stands_in_a_title_the_feed_can_be_read(client, shows, address):
    shows("en", title="<b>\x00\x0b & ]]> \ufffe\U0001f3ac", description="a\x01b")

    assert "<b> & ]]> 🎬" in texts(read(client.get(address)), "//*[local-name()='title']")


def test_the_map_of_the_site_tells_every_film_and_its_other_languages(client, shows):
    shows("de", subtitles=("so",), published_at=MONDAY)
    shows("ti", published_at=TUESDAY)

    plan = read(client.get("/sitemap.xml"))

    places = texts(plan, "s:url/s:loc")
    assert places == [f"{HOUSE}{path}" for path in ("/", "/film/polizei", "/film/polizei/de", "/film/polizei/ti")]
    assert texts(plan, "s:url[3]/s:lastmod") == ["2026-03-02"]
    for url in plan.xpath("s:url[s:lastmod]", namespaces=NAMES):
        others = dict(zip(texts(url, "x:link/@hreflang"), texts(url, "x:link/@href"), strict=True))
        assert others == {
            "x-default": f"{HOUSE}/film/polizei",
            "de": f"{HOUSE}/film/polizei/de",
            "ti": f"{HOUSE}/film/polizei/ti",
            "so": f"{HOUSE}/film/polizei/de?subtitles=so",
        }


def test_every_place_on_the_map_is_there(client, two_films):
    for place in texts(read(client.get("/sitemap.xml")), "s:url/s:loc"):
        assert client.get(place.removeprefix(HOUSE)).status_code == 200


def test_robots_find_the_map(client):
    assert f"\nSitemap: {HOUSE}/sitemap.xml\n" in client.get("/robots.txt").text


def test_a_feed_costs_the_same_however_many_films_there_are(client, shows, make, count_questions):
    shows("ti")
    with count_questions() as few:
        client.get("/feeds/ti.rss")
    for number in range(5):
        shows("ti", film=make.film(f"film-{number}"))
    with count_questions() as many:
        client.get("/feeds/ti.rss")

    assert len(many) == len(few)
