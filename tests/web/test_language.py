"""Pages speak the reader's language, and no sentence of a film's page is left untranslated."""

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from flask import Flask

from catalog.app import beside
from catalog.films.languages import LANGUAGES
from catalog.web.language import Catalogues
from tests.web.conftest import sign_in

SPOKEN_ON_FILM_PAGES = ("ar", "fa", "tr", "uk", "ru", "ku", "fr", "ur")
#: What a visitor of a film's page can see. Words for errors and for other doors are German and English.
FILM_PAGE = ("base.html", "public/film.html", "macros/public.html", "macros/frame.html")
NOT_THERE = {"Information films about the police"}


def sentences_of_a_film_page() -> set[str]:
    options = {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true"}
    found = set(NEEDED_ELSEWHERE)
    for name in FILM_PAGE:
        found |= {text for _, text, _, _ in extract_from_file("jinja2", beside("templates") / name, options=options)}
    return found - NOT_THERE


#: Sentences of macros and filters that a film's page uses among others.
NEEDED_ELSEWHERE = (
    "Your browser cannot play this film. You can download it below.",
    "%(time)s min",
    "%(time)s h",
    "Full HD, for a projector",
    "HD, for a computer",
    "For a phone or tablet",
    "Smallest file, for little data",
)


@pytest.mark.parametrize("locale", SPOKEN_ON_FILM_PAGES)
def test_a_films_page_is_wholly_translated(locale):
    with (beside("translations") / locale / "LC_MESSAGES/messages.po").open("rb") as text:
        catalogue = read_po(text, locale=locale)

    missing = {text for text in sentences_of_a_film_page() if text not in catalogue or not catalogue[text].string}

    assert missing == set()
    assert not [error for message in catalogue for error in message.check(catalogue)]


def test_every_catalogue_belongs_to_a_language_of_the_table():
    locales = {language.babel_locale for language in LANGUAGES.values()}

    assert {file.parts[-3] for file in beside("translations").glob("*/LC_MESSAGES/*.po")} <= locales


@pytest.mark.parametrize(
    ("locale", "spoken"), [("fa_AF", True), ("fa", True), ("ti", False), ("en", False), ("sr_Latn", False)]
)
def test_a_relative_is_found_where_the_locale_itself_is_missing(locale, spoken):
    assert Catalogues(beside("translations")).has(locale) == spoken


def test_a_refusal_speaks_the_language_of_the_reader(client):
    assert "Das haben wir nicht gefunden" in client.get("/nothing").text
    assert "We could not find this" in client.get("/nothing", headers={"Accept-Language": "en"}).text


def test_caches_are_told_on_what_a_page_depends(client):
    answer = client.get("/")

    assert {"Accept-Language", "Cookie"} <= set(answer.vary)
    assert answer.headers["Content-Language"] == "de"


def test_somebody_who_is_signed_in_chooses_once(client, session, make):
    account = make.account()
    session.commit()
    sign_in(client, account)

    client.get("/account/?ui=en")

    assert "Your account" in client.get("/account/", headers={"Accept-Language": "de"}).text


def test_a_made_up_language_changes_nothing(client):
    assert '<html lang="de"' in client.get("/?ui=<script>").text


@pytest.mark.parametrize(
    ("template", "language", "written"),
    [
        ("{{ 12345678|file_size }}", "de", "12,3\u00a0MB"),
        ("{{ 12345678|file_size }}", "en", "12.3\u00a0MB"),
        ("{{ 999|file_size }}", "de", "1\u00a0kB"),
        ("{{ 512_000_000|file_size }}", "de", "512\u00a0MB"),
        ("{{ 1_500_000_000|file_size }}", "de", "1,5\u00a0GB"),
        ("{{ 80.4|play_time }}", "de", "1:20 min"),
        ("{{ 3740|play_time }}", "de", "1:02:20 h"),
        ("{{ 0.453|percent }}", "de", "45\u00a0%"),
        ("{{ none|in_words }}", "de", ""),
    ],
)
def test_figures_are_written_as_the_language_does(app: Flask, template, language, written):
    with app.test_request_context(f"/?ui={language}"):
        assert app.jinja_env.from_string(template).render() == written


def test_days_and_moments_are_written_in_the_time_of_the_place(app: Flask, make):
    moment = make.version(status="published").published_at.replace(
        year=2026, month=6, day=3, hour=22, minute=30, second=0, microsecond=0
    )

    with app.test_request_context("/?ui=de"):
        render = app.jinja_env.from_string("{{ moment|in_words }} / {{ moment.date()|in_words }}").render
        assert render(moment=moment) == "04.06.2026, 00:30:00 / 3. Juni 2026"
