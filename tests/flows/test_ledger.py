"""From a campaign to all 421 to the report of a recall: who was offered what, who has it, and how it is called back."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from catalog.distribution.stages import today
from catalog.foundation.database import utc_now
from catalog.people import hessen
from catalog.worker import Worker
from tests.clips import AAC, H264, tone
from tests.flows.browsing import PHONE, window
from tests.flows.house import House
from tests.flows.material import Material
from tests.flows.post_office import DELIVERED_WITHIN_S, letter_to, letters_to
from tests.postbox import PostOffice, opened
from tests.waiting import eventually

SLUG, SECONDS = "kurzfilm", 6
GRUENDAU, MAIN_KINZIG, NEIGHBOURS = "06435012", "06435", 28
MUNICIPALITIES = list(hessen.rows("municipalities"))
EVERYBODY = len(MUNICIPALITIES)
WRONG = "Die Notrufnummer ist falsch gesprochen."
#: How Gründau's book reads when all is over: the publication, the campaign, and what came of them.
DIARY = [
    "Angeboten",
    "Angeboten",
    "Der Brief dazu ist verschickt",
    "Angesehen",
    "In 240p heruntergeladen",
    "Bestätigt: angekommen und abspielbar",
    "Vom Ministerium zurückgerufen",
    "Der Brief zum Rückruf ist verschickt",
    "Alle Kopien sind vernichtet",
]
LINK = re.compile(r"http://\S+/link/\S+")


def address_of(key: str) -> str:
    return f"poststelle@{key}.example"


@pytest.fixture(scope="module")
def post_office() -> Iterator[PostOffice]:
    yield from opened(PostOffice())


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory, post_office: PostOffice, material: Material) -> Iterator[House]:
    """A house in which a film is public, and of every municipality the address of its post room is known."""
    folder = tmp_path_factory.mktemp("ledger")
    settings = {"FILMBOTE_DIGEST_MINUTES": "0", "FILMBOTE_LETTER_HOURS": "0-24"}
    house = House(folder / "home", settings=settings)
    scene = ("-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=25:duration={SECONDS}")
    film = material.clips.draw("ledger.mp4", *scene, *tone(440, seconds=SECONDS), *H264, *AAC)
    house.answer("film", "add", SLUG, "--title", "de=Ein kurzer Film", "--contact", "film@filmbote.example")
    files = ("--film", film, "--captions", material.captions(SECONDS))
    house.answer("version", "add", SLUG, "de", *files, "--as", "editor@filmbote.example", "--wait")
    house.answer("version", "approve", SLUG, "de", "--as", "reviewer@filmbote.example")
    house.answer("version", "publish", SLUG, "de", "--as", "editor@filmbote.example")
    addresses = folder / "addresses.csv"
    lines = [f"{one['ags']},{one['name']},{address_of(one['ags'])}" for one in MUNICIPALITIES]
    addresses.write_text("\n".join(["ags,name,email", *lines]), encoding="utf-8")
    house.answer("register", "import", addresses)
    with house.opened() as runtime:
        # The house has no mail server yet, so the publication itself writes to nobody.
        Worker(runtime, "quiet").run_until_idle()
    house.settings = {**settings, "FILMBOTE_SMTP_URL": f"smtp://{post_office.address}"}
    house.demonstration = False
    with house.running():
        yield house


def test_the_story_of_a_campaign(ministry: House, post_office: PostOffice, browser: Browser, tmp_path: Path) -> None:
    with window(browser, ministry.url) as editor:
        editor.sign_in("editor")
        the_editor_sends_a_campaign_to_all_municipalities(editor.go("/ministry/campaigns"), tmp_path)
    eventually(lambda: len(written(post_office)) >= EVERYBODY, DELIVERED_WITHIN_S, "a letter to each municipality")
    eventually(ministry.is_at_rest, DELIVERED_WITHIN_S, "they are noted as sent")
    assert sorted(written(post_office)) == sorted(address_of(one["ags"]) for one in MUNICIPALITIES)
    (link,) = set(LINK.findall(letter_to(post_office, address_of(GRUENDAU), 1)))

    with window(browser, ministry.url, size=PHONE) as clerk:
        gruendau_downloads_and_acknowledges_without_an_account(clerk.go(link), tmp_path)
        assert clerk.page.context.cookies() == []
    with window(browser, ministry.url) as editor:
        editor.sign_in("editor")
        assert painted_on_the_map(editor.go("/ministry/board")) == {GRUENDAU}
        editor.page.screenshot(path=tmp_path / "board.png", full_page=True)
        the_editor_reminds_the_district(editor.go("/ministry/campaigns"), tmp_path)
    letters = EVERYBODY + NEIGHBOURS - 1
    eventually(lambda: len(written(post_office)) >= letters, DELIVERED_WITHIN_S, "the reminders")
    assert len(letters_to(post_office, address_of(GRUENDAU))) == 1, "whoever has acknowledged is not reminded"

    with window(browser, ministry.url) as editor:
        editor.sign_in("editor")
        the_editor_recalls(editor.go("/ministry/recalls"), tmp_path)
    assert WRONG in letter_to(post_office, address_of(GRUENDAU), 2)
    eventually(ministry.is_at_rest, DELIVERED_WITHIN_S, "the letters are noted as sent")
    assert len(written(post_office)) == letters + 1, "only who holds a copy is written to"
    with window(browser, ministry.url, size=PHONE) as clerk:
        gruendau_confirms_that_its_copy_is_gone(clerk.go(link), tmp_path)
    with window(browser, ministry.url) as editor:
        editor.sign_in("editor")
        the_report_says_that_all_is_done(editor.go("/ministry/recalls"), tmp_path)
        assert diary_of_gruendau(editor.page) == DIARY


def written(office: PostOffice) -> list[str]:
    """Return to whom the letters of the ledger went, in the order in which they came."""
    return [address for address in office.recipients if address.startswith("poststelle@")]


def the_editor_sends_a_campaign_to_all_municipalities(page: Page, folder: Path) -> None:
    page.locator("main a[href$='/ministry/campaigns/new']").first.click()
    page.locator("input[name=version]").first.check()
    page.locator("input[name=way][value=kind]").check()
    page.select_option("select[name=kind]", "municipality")
    page.fill("input[name=name]", "Alle Kommunen")
    page.fill("input[name=due_on]", (today(utc_now()) + timedelta(days=30)).isoformat())
    page.fill("textarea[name=words_de]", "Bitte hängen Sie auch das Plakat auf.")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".figure__value").first).to_have_text(str(EVERYBODY))
    page.screenshot(path=folder / "campaign-preview.png", full_page=True)
    page.locator("main form button:not([formaction])").click()
    page.wait_for_url(re.compile(r"/ministry/campaigns/\d+"))
    page.screenshot(path=folder / "campaign.png", full_page=True)


def gruendau_downloads_and_acknowledges_without_an_account(page: Page, folder: Path) -> None:
    expect(page.locator("h1")).to_contain_text("Gründau")
    page.screenshot(path=folder / "link.png", full_page=True)
    with page.expect_download() as begun:
        page.locator("li.kit form[action$='/downloads'] button").click()
    assert begun.value.path().stat().st_size > 0
    page.reload()
    page.locator("form[action$='/acknowledgement'] button").first.click()
    expect(page.locator(".badge--stage-acknowledged").first).to_be_visible()


def painted_on_the_map(page: Page) -> set[str]:
    """Return the keys of the municipalities from which every receipt has come."""
    dark = page.locator("svg.map__picture path.map-step-4").all()
    return {outline.get_attribute("data-ags") or "" for outline in dark}


def the_editor_reminds_the_district(page: Page, folder: Path) -> None:
    page.locator("main table a", has_text="Alle Kommunen").click()
    page.wait_for_url(re.compile(r"/ministry/campaigns/\d+$"))
    page.goto(f"{page.url}?district={MAIN_KINZIG}")
    page.screenshot(path=folder / "campaign-later.png", full_page=True)
    page.locator("form[action$='/reminder'] button").first.click()
    expect(page.locator(".kern-alert--success, [role=status]").first).to_be_visible()


def the_editor_recalls(page: Page, folder: Path) -> None:
    page.locator("form[action$='/recalls/choice'] button").click()
    expect(page.locator("table", has_text="Gründau")).to_be_visible()
    page.fill("textarea[name=reason]", WRONG)
    page.screenshot(path=folder / "recall-form.png", full_page=True)
    page.locator("form:has(textarea[name=reason]) button").click()
    page.wait_for_url(re.compile(r"/ministry/recalls/\d+$"))
    page.screenshot(path=folder / "recall.png", full_page=True)


def gruendau_confirms_that_its_copy_is_gone(page: Page, folder: Path) -> None:
    expect(page.locator("main")).to_contain_text(WRONG)
    page.screenshot(path=folder / "recalled.png", full_page=True)
    page.locator("button[name=how][value=destroyed]").first.click()
    expect(page.locator("button[name=how]")).to_have_count(0)


def the_report_says_that_all_is_done(page: Page, folder: Path) -> None:
    page.locator("main table a").first.click()
    page.wait_for_url(re.compile(r"/ministry/recalls/\d+$"))
    page.screenshot(path=folder / "report.png", full_page=True)


def diary_of_gruendau(page: Page) -> list[str]:
    """Return what has happened in Gründau, the oldest first, without how large files were."""
    page.goto(f"/ministry/organisations?words={GRUENDAU}")
    page.locator("main table a", has_text="Gründau").first.click()
    page.wait_for_url(re.compile(r"/ministry/organisations/\d+$"))
    told = page.locator(".diary__entry > span:not(.diary__film)").all_inner_texts()
    return [words.partition(",")[0] for words in reversed(told)]
