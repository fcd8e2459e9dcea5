"""An editor steers a film by its table and chooses an excerpt over it, with the keyboard alone and without scripts."""

import re

from playwright.sync_api import Page, expect

from catalog.production.matrix.standing import State
from tests.flows.browsing import SMALLEST
from tests.flows.conftest import Visit
from tests.flows.test_every_door import tab_to
from tests.waiting import eventually

FILM = "/ministry/films/polizei"
STATES = [state.value for state in State]
LOADED = "() => document.querySelector('.excerpt video').readyState >= 1"
PAUSED = "() => document.querySelector('.excerpt video').paused"
#: The number of the frame that the player shows, for a picture of 25 frames a second.
FRAME = "() => Math.floor(document.querySelector('.excerpt video').currentTime * 25 + 1e-3)"


def test_the_table_is_narrowed_by_keyboard_and_a_language_found(every_language: list[str], visit: Visit) -> None:
    page = visit("editor").go(FILM)

    narrow_by_keyboard(page)


def test_an_excerpt_is_chosen_by_keyboard(every_language: list[str], visit: Visit) -> None:
    page = visit("editor").go(FILM)

    choose_by_keyboard(page)


def test_without_scripts_the_excerpt_is_looked_at_before_it_is_cut(every_language: list[str], visit: Visit) -> None:
    page = visit("editor", scripts=False, size=SMALLEST).go(FILM)

    look_without_scripts(page)


def narrow_by_keyboard(page: Page) -> None:
    """Wish for what is public, and only for Arabic."""
    tab_to(page, page.locator("#field-state"))
    for _ in range(STATES.index("published") + 1):
        page.keyboard.press("ArrowDown")
    tab_to(page, page.locator("#field-text"))
    page.keyboard.type("arabi")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"state=published.*text=arabi"))
    expect(page.locator(".matrix tbody tr")).to_have_count(1)
    expect(page.locator(".matrix__language")).to_contain_text("العربية")


def choose_by_keyboard(page: Page) -> None:
    """Take the frames 10 to 84 and play them."""
    summary = page.locator("details.excerpt > summary")
    tab_to(page, summary)
    page.keyboard.press("Enter")
    eventually(lambda: page.evaluate(LOADED), what="the film is loaded")
    ten_on = page.locator("[data-do=step][data-frames='10']")
    tab_to(page, ten_on)
    page.keyboard.press("Enter")
    at_frame(page, 10)
    page.keyboard.press("i")
    for frame in range(20, 81, 10):
        page.keyboard.press("Enter")
        at_frame(page, frame)
    for frame in range(81, 85):
        page.keyboard.press(".")
        at_frame(page, frame)
    page.keyboard.press("o")

    expect(page.locator("[name=from]")).to_have_value("0:00.400")
    expect(page.locator("[name=to]")).to_have_value("0:03.400")
    expect(page.locator(".excerpt__plan")).to_contain_text("75 ")
    expect(page.locator("[name=name]")).to_have_attribute("placeholder", "0m00s-0m03s")

    page.keyboard.press("p")
    eventually(lambda: page.evaluate(FRAME) < 84, what="the excerpt begins again")
    at_frame(page, 84)
    eventually(lambda: page.evaluate(PAUSED), what="its last frame stands")
    at_frame(page, 84)


def look_without_scripts(page: Page) -> None:
    """Type two moments and look at what they mean."""
    page.locator("details.excerpt > summary").click()
    page.fill("[name=from]", "1.01")
    page.fill("[name=to]", "0:04,02")
    page.locator("button[formmethod=get]").click()

    expect(page.locator("[name=from]")).to_have_value("0:01.000")
    expect(page.locator("[name=to]")).to_have_value("0:04.000")
    expect(page.locator(".excerpt__plan")).to_contain_text("75 ")
    assert (page.locator(".excerpt video source").get_attribute("src") or "").endswith("#t=1.000,4.000")


def at_frame(page: Page, frame: int) -> None:
    """Wait until the player shows a frame."""
    eventually(lambda: page.evaluate(FRAME) == frame, what=f"frame {frame}")
