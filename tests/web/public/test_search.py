"""Somebody types a word and comes to the second at which the film says it."""

import html
import re

import pytest

from catalog.films.searching import filling
from catalog.films.searching.needles import MOST_CHARACTERS


@pytest.fixture
def on_show(shows, runtime):
    """The film in German, to be read in Tigrinya, and in Arabic."""
    shows("de", title="Die Polizei hilft Ihnen", description="Wann Sie die 110 rufen.", subtitles=("ti",))
    shows("ar", title="الشرطة في خدمتكم")
    filling.fill_up(runtime)


def addresses(page):
    return [html.unescape(address) for address in re.findall(r'href="(/film/[^"]*)"', page.text)]


def ask(client, words, **further):
    return client.get("/search", query_string={"q": words, "ui": "en", **further})


def test_a_sentence_leads_to_its_second(client, on_show):
    page = ask(client, "EVERYBODY")

    assert page.status_code == 200
    assert "/film/polizei/ar?t=1" in addresses(page)
    assert re.search(r"0:01</span>.*The police help <mark>everybody</mark>", page.text, re.DOTALL)


def test_a_sentence_in_another_language_leads_to_its_subtitles(client, on_show):
    page = ask(client, "everybody ti")

    assert addresses(page) == ["/film/polizei/de?subtitles=ti", "/film/polizei/de?subtitles=ti&t=1"]


def test_a_title_keeps_its_language_and_direction(client, on_show):
    page = ask(client, "شرطه").text

    assert re.search(r'<cite class="own-title" lang="ar" dir="auto">ال<mark>شرطة</mark> في خدمتكم</cite>', page)
    assert re.search(r'<bdi lang="ar" dir="rtl">العربية</bdi>', page)


def test_a_word_in_latin_letters_is_heard(client, on_show):
    page = ask(client, "shurta").text

    assert "This sounds like it" in page
    assert "<mark>الشرطة</mark>" in page


def test_the_browser_s_language_stands_first(client, on_show):
    page = client.get("/search?q=110", headers={"Accept-Language": "ar, de;q=0.5"})

    assert addresses(page)[0].startswith("/film/polizei/ar")


def test_what_cannot_be_found_is_answered_with_advice(client, on_show):
    page = ask(client, "xyzzy")

    assert page.status_code == 200
    assert "Nothing was found" in page.text
    assert 'value="xyzzy"' in page.text


def test_without_a_word_the_page_says_what_can_be_looked_for(client):
    for words in ("", "   ", "…", "\u202e"):
        page = ask(client, words)

        assert page.status_code == 200
        assert "one or two words in any language" in page.text


def test_a_page_that_was_pasted_is_refused_with_a_sentence(client):
    page = ask(client, "polizei " * 1250)

    assert page.status_code == 422
    assert "too long to be looked for" in page.text
    assert 'role="search"' in page.text


@pytest.mark.parametrize(
    "words",
    [
        "\x00\x07polizei",
        "\u202epolizei\u202c",
        "'; DROP TABLE films; --",
        '<script>alert("x")</script>',
        '"><img src=x onerror=alert(1)>',
        '" OR "polizei" NEAR("a" "b")',
        "NOT AND OR *",
        "%_\\",
        "e\u0301" * (MOST_CHARACTERS // 2),
        "\ud800",
        "p",
        "١١٠",
        "警",
        "😀",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
    ],
)
def test_no_words_do_harm(client, on_show, words):
    page = client.get("/search", query_string={"q": words.encode("utf-8", "surrogatepass"), "ui": "en"})

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert "\x00" not in page.text


@pytest.mark.parametrize("page", ["0", "-1", "2", "99999999999999999999", "x"])
def test_every_number_of_a_page_is_some_page(client, on_show, page):
    assert ask(client, "110", page=page).status_code == 200


def test_the_start_page_leads_to_the_search(client, shows):
    shows("de")

    assert re.search(r'<form class="search"\s+role="search"\s+action="/search\?ui=en"', client.get("/?ui=en").text)


def test_a_search_leaves_no_cookie(client, on_show):
    assert "Set-Cookie" not in ask(client, "polizei").headers


def test_a_search_costs_the_same_whatever_is_found(client, on_show, shows, make, runtime, count_questions):
    with count_questions() as few:
        ask(client, "everybody")
    for language in ("en", "fr", "tr", "uk"):
        shows(language, film=make.film("kinder"), subtitles=("so", "fa"))
    filling.fill_up(runtime)
    with count_questions() as many:
        ask(client, "everybody")

    assert len(many) == len(few)
