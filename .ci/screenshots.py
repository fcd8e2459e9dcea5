"""Photographs every door for docs/doors.md: .venv/bin/python .ci/screenshots.py [FOLDER].

Starts a house of its own with the demonstration film and its past, looks at it
with Chromium, and ends it. FOLDER is docs/screenshots unless told otherwise.
"""

import subprocess
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio_ffmpeg
import typst
from playwright.sync_api import Browser, Page, StorageState, sync_playwright
from sqlalchemy import select

from catalog.demonstration import contents
from catalog.distribution import deliveries
from catalog.distribution.models import Delivery
from catalog.films.models import LanguageVersion
from catalog.people import accounts
from tests.flows import editor
from tests.flows.browsing import DESK, PHONE, launched, window
from tests.flows.house import House
from tests.flows.line import FragileLine
from tests.flows.material import Material
from tests.flows.pages import Walk, prepared
from tests.waiting import eventually

ROOT = Path(__file__).parents[1]

TOOL = imageio_ffmpeg.get_ffmpeg_exe()
#: 256 colours are enough for flat pages, and make a picture a third as large.
FEW_COLOURS = "split[a][b];[a]palettegen=max_colors=256:stats_mode=full[p];[b][p]paletteuse=dither=none"
#: Numbers of colours, unlike colours themselves, foretell nothing of their neighbours.
PRESSED = ("-compression_level", "9", "-pred", "none")
#: The top of a long page says what it is.
HIGHEST_PX = 1800
ROOM_PX = 32
AT_REST_MS = 1000
#: A player that has begun to load shows its controls at rest, a moment later. One that never begins is not waited for.
PLAYERS_READY = """Promise.race([new Promise(done => setTimeout(done, 15_000)), Promise.all(
    [...document.querySelectorAll("video")].map(video => video.readyState >= 2 ||
    new Promise(done => { video.preload = "auto"; video.addEventListener("loadeddata", done, {once: true}); })))])"""
#: The first page of a document, on a desk.
ON_A_DESK = """#set page(width: auto, height: auto, margin: 14pt, fill: luma(90%))
#box(fill: white, image("document.pdf", page: 1, width: 420pt))"""
DOCUMENT_PPI = 120
MADE_WITHIN_S = 900.0
SLOWLY_BYTES_A_S = 1_500_000
NEVER = 1 << 40
SIZE_BYTES = 9_400_000


#: The picture is being encoded, and it can be seen.
UNDER_WAY = "[...document.querySelectorAll('progress')].some(bar => bar.value >= 30)"


@dataclass(frozen=True)
class Shot:
    """One picture: who stands before which page, with what in hand."""

    name: str
    #: With the names of ``tests.flows.pages.Walk`` in it.
    address: str
    who: str = ""
    size: tuple[int, int] = DESK
    locale: str = "de-DE"
    #: Where on the page the picture begins; its top when nothing is named.
    begins_at: str = ""
    #: A page with a bar that stays in sight is seen as in its window.
    highest_px: int = HIGHEST_PX
    #: What the page, which keeps itself fresh, has to show before.
    when: str = "true"


WHILE_ENCODING = (
    Shot("jobs-de", "/ministry/jobs", "editor", when=UNDER_WAY),
    Shot("film-in-work-de", "/ministry/films/polizei", "editor", when=UNDER_WAY),
)
AFTERWARDS = (
    Shot("start-de", "/"),
    Shot("start-de-phone", "/", size=PHONE),
    Shot("start-ar", "/", locale="ar"),
    Shot("film-de", "/film/polizei/de"),
    Shot("film-de-phone", "/film/polizei/de", size=PHONE),
    Shot("film-ar", "/film/polizei/ar", locale="ar"),
    Shot("film-ar-phone", "/film/polizei/ar", size=PHONE, locale="ar"),
    Shot("sign-in-de", "/account/sign-in"),
    Shot("ministry-de", "/ministry/", "editor"),
    Shot("languages-de", "/ministry/films/polizei", "editor"),
    Shot("languages-de-phone", "/ministry/films/polizei", "editor", size=PHONE),
    Shot("words-de", "/ministry/films/polizei/words", "editor"),
    Shot("board-de", "/ministry/board", "editor"),
    Shot("board-map-de", "/ministry/board", "editor", begins_at="h2:has(+ .board__map)"),
    Shot("board-de-phone", "/ministry/board", "editor", size=PHONE),
    Shot("timeline-de", "/ministry/board/timeline", "editor"),
    Shot("district-de", "/ministry/board/06435", "editor"),
    Shot("campaign-de", "/ministry/campaigns/{campaign}", "editor"),
    Shot("letter-de", "/ministry/letters/samples", "editor"),
    Shot("demand-de", "/ministry/demand", "editor"),
    Shot("screenings-de", "/ministry/screenings", "editor"),
    Shot("sticks-de", "/ministry/shipments", "editor"),
    Shot("recall-de", "/ministry/recalls/{recalled}", "editor"),
    Shot("recall-de-phone", "/ministry/recalls/{recalled}", "editor", size=PHONE),
    Shot("recall-holders-de", "/ministry/recalls/{version}/holders", "editor"),
    Shot("organisations-de", "/ministry/organisations", "admin"),
    Shot("organisation-de", "/ministry/organisations/{neighbour}", "admin"),
    Shot("recipient-de", "/recipient/", "centre"),
    Shot("recipient-de-phone", "/recipient/", "centre", size=PHONE),
    Shot("link-de-phone", "{link}", size=PHONE),
    Shot("status-de", "/recipient/status", "municipality"),
    Shot("status-de-phone", "/recipient/status", "municipality", size=PHONE),
)
#: Documents, by the name of their picture: who takes them, and where.
DOCUMENTS = {
    "report-pdf": ("editor", "/ministry/board/report.pdf"),
    "recall-report-pdf": ("editor", "/ministry/recalls/{recalled}/report.pdf"),
    "receipt-pdf": ("centre", "/recipient/receipt.pdf"),
}
#: What the reception centre has fetched before anybody looks, and what it has acknowledged of it.
FETCHED, ACKNOWLEDGED = ("de", "ar", "fa", "uk"), ("de", "ar")


class Camera:
    """Takes pictures of a house."""

    def __init__(self, house: House, browser: Browser, folder: Path) -> None:
        self._house = house
        self._browser = browser
        self._folder = folder
        self._memory: dict[str, StorageState] = {}

    def open(self, windows: ExitStack, who: str, url: str = "", **facts: object) -> Page:
        """Return a page of somebody who has signed in, or of anybody."""
        visitor = windows.enter_context(
            window(self._browser, url or self._house.url, memory=self._memory.get(who), **facts)
        )
        if who and who not in self._memory:
            visitor.sign_in(who)
            self._memory[who] = visitor.page.context.storage_state()
        return visitor.page

    def take(self, shots: Iterable[Shot], walk: Walk | None = None) -> None:
        """Go to each page and keep what is to be seen."""
        for shot in shots:
            with ExitStack() as windows:
                page = self.open(windows, shot.who, size=shot.size, locale=shot.locale)
                page.goto(walk.address(shot.address) if walk else shot.address, wait_until="load")
                eventually(partial(page.evaluate, shot.when), MADE_WITHIN_S, shot.name, every_s=1)
                self.keep(page, shot.name, shot.begins_at, shot.highest_px)

    def keep(self, page: Page, name: str, begins_at: str = "", highest_px: int = HIGHEST_PX) -> None:
        """Write the page as a small PNG."""
        page.evaluate("document.fonts.ready")
        page.evaluate(PLAYERS_READY)
        page.wait_for_timeout(AT_REST_MS)
        wide, high = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
        top = page.locator(begins_at).bounding_box()["y"] - ROOM_PX if begins_at else 0
        seen = {"x": 0, "y": top, "width": wide, "height": min(high - top, highest_px)}
        raw = self._folder / f"{name}.raw.png"
        page.screenshot(path=raw, full_page=True, clip=seen)
        self._in_few_colours(raw, name)

    def print(self, name: str, document: bytes) -> None:
        """Write the first page of a PDF as a small PNG."""
        with TemporaryDirectory() as scratch:
            desk, raw = Path(scratch) / "desk.typ", Path(scratch) / "desk.png"
            (Path(scratch) / "document.pdf").write_bytes(document)
            desk.write_text(ON_A_DESK)
            typst.compile(desk, output=raw, format="png", ppi=DOCUMENT_PPI)
            self._in_few_colours(raw, name)

    def _in_few_colours(self, raw: Path, name: str) -> None:
        kept = self._folder / f"{name}.png"
        subprocess.run([TOOL, "-v", "error", "-y", "-i", raw, "-vf", FEW_COLOURS, *PRESSED, kept], check=True)
        raw.unlink()
        print(f"{kept.stat().st_size / 1000:6.0f} kB  {kept}")


def let_the_centre_act(house: House) -> None:
    """Let the reception centre fetch some languages and acknowledge some of them."""
    with house.opened() as runtime, runtime.transaction() as session:
        clerk = accounts.named(session, "centre@filmbote.example")
        own = select(Delivery.id, LanguageVersion.language).join(LanguageVersion).order_by(LanguageVersion.revision)
        newest = {
            tag: id_ for id_, tag in session.execute(own.where(Delivery.organisation_id == clerk.organisation_id))
        }
        for tag in FETCHED:
            deliveries.collect(session, newest[tag], "720p", SIZE_BYTES, by=clerk.actor)
        for tag in ACKNOWLEDGED:
            deliveries.acknowledge(session, newest[tag], by=clerk.actor)


def show_a_campaign(camera: Camera) -> None:
    """Keep what the second step of a campaign shows. It is never sent."""
    with ExitStack() as windows:
        page = camera.open(windows, "editor")
        page.goto("/ministry/campaigns/new")
        for language in range(3):
            page.locator("input[name=version]").nth(language).check()
        page.locator("input[name=way][value=kind]").check()
        page.select_option("select[name=kind]", "reception_centre")
        page.fill("input[name=name]", "Alle Erstaufnahmen")
        page.fill("textarea[name=words_de]", "Bitte hängen Sie auch das Plakat auf.")
        page.locator("main form button[type=submit]").first.click()
        page.locator(".figure__value").first.wait_for()
        camera.keep(page, "campaign-preview-de")


def show_documents(camera: Camera, walk: Walk) -> None:
    """Keep the first page of each document."""
    for name, (who, address) in DOCUMENTS.items():
        with ExitStack() as windows:
            page = camera.open(windows, who)
            answer = page.request.get(walk.address(address))
            if not answer.ok:
                sys.exit(f"{name}: {answer.status} {answer.status_text}")
            camera.print(name, answer.body())


def show_an_upload(house: House, camera: Camera, material: Material) -> None:
    """Keep the form while a file is on its way, and the version that waits for its reviewer afterwards."""
    duration_s = house.answer("version", "show", "polizei", "de")["duration_s"]
    with ExitStack() as windows:
        line = windows.enter_context(FragileLine(house.port, NEVER, SLOWLY_BYTES_A_S))
        page = camera.open(windows, "editor", line.url)
        page.goto(editor.FORM)
        editor.fill_in(page, "ti", title="ፖሊስ ይሕግዙኹም")
        dub = editor.choose(page, material.dub(duration_s))
        bar = dub.locator("progress")
        eventually(lambda: bar.evaluate("bar => bar.value") >= 60, editor.SENT_WITHIN_S, "most of the dub")
        camera.keep(page, "upload-de")
        dub.locator("input[name=upload]").wait_for(state="attached", timeout=editor.SENT_WITHIN_S * 1000)
        editor.send(page, "captions", material.captions(duration_s))
        version = editor.hand_in(page)
        page.locator(".badge--status-in_review").first.wait_for(timeout=MADE_WITHIN_S * 1000)
    camera.take(
        [
            Shot("version-de", version, "reviewer"),
            Shot("version-de-phone", version, "reviewer", size=PHONE),
            Shot("captions-ti", f"{version}/captions/ti", "editor", highest_px=DESK[1]),
            Shot("review-de-phone", f"{version}/review", "reviewer", size=PHONE),
        ]
    )


def photograph(house: House, camera: Camera, scratch: Path) -> None:
    """Take every picture of a house that has just been opened."""
    wanted = {entry["language"] for entry in contents()["versions"]}
    eventually(lambda: len(house.jobs()) > len(wanted), MADE_WITHIN_S, "all languages are handed in")
    camera.take(WHILE_ENCODING)
    eventually(lambda: house.published() >= wanted, MADE_WITHIN_S, "all languages are public", every_s=1)
    let_the_centre_act(house)
    with house.opened() as runtime:
        walk = prepared(runtime)
    camera.take(AFTERWARDS, walk)
    show_a_campaign(camera)
    show_documents(camera, walk)
    show_an_upload(house, camera, Material(scratch))


def main(folder: Path) -> None:
    """Open a house, take every picture, and close it again."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch, sync_playwright() as playwright:
        house = House(Path(scratch) / "home")
        with house.running():
            photograph(house, Camera(house, launched(playwright), folder), Path(scratch))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/screenshots")
