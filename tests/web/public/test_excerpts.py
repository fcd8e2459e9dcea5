"""An excerpt has pages of its own, beside those of its film."""

import re

import pytest

from catalog.films.lifecycle import Status
from catalog.films.models import Edition

CUT = "/film/polizei/notruf/ar"


@pytest.fixture
def excerpt(shows, make, session):
    """The film in Arabic, and an excerpt of it."""
    film = shows("ar")
    cut = shows("ar", title="110")
    cut.edition = Edition(film=film.edition.film, name="notruf", from_s=25.0, to_s=55.0)
    cut.revision = 1
    session.commit()
    return cut


@pytest.fixture
def shows(shows, make, session):
    """Shows a second version of the same language as a later revision, so that it can become an excerpt's."""
    count = iter(range(1, 99))
    return lambda language, **facts: shows(language, revision=next(count), **facts)


def test_the_page_of_the_film_names_its_excerpts(client, excerpt):
    page = client.get("/film/polizei/ar?ui=en").text

    assert re.search(rf'href="{CUT}\?ui=en">From 0:25 to 0:55</a>', page)


def test_an_excerpt_plays_its_own_files_and_leads_to_the_whole_film(client, excerpt):
    page = client.get(f"{CUT}?ui=en").text

    assert "This is an excerpt, from 0:25 to 0:55." in page
    assert re.search(r'href="/film/polizei/ar\?ui=en">See the whole film', page)
    assert re.findall(r'<source src="([^"]+)"', page)[-1] == f"{CUT}/480p.mp4?ui=en"
    for name in (
        "480p.mp4",
        "captions.vtt",
        "captions.srt",
        "stream.m3u8",
        "poster.jpg",
        "transcript",
        "transcript.txt",
    ):
        assert client.get(f"{CUT}/{name}").status_code == 200, name


def test_an_excerpt_can_be_called_back_alone(client, excerpt, session):
    excerpt.status = Status.RECALLED
    session.commit()

    assert client.get(CUT).status_code == 410
    assert client.get("/film/polizei/ar").status_code == 200
    assert CUT not in client.get("/film/polizei/ar").text


def test_an_excerpt_that_nobody_cut_is_not_found(client, excerpt):
    assert client.get("/film/polizei/other/ar").status_code == 404
    assert client.get("/film/polizei/notruf/de").status_code == 404
