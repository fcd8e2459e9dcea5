"""The page of a film is the same for everybody, so that a cache may hand it on; a recall shows all the same."""

import gzip
import hashlib
import re
from base64 import b64encode

import pytest

from catalog.films.lifecycle import Status
from tests.web.conftest import let_in

PAGES = ("/film/polizei/ar", "/film/polizei/ar/transcript", "/film/polizei/ar?subtitles=ti", "/film/polizei/ckb")


@pytest.fixture
def film(shows):
    """A film in Arabic with subtitles in Tigrinya, and in Sorani."""
    shows("ckb")
    return shows("ar", title="الشرطة", subtitles=("ti",))


@pytest.mark.parametrize("address", PAGES)
def test_nobody_is_told_by_the_page(app, client, make, session, film, address):
    editor = make.account()
    session.commit()
    signed_in = let_in(app.test_client(), editor)

    plain = client.get(address)
    others = [
        client.get(address, headers={"Accept-Language": "en", "User-Agent": "a phone", "Save-Data": "on"}),
        client.get(address, headers={"Host": "evil.example"}),
        signed_in.get(address),
    ]

    assert {answer.data for answer in others} == {plain.data}
    for answer in (plain, *others):
        assert answer.status_code == 200
        assert answer.cache_control.public
        assert 0 < answer.cache_control.max_age <= 10
        assert set(answer.vary) == {"Accept-Encoding"}
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Content-Security-Policy"] == plain.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_whoever_has_the_page_is_told_so(client, film, address):
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert not again.data
    assert again.headers["ETag"] == first.headers["ETag"]


def test_the_page_goes_out_packed_to_whoever_can_unpack_it(client, film):
    plain, packed = (client.get(PAGES[0], headers={"Accept-Encoding": ways}) for ways in ("", "gzip"))

    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] == plain.headers["ETag"]


def test_no_script_of_others_runs_and_hls_plays_out_of_its_blob(client, film):
    policy = client.get(PAGES[0]).headers["Content-Security-Policy"]

    assert "script-src 'self';" in policy
    assert "media-src 'self' blob:" in policy
    assert "nonce" not in policy


def test_the_sheet_travels_inside_of_the_page_and_no_other_one_counts(client, film):
    answer = client.get(PAGES[0])
    (sheet,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)

    known_by = b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{known_by}';" in answer.headers["Content-Security-Policy"]


def test_a_page_is_made_once_while_nothing_changes(client, film, count_questions):
    client.get(PAGES[0])

    with count_questions() as questions:
        client.get(PAGES[0])

    assert [question for question in questions if "language_versions" in question] == []


@pytest.mark.parametrize("address", PAGES[:3])
def test_a_recall_shows_at_once(client, film, session, address):
    known = client.get(address).headers["ETag"]

    film.status = Status.RECALLED
    session.commit()

    assert client.get(address, headers={"If-None-Match": known}).status_code == 410


def test_whatever_changes_shows_at_once(client, film, session, shows):
    before = client.get(PAGES[0])

    film.title = "الشرطة تساعد"
    session.commit()
    named_anew = client.get(PAGES[0])
    shows("kmr")
    with_another_language = client.get(PAGES[0])

    assert "الشرطة تساعد" in named_anew.text
    assert "/film/polizei/kmr" not in named_anew.text
    assert "/film/polizei/kmr" in with_another_language.text
    assert len({answer.headers["ETag"] for answer in (before, named_anew, with_another_language)}) == 3


def test_a_message_for_one_reader_waits_for_a_page_of_theirs(app, client, make, session, film):
    editor = make.account()
    session.commit()
    signed_in = let_in(app.test_client(), editor)
    with signed_in.session_transaction() as remembered:
        remembered["_flashes"] = [("success", "Only for the editor")]

    assert "Only for the editor" not in signed_in.get(PAGES[0]).text
    assert "Only for the editor" not in client.get(PAGES[0]).text
