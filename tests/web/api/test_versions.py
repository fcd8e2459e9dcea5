"""What other machines learn of films and versions, and how it is described to them."""

import pytest
from openapi_spec_validator import validate

from catalog.films.lifecycle import Status
from catalog.films.models import Captions, Rendition
from catalog.people.permissions import Role
from tests.web.conftest import sign_in

SHA256 = "0" * 64


@pytest.fixture
def catalogue(make):
    """A published German version and an Arabic one in review."""
    published = make.version("de", Status.PUBLISHED)
    published.renditions = [
        Rendition(
            kind="film", profile="720p", sha256=SHA256, size_bytes=9, duration_s=80.0, width_px=1280, height_px=720
        ),
        Rendition(kind="audio", profile="aac", sha256=SHA256, recipe_sha256=SHA256, size_bytes=7, duration_s=80.0),
        Rendition(kind="audio", profile="opus", sha256=SHA256, size_bytes=3, duration_s=80.0),
    ]
    published.captions = [
        Captions(language=tag, source_sha256=SHA256, webvtt_sha256=SHA256, srt_sha256=SHA256, cues=31)
        for tag in ("ti", "de")
    ]
    make.version("ar", Status.IN_REVIEW)
    make.session.commit()


def test_everybody_learns_which_films_there_are(client, catalogue):
    assert client.get("/api/v1/films").json == {
        "films": [{"slug": "polizei", "texts": [{"language": "de", "title": "Die Polizei", "description": ""}]}]
    }


def test_everybody_learns_what_is_published(client, catalogue):
    (version,) = client.get("/api/v1/films/polizei/versions").json["versions"]

    assert (version["language"], version["own_name"], version["direction"]) == ("de", "Deutsch", "ltr")
    assert (version["public"], version["revision"], version["duration_s"]) == (True, 1, 80.0)
    assert version["published_at"].endswith("+00:00")
    assert [(text["language"], text["webvtt"]) for text in version["captions"]] == [
        ("de", "/film/polizei/de/captions.vtt"),
        ("ti", "/film/polizei/de/subtitles/ti.vtt"),
    ]
    (rendition,) = version["renditions"]
    assert rendition["address"] == "/film/polizei/de/720p.mp4"
    assert (rendition["width_px"], rendition["height_px"], rendition["size_bytes"]) == (1280, 720, 9)
    assert {sound["profile"]: (sound["address"], sound["size_bytes"]) for sound in version["sounds"]} == {
        "aac": ("/film/polizei/de/sound.m4a", 7),
        "opus": ("/film/polizei/de/sound.opus", 3),
    }


def test_the_ministry_learns_of_every_version(client, make, catalogue):
    sign_in(client, committed_reviewer(make))

    versions = client.get("/api/v1/films/polizei/versions").json["versions"]

    assert {version["language"]: version["status"] for version in versions} == {"ar": "in_review", "de": "published"}


def test_a_recipient_learns_no_more_than_everybody(client, make, catalogue):
    account = make.account(role=Role.RECIPIENT)
    make.session.commit()
    sign_in(client, account)

    assert client.get("/api/v1/versions/polizei/ar").status_code == 404


def test_what_is_not_published_is_found_at_the_ministry_s_door(client, make, catalogue):
    sign_in(client, committed_reviewer(make))

    assert client.get("/api/v1/versions/polizei/ar").json["status"] == "in_review"


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/versions/polizei/ar", 404, "no_such_version"),
        ("/api/v1/versions/polizei/klingon", 422, "unknown_language"),
        ("/api/v1/versions/schnee/de", 404, "no_such_film"),
        ("/api/v1/films/schnee/versions", 404, "no_such_film"),
        ("/api/v1/nothing", 404, "not_found"),
    ],
)
def test_a_refusal_has_a_code_and_a_sentence(client, catalogue, address, status, code):
    answer = client.get(address, headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.json["sentence"].endswith(".")


def test_a_recalled_version_is_gone(client, make):
    make.version("de", Status.RECALLED)
    make.session.commit()

    assert client.get("/api/v1/versions/polizei/de").status_code == 410


def test_the_description_is_valid_and_names_every_address(client):
    document = client.get("/api/v1/openapi.json").json

    validate(document)
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        "/api/v1/films",
        "/api/v1/films/{slug}/versions",
        "/api/v1/versions/{slug}/{tag}",
    }


def committed_reviewer(make):
    account = make.account(role=Role.REVIEWER)
    make.session.commit()
    return account
