"""What every answer carries, what refusals say, and whether the service is well."""

import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from catalog.foundation import queue
from catalog.foundation.errors import Refused
from catalog.foundation.queue import Job
from tests.web.conftest import sign_in


@pytest.fixture
def app(trial):
    return trial


@pytest.fixture
def refuses(app):
    """Let two doors fail in a certain way: /trial/fails and /api/v1/trial/fails."""

    def add(error):
        def fail() -> None:
            raise error

        app.config["TRIALS"]["fails"] = fail

    return add


def test_scripts_run_only_with_the_word_of_the_page(client):
    first, second = (client.get("/").headers["Content-Security-Policy"] for _ in range(2))

    assert "script-src 'self' 'nonce-" in first
    assert "unsafe-inline" not in first
    assert first != second


def test_no_page_can_be_framed_or_sniffed(client):
    headers = client.get("/").headers

    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_refusal_is_a_page_for_people_and_json_for_machines(client, refuses):
    refuses(Refused())

    page, machine = client.get("/trial/fails"), client.get("/api/v1/trial/fails")

    assert (page.status_code, machine.status_code) == (409, 409)
    assert "<h1>" in page.text
    assert machine.json["code"] == "refused"
    assert machine.json["sentence"] in page.text


def test_a_mistake_of_ours_tells_nothing_about_the_house(app, refuses, monkeypatch):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    refuses(ValueError("the secret is xylophone"))

    page = app.test_client().get("/trial/fails")

    assert page.status_code == 500
    assert "xylophone" not in page.text
    assert "Es ist nichts verloren gegangen" in page.text


def test_two_who_change_the_same_thing_are_told(client, refuses):
    refuses(IntegrityError("insert", {}, Exception("unique")))

    assert client.get("/trial/fails").status_code == 409


def test_without_its_database_the_service_asks_to_come_back(client, session, make, refuses):
    refuses(OperationalError("select", {}, sqlite3.OperationalError("database is locked")))
    account = make.account()
    session.commit()
    sign_in(client, account)

    page = client.get("/trial/fails")

    assert page.status_code == 503
    assert "Datenbank" in page.text


def test_a_wrong_method_names_the_right_ones(client):
    answer = client.post("/imprint")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_the_service_says_that_it_is_well(client):
    answer = client.get("/health")

    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": True, "storage": True, "worker": "idle", "letters": "off"}


def test_the_service_says_when_its_storage_is_gone(client, config):
    for folder in sorted((config.home / "storage").rglob("*"), reverse=True):
        folder.rmdir()
    (config.home / "storage").rmdir()

    answer = client.get("/health")

    assert answer.status_code == 503
    assert answer.json["storage"] is False


def test_the_service_says_when_nobody_works(client, session, make):
    job = queue.order(session, "inspect", "version:1", key="one")
    job.not_before = make.account().invited_at.replace(year=2020)
    session.commit()
    assert client.get("/health").json["worker"] == "silent"

    session.get(Job, job.id).state = "running"
    session.commit()
    assert client.get("/health").json["worker"] == "busy"


def test_robots_and_finders_of_holes_are_told_where_to_go(client, config):
    assert "Disallow: /ministry/" in client.get("/robots.txt").text
    assert f"Contact: mailto:{config.mail_from}" in client.get("/.well-known/security.txt").text


def test_assets_are_kept_for_a_year_under_an_address_that_changes_with_them(client):
    page = client.get("/").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]

    assert "v=" in address
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert "immutable" not in client.get(address.partition("?")[0]).headers["Cache-Control"]


def test_text_is_packed_for_whoever_can_unpack_it(client):
    packed = client.get("/static/vendor/kern.css", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/static/vendor/kern.css")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 4
    again = client.get("/static/vendor/kern.css", headers={"If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304


def test_pages_with_a_form_are_not_packed(client, session, make):
    account = make.account()
    session.commit()
    sign_in(client, account)

    assert "Content-Encoding" not in client.get("/account/", headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize("page", ["imprint", "privacy", "accessibility", "barrier", "sources"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_pages_that_we_owe_are_there(client, page, language):
    answer = client.get(f"/{page}?ui={language}")

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


def test_the_sources_of_map_register_and_names_are_shown(client):
    page = client.get("/sources").text

    for source in ("BKG", "Destatis", "Unicode CLDR"):
        assert source in page
