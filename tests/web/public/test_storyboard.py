"""A player can show where one is about to jump to."""

import re

import pytest

from catalog.films.lifecycle import Status

BOARD = {"interval_s": 1, "columns": 10, "rows": 9, "tile": [160, 90]}
CUE = "WEBVTT\n\n00:00:00.000 --> 00:01:28.000\n{uri:0}#xywh=0,0,160,90\n"


@pytest.fixture
def drawn(make, shows, client):
    """A film on show with a storyboard, whose only sheet is its own poster."""

    def show(status=Status.PUBLISHED):
        version = shows("ar", status)
        version.picture.storyboard = BOARD | {"sheets": [version.picture.poster_sha256], "webvtt": CUE}
        make.session.commit()

    return show


def test_the_page_names_the_storyboard_and_its_sheets_are_there(client, drawn):
    drawn()

    page = client.get("/film/polizei/ar").text
    (address,) = re.findall(r'<track kind="metadata" label="thumbnails" src="([^"]+)">', page)
    cues = client.get(address)

    assert cues.mimetype == "text/vtt"
    (sheet,) = re.findall(r"^(\S+)#xywh=0,0,160,90$", cues.text, re.MULTILINE)
    assert client.get(sheet).data == b"poster"


def test_a_film_without_a_storyboard_names_none(client, shows):
    shows("ar")

    assert 'kind="metadata"' not in client.get("/film/polizei/ar").text
    assert client.get("/film/polizei/ar/storyboard.vtt").status_code == 404


@pytest.mark.parametrize("place", ["storyboard.vtt", "storyboard/0.jpg"])
def test_nobody_sees_a_storyboard_before_the_film_is_public(client, drawn, place):
    drawn(Status.IN_REVIEW)

    assert client.get(f"/film/polizei/ar/{place}").status_code == 404


def test_there_are_no_more_sheets_than_were_drawn(client, drawn):
    drawn()

    assert client.get("/film/polizei/ar/storyboard/1.jpg").status_code == 404
