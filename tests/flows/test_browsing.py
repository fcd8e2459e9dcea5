"""The watch over every page can go red."""

import re

import pytest
from playwright.sync_api import Browser

from tests.flows.browsing import window
from tests.flows.house import House
from tests.waiting import eventually

ELSEWHERE = "http://127.0.0.1:9/picture.png"
#: The browser is heard only while one waits for it.
LISTEN_MS = 50


@pytest.mark.parametrize(
    ("deed", "complaint"),
    [
        (f"new Image().src = '{ELSEWHERE}'", "console: .*Content Security Policy"),
        (f"location = '{ELSEWHERE}'", f"foreign: {ELSEWHERE}"),
        ("console.error('something is wrong')", "console: something is wrong"),
        ("setTimeout(() => { throw new Error('broken') })", "script: .*broken"),
        ("fetch('/not-there')", "refused: 404 GET .*/not-there"),
    ],
)
def test_what_a_page_must_not_do_fails_its_flow(house: House, browser: Browser, deed: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        misbehave(browser, house.url, deed, re.compile(complaint))


def misbehave(browser: Browser, url: str, deed: str, complaint: re.Pattern[str]) -> None:
    with window(browser, url) as visitor:
        page = visitor.go("/")
        page.evaluate(f"() => {{ {deed}; }}")

        def heard() -> bool:
            page.wait_for_timeout(LISTEN_MS)
            return any(map(complaint.match, visitor.watch.complaints))

        eventually(heard, what="the complaint")
