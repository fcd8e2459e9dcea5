"""Photographs every door for docs/doors.md: .venv/bin/python .ci/screenshots.py [FOLDER].

Starts a house of its own with the demonstration film, lets the recipients of
Hessen do some of what they would do, and looks at it with Chromium. FOLDER is
docs/screenshots unless told otherwise.
"""

import subprocess
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import imageio_ffmpeg
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import insert, select

from catalog.demonstration import contents
from catalog.distribution.models import Delivery, DeliveryEvent
from catalog.distribution.stages import EventKind
from catalog.films.models import LanguageVersion
from catalog.foundation.config import config_from
from catalog.foundation.runtime import open_house
from catalog.people.models import Organisation, OrganisationKind
from tests.flows import editor
from tests.flows.browsing import DESK, PHONE, launched, window
from tests.flows.house import House, eventually
from tests.flows.line import FragileLine
from tests.flows.material import Material

ROOT = Path(__file__).parents[1]

TOOL = imageio_ffmpeg.get_ffmpeg_exe()
#: 256 colours are enough for flat pages, and make a picture a third as large.
FEW_COLOURS = "split[a][b];[a]palettegen=max_colors=256:stats_mode=full[p];[b][p]paletteuse=dither=none"
#: The top of a long page says what it is.
HIGHEST_PX = 1800
ROOM_PX = 32
AT_REST_MS = 1000
#: A player that has begun to load shows its controls at rest, a moment later.
PLAYERS_READY = """Promise.all([...document.querySelectorAll("video")].map(video => video.readyState >= 2 ||
    new Promise(done => { video.preload = "auto"; video.addEventListener("loadeddata", done, {once: true}); })))"""
MADE_WITHIN_S = 900.0
SLOWLY_BYTES_A_S = 1_500_000
NEVER = 1 << 40


#: The picture is being encoded, and it can be seen.
UNDER_WAY = "[...document.querySelectorAll('progress')].some(bar => bar.value >= 30)"


@dataclass(frozen=True)
class Shot:
    """One picture: who stands before which page, with what in hand."""

    name: str
    address: str
    who: str = ""
    size: tuple[int, int] = DESK
    locale: str = "de-DE"
    #: Where on the page the picture begins; its top when nothing is named.
    begins_at: str = ""
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
    Shot("board-de", "/ministry/board", "editor"),
    Shot("board-map-de", "/ministry/board", "editor", begins_at="h2:has(+ .board__map)"),
    Shot("board-de-phone", "/ministry/board", "editor", size=PHONE),
    Shot("district-de", "/ministry/board/06435", "editor"),
    Shot("organisations-de", "/ministry/organisations", "admin"),
    Shot("recipient-de", "/recipient/", "centre"),
    Shot("recipient-de-phone", "/recipient/", "centre", size=PHONE),
    Shot("status-de", "/recipient/status", "municipality"),
    Shot("status-de-phone", "/recipient/status", "municipality", size=PHONE),
)


class Camera:
    """Takes pictures of a house."""

    def __init__(self, house: House, browser: Browser, folder: Path) -> None:
        self._house = house
        self._browser = browser
        self._folder = folder
        self._memory = {}

    def open(self, windows: ExitStack, who: str, url: str = "", **facts: object) -> Page:
        """Return a page of somebody who has signed in, or of anybody."""
        visitor = windows.enter_context(
            window(self._browser, url or self._house.url, memory=self._memory.get(who), **facts)
        )
        if who and who not in self._memory:
            visitor.sign_in(who)
            self._memory[who] = visitor.page.context.storage_state()
        return visitor.page

    def take(self, shots: Iterable[Shot]) -> None:
        """Go to each page and keep what is to be seen."""
        for shot in shots:
            with ExitStack() as windows:
                page = self.open(windows, shot.who, size=shot.size, locale=shot.locale)
                page.goto(shot.address, wait_until="load")
                eventually(partial(page.evaluate, shot.when), MADE_WITHIN_S, shot.name, every_s=1)
                self.keep(page, shot.name, shot.begins_at)

    def keep(self, page: Page, name: str, begins_at: str = "") -> None:
        """Write the page as a small PNG."""
        page.evaluate("document.fonts.ready")
        page.evaluate(PLAYERS_READY)
        page.wait_for_timeout(AT_REST_MS)
        wide, high = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
        top = page.locator(begins_at).bounding_box()["y"] - ROOM_PX if begins_at else 0
        seen = {"x": 0, "y": top, "width": wide, "height": min(high - top, HIGHEST_PX)}
        raw, kept = self._folder / f"{name}.raw.png", self._folder / f"{name}.png"
        page.screenshot(path=raw, full_page=True, clip=seen)
        subprocess.run([TOOL, "-v", "error", "-y", "-i", raw, "-vf", FEW_COLOURS, kept], check=True)
        raw.unlink()
        print(f"{kept.stat().st_size / 1000:6.0f} kB  {kept}")


def let_recipients_act(house: House) -> None:
    """Let some recipients download and acknowledge; who does is drawn from names, so each run shows the same."""
    runtime = open_house(config_from({"FILMBOTE_HOME": str(house.home)}))
    asked = (
        select(Delivery.id, LanguageVersion.language, Organisation.kind, Organisation.key, Organisation.district_key)
        .join(LanguageVersion, LanguageVersion.id == Delivery.version_id)
        .join(Organisation, Organisation.id == Delivery.organisation_id)
    )
    events = []
    with runtime.transaction() as session:
        for delivery_id, language, kind, key, district in session.execute(asked):
            eagerness = (_chance(district or key) + _chance(key)) // 2
            done = _chance(f"{key}-{language}") - (20 if kind == OrganisationKind.RECEPTION_CENTRE else 0)
            if done < eagerness + 15:
                events.append({"delivery_id": delivery_id, "kind": EventKind.COLLECTED})
            if done < eagerness:
                events.append({"delivery_id": delivery_id, "kind": EventKind.ACKNOWLEDGED})
        session.execute(insert(DeliveryEvent), events)
    runtime.sessions.engine.dispose()


def _chance(name: str) -> int:
    """Return a number from 0 to 99 that belongs to a name."""
    return crc32(name.encode()) % 100


def show_an_upload(house: House, camera: Camera, material: Material) -> None:
    """Keep the form while a file is on its way, and the version that waits for its reviewer afterwards."""
    duration_s = house.answer("version", "show", "polizei", "de")["duration_s"]
    with ExitStack() as windows:
        line = windows.enter_context(FragileLine(house.port, NEVER, SLOWLY_BYTES_A_S))
        page = camera.open(windows, "editor", line.url)
        page.goto(editor.FORM)
        editor.fill_in(page, "ti", "dub", title="ፖሊስ ይሕግዙኹም")
        page.set_input_files("input[data-upload=dub]", material.dub(duration_s))
        bar = page.locator(".upload progress")
        eventually(lambda: bar.evaluate("bar => bar.value") >= 60, editor.SENT_WITHIN_S, "most of the dub")
        camera.keep(page, "upload-de")
        eventually(page.locator("input[name=dub_upload_id]").last.input_value, editor.SENT_WITHIN_S, "the dub")
        editor.send(page, "captions", material.captions(duration_s))
        version = editor.hand_in(page)
        page.locator(".badge--status-in_review").first.wait_for(timeout=MADE_WITHIN_S * 1000)
    camera.take([Shot("version-de", version, "reviewer"), Shot("version-de-phone", version, "reviewer", size=PHONE)])


def main(folder: Path) -> None:
    """Take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {entry["language"] for entry in contents()["versions"]}
    with TemporaryDirectory() as scratch, sync_playwright() as playwright:
        house = House(Path(scratch) / "home")
        house.start()
        try:
            camera = Camera(house, launched(playwright), folder)
            eventually(lambda: len(house.jobs()) > len(wanted), MADE_WITHIN_S, "all languages are handed in")
            camera.take(WHILE_ENCODING)
            eventually(lambda: house.published() >= wanted, MADE_WITHIN_S, "all languages are public", every_s=1)
            let_recipients_act(house)
            camera.take(AFTERWARDS)
            show_an_upload(house, camera, Material(Path(scratch)))
        finally:
            house.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/screenshots")
