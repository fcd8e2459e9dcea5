"""What is said can be read, printed and taken along; each sentence leads to its moment."""

import re

import pytest


def test_each_sentence_leads_to_its_moment_of_the_film(client, shows):
    shows("en", title="The police")

    page = client.get("/film/polizei/en/transcript").text

    assert re.findall(r'<a href="([^"]+)">([^<]+)</a>', page.partition("<article")[2].partition("</article>")[0]) == [
        ("/film/polizei/en?t=1#film", "The police help everybody."),
        ("/film/polizei/en?t=4#film", "110"),
    ]


@pytest.mark.parametrize(("tag", "runs"), [("ckb", "rtl"), ("ti", "ltr")])
def test_it_can_be_read_in_the_language_of_subtitles(client, shows, tag, runs):
    shows("de", subtitles=(tag,))

    page = client.get(f"/film/polizei/de/transcript?subtitles={tag}").text

    assert f'<article class="said" lang="{tag}" dir="{runs}">' in page
    assert f"everybody in {tag}" in page
    assert f'href="/film/polizei/de?subtitles={tag}&amp;t=1#film"' in page


def test_it_can_be_taken_along_as_text(client, shows):
    shows("ar", title="الشرطة")

    answer = client.get("/film/polizei/ar/transcript.txt")

    assert answer.text == "الشرطة\n\nThe police help everybody. 110\n"
    assert answer.content_type == "text/plain; charset=utf-8"
    assert "polizei-ar-r1.txt" in answer.headers["Content-Disposition"]
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/film/polizei/ar/transcript.txt", headers=known).status_code == 304


def test_without_captions_there_is_nothing_to_read_and_no_way_to_it(client, shows, session):
    version = shows("de")
    version.captions = []
    session.commit()

    assert client.get("/film/polizei/de/transcript").status_code == 404
    assert client.get("/film/polizei/de/transcript.txt").status_code == 404
    assert "/transcript" not in client.get("/film/polizei/de").text


def test_another_name_of_the_language_leads_here(client, shows):
    shows("kmr")

    assert client.get("/film/polizei/ku/transcript").location == "/film/polizei/kmr/transcript"
