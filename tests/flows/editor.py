"""What an editor does at the form for a new language version."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.flows.house import eventually

FORM = "/ministry/films/polizei/versions/new"
SUBMIT = "form[data-tus-endpoint] button[type=submit]"
SENT_WITHIN_S = 90.0


def fill_in(page: Page, language: str, kind: str, title: str = "") -> None:
    """Say which language it is, and whether a whole "film" or only a "dub" comes."""
    page.select_option("select[name=language]", language)
    page.check(f"input[name=kind][value={kind}]")
    page.fill("input[name=title]", title or f"Probe ({language})")


def send(page: Page, purpose: str, file: Path) -> list[int]:
    """Choose a file, wait until it has arrived, and return the percentages that its bar showed meanwhile."""
    page.evaluate(
        """purpose => {
            const box = document.querySelector(`input[data-upload=${purpose}]`).parentElement;
            window.shown = [];
            new MutationObserver(() => window.shown.push(box.querySelector("progress")?.value ?? 0))
                .observe(box, {subtree: true, childList: true, attributes: true});
        }""",
        purpose,
    )
    page.set_input_files(f"input[data-upload={purpose}]", file)
    arrived = page.locator(f"input[type=hidden][name={purpose}_upload_id]").last
    eventually(arrived.input_value, SENT_WITHIN_S, f"{file.name} has arrived")
    return [int(percent) for percent in page.evaluate("window.shown")]


def hand_in(page: Page) -> str:
    """Send the form and return the address of the version that is now being made."""
    page.locator(SUBMIT).click()
    page.wait_for_url(re.compile(r"/ministry/versions/\d+$"))
    return urlsplit(page.url).path
