"""A municipality shows the film on its own website."""

import re

import pytest
from lxml import html

from catalog.films.lifecycle import Status
from tests.web.conftest import let_in

HOUSE = "http://127.0.0.1:8000"


def test_the_frame_plays_without_script_or_cookie(client, shows):
    shows("ti", subtitles=("so",))

    answer = client.get("/embed/polizei/ti")

    page = html.fromstring(answer.data)
    assert page.find(".//video").get("controls") is not None
    assert page.find(".//source").get("src") == "/film/polizei/ti/480p.mp4"
    assert [track.get("srclang") for track in page.iter("track")] == ["ti", "so"]
    assert page.find(".//script") is None
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_only_the_frame_may_stand_in_a_frame(client, shows):
    shows("de")

    assert "frame-ancestors *" in client.get("/embed/polizei/de").headers["Content-Security-Policy"]
    for address in ("/", "/film/polizei/de", "/film/polizei/de/transcript", "/account/sign-in", "/embed/polizei/ti"):
        assert "frame-ancestors 'none'" in client.get(address).headers["Content-Security-Policy"]


def test_the_frame_leads_to_the_whole_page_in_a_window_of_its_own(client, shows):
    shows("ar", title="الشرطة")

    (whole, others) = html.fromstring(client.get("/embed/polizei/ar").data).find_class("below")[0].findall("a")

    assert (whole.text, whole.get("href"), whole.get("target")) == ("الشرطة", "/film/polizei/ar", "_blank")
    assert others.get("href") == "/film/polizei"


def test_the_site_chooses_the_language_and_not_the_reader(client, shows):
    shows("ar")

    asked = {client.get("/embed/polizei/ar", headers={"Accept-Language": tag}).data for tag in ("de", "en", "ti")}

    assert len(asked) == 1


def test_the_frame_of_a_recalled_film_says_so(client, shows):
    shows("ar", status=Status.RECALLED)

    assert client.get("/embed/polizei/ar").status_code == 410


def asks(client, address, **wishes):
    return client.get("/oembed", query_string={"url": address, **wishes})


@pytest.mark.parametrize(
    "page", ["/film/polizei/ti", "/film/polizei/ti?t=83", "/film/polizei/ti/transcript", "/embed/polizei/ti"]
)
def test_an_editor_learns_how_to_set_up_a_film(client, shows, page):
    shows("ti", title="ፖሊስ <b>")

    answer = asks(client, HOUSE + page, format="json")

    told = answer.json
    assert (told["version"], told["type"], told["title"]) == ("1.0", "video", "ፖሊስ <b>")
    frame = html.fromstring(told["html"])
    assert frame.get("src") == f"{HOUSE}/embed/polizei/ti"
    assert frame.get("title") == "ፖሊስ <b>"
    assert (int(frame.get("width")), int(frame.get("height"))) == (told["width"], told["height"]) == (640, 416)
    assert client.get(frame.get("src").removeprefix(HOUSE)).status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "wishes", [{"maxwidth": 320}, {"maxheight": 200}, {"maxwidth": 500, "maxheight": 90}, {"maxwidth": 2000}]
)
def test_a_frame_keeps_to_the_room_that_it_is_given(client, shows, wishes):
    shows("ti")

    told = asks(client, f"{HOUSE}/film/polizei/ti", **wishes).json

    assert 0 < told["width"] <= wishes.get("maxwidth", 640)
    assert 0 < told["height"] <= wishes.get("maxheight", 416)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://evil.example/film/polizei/de",
        "http://127.0.0.1:8000.evil.example/film/polizei/de",
        f"{HOUSE}/film/polizei/so",
        f"{HOUSE}/film/polizei/klingon",
        f"{HOUSE}/film/nothing/de",
        f"{HOUSE}/account/sign-in",
        f"{HOUSE}/film/polizei/de/480p.mp4",
        f"{HOUSE}/film/polizei/de/../../../%00",
        f"{HOUSE}//film/polizei/de",
        f"{HOUSE}/film/polizei/ar",
        "/film/polizei/de",
    ],
)
def test_what_is_no_film_of_ours_is_not_there(client, shows, address):
    shows("de")
    shows("ar", status=Status.RECALLED)

    assert asks(client, address).status_code == 404


def test_who_asks_for_xml_is_told_that_there_is_none(client, shows):
    shows("de")

    assert asks(client, f"{HOUSE}/film/polizei/de", format="xml").status_code == 501


def test_a_clerk_finds_posters_and_the_frame_to_copy(client, shows, make):
    version = shows("ti")
    editor = make.account()
    make.session.commit()

    page = html.fromstring(let_in(client, editor).get(f"/ministry/versions/{version.id}").data)

    frame = page.get_element_by_id(f"frame-{version.id}").text
    assert re.match(rf'<iframe src="{HOUSE}/embed/polizei/ti"', frame.strip())
    addresses = [link.get("href") for link in page.iter("a")]
    assert {"/film/polizei/ti/poster.pdf", "/film/polizei/poster.pdf", f"{HOUSE}/p/1-ti"} <= set(addresses)
