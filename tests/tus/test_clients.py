"""Other people's clients send us a file over a line that breaks, go on, and what is here is what they sent."""

import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from catalog.web.api.uploads import PLACE
from tests.flows.browsing import launched
from tests.flows.line import Fault, FragileLine
from tests.ports import free_port
from tests.tus.servers import PEERS, fetch_peers, ours, program
from tests.waiting import eventually

SIZE_BYTES = 12_000_000
HALF = SIZE_BYTES // 2
BYTES_A_SECOND = 60_000_000
#: Beside the file there are headers, and what was under way when the line broke goes twice: at most a piece.
ONCE = SIZE_BYTES + (2 << 20)
METADATA = {"purpose": "dub", "filename": "ti.wav"}
ENDS_S = 240.0


class Line(FragileLine):
    """A line that counts over all its connections: some clients open one for every piece."""

    def break_by(self, fault: Fault) -> None:
        """Begin to count anew."""
        self.fault, self.breaks, self.sent_bytes = fault, 0, 0

    def _is_due(self, carried_bytes: int) -> bool:  # noqa: ARG002 - all of them count
        return self.breaks < self.breaks_at_most and self.sent_bytes >= self.breaks_after_bytes


@dataclass
class Studio:
    """Where a file is sent from, and where it arrives."""

    line: Line
    home: Path
    headers: dict[str, str]
    file: Path
    memory: Path

    @property
    def order(self) -> dict[str, object]:
        """What a client is told."""
        return {
            "endpoint": self.line.url + PLACE,
            "file": str(self.file),
            "headers": self.headers,
            "metadata": METADATA,
            "memory": str(self.memory),
        }

    def must_have_arrived(self, place: str) -> None:
        """Fail unless the file is here, and went over the line about once."""
        upload_id = urlsplit(place.strip()).path.rpartition("/")[2]
        with (self.home / "uploads" / upload_id).open("rb") as here, self.file.open("rb") as there:
            assert hashlib.file_digest(here, "sha256").digest() == hashlib.file_digest(there, "sha256").digest()
        assert self.line.breaks == 1
        assert self.line.sent_bytes < ONCE


@pytest.fixture(scope="module", autouse=True)
def peers() -> None:
    """What comes from npm. Without npm these tests fail; they are never left out."""
    fetch_peers()


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Line, Path, dict[str, str]]]:
    """Our server at the end of a line that can break; its public address is that of the line."""
    home = tmp_path_factory.mktemp("clients") / "home"
    port = free_port()
    with Line(port, HALF, BYTES_A_SECOND) as line, ours(home, port, FILMBOTE_PUBLIC_URL=line.url) as server:
        yield line, home, dict(server.headers)


@pytest.fixture
def studio(reached: tuple[Line, Path, dict[str, str]], tmp_path: Path) -> Studio:
    """Somebody with a new file to send."""
    file = tmp_path / "ti.wav"
    file.write_bytes(random.Random(4).randbytes(SIZE_BYTES))  # noqa: S311 - no secret
    return Studio(*reached, file, tmp_path / "memory.json")


Start = Callable[[Studio], "subprocess.Popen[str]"]


def tus_js_client(studio: Studio) -> "subprocess.Popen[str]":
    return _start([program("node"), "send.mjs"], studio)


def tuspy(studio: Studio) -> "subprocess.Popen[str]":
    return _start([sys.executable, "send.py"], studio)


def _start(command: list[str], studio: Studio) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*command, json.dumps(studio.order)], cwd=PEERS, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def place_told_by(process: "subprocess.Popen[str]") -> str:
    """Return the address that a client prints when it is done."""
    printed, complaint = process.communicate(timeout=ENDS_S)
    assert process.returncode == 0, complaint
    return printed


@pytest.mark.parametrize("client", [tus_js_client, tuspy])
def test_a_client_goes_on_when_its_line_was_cut(studio: Studio, client: Start):
    studio.line.break_by(Fault.RESET)

    place = place_told_by(client(studio))

    studio.must_have_arrived(place)


@pytest.mark.parametrize("client", [tus_js_client, tuspy])
def test_a_client_goes_on_where_one_that_was_killed_had_stopped(studio: Studio, client: Start):
    studio.line.break_by(Fault.SILENCE)
    killed = client(studio)
    eventually(lambda: studio.line.breaks, ENDS_S, "the line broke")
    killed.kill()
    killed.communicate()

    place = place_told_by(client(studio))

    studio.must_have_arrived(place)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launched(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Uppy in one file, as a page loads it."""
    bundle = tmp_path_factory.mktemp("bundle") / "uppy.js"
    esbuild = PEERS / "node_modules" / ".bin" / "esbuild"
    subprocess.run([esbuild, "uppy.mjs", "--bundle", f"--outfile={bundle}"], cwd=PEERS, check=True, capture_output=True)
    return bundle.read_text(encoding="utf-8")


@pytest.fixture
def page(browser: Browser, studio: Studio, script: str) -> Iterator[Callable[[], Page]]:
    """Open a page with Uppy at our address; the browser remembers from one to the next."""
    context = browser.new_context()
    names = dict(part.split("=", 1) for part in studio.headers["Cookie"].split("; "))
    context.add_cookies([{"name": name, "value": value, "url": studio.line.url} for name, value in names.items()])
    context.route("**/uppy", lambda route: route.fulfill(content_type="text/html", body="<input type=file>"))

    def opened() -> Page:
        fresh = context.new_page()
        fresh.goto(f"{studio.line.url}/uppy")
        fresh.add_script_tag(content=script)
        fresh.set_input_files("input", studio.file)
        return fresh

    yield opened
    context.close()


def order_for(studio: Studio) -> dict[str, object]:
    """What a page is told; who is signed in the browser knows."""
    return studio.order | {"headers": {"X-CSRFToken": studio.headers["X-CSRFToken"]}}


def test_uppy_goes_on_when_its_line_was_cut(studio: Studio, page: Callable[[], Page]):
    studio.line.break_by(Fault.RESET)

    place = page().evaluate("order => send(order)", order_for(studio))

    studio.must_have_arrived(place)


def test_uppy_goes_on_after_its_page_was_closed(studio: Studio, page: Callable[[], Page]):
    studio.line.break_by(Fault.SILENCE)
    first = page()
    first.evaluate("order => void send(order)", order_for(studio))
    eventually(lambda: studio.line.breaks, ENDS_S, "the line broke")
    first.close()

    place = page().evaluate("order => send(order)", order_for(studio))

    studio.must_have_arrived(place)
