"""Files leave the house: in pieces, under good names, and only when they have changed."""

import pytest


def test_a_download_has_a_good_name(client, shows):
    shows("ar")

    answer = client.get("/film/polizei/ar/480p.mp4")

    assert answer.content_type == "video/mp4"
    assert "filename=polizei-ar-480p-r1.mp4" in answer.headers["Content-Disposition"]


def test_a_broken_download_goes_on_where_it_stopped(client, shows):
    shows("ar")
    whole = client.get("/film/polizei/ar/480p.mp4")
    etag = whole.headers["ETag"]

    rest = client.get("/film/polizei/ar/480p.mp4", headers={"Range": "bytes=10-", "If-Range": etag})

    assert rest.status_code == 206
    assert rest.headers["Content-Range"] == f"bytes 10-{len(whole.data) - 1}/{len(whole.data)}"
    assert whole.data[:10] + rest.data == whole.data


def test_a_download_that_has_changed_begins_anew(client, shows):
    shows("ar")

    answer = client.get("/film/polizei/ar/480p.mp4", headers={"Range": "bytes=10-", "If-Range": '"another"'})

    assert answer.status_code == 200


def test_a_piece_beyond_the_end_is_refused(client, shows):
    shows("ar")

    answer = client.get("/film/polizei/ar/480p.mp4", headers={"Range": "bytes=999999-"})

    assert answer.status_code == 416
    assert answer.headers["Content-Range"].startswith("bytes */")


def test_what_the_browser_has_is_not_sent_again(client, shows):
    shows("ar")
    etag = client.get("/film/polizei/ar/480p.mp4").headers["ETag"]

    answer = client.get("/film/polizei/ar/480p.mp4", headers={"If-None-Match": etag})

    assert (answer.status_code, answer.data) == (304, b"")


def test_the_size_can_be_asked_without_the_film(client, shows):
    shows("ar")
    size_bytes = len(client.get("/film/polizei/ar/480p.mp4").data)

    answer = client.head("/film/polizei/ar/480p.mp4")

    assert answer.data == b""
    assert answer.content_length == size_bytes


def test_caches_ask_each_time_whether_a_film_was_recalled(client, shows):
    shows("ar")

    assert client.get("/film/polizei/ar/480p.mp4").headers["Cache-Control"] == "no-cache"


def test_a_poster_is_kept_under_the_address_that_names_its_content(client, shows):
    version = shows("ar")
    address = "/film/polizei/ar/poster.jpg"

    assert "immutable" in client.get(f"{address}?v={version.picture.poster_sha256[:10]}").headers["Cache-Control"]
    assert client.get(address).headers["Cache-Control"] == "no-cache"


def test_subtitles_are_named_for_their_own_language_too(client, shows):
    shows("de", subtitles=("ti",))

    webvtt, srt = (client.get(f"/film/polizei/de/subtitles/ti.{suffix}") for suffix in ("vtt", "srt"))

    assert webvtt.mimetype == "text/vtt"
    assert "everybody in ti" in webvtt.text
    assert srt.text == "ti\n"
    assert "filename=polizei-de-ti-r1.srt" in srt.headers["Content-Disposition"]


def test_a_player_that_streams_finds_every_text(client, shows):
    shows("de", subtitles=("ti",))
    master = client.get("/film/polizei/de/stream.m3u8").text

    assert 'LANGUAGE="de",NAME="Deutsch",DEFAULT=YES,AUTOSELECT=YES,URI="captions.m3u8"' in master
    assert 'LANGUAGE="ti",NAME="ትግርኛ",DEFAULT=NO,AUTOSELECT=YES,URI="captions-ti.m3u8"' in master
    assert "subtitles/ti.vtt" in client.get("/film/polizei/de/captions-ti.m3u8").text


@pytest.mark.parametrize("name", ["subtitles/so.vtt", "captions-so.m3u8", "999p.mp4", "999p.m3u8", "captions.ass"])
def test_a_file_that_was_never_made_is_not_found(client, shows, name):
    shows("ar")

    assert client.get(f"/film/polizei/ar/{name}").status_code == 404


def test_a_player_finds_every_stream_from_the_master_playlist(client, shows):
    shows("ti")
    master = client.get("/film/polizei/ti/stream.m3u8")

    named = [line for line in master.text.splitlines() if line and not line.startswith("#")]

    assert named == ["1080p.m3u8", "480p.m3u8", "240p.m3u8"]
    for profile in (*named, "aac.m3u8"):
        playlist = client.get(f"/film/polizei/ti/{profile}")
        address = playlist.text.splitlines()[-1]
        assert client.get(address).status_code == 200
    assert "captions.vtt" in client.get("/film/polizei/ti/captions.m3u8").text


def test_a_content_that_is_missing_from_the_storage_is_said_to_be_missing(client, shows, runtime):
    version = shows("ar")
    film = next(file for file in version.renditions if file.profile == "480p" and file.kind == "film")
    runtime.storage.local_path(film.sha256).unlink()

    answer = client.get("/film/polizei/ar/480p.mp4")

    assert answer.status_code == 404
    assert "fehlt im Speicher" in answer.text
