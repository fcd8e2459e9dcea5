"""Somebody watches the film in their language."""

import re

import pytest

from catalog.films.lifecycle import Status
from catalog.films.models import Rendition


def test_the_film_plays_without_scripts_with_its_captions_on(client, shows):
    shows("ti", title="ፖሊስ")

    page = client.get("/film/polizei/ti").text

    assert re.search(r'<source src="/film/polizei/ti/480p.mp4"\s+type="video/mp4">', page)
    assert re.search(
        r'<track kind="captions"\s+src="/film/polizei/ti/captions.vtt"\s+srclang="ti"\s+label="ትግርኛ"\s+default>', page
    )
    assert re.search(r'<div class="player" dir="ltr">', page)
    assert "<script" not in page


def test_the_page_speaks_the_language_of_the_film(client, shows):
    shows("ar", title="الشرطة")

    page = client.get("/film/polizei/ar", headers={"Accept-Language": "de"}).text

    assert re.search(r'<html lang="ar"\s+dir="rtl">', page)
    assert "تنزيل الفيلم" in page
    assert "Herunterladen" not in page


def test_dari_is_spoken_to_in_persian(client, shows):
    shows("prs")

    assert "دانلود فیلم" in client.get("/film/polizei/prs").text


def test_where_we_lack_the_words_the_page_speaks_german_and_the_title_its_own_language(client, shows):
    shows("ckb", title="پۆلیس")

    page = client.get("/film/polizei/ckb").text

    assert re.search(r'<html lang="de"\s+dir="ltr">', page)
    assert re.search(r'<div class="film-heading" lang="ckb" dir="rtl">', page)


def test_whoever_chooses_english_reads_english(client, shows):
    shows("ar")

    page = client.get("/film/polizei/ar?ui=en").text

    assert re.search(r'<html lang="en"\s+dir="ltr">', page)
    assert "Download the film" in page


def test_size_and_length_are_told_before_the_download(client, shows):
    shows("de")

    page = client.get("/film/polizei/de").text

    assert "Der Film dauert 1:28 min." in page
    assert "1920 × 1080 px" in page
    assert re.search(r"\d\u00a0kB", page)


def test_what_is_said_can_be_read(client, shows):
    shows("en")

    page = client.get("/film/polizei/en").text

    assert re.search(r">0:01</span>\s*<span>The police help everybody.</span>", page)


def tracks(page):
    """Return kind, address and whether it is shown from the start of each text that the player offers."""
    found = re.findall(r'<track kind="(\w+)"\s+src="([^"]+)"[^>]*?(default)?>', page.text, re.DOTALL)
    return [(kind, address, bool(default)) for kind, address, default in found]


def test_subtitles_in_other_languages_can_be_chosen_in_the_player(client, shows):
    shows("de", subtitles=("ti", "so"))

    assert tracks(client.get("/film/polizei/de")) == [
        ("captions", "/film/polizei/de/captions.vtt", True),
        ("subtitles", "/film/polizei/de/subtitles/so.vtt", False),
        ("subtitles", "/film/polizei/de/subtitles/ti.vtt", False),
    ]


def test_whoever_comes_for_subtitles_sees_and_reads_them_at_once(client, shows):
    shows("de", subtitles=("ti", "ckb"))

    page = client.get("/film/polizei/de?subtitles=ku-Arab")

    shown = [address for _, address, default in tracks(page) if default]
    assert shown == ["/film/polizei/de/subtitles/ckb.vtt"]
    assert re.search(r'<ol class="transcript__lines" lang="ckb" dir="rtl">', page.text)
    assert "The police help everybody in ckb." in page.text
    assert "<script" not in page.text


def test_with_subtitles_the_page_speaks_their_language(client, shows):
    shows("de", subtitles=("prs",))

    page = client.get("/film/polizei/de?subtitles=prs").text

    assert re.search(r'<html lang="prs"\s+dir="rtl">', page)
    assert re.search(r'<div class="film-heading" lang="de" dir="ltr">', page)


@pytest.mark.parametrize("wanted", ["so", "klingon", "", "de"])
def test_subtitles_that_are_not_there_leave_the_captions_on(client, shows, wanted):
    shows("de", subtitles=("ti",))

    assert tracks(client.get(f"/film/polizei/de?subtitles={wanted}"))[0] == (
        "captions",
        "/film/polizei/de/captions.vtt",
        True,
    )


def test_many_subtitles_to_take_along_are_folded_away(client, shows):
    shows("de", subtitles=("ti", "so", "ckb"))
    shows("en", subtitles=("ti", "so", "ckb", "ps"))
    folded = re.compile(r"<details class=\"unfolds\">\s*<summary>[^<]*</summary>\s*<ul class=\"downloads\">")

    few, many = client.get("/film/polizei/de").text, client.get("/film/polizei/en").text

    assert "/subtitles/so.srt" in few
    assert not folded.search(few)
    assert "/subtitles/ps.srt" in many
    assert folded.search(many)


def test_one_language_leads_to_another_and_back(client, shows):
    shows("de", subtitles=("ti",))

    assert 'href="/film/polizei/de?subtitles=ti"' in client.get("/film/polizei/de").text
    assert re.search(r'href="/film/polizei/de"\s+hreflang="de"', client.get("/film/polizei/de?subtitles=ti").text)


def test_a_sign_language_has_captions_in_german(client, shows):
    shows("gsg")

    assert tracks(client.get("/film/polizei/gsg")) == [("captions", "/film/polizei/gsg/captions.vtt", True)]


def test_markup_in_a_title_stays_text(client, shows):
    shows("en", title="<img src=x onerror=alert(1)>")

    assert "<img src=x" not in client.get("/film/polizei/en").text


@pytest.mark.parametrize("called", ["ku", "KMR", "ku_TR"])
def test_other_names_of_a_language_lead_to_its_page(client, shows, called):
    shows("kmr")

    answer = client.get(f"/film/polizei/{called}")

    assert answer.status_code == 301
    assert answer.location == "/film/polizei/kmr"


@pytest.mark.parametrize("address", ["/film/nothing", "/film/polizei", "/film/nothing/ar", "/film/polizei/ar"])
def test_what_is_not_on_show_is_not_found(client, make, session, address):
    make.version(language="ar", status=Status.APPROVED)
    session.commit()

    assert client.get(address).status_code == 404


def test_an_unknown_language_is_named_in_a_sentence(client, shows):
    shows("de")

    answer = client.get("/film/polizei/xx")

    assert answer.status_code == 422
    assert "„xx“" in answer.text


def test_a_recalled_version_is_gone_with_all_its_files(client, shows, session):
    version = shows("ar", subtitles=("ti",))
    stream = f"/stream/{next(file.id for file in version.renditions if file.kind == 'sound')}.mp4"
    files = ["480p.mp4", "captions.vtt", "captions.srt", "stream.m3u8", "480p.m3u8", "poster.jpg"]
    files += ["captions-ti.m3u8", "subtitles/ti.vtt", "subtitles/ti.srt"]
    addresses = ["/film/polizei/ar", stream, *(f"/film/polizei/ar/{name}" for name in files)]
    assert {client.get(address).status_code for address in addresses} == {200}

    version.status = Status.RECALLED
    session.commit()

    assert {client.get(address).status_code for address in addresses} == {410}
    page = client.get("/film/polizei/ar").text
    assert "zurückgerufen" in page
    assert "was hier stand" in page


def test_a_recall_does_not_touch_the_other_languages(client, shows, session):
    recalled, kept = shows("ar"), shows("de")
    picture = kept.picture.renditions[0]
    recalled.status = Status.RECALLED
    session.commit()

    assert client.get(f"/stream/{picture.id}.mp4").status_code == 200
    assert "العربية" not in client.get("/film/polizei/de").text


def test_whoever_is_in_the_middle_of_an_old_revision_sees_it_to_its_end(client, shows, session):
    old = shows("ar")
    sound = next(file for file in old.renditions if file.kind == "sound")
    old.status = Status.SUPERSEDED
    session.commit()
    shows("ar", revision=2)

    assert client.get(f"/stream/{sound.id}.mp4").status_code == 200


def test_downloads_are_no_streams(client, shows):
    film = next(file for file in shows("ar").renditions if file.kind == "film")

    assert client.get(f"/stream/{film.id}.mp4").status_code == 404


def test_the_film_page_costs_the_same_however_many_languages_there_are(client, shows, count_questions):
    shows("de")
    with count_questions() as few:
        client.get("/film/polizei/de")
    for language in ("ar", "fa", "tr", "uk", "ru", "kmr"):
        shows(language, subtitles=("ti", "so"))
    with count_questions() as many:
        client.get("/film/polizei/de")

    assert len(many) == len(few) <= 13


def test_a_page_weighs_little(client, shows):
    for language in ("de", "ar", "fa", "tr", "uk", "ru", "kmr", "fr", "ur", "en"):
        shows(language)
    packed = {"Accept-Encoding": "gzip"}
    page = client.get("/film/polizei/ar").text
    parts = {"/film/polizei/ar", *re.findall(r'"(/static/[^"#]+)', page)}

    weight_bytes = sum(len(client.get(part, headers=packed).data) for part in parts)

    assert weight_bytes < 40_000


def test_every_download_says_what_is_special_about_it(client, shows, make):
    version = shows("de", subtitles=("ti",))
    size = {"kind": "film", "duration_s": 88.0, "size_bytes": 1000, "sha256": "f" * 64, "width_px": 854}
    version.renditions += [
        Rendition(profile="480p-av1", height_px=480, codecs="av01.0.04M.08,mp4a.40.2", **size),
        Rendition(profile="480p-ti", height_px=481, codecs="avc1.64001f,mp4a.40.2", burned_in="ti", **size),
    ]
    make.session.commit()

    page = client.get("/film/polizei/de?ui=en").text
    downloads, player = page.partition("Download the film")[2], page.partition("<video")[2].partition("</video>")[0]

    assert downloads.count("for newer phones") == 1
    assert downloads.count("captions in the picture: Tigrinya") == 1
    assert 'src="/film/polizei/de/480p.mp4' in player, (
        "what plays is for every browser, and its captions can be switched off"
    )


@pytest.mark.parametrize(
    ("language", "heading"), [("de", "Nur der Ton"), ("ar", "الصوت فقط")], ids=["left-to-right", "right-to-left"]
)
def test_whoever_only_listens_takes_the_sound_alone(client, shows, make, language, heading):
    version = shows(language)
    sound = {"kind": "audio", "duration_s": 88.0, "sha256": version.renditions[-1].sha256}
    version.renditions += [
        Rendition(profile="opus", size_bytes=300_000, codecs="opus", **sound),
        Rendition(profile="aac", size_bytes=1_200_000, codecs="mp4a.40.2", recipe_sha256="e" * 64, **sound),
    ]
    make.session.commit()

    page = client.get(f"/film/polizei/{language}").text

    assert heading in page
    assert page.index(f"/film/polizei/{language}/sound.m4a") < page.index(f"/film/polizei/{language}/sound.opus")
    assert client.get(f"/film/polizei/{language}/sound.opus").data == f"sound {language}".encode()


def test_a_film_without_a_sound_to_take_home_offers_none(client, shows):
    shows("de")

    assert "Nur der Ton" not in client.get("/film/polizei/de").text
