"""What a film's page says of itself to search engines and messengers."""

import json
import re
from datetime import UTC, datetime

import pytest
from lxml import html

from catalog.web.public.sharing import iso_duration

HOUSE = "http://127.0.0.1:8000"
MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def head(client, shows):
    """Return what reads the head of a film's page."""

    def read(tag="ti", at="", **facts):
        shows(tag, published_at=MONDAY, **facts)
        return html.fromstring(client.get(f"/film/polizei/{tag}{at}").data).find("head")

    return read


def tags(head):
    """Return the Open Graph tags."""
    return {tag.get("property"): tag.get("content") for tag in head.findall("meta") if tag.get("property")}


def video(head):
    """Return the film as search engines read it."""
    return json.loads(head.findtext("script"))


def test_search_engines_learn_what_the_film_is(head):
    told = video(head(title="ፖሊስ", description="ብዛዕባ ፖሊስ", subtitles=("so",)))

    assert told["@type"] == "VideoObject"
    assert told["name"] == "ፖሊስ"
    assert told["description"] == "ብዛዕባ ፖሊስ"
    assert told["inLanguage"] == "ti"
    assert told["uploadDate"] == "2026-03-02T09:30:00+00:00"
    assert told["duration"] == "PT1M28S"
    assert told["contentUrl"] == f"{HOUSE}/film/polizei/ti/480p.mp4"
    assert told["embedUrl"] == f"{HOUSE}/embed/polizei/ti"
    assert told["thumbnailUrl"].startswith(f"{HOUSE}/film/polizei/ti/poster.jpg")


def test_what_has_no_description_is_described_by_its_call_or_its_title(head):
    assert video(head("de", call_to_action="Rufen Sie die 110 an."))["description"] == "Rufen Sie die 110 an."
    assert video(head("tr", title="Polis"))["description"] == "Polis"


def test_messengers_show_title_words_and_still(head, client):
    told = tags(head(title="ፖሊስ", description="ብዛዕባ ፖሊስ"))

    assert (told["og:title"], told["og:description"]) == ("ፖሊስ", "ብዛዕባ ፖሊስ")
    assert told["og:url"] == f"{HOUSE}/film/polizei/ti"
    still = client.get(told["og:image"].removeprefix(HOUSE))
    assert still.data == b"poster"
    assert still.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_page_with_subtitles_stands_for_itself(head):
    read = head("de", at="?subtitles=ti", subtitles=("ti",))

    assert read.find("link[@rel='canonical']").get("href") == f"{HOUSE}/film/polizei/de?subtitles=ti"


def test_what_a_request_calls_us_is_not_believed(client, shows):
    shows("de")

    page = client.get("/film/polizei/de", headers={"Host": "evil.example"}).text

    assert "evil.example" not in page
    assert f'<link rel="canonical" href="{HOUSE}/film/polizei/de">' in page


def test_words_cannot_leave_the_block_of_data(head):
    read = head("en", title="</script><script>alert(1)</script>")

    assert video(read)["name"] == "</script><script>alert(1)</script>"
    assert "alert" not in "".join(script.text or "" for script in read.findall("script")[1:])


def test_editors_and_readers_of_feeds_find_their_address(head, client):
    read = head("ti")

    for link in read.findall("link"):
        if re.search(r"json\+oembed|atom\+xml", link.get("type") or ""):
            assert client.get(link.get("href").removeprefix(HOUSE)).status_code == 200
    assert {"application/json+oembed", "application/atom+xml"} <= {link.get("type") for link in read.findall("link")}


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(88.0, "PT1M28S"), (3600, "PT1H0S"), (0.4, "PT0S"), (4988.6, "PT1H23M9S"), (59.6, "PT1M0S")],
)
def test_a_length_is_written_as_machines_read_it(seconds, written):
    assert iso_duration(seconds) == written
