"""What an editor does at the form for a new language version."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

FORM = "/ministry/films/polizei/versions/new"
SUBMIT = "form[data-tus-endpoint] button[type=submit]"
SENT_WITHIN_S = 180.0


def fill_in(page: Page, language: str, title: str = "") -> None:
    """Say which language it is."""
    page.select_option("select[name=language]", language)
    page.fill("input[name=title]", title or f"Probe ({language})")


def send(page: Page, role: str, file: Path) -> list[int]:
    """Choose a file, say that it is a "film" or a "dub", wait until it has arrived, and return what its bar showed."""
    line = choose(page, file)
    line.locator("select[data-role]").select_option(role)
    line.evaluate(
        """line => {
            window.shown = [];
            new MutationObserver(() => window.shown.push(line.querySelector("progress")?.value ?? 0))
                .observe(line, {subtree: true, childList: true, attributes: true});
        }"""
    )
    expect(line.locator("input[name=upload]")).to_have_count(1, timeout=SENT_WITHIN_S * 1000)
    return [int(percent) for percent in page.evaluate("window.shown")]


def choose(page: Page, file: Path) -> Locator:
    """Choose a file at the form and return its line, while it is being sent."""
    page.set_input_files("input[name=files]", file)
    line = page.locator(f'[data-lines] li[data-name="{file.name}"]').last
    expect(line.locator("progress")).to_be_attached()
    return line


def hand_in(page: Page) -> str:
    """Send the form and return the address of the version that is now being made."""
    page.locator(SUBMIT).click()
    page.wait_for_url(re.compile(r"/ministry/versions/\d+$"))
    return urlsplit(page.url).path
