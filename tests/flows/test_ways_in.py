"""An editor hands in what inspection cannot judge alone, corrects captions, cuts an excerpt and asks for an extra."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, StorageState, expect

from catalog.foundation.runtime import Runtime
from catalog.worker import Worker
from tests.clips import AAC, H264, Clips, tone
from tests.flows import editor
from tests.flows.browsing import DESK, SMALLEST, Visitor, cookies_of, window
from tests.flows.house import House

SLUG = "brand"
FORM = f"/ministry/films/{SLUG}/versions/new"
FILM = f"/ministry/films/{SLUG}"
#: A scene that tells where it is: it turns and changes all the time.
SCENE = ("-f", "lavfi", "-i", "mandelbrot=size=160x90:rate=25,trim=duration=12")
CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:03.000\nWählen Sie 112.\n\n00:04.000 --> 00:06.000\n{}\n"
#: Nobody can read this in two seconds, and inspection says where.
IN_A_HURRY = "Bleiben Sie ruhig, schließen Sie die Tür\nund verlassen Sie das Haus über die Treppe."
GRAVE = ("serious", "critical")
MOST_TABS = 60
#: What a page fetches by itself is there soon after the work is done.
SOON_MS = 60_000


@dataclass(frozen=True)
class Fire:
    """A house with a short film that is public in German, and a worker who works when he is told to."""

    house: House
    runtime: Runtime
    clips: Clips
    #: The address of the German version.
    german: str

    def work(self) -> None:
        """Do all that waits."""
        Worker(self.runtime, "tester").run_until_idle()


@pytest.fixture(scope="module")
def fire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fire]:
    folder = tmp_path_factory.mktemp("fire")
    house = House(folder / "home", command=(sys.executable, "-m", "catalog", "serve"))
    clips = Clips(folder)
    film = clips.draw("film.mp4", *SCENE, *tone(440, seconds=12), *H264, *AAC)
    house.answer("film", "add", SLUG, "--title", "de=Brand", "--contact", "film@filmbote.example")
    files = ("--film", film, "--captions", captions(folder, IN_A_HURRY))
    added = house.answer("version", "add", SLUG, "de", *files, "--as", "editor@filmbote.example", "--wait")
    house.answer("version", "approve", SLUG, "de", "--as", "reviewer@filmbote.example")
    house.answer("version", "publish", SLUG, "de", "--as", "editor@filmbote.example")
    with house.running(), house.opened() as runtime:
        yield Fire(house, runtime, clips, f"/ministry/versions/{added['id']}")


@pytest.fixture(scope="module")
def signed_in_here(fire: Fire, browser: Browser) -> StorageState:
    """The cookies of an editor who has signed in to this house."""
    return cookies_of(browser, fire.house.url, "editor")


@pytest.fixture
def somebody(fire: Fire, browser: Browser, signed_in_here: StorageState) -> Iterator[Visitor]:
    """The editor at a window."""
    with window(browser, fire.house.url, memory=signed_in_here) as visitor:
        yield visitor


def test_a_re_edited_film_waits_for_an_answer_and_then_for_a_review(fire: Fire, somebody: Visitor) -> None:
    shorter = fire.clips.draw("shorter.mp4", "-ss", "3", "-i", fire.clips.folder / "film.mp4", *H264, *AAC)
    page = somebody.go(FORM)
    editor.fill_in(page, "ar")
    editor.send(page, "film", shorter)
    version = editor.hand_in(page)
    fire.work()

    expect(page.locator(".version-state .badge--status-asking")).to_be_visible(timeout=SOON_MS)
    page.locator(f"a[href='{version}/questions']").click()
    page.wait_for_url(f"**{version}/questions")
    both_pictures_are_seen(page)
    nobody_is_kept_out(page)
    answer_by_keys(page, "same:")
    page.wait_for_url(f"**{version}")
    fire.work()

    expect(page.locator(".version-state .badge--status-in_review")).to_be_visible(timeout=SOON_MS)
    encoded = {subject for _, task, subject in fire.house.jobs() if task == "encode_part"}
    assert len(encoded) == 1, "both languages share one picture"


def test_corrected_captions_are_a_new_revision_with_the_old_sound(fire: Fire, somebody: Visitor) -> None:
    page = somebody.go(FORM)
    editor.fill_in(page, "de")
    nobody_is_kept_out(page)
    page.fill("textarea[name=change_note]", "Ein Wort war falsch.")
    editor.send(page, "captions", captions(fire.clips.folder, "Verlassen Sie das Haus."))
    editor.hand_in(page)
    encoded = [task for _, task, _ in fire.house.jobs() if task == "encode_sound"]
    fire.work()

    expect(page.locator(".version-state .badge--status-in_review")).to_be_visible(timeout=SOON_MS)
    expect(page.locator(".version-state")).to_contain_text("Revision 2")
    assert [task for _, task, _ in fire.house.jobs() if task == "encode_sound"] == encoded
    address = page.locator("a[href$='/captions.vtt']").first.get_attribute("href")
    assert "Verlassen Sie das Haus." in page.request.get(address or "").text()


def test_an_excerpt_is_cut_and_seen_being_made(fire: Fire, somebody: Visitor) -> None:
    page = somebody.go(FILM)
    page.locator("details:has(form[action$='/excerpts']) > summary").first.press("Enter")
    page.fill("input[name=name]", "notruf")
    page.fill("input[name=from]", "0:01")
    page.fill("input[name=to]", "5")
    page.locator("form[action$='/excerpts'] button.kern-btn--primary").click()

    row = page.locator("main table tbody tr").first
    expect(page.locator("#field-edition")).to_have_value("notruf")
    expect(row.locator("progress").first).to_be_visible()
    nobody_is_kept_out(page)
    fire.work()

    expect(page.locator("#cell-de-dub .badge--status-in_review")).to_be_visible(timeout=SOON_MS)
    page.locator("#cell-de-dub").click()
    page.wait_for_url("**/ministry/versions/*")
    video = page.locator("video")
    page.wait_for_function("document.querySelector('video').readyState > 0")
    assert video.evaluate("video => video.duration") == pytest.approx(4, abs=0.2)


def test_captions_are_drawn_into_the_picture_and_the_film_comes_home(fire: Fire, somebody: Visitor) -> None:
    page = somebody.go(fire.german)
    page.locator("details:has(form[action$='/burned']) summary").press("Enter")
    page.locator("form[action$='/burned'] button").click()

    films = page.locator("[data-live]")
    expect(films.locator("progress")).to_be_visible()
    nobody_is_kept_out(page)
    fire.work()

    expect(films).to_have_count(0, timeout=SOON_MS)
    with page.expect_download() as download:
        page.locator("a[download][href$='-de.mp4']").click()
    assert Path(download.value.path()).stat().st_size > 10_000


def test_a_finding_leads_the_player_to_its_place(fire: Fire, somebody: Visitor) -> None:
    page = somebody.go(fire.german)
    page.wait_for_function("document.querySelector('video').readyState > 0")
    place = page.locator("a[data-moment]").first
    place.press("Enter")

    assert page.url.endswith(fire.german), "the page stays"
    assert page.locator("video").evaluate("video => video.currentTime") == float(
        place.get_attribute("data-moment") or "nan"
    )


def both_pictures_are_seen(page: Page) -> None:
    """Expect frames of the picture that is here and of the one handed in, side by side."""
    frames = page.locator("table.pairs img")
    assert frames.count() >= 2
    assert frames.count() % 2 == 0
    for number in range(frames.count()):
        frames.nth(number).scroll_into_view_if_needed()
        expect(frames.nth(number)).to_have_js_property("complete", value=True)
        assert frames.nth(number).evaluate("img => img.naturalWidth") > 0
    here, there = frames.nth(0).bounding_box(), frames.nth(1).bounding_box()
    assert here is not None
    assert there is not None
    assert here["y"] == there["y"]
    assert here["x"] + here["width"] <= there["x"]


def answer_by_keys(page: Page, chosen: str) -> None:
    """Choose the answer that begins so and send the form, without a mouse."""
    tab_until(page, lambda: page.evaluate("document.activeElement.type") == "radio")
    page.keyboard.press("Space")
    assert page.locator("input[type=radio]:checked").input_value().startswith(chosen)
    page.keyboard.press("Enter")


def tab_until(page: Page, there: Callable[[], bool]) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if there():
            return
    pytest.fail("the keys do not lead there")


def nobody_is_kept_out(page: Page) -> None:
    """Expect no grave barrier, and nothing to be scrolled sideways on the smallest phone."""
    found = Axe().run(page).response["violations"]
    grave = {each["id"]: [node["html"] for node in each["nodes"]] for each in found if each["impact"] in GRAVE}
    assert not grave
    page.set_viewport_size({"width": SMALLEST[0], "height": SMALLEST[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST[0]
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


def captions(folder: Path, line: str) -> Path:
    """Write captions of two lines, the second of which is ``line``."""
    file = folder / "captions.vtt"
    file.write_text(CAPTIONS.format(line), encoding="utf-8")
    return file
