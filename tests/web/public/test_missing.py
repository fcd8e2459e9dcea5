"""Whoever asks for what is not there reads, in their own language, in which languages it is."""

import re

import pytest

from catalog.films.lifecycle import Status


def offered(page):
    """Return the tags of the tiles, in their order."""
    return re.findall(r'class="tile__link"[^>]*?hreflang="([^"]+)"', page.text, re.DOTALL)


@pytest.mark.parametrize("rest", ["", "/transcript", "/480p.mp4", "/captions.vtt"])
@pytest.mark.parametrize("language", ["xx", "fa", "%F0%9F%8E%AC", "de%00", "a" * 300, "<script>", "..%2f..%2fetc"])
def test_a_language_that_is_not_there_leads_to_those_that_are(client, shows, language, rest):
    shows("de", subtitles=("ti",))
    shows("ar")

    answer = client.get(f"/film/polizei/{language}{rest}")

    assert answer.status_code == 404
    if "2f" not in language:
        assert offered(answer) == ["de", "ar", "ti"]


def test_the_page_speaks_the_readers_language_and_begins_with_it(client, shows):
    shows("de")
    shows("uk")

    answer = client.get("/film/polizei/xx", headers={"Accept-Language": "uk, en;q=0.5"})

    assert offered(answer) == ["uk", "de"]
    assert '<html lang="uk"' in answer.text
    assert "no-cache" in answer.headers["Cache-Control"]


def test_a_recalled_language_offers_the_others(client, shows):
    shows("ar", Status.RECALLED)
    shows("fa")

    answer = client.get("/film/polizei/ar")

    assert answer.status_code == 410
    assert offered(answer) == ["fa"]
    assert re.search(r'<html lang="ar"\s+dir="rtl">', answer.text)


def test_a_film_that_nobody_knows_is_not_found(client, shows):
    shows("de")

    answer = client.get("/film/other/de")

    assert answer.status_code == 404
    assert offered(answer) == []


def test_other_machines_still_read_what_was_wrong_with_the_tag(client, shows):
    shows("de")

    assert client.get("/api/v1/films/polizei/versions/xx").status_code in (404, 422)


@pytest.mark.parametrize(
    "asked",
    ["bytes=999999999-", "bytes=5-2", "bytes=-0", "bytes=a-b", "apples=1-2", "bytes=" + "0-0," * 500, "\u202ebytes"],
)
def test_a_range_that_is_none_is_refused(client, shows, asked):
    shows("de")

    answer = client.get("/film/polizei/de/480p.mp4", headers={"Range": asked.encode().decode("latin-1")})

    assert answer.status_code == 416


@pytest.mark.parametrize("host", ["evil.example", "evil.example:99999", "a b", "[::1", "x" * 400, "<script>"])
def test_the_name_by_which_somebody_calls_us_does_not_matter(client, shows, host):
    shows("de")

    answer = client.get("/film/polizei/de", headers={"Host": host})

    assert answer.status_code in (200, 400)
    assert "evil" not in answer.text
    assert "<script>" not in answer.text
