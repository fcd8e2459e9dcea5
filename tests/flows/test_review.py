"""A reviewer follows the link of a letter on a phone, notes what is wrong, and the film goes out when it is right."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from catalog.demonstration import PASSWORD
from tests.clips import AAC, H264, tone
from tests.flows.browsing import PHONE, SMALLEST, Visitor, window
from tests.flows.house import House
from tests.flows.material import Material
from tests.flows.post_office import letter_to, letters_to
from tests.postbox import PostOffice, opened
from tests.waiting import eventually

SLUG, LANGUAGE, SECONDS = "kurzfilm", "ti", 6
EDITOR, REVIEWER = "editor@filmbote.example", "reviewer@filmbote.example"
REMARK = "Die Notrufnummer ist nicht zu verstehen."
LINK = re.compile(r"http://\S+/ministry/versions/\d+/review")


@pytest.fixture(scope="module")
def post_office() -> Iterator[PostOffice]:
    yield from opened(PostOffice())


@pytest.fixture(scope="module")
def own_house(tmp_path_factory: pytest.TempPathFactory, post_office: PostOffice) -> Iterator[House]:
    """A house that sends letters, with the demonstration's people but without its film."""
    own = House(
        tmp_path_factory.mktemp("review") / "home", settings={"FILMBOTE_SMTP_URL": f"smtp://{post_office.address}"}
    )
    own.answer("film", "add", SLUG, "--title", "de=Ein kurzer Film")
    own.demonstration = False
    with own.running():
        yield own


def test_a_film_is_reviewed_on_a_phone(
    own_house: House, post_office: PostOffice, browser: Browser, material: Material, tmp_path: Path
) -> None:
    hand_in(own_house, material)
    (link,) = set(LINK.findall(letter_to(post_office, REVIEWER, 1)))

    with at_the_phone(browser, own_house) as reviewer:
        the_reviewer_follows_the_link(reviewer, link)
        a_remark_takes_the_time_of_the_player(reviewer.page)
        reviewer.page.screenshot(path=tmp_path / "review.png")
        the_page_can_be_used_by_everybody(reviewer.page)
        the_reviewer_sends_back(reviewer.page)

    told = letter_to(post_office, EDITOR, 1)
    assert f"0:03 {REMARK}" in told
    with window(browser, own_house.url) as editor:
        editor.sign_in("editor")
        the_editor_settles(editor.page, link)
    hand_in(own_house, material)

    assert LINK.findall(letter_to(post_office, REVIEWER, 2))[0] == link
    with at_the_phone(browser, own_house) as reviewer:
        the_reviewer_follows_the_link(reviewer, link)
        the_reviewer_approves(reviewer.page)
    assert "freigegeben" in letter_to(post_office, EDITOR, 2)

    with window(browser, own_house.url, size=PHONE) as administrator:
        administrator.sign_in("admin")
        page = administrator.go(link.removesuffix("/review"))
        page.screenshot(path=tmp_path / "gate.png", full_page=True)
        the_administrator_names_a_contact_and_publishes(page, link)
        page.screenshot(path=tmp_path / "published.png", full_page=True)
    assert [len(letters_to(post_office, address)) for address in (REVIEWER, EDITOR)] == [2, 2]


def hand_in(house: House, material: Material) -> None:
    """Hand the film in as the editor; the house's own workers make it."""
    large = ("-f", "lavfi", "-i", f"testsrc2=size=640x360:rate=25:duration={SECONDS}")
    film = material.clips.draw("review.mp4", *large, *tone(440, seconds=SECONDS), *H264, *AAC)
    files = ("--film", film, "--captions", material.captions(SECONDS))
    handed_in = house.filmbote("version", "add", SLUG, LANGUAGE, *files, "--as", EDITOR, "--json", demonstration=False)
    assert handed_in.returncode == 0, handed_in.stdout + handed_in.stderr


@contextmanager
def at_the_phone(browser: Browser, house: House) -> Iterator[Visitor]:
    with window(browser, house.url, size=PHONE) as reviewer:
        yield reviewer


def the_reviewer_follows_the_link(reviewer: Visitor, link: str) -> None:
    """The link alone lets nobody in: whoever follows it signs in, and is where the letter led."""
    page = reviewer.go(link)
    assert "/account/sign-in" in page.url
    page.fill("input[name=email]", REVIEWER)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(link)


def a_remark_takes_the_time_of_the_player(page: Page) -> None:
    video = page.locator("video")
    assert video.evaluate("video => video.textTracks[0].mode") == "showing"
    video.evaluate("video => { video.muted = true; return video.play(); }")
    eventually(lambda: video.evaluate("video => video.currentTime") > 1, what="the film plays")
    video.evaluate("video => { video.currentTime = 3.2; }")
    eventually(lambda: video.evaluate("video => video.currentTime") >= 3.2, what="the film goes on at 0:03")
    video.evaluate("video => { video.pause(); video.currentTime = 3.2; }")

    page.locator("[data-take-time]").click()
    assert page.input_value("input[name=at]") == "0:03"
    page.keyboard.type(REMARK)
    assert page.input_value("textarea[name=text]") == REMARK, "the remark has the focus"
    page.locator("form[data-remark] button[type=submit]").click()

    expect(page.locator(".remarks__text")).to_have_text(REMARK)
    expect(page.locator(".remarks__moment")).to_have_text("0:03")
    video = page.locator("video")
    eventually(lambda: video.evaluate("video => video.currentTime") == 3, what="the player goes on where it was")
    video.evaluate("video => { video.currentTime = 0; }")
    page.locator("a.remarks__moment").click()
    eventually(lambda: video.evaluate("video => video.currentTime") == 3, what="the remark leads to its moment")


def the_page_can_be_used_by_everybody(page: Page) -> None:
    grave = [
        found["id"] for found in Axe().run(page).response["violations"] if found["impact"] in ("serious", "critical")
    ]
    assert not grave
    page.set_viewport_size({"width": SMALLEST[0], "height": SMALLEST[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST[0]
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})


def the_reviewer_sends_back(page: Page) -> None:
    page.locator("form[action$='/sending-back'] button").click()
    expect(page.locator(".badge--status-refused").first).to_be_visible()


def the_editor_settles(page: Page, link: str) -> None:
    page.goto(link)
    page.locator("form[action$='/settlement'] button").click()
    expect(page.locator(".remarks__entry--settled .remarks__text")).to_have_text(REMARK)
    expect(page.locator("form[action$='/settlement']")).to_have_count(0)


def the_reviewer_approves(page: Page) -> None:
    expect(page.locator(".remarks__entry--settled .remarks__text")).to_have_text(REMARK)
    page.locator("form[action$='/approval'] button").click()
    expect(page.locator(".badge--status-approved").first).to_be_visible()


def the_administrator_names_a_contact_and_publishes(page: Page, link: str) -> None:
    expect(page.locator(".checks__entry--open")).to_have_count(1)
    expect(page.locator("form[action$='/publication']")).to_have_count(0)
    page.locator("main a[href$='/rights']").click()
    page.fill("input[name=contact]", "film@filmbote.example")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"**/films/{SLUG}")

    page.goto(link.removesuffix("/review"))
    expect(page.locator(".checks__entry--open")).to_have_count(0)
    page.locator("form[action$='/publication'] button").click()
    expect(page.locator(".badge--status-published").first).to_be_visible()
