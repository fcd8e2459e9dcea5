"""People in front of a real Chromium, and a watch that no page does what it must not do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Response,
    StorageState,
    expect,
)

from catalog.demonstration import PASSWORD

CHROMIUM = "/usr/bin/chromium"
#: Nothing may be asked of others by the browser itself either.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
)
DESK = (1280, 900)
PHONE = (390, 844)
SMALLEST = (320, 640)
#: What a page may take on a machine that is encoding beside it.
PATIENCE_MS = 60_000

#: The browser ends these itself: a player that has enough, a page that is left.
CALLED_OFF = "net::ERR_ABORTED"


def launched(playwright: Playwright) -> Browser:
    """Return a Chromium that talks to nobody but us."""
    expect.set_options(timeout=PATIENCE_MS)
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))


@dataclass
class Watch:
    """Notes everything that a page should not have done."""

    origins: set[str]
    complaints: list[str] = field(default_factory=list)
    #: Every address that was asked for.
    requested: list[str] = field(default_factory=list)
    #: Statuses of refusals that the test is about; the browser tells of them in its console.
    expected: set[int] = field(default_factory=set)
    #: Whether a broken line is what the test is about.
    line_may_break: bool = False

    def over(self, context: BrowserContext) -> None:
        """Listen to every page of a context."""
        context.on("console", self._spoken)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("request", self._asked)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def _spoken(self, message: ConsoleMessage) -> None:
        about_status = "Failed to load resource" in message.text
        if message.type in ("error", "warning") and not about_status:
            self.complaints.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        self.requested.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and f"{parts.scheme}://{parts.netloc}" not in self.origins:
            self.complaints.append(f"foreign: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != CALLED_OFF and not self.line_may_break:
            self.complaints.append(f"failed: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"refused: {response.status} {response.request.method} {response.url}")


@dataclass
class Visitor:
    """Somebody with a browser window."""

    page: Page
    watch: Watch

    def go(self, address: str, status: int = 200) -> Page:
        """Open an address of the house."""
        self.watch.expected.add(status)
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == status, f"{address}: {answer.status}"
        return self.page

    def sign_in(self, who: str) -> None:
        """Sign in by the form; ``who`` is the first part of a demonstration address, such as "editor"."""
        self.go("/account/sign-in")
        self.page.fill("input[name=email]", f"{who}@filmbote.example")
        self.page.fill("input[name=password]", PASSWORD)
        self.page.locator("main form button[type=submit]").click()
        self.page.wait_for_url(lambda url: "sign-in" not in url)


@contextmanager
def window(
    browser: Browser,
    url: str,
    *,
    size: tuple[int, int] = DESK,
    locale: str = "de-DE",
    scripts: bool = True,
    memory: StorageState | None = None,
) -> Iterator[Visitor]:
    """Open a window with the cookies of ``memory`` or none; whatever a page did wrong meanwhile fails the test."""
    context = browser.new_context(
        base_url=url,
        locale=locale,
        timezone_id="Europe/Berlin",
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=scripts,
        reduced_motion="reduce",
        storage_state=memory,
    )
    context.set_default_timeout(PATIENCE_MS)
    watch = Watch({url})
    watch.over(context)
    try:
        yield Visitor(context.new_page(), watch)
    finally:
        context.close()
    assert not watch.complaints, "\n".join(watch.complaints)


def cookies_of(browser: Browser, url: str, who: str) -> StorageState:
    """Return what a browser remembers of somebody who has signed in."""
    with window(browser, url) as visitor:
        visitor.sign_in(who)
        return visitor.page.context.storage_state()
