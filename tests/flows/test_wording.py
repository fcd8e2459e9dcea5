"""An editor mends the words of a film and lets an office translate them, from right to left and without scripts."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, StorageState, expect
from sqlalchemy import select
from sqlalchemy.orm import Session
from translate.storage.xliff2 import Xliff2File

from catalog.films.lifecycle import Status
from catalog.films.models import Edition, Film, FilmText, LanguageVersion
from catalog.films.wording.words import Words
from catalog.foundation.runtime import Runtime
from tests.films.offices import texts
from tests.flows.browsing import DESK, PHONE, SMALLEST, Visitor, cookies_of, window
from tests.flows.house import House

PAGE = "/ministry/films/notruf/words"
GERMAN = Words("Der Notruf 110", "Wann Sie die Polizei rufen.\nUnd wann nicht.", "Rufen Sie im Notfall 110.")
ARABIC = Words("رقم الطوارئ 110", "متى تتصلون بالشرطة.\nومتى لا.", "اتصلوا بالرقم 110 في حالة الطوارئ.")
TIGRINYA = Words("ቁጽሪ ህጹጽ ረድኤት 110", "ንፖሊስ መዓስ ከም ትድውሉ።", "")
GRAVE = ("serious", "critical")


@dataclass(frozen=True)
class Desk:
    """A house with a film in four languages."""

    house: House
    runtime: Runtime

    def title(self, language: str) -> str:
        """Return the title as it is saved."""
        with self.runtime.question() as session:
            return session.scalars(select(LanguageVersion.title).where(LanguageVersion.language == language)).one()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    house = House(tmp_path_factory.mktemp("words") / "home", command=(sys.executable, "-m", "catalog", "serve"))
    with house.running(), house.opened() as runtime:
        with runtime.transaction() as session:
            enter(session)
        yield Desk(house, runtime)


def enter(session: Session) -> None:
    edition = Edition(name="full")
    film = Film(slug="notruf", texts=[FilmText(language="de", title=GERMAN.title)], editions=[edition])
    words = {"de": GERMAN, "ar": ARABIC, "ti": TIGRINYA, "tr": Words("Acil durum 110", "Polis ne zaman aranır.", "110")}
    made_from = {"ar": GERMAN.sha256, "ti": GERMAN.sha256}
    session.add(film)
    for tag, said in words.items():
        session.add(
            LanguageVersion(
                edition=edition,
                language=tag,
                status=Status.IN_REVIEW,
                worded_after_sha256=made_from.get(tag),
                **texts(said),
            )
        )


@pytest.fixture(scope="module")
def cookies(desk: Desk, browser: Browser) -> StorageState:
    """Those of an editor who has signed in."""
    return cookies_of(browser, desk.house.url, "editor")


@pytest.fixture
def editor(desk: Desk, browser: Browser, cookies: StorageState) -> Iterator[Visitor]:
    with window(browser, desk.house.url, memory=cookies) as visitor:
        yield visitor


def test_a_correction_makes_the_others_outdated_until_somebody_finds_them_right(desk: Desk, editor: Visitor) -> None:
    page = editor.go(PAGE)
    write(page, "de", "call_to_action", "Rufen Sie 110.")
    press(page, "de", "only")

    arabic = section(page, "ar")
    expect(arabic.locator(".badge--finding-advisory")).to_be_visible()
    expect(arabic.locator("del")).to_have_text("Rufen Sie im Notfall 110.")
    nobody_is_kept_out(page)
    press(page, "ar", "still_right")

    expect(section(page, "ar").locator(".badge--stage-acknowledged")).to_be_visible()


def test_an_office_translates_in_its_own_tool(desk: Desk, editor: Visitor, tmp_path: Path) -> None:
    page = editor.go(PAGE)
    page.locator("#offices details summary").press("Enter")
    with page.expect_download() as download:
        page.locator("a[href$='/ti.xlf']").click()
    tool = Xliff2File.parsestring(Path(download.value.path()).read_bytes())
    for unit, text in zip(tool.units, ("ህጹጽ ረድኤት", "መዓስ", "110 ደውሉ።"), strict=True):
        unit.target = text
        unit.marktranslated = True
    sent = tmp_path / "notruf-ti.xlf"
    sent.write_bytes(bytes(tool))

    page.set_input_files("input[name=words]", sent)
    page.locator("form[action$='/look'] button").click()
    expect(page.locator("main table")).to_contain_text("ህጹጽ ረድኤት")
    nobody_is_kept_out(page)
    assert desk.title("ti") == TIGRINYA.title, "nothing has been changed yet"
    page.locator("form[action$='/import'] button").click()
    page.wait_for_url(f"**{PAGE}")

    assert desk.title("ti") == "ህጹጽ ረድኤት"


def test_words_are_written_from_right_to_left_on_a_phone_without_scripts(
    desk: Desk, browser: Browser, cookies: StorageState
) -> None:
    with window(browser, desk.house.url, memory=cookies, size=PHONE, scripts=False) as visitor:
        page = visitor.go(PAGE)
        section(page, "ar").locator("summary").click()
        field = section(page, "ar").locator("textarea").first
        assert field.evaluate("field => getComputedStyle(field).direction") == "rtl"
        write(page, "ar", "title", "الشرطة 110")
        press(page, "ar", "only")
        expect(page.locator(".kern-alert--success")).to_be_visible()

    assert desk.title("ar") == "الشرطة 110"


def test_whoever_leaves_with_words_unsaved_is_asked_first(editor: Visitor) -> None:
    page = editor.go(PAGE)
    write(page, "tr", "title", "Polis")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/ministry/")

    assert asked == ["beforeunload"]


def section(page: Page, language: str) -> Locator:
    return page.locator(f"details.words:has(textarea[lang={language}])")


def write(page: Page, language: str, field: str, text: str) -> None:
    of_language = section(page, language)
    if of_language.get_attribute("open") is None:
        of_language.locator("summary").click()
    of_language.locator(f"textarea[name^={field}-]").fill(text)


def press(page: Page, language: str, button: str) -> None:
    with page.expect_navigation():
        section(page, language).locator(f"button[name={button}]").click()


def nobody_is_kept_out(page: Page) -> None:
    """Expect no grave barrier, and nothing to be scrolled sideways on the smallest phone."""
    found = Axe().run(page).response["violations"]
    grave = {each["id"]: [node["html"] for node in each["nodes"]] for each in found if each["impact"] in GRAVE}
    assert not grave
    page.set_viewport_size({"width": SMALLEST[0], "height": SMALLEST[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST[0]
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
