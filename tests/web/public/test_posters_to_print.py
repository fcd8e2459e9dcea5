"""Somebody prints a poster, hangs it up, and somebody else comes by."""

from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from catalog.films.lifecycle import Status

HOUSE = "http://127.0.0.1:8000"


def qr_of(answer):
    """Return where the QR code of a poster leads."""
    (found,) = zxingcpp.read_barcodes(pypdfium2.PdfDocument(answer.data)[0].render(scale=2).to_numpy())
    return found.text.removeprefix(HOUSE)


def test_the_poster_of_a_language_leads_to_its_film(client, shows):
    shows("ti", title="ፖሊስ")

    poster = client.get("/film/polizei/ti/poster.pdf")

    assert poster.mimetype == "application/pdf"
    assert poster.headers["Content-Disposition"] == "inline; filename=polizei-ti-poster-a4-r1.pdf"
    assert client.get(qr_of(poster)).location == "/film/polizei/ti"


def test_the_poster_of_all_languages_leads_to_their_choice(client, shows):
    shows("ti")
    shows("de")

    poster = client.get("/film/polizei/poster.pdf")

    assert client.get(qr_of(poster)).location == "/film/polizei"


@pytest.mark.parametrize("address", ["/film/polizei/de/poster.pdf", "/film/polizei/poster.pdf"])
@pytest.mark.parametrize(("paper", "width_pt"), [("?paper=a3", 842), ("?paper=A3", 842), ("?paper=a0", 595), ("", 595)])
def test_a3_is_there_for_large_walls(client, shows, address, paper, width_pt):
    shows("de")

    page = PdfReader(BytesIO(client.get(address + paper).data)).pages[0]

    assert round(page.mediabox.width) == width_pt


def test_a_poster_is_the_same_for_everybody_and_fetched_once(client, shows):
    shows("de")
    poster = client.get("/film/polizei/de/poster.pdf")

    again = client.get("/film/polizei/de/poster.pdf", headers={"If-None-Match": poster.headers["ETag"]})

    assert again.status_code == 304
    assert poster.cache_control.public
    assert "Vary" not in poster.headers
    assert "Set-Cookie" not in poster.headers


@pytest.mark.parametrize(
    ("status", "answered"), [(Status.RECALLED, 410), (Status.APPROVED, 404), (Status.SUPERSEDED, 404)]
)
def test_what_is_not_on_show_has_no_poster(client, shows, status, answered):
    shows("ar", status=status)

    assert client.get("/film/polizei/ar/poster.pdf").status_code == answered
    assert client.get("/film/polizei/poster.pdf").status_code == 404


def test_what_a_request_calls_us_is_never_printed(client, shows):
    shows("de")

    assert qr_of(client.get("/film/polizei/de/poster.pdf", headers={"Host": "evil.example"})) == "/p/1-de"


def test_a_printed_address_outlives_revisions(client, shows, session):
    old = shows("ti")
    code = f"/p/{old.edition.film_id}-TI"
    old.status = Status.SUPERSEDED
    session.commit()
    shows("ti", revision=2)

    assert client.get(code, follow_redirects=True).status_code == 200


def test_a_printed_address_says_that_the_film_was_recalled(client, shows, session):
    shows("ti").status = Status.RECALLED
    session.commit()

    assert client.get("/p/1-ti").location == "/film/polizei/ti"
    assert client.get("/p/1-ti", follow_redirects=True).status_code == 410


@pytest.mark.parametrize("code", ["99-de", "1-klingon", "nothing", "1-de-x-ad-1", "%00", "1234567890-de", "99"])
def test_what_was_mistyped_is_not_found_and_says_what_to_do(client, shows, code):
    shows("de")

    answer = client.get(f"/p/{code}?ui=en")

    assert answer.status_code == 404
    assert "compare it with the poster" in answer.text


def test_the_page_of_a_film_offers_its_poster(client, shows):
    shows("ti")

    assert 'href="/film/polizei/ti/poster.pdf"' in client.get("/film/polizei/ti").text
