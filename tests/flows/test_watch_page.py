"""Somebody watches the film on the page that everybody gets: by tap and by key, with scripts and without."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.flows.browsing import PHONE, Visitor
from tests.flows.conftest import Visit
from tests.waiting import eventually

ARABIC, TIGRINYA = "/film/polizei/ar", "/film/polizei/de?subtitles=ti"
AT = "() => document.querySelector('video').currentTime"
PAUSED = "() => document.querySelector('video').paused"
SOURCE = "() => document.querySelector('video').currentSrc"
SHOWN = """() => [...document.querySelector('video').textTracks]
  .filter(({ mode, kind }) => mode === 'showing' && kind !== 'metadata').map(({ language }) => language)"""
READ = """() => [...document.querySelector('video').textTracks]
  .filter(({ mode }) => mode === 'showing').flatMap(({ activeCues }) => [...(activeCues ?? [])])
  .map(({ text }) => text)"""


@pytest.mark.parametrize(("address", "tag"), [(ARABIC, "ar"), (TIGRINYA, "ti")])
def test_the_film_plays_with_its_captions(every_language: list[str], visit: Visit, address: str, tag: str) -> None:
    visitor = visit(size=PHONE)
    page = visitor.go(address)
    assert media_of(visitor) == [], "nothing of the film is fetched before somebody plays it"

    play(page)

    it_plays_on(page, from_s=0.5)
    assert page.evaluate(SHOWN) == [tag]
    eventually(lambda: page.evaluate(READ), what="a line on the picture")
    assert page.context.cookies() == []


@pytest.mark.parametrize("address", [ARABIC, TIGRINYA])
def test_the_film_plays_without_scripts(every_language: list[str], visit: Visit, address: str) -> None:
    visitor = visit(size=PHONE, scripts=False)
    page = visitor.go(f"{address}{'&' if '?' in address else '?'}t=20")

    page.wait_for_load_state("networkidle")
    page.locator("video").press("Space")

    eventually(lambda: "240p.mp4" in media_of(visitor), what="the smallest size is fetched")
    eventually(lambda: page.evaluate(AT) > 20.5, what="it plays from there")
    expect(page.locator(".watch__more")).to_be_hidden()
    assert not [address for address in visitor.watch.requested if address.endswith(".js")]
    assert page.context.cookies() == []


def test_the_picture_follows_the_line_after_the_tap(every_language: list[str], visit: Visit) -> None:
    visitor = visit()
    page = visitor.go(ARABIC)
    assert not asked_for(visitor, "hls.min.js")

    play(page)

    eventually(lambda: page.evaluate(SOURCE).startswith("blob:"), what="the film is streamed")
    it_plays_on(page, from_s=0.5)
    assert asked_for(visitor, "stream.m3u8")


@pytest.mark.parametrize("blocked", ["**/hls.min.js*", "**/*.m3u8*"])
def test_where_streaming_fails_the_plain_film_plays_on(every_language: list[str], visit: Visit, blocked: str) -> None:
    visitor = visit()
    visitor.watch.line_may_break = True
    visitor.page.route(blocked, lambda route: route.abort())
    page = visitor.go(ARABIC)

    play(page)

    it_plays_on(page, from_s=0.5)
    eventually(lambda: page.evaluate(SOURCE).endswith("480p.mp4"), what="the plain film")
    it_plays_on(page, from_s=page.evaluate(AT))


def test_the_film_begins_where_the_address_says(every_language: list[str], visit: Visit) -> None:
    page = visit().go(f"{ARABIC}?t=30")

    play(page)

    eventually(lambda: page.evaluate(AT) > 30.5, what="it plays from there")


def test_a_sentence_of_the_transcript_leads_to_its_moment(every_language: list[str], visit: Visit) -> None:
    page = visit().go(f"{ARABIC}/transcript")

    page.locator(".said p").nth(2).locator("a").first.click()
    page.wait_for_url(re.compile(r"\?t=\d+#film$"))
    second = int(page.url.partition("?t=")[2].partition("#")[0])
    play(page)

    assert second > 10
    eventually(lambda: page.evaluate(AT) > second, what="it plays from there")


def test_keys_steer_the_film(every_language: list[str], visit: Visit) -> None:
    page = visit().go(f"{ARABIC}?t=20")
    page.locator("video").focus()

    page.keyboard.press("Space")
    eventually(lambda: page.evaluate(SOURCE).startswith("blob:"), what="the film is streamed")
    it_plays_on(page, from_s=20)
    page.keyboard.press("Space")
    eventually(lambda: page.evaluate(PAUSED), what="it stands")
    before_s = page.evaluate(AT)
    page.keyboard.press("ArrowRight")
    eventually(lambda: page.evaluate(AT) > before_s + 4, what="five seconds on")
    page.keyboard.press("ArrowLeft")
    eventually(lambda: page.evaluate(AT) < before_s + 1, what="five seconds back")

    page.keyboard.press("m")
    assert page.evaluate("() => document.querySelector('video').muted")
    page.keyboard.press("c")
    eventually(lambda: page.evaluate(SHOWN) == [], what="the captions are off")
    page.keyboard.press("c")
    eventually(lambda: page.evaluate(SHOWN) == ["ar"], what="the captions are on")
    page.keyboard.press(">")
    expect(page.locator("[data-choose=speed]")).to_have_value("1.25")
    assert page.evaluate("() => document.querySelector('video').playbackRate") == 1.25


def test_captions_are_chosen_beside_the_player(every_language: list[str], visit: Visit) -> None:
    page = visit().go("/film/polizei/de")
    menu = page.locator("[data-choose=captions]")
    expect(menu).to_have_value("de")

    menu.select_option("so")
    eventually(lambda: page.evaluate(SHOWN) == ["so"], what="captions in Somali")
    menu.select_option("")
    eventually(lambda: page.evaluate(SHOWN) == [], what="no captions")
    page.locator("[data-choose=letters]").select_option("huge")

    expect(page.locator("video")).to_have_attribute("data-letters", "huge")


def test_the_sound_plays_alone(every_language: list[str], visit: Visit) -> None:
    visitor = visit()
    page = visitor.go(ARABIC)
    button = page.locator("[data-do=sound]")

    button.click()
    play(page)

    expect(button).to_have_attribute("aria-pressed", "true")
    it_plays_on(page, from_s=0.5)
    assert media_of(visitor) == ["sound.m4a"]


def test_whoever_comes_back_goes_on_where_they_stopped(every_language: list[str], visit: Visit) -> None:
    page = visit().go(f"{ARABIC}?t=30")
    play(page)
    eventually(lambda: page.evaluate("() => localStorage.length") == 1, what="the place is kept")

    page.goto(ARABIC)
    go_on = page.locator("[data-do=go-on]")
    expect(go_on).to_contain_text("0:3")
    go_on.click()
    eventually(lambda: page.evaluate(AT) > 30, what="it goes on there")
    page.evaluate("() => document.querySelector('video').pause()")

    page.goto(ARABIC)
    page.locator("[data-do=forget]").click()
    expect(go_on).to_be_hidden()
    assert page.evaluate("() => localStorage.length") == 0
    assert page.context.cookies() == []


def play(page: Page) -> None:
    """Press play; what the page does next may break this first start off."""
    page.evaluate("() => { document.querySelector('video').play().catch(() => {}); }")


def it_plays_on(page: Page, from_s: float) -> None:
    eventually(
        lambda: not page.evaluate(PAUSED) and page.evaluate(AT) > from_s + 0.5, what=f"it plays on from {from_s}"
    )


def asked_for(visitor: Visitor, name: str) -> bool:
    return any(urlsplit(address).path.endswith(name) for address in visitor.watch.requested)


def media_of(visitor: Visitor) -> list[str]:
    """Return the names of the film's files that were asked for, each once."""
    names = (urlsplit(address).path.rpartition("/")[2] for address in visitor.watch.requested)
    return list(dict.fromkeys(name for name in names if name.endswith((".mp4", ".m4a"))))
