"""Somebody comes to the start page and looks for their language."""

import re

import pytest

from catalog.app import create_app
from catalog.films.lifecycle import Status
from catalog.foundation.config import config_from
from catalog.foundation.runtime import Runtime


def offered(page):
    """Return the tags of the tiles, in their order."""
    return re.findall(r'class="tile__link"[^>]*?hreflang="([^"]+)"', page.text, re.DOTALL)


def test_each_language_is_offered_in_its_own_script_and_direction(client, shows):
    shows("ti")
    shows("ar")

    page = client.get("/").text

    assert re.search(r'<li class="tile" dir="rtl">\s*<a[^>]*lang="ar"[^>]*>العربية</a>', page)
    assert re.search(r'<li class="tile" dir="ltr">\s*<a[^>]*lang="ti"[^>]*>ትግርኛ</a>', page)


@pytest.mark.parametrize(
    ("asked", "first"),
    [("fa-AF, en;q=0.5", "prs"), ("ku", "kmr"), ("ar-SY", "ar"), ("sw", "de"), ("", "de")],
)
def test_what_the_browser_asks_for_stands_in_front(client, shows, asked, first):
    for language in ("de", "ar", "prs", "kmr"):
        shows(language)

    page = client.get("/", headers={"Accept-Language": asked})

    assert page.status_code == 200
    assert offered(page)[0] == first
    assert len(offered(page)) == 4


def test_a_language_that_can_only_be_read_is_offered_after_those_that_are_spoken(client, shows):
    shows("de", subtitles=("ti", "so", "en"))
    shows("en", subtitles=("ti",))

    page = client.get("/?ui=en")

    assert offered(page) == ["de", "en", "so", "ti"]
    tile = re.search(
        r'<li class="tile" dir="ltr">\s*<a[^>]*href="([^"]*)"[^>]*>ትግርኛ</a>(.*?)</li>', page.text, re.DOTALL
    )
    assert tile.group(1) == "/film/polizei/de?subtitles=ti"
    assert "with subtitles" in tile.group(2)
    assert page.text.count("with subtitles") == 2


def test_a_language_to_read_stands_in_front_for_whoever_asks_for_it(client, shows):
    shows("de", subtitles=("ti",))
    shows("en")

    assert offered(client.get("/", headers={"Accept-Language": "ti, en;q=0.5"})) == ["ti", "en", "de"]


def test_only_what_is_published_is_offered(client, shows):
    for language, status in (
        ("ar", Status.IN_REVIEW),
        ("fa", Status.RECALLED),
        ("tr", Status.SUPERSEDED),
        ("de", Status.PUBLISHED),
    ):
        shows(language, status)

    assert offered(client.get("/")) == ["de"]


def test_without_a_film_the_page_says_so(client):
    assert "noch kein Film" in client.get("/").text


def test_a_visitor_gets_no_cookie_and_leaves_no_trace(client, shows):
    shows("ar")

    for address in ("/", "/?ui=en", "/film/polizei", "/film/polizei/ar", "/imprint", "/privacy"):
        assert "Set-Cookie" not in client.get(address).headers


def test_the_page_speaks_german_unless_english_is_asked_for(client):
    german, english = "Der Film über die Polizei in Ihrer Sprache", "The film about the police, in your language"

    assert german in client.get("/").text
    assert german in client.get("/", headers={"Accept-Language": "fa"}).text
    assert english in client.get("/", headers={"Accept-Language": "en-GB, de;q=0.5"}).text
    assert english in client.get("/?ui=en", headers={"Accept-Language": "de"}).text


def test_the_chosen_language_goes_along_without_a_cookie(client):
    page = client.get("/?ui=en").text

    assert 'href="/imprint?ui=en"' in page


def test_a_demonstration_says_that_it_is_one(client, environment, runtime, shows):
    shows("ar")
    demonstration = config_from(environment | {"FILMBOTE_DEMONSTRATION": "1"})
    its_page = create_app(Runtime(demonstration, runtime.sessions, runtime.storage)).test_client().get("/").text

    assert "Dies ist eine Demonstration" in its_page
    assert "Dies ist eine Demonstration" not in client.get("/").text


def test_a_demonstration_tells_how_many_languages_are_ready(environment, runtime, shows, make, session):
    shows("ar")
    make.version(language="fa", status=Status.PROCESSING)
    make.version(language="ar", status=Status.IN_REVIEW, revision=2)
    session.commit()
    demonstration = config_from(environment | {"FILMBOTE_DEMONSTRATION": "1"})
    visitor = create_app(Runtime(demonstration, runtime.sessions, runtime.storage)).test_client()

    assert 'data-live="/languages"' in visitor.get("/").text
    assert "1 von 2" in visitor.get("/languages").text or "1 of 2" in visitor.get("/languages").text


def test_the_start_page_costs_the_same_whatever_is_on_show(client, shows, make, count_questions):
    shows("de")
    with count_questions() as few:
        client.get("/")
    for language in ("ar", "fa", "tr", "uk", "ru", "kmr"):
        shows(language, film=make.film("kinder"), subtitles=("ti", "so"))
    with count_questions() as many:
        client.get("/")

    assert len(many) == len(few) <= 6
