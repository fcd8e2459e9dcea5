"""An editor brings a film in twenty languages with one ZIP: told row by row first, then all of it is in review."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.clips import AAC, H264, PICTURE, Clips, tone
from tests.flows.browsing import SMALLEST, Visitor, window
from tests.flows.house import House
from tests.packing import folder, manifest, packed, row
from tests.waiting import crowding

SLUG = "brand"
DUBBED = (
    "en", "ar", "uk", "ru", "tr", "fa", "prs", "ps", "kmr", "ckb", "so", "ti", "am", "om", "ur", "fr", "es", "sq", "ro",
)  # fmt: skip
LANGUAGES = 1 + len(DUBBED)
CAPTIONS = "WEBVTT\n\n00:00.500 --> 00:02.000\n112 ({})\n\n00:02.500 --> 00:03.500\n112!\n"
SEND = "form[data-tus-endpoint] button[type=submit]"
READ_WITHIN_MS, MADE_WITHIN_MS = 180_000, 400_000
GRAVE = ("serious", "critical")
#: Where to look at the pages afterwards; nowhere when it is not set.
PICTURES = os.environ.get("FILMBOTE_FLOW_PICTURES")


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A Filmbote with the people of the demonstration, and without its film."""
    house = House(tmp_path_factory.mktemp("import") / "home", demonstration=False)
    assert house.answer("film", "list") == {"films": []}
    with house.running():
        yield house


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes | Path]:
    """A film with a German tone, another tone for each other language, and captions for all."""
    clips = Clips(tmp_path_factory.mktemp("studio"))
    brought: dict[str, bytes | Path] = {"de/brand.mp4": clips.draw("brand.mp4", *PICTURE, *tone(300), *H264, *AAC)}
    for number, tag in enumerate(DUBBED, start=1):
        brought[f"{tag}/brand.flac"] = clips.draw(f"{tag}.flac", *tone(300 + 20 * number))
    for tag in ("de", *DUBBED):
        brought[f"{tag}/brand.vtt"] = CAPTIONS.format(tag).encode()
    return brought | {"Lieferschein.txt": b"20 Sprachen"}


def rows() -> list[dict[str, str]]:
    """Return the manifest: the film, and a sound and captions for each language."""
    told = [
        row("de", "about", title="Brand", description="Was bei einem Brand zu tun ist."),
        row("de", "film", "de/brand.mp4", title="Was tun, wenn es brennt?", call_to_action="Wählen Sie 112."),
    ]
    told += [row(tag, "dub", f"{tag}/brand.flac", title=f"Brand ({tag})") for tag in DUBBED]
    told += [row(tag, "captions", f"{tag}/brand.vtt") for tag in ("de", *DUBBED)]
    return [entry | {"film": SLUG} for entry in told]


def test_twenty_languages_come_with_one_zip(
    quiet: House, browser: Browser, files: dict[str, bytes | Path], tmp_path: Path, figures: list[str]
) -> None:
    package = packed(tmp_path / "Brand 2026.zip", manifest(*rows()), files, within="Brand/")
    with window(browser, quiet.url) as somebody:
        somebody.sign_in("editor")

        page = the_package_is_sent(somebody, package)
        the_report_is_read(page, entered=2 * LANGUAGES)
        assert quiet.answer("film", "list") == {"films": []}, "a dry run writes nothing"

        page.locator("form[action$='/import'] button[type=submit]").click()
        expect(page.locator(".language-list .badge")).to_have_count(LANGUAGES, timeout=READ_WITHIN_MS)
        seen(page, "entered")
        within_ms = MADE_WITHIN_MS * crowding()
        expect(page.locator(".badge--status-in_review")).to_have_count(LANGUAGES, timeout=within_ms)
        nobody_is_kept_out(page)
        seen(page, "in-review")

        page = the_package_is_sent(somebody, package)
        expect(page.locator(".package-row--unchanged")).to_have_count(1 + 2 * LANGUAGES, timeout=READ_WITHIN_MS)
        expect(page.locator("form[action$='/import']")).to_have_count(0)
        seen(page, "unchanged")
    at_the_keyboard = quiet.answer("import", folder(tmp_path / "folder", manifest(*rows()), files), "--yes")
    assert (len(at_the_keyboard["unchanged"]), at_the_keyboard["entered"]) == (LANGUAGES, [])
    encoded = {subject for _, task, subject in quiet.jobs() if task == "encode_part"}
    assert len(encoded) == 1, "twenty languages share one picture"
    figures.append(f"{LANGUAGES} languages from one package: all in review")


def test_a_folder_with_a_mistake_is_told_at_the_command_line_and_on_the_smallest_screen(
    quiet: House, browser: Browser, files: dict[str, bytes | Path], tmp_path: Path
) -> None:
    wrong = [
        row("tigrinja", "dub", "ti/brand.flac"),
        row("de", "film", "de/Brand.mp4"),
        row("so", "captions", "so.doc"),
    ]
    table = manifest(*rows()[:1], *(entry | {"film": SLUG} for entry in wrong))
    at_the_keyboard = quiet.filmbote("import", folder(tmp_path / "folder", table, files), "--yes")

    assert at_the_keyboard.returncode == 3
    assert "Is one of these meant: ti?" in at_the_keyboard.stderr

    with window(browser, quiet.url, size=SMALLEST) as somebody:
        somebody.sign_in("editor")
        page = the_package_is_sent(somebody, packed(tmp_path / "falsch.zip", table, files))
        expect(page.locator(".package-row--refused")).to_have_count(3, timeout=READ_WITHIN_MS)
        expect(page.locator(".package-row--refused").first).to_contain_text("ti?")
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST[0]
        nobody_is_kept_out(page)
        seen(page, "refused-small")


def the_package_is_sent(somebody: Visitor, package: Path) -> Page:
    """Send a ZIP from the overview of films, and return its page."""
    page = somebody.go("/ministry/")
    page.locator("a[href='/ministry/packages/new']").click()
    page.set_input_files("input[data-upload=package]", package)
    expect(page.locator("input[name=package_upload_id]")).not_to_have_value("", timeout=READ_WITHIN_MS)
    seen(page, "form")
    page.locator(SEND).click()
    page.wait_for_url(lambda url: url.rpartition("/")[2] not in ("new", ""))
    return page


def the_report_is_read(page: Page, entered: int) -> None:
    """Look at the rows: the film itself, its languages, and a file that nobody named."""
    expect(page.locator(".package-row--enter")).to_have_count(1 + entered, timeout=READ_WITHIN_MS)
    expect(page.locator(".package-row--refused")).to_have_count(0)
    expect(page.locator("bdi", has_text="Lieferschein.txt")).to_be_visible()
    nobody_is_kept_out(page)
    seen(page, "report")


def nobody_is_kept_out(page: Page) -> None:
    found = [entry for entry in Axe().run(page).response["violations"] if entry["impact"] in GRAVE]
    assert not found, found


def seen(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
