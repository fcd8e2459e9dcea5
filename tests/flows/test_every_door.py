"""Every door can be used by everybody: with a screen reader, on the smallest phone, by keys alone, without scripts."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from catalog.demonstration import PASSWORD
from tests.flows.browsing import PHONE, SMALLEST
from tests.flows.conftest import Visit
from tests.flows.house import House
from tests.flows.pages import AS_WELL, PAGES, Walk, prepared
from tests.waiting import eventually

GRAVE = ("serious", "critical")
#: What stands in a frame, such as a letter, runs no script that could answer.
WITHOUT_FRAMES = {"iframes": False}
LIGHT_PAGE_BYTES = 60_000
MOST_TABS = 200
SHOWS_ITS_FOCUS = (
    "it => { const s = getComputedStyle(it); return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"
)

every_page = pytest.mark.parametrize(("who", "told"), [*PAGES.values(), *AS_WELL])


@pytest.fixture(scope="module")
def walk(house: House, every_language: list[str]) -> Walk:
    """What stands in the addresses of this house."""
    with house.opened() as runtime:
        return prepared(runtime)


@every_page
def test_axe_finds_no_grave_barrier(walk: Walk, visit: Visit, who: str, told: str) -> None:
    page = visit(who).go(walk.address(told))

    found = Axe().run(page, options=WITHOUT_FRAMES).response["violations"]

    grave = {each["id"]: [node["html"] for node in each["nodes"]] for each in found if each["impact"] in GRAVE}
    assert not grave


@every_page
def test_nothing_has_to_be_scrolled_sideways(walk: Walk, visit: Visit, who: str, told: str) -> None:
    page = visit(who, size=SMALLEST).go(walk.address(told))

    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST[0]


def test_signing_in_and_acknowledging_need_no_mouse(every_language: list[str], visit: Visit) -> None:
    page = visit().go("/account/sign-in")
    page.locator("input[name=email]").focus()
    page.keyboard.type("centre@filmbote.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/recipient/")
    film = page.locator("li.kit a[href$='.mp4']").first.get_attribute("href")
    assert page.request.get(film or "").ok
    delivery = re.sub(r"[^/]+$", "", film or "")

    page.reload()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    button = page.locator(f"form[action^='{delivery}'] button")
    tab_to(page, button)
    assert button.evaluate(SHOWS_ITS_FOCUS)
    page.keyboard.press("Enter")

    expect(page.locator(".kern-alert--success")).to_be_visible()
    expect(page.locator(f"form[action^='{delivery}']")).to_have_count(0)


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("it => it === document.activeElement"):
            return
    pytest.fail(f"{target} cannot be reached by keys")


def test_the_film_plays_and_comes_home_without_scripts(every_language: list[str], visit: Visit) -> None:
    page = visit(scripts=False, size=PHONE).go("/")
    page.locator("a[href$='/film/polizei/ar']").click()
    page.wait_for_url("**/film/polizei/ar")

    # The player's own keys; we only read how far it has come.
    video = page.locator("video")
    video.press("Space")
    eventually(lambda: video.evaluate("video => video.currentTime") > 1, what="the film plays")
    assert page.locator("track[default]").count() == 1
    with page.expect_download() as download:
        page.locator("a.download__link[href$='.mp4']").last.click()
    assert re.fullmatch(r"polizei-ar-\d+p-r1\.mp4", download.value.suggested_filename)
    assert Path(download.value.path()).stat().st_size > 100_000


def test_a_stranger_gets_no_cookie_and_no_request_goes_elsewhere(every_language: list[str], visit: Visit) -> None:
    stranger = visit()
    for address in ("/", "/film/polizei/de", "/film/polizei/ar", "/privacy", "/accessibility"):
        stranger.go(address).wait_for_load_state("networkidle")

    assert stranger.page.context.cookies() == []
    assert {urlsplit(address).netloc for address in stranger.watch.requested} == {urlsplit(stranger.page.url).netloc}


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_page_of_a_film_is_light(
    every_language: list[str], visit: Visit, figures: list[str], language: str
) -> None:
    visitor = visit()
    sizes: dict[str, int] = {}
    visitor.page.on("requestfinished", lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}))
    visitor.go(f"/film/polizei/{language}").wait_for_load_state("networkidle")

    light = sum(size for address, size in sizes.items() if not re.search(r"\.(mp4|woff2|jpg)(\?|$)", address))
    figures.append(f"page of the {language} film: {light / 1000:.0f} kB without film, still and fonts")
    assert light <= LIGHT_PAGE_BYTES
