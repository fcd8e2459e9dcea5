"""Pages speak the reader's language; that no sentence is left untranslated is looked after by .ci/messages.py."""

import pytest
from flask import Flask
from flask_babel import gettext

from catalog.app import beside
from catalog.films import languages
from catalog.films.languages import LANGUAGES
from catalog.web.language import Catalogues, offer_every_language
from tests.web.conftest import sign_in

FILES = sorted(beside("translations").glob("*/LC_MESSAGES/messages.po"))


@pytest.fixture
def catalogues():
    return Catalogues(beside("translations"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parts[-3])
def test_every_translation_has_a_language_of_the_table_and_says_whether_a_native_speaker_has_read_it(file):
    assert file.parts[-3] in LANGUAGES
    assert "\n# Native review: " in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("tag", "spoken"), [("fa", True), ("fa-AF", True), ("de-simple", True), ("en", True), ("gsg", True)]
)
def test_a_relative_is_found_where_a_language_itself_has_no_words(catalogues, tag, spoken):
    assert catalogues.has(tag) == spoken


def test_what_a_language_does_not_say_is_said_by_the_next_one_and_in_german_at_last(tmp_path, app, monkeypatch):
    def written(tag, *pairs):
        file = tmp_path / tag / "LC_MESSAGES/messages.po"
        file.parent.mkdir(parents=True)
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        file.write_text(head + "".join(f'msgid "{said}"\nmsgstr "{so}"\n' for said, so in pairs), encoding="utf-8")

    written("de", ("Print", "Drucken"), ("Privacy", "Datenschutz"), ("Sources", "Quellen"))
    written("fa", ("Print", "چاپ"), ("Privacy", "حریم خصوصی"))
    written("prs", ("Print", "چاپ کردن"))
    monkeypatch.setattr(app.extensions["babel"].instance, "domain_instance", Catalogues(tmp_path))

    with app.test_request_context("/", headers={"Accept-Language": "fa-AF"}):
        offer_every_language()
        assert [str(gettext(sentence)) for sentence in ("Print", "Privacy", "Sources")] == [
            "چاپ کردن",
            "حریم خصوصی",
            "Quellen",
        ]


def test_the_start_page_speaks_what_the_browser_asks_for_and_staff_read_german_or_english(client):
    arabic = {"Accept-Language": "ar-SY, en;q=0.5"}

    assert '<html lang="ar"' in client.get("/", headers=arabic).text
    assert '<html lang="en"' in client.get("/imprint", headers=arabic).text
    assert '<html lang="uk"' in client.get("/?ui=uk", headers=arabic).text


def test_a_page_tells_in_small_print_that_no_native_speaker_has_read_its_words(client):
    assert "لم يراجع" in client.get("/?ui=ar").text
    assert "native speaker" not in client.get("/?ui=en").text


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_way_to_understandable_words_ends_with_the_original(tag):
    assert languages.chain(tag)[0] == tag
    assert languages.chain(tag)[-1] == "de"


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
