"""What the page of a film weighs, when a phone on a weak line sees it, and how many of it one process gives out.

    .venv/bin/python -m bench.public HOME [LANGUAGE ...]

HOME is that of a Filmbote in which the demonstration is public, such as `var` after `make run`; it is only read.
The line is throttled by Chromium to 400 kbit/s and 400 ms, the processor is not.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.board import MEASURED_S, VISITORS, inside, measured, outside, wait_for
from bench.figures import Figure, at_least, at_most, machine, table, told
from catalog.foundation.config import config_from
from catalog.foundation.runtime import open_house
from tests.flows.browsing import launched
from tests.ports import free_port

LANGUAGES = ("ar", "de", "am")
WEAK_LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
VISITS = 5
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
FIRST_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def main(home: Path, languages: list[str]) -> None:
    """Print the table."""
    environment = {"FILMBOTE_HOME": str(home), "FILMBOTE_DEMONSTRATION": "1"}
    with served(environment) as (port, server):
        figures = [figure for language in languages for figure in seen_by_a_phone(port, language)]
        figures += given_out(port, server, languages[0])
    figures += alone(environment, languages[0])
    print(machine())
    print(table(figures))


@contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Run a real server; yield its port and the process that answers."""
    port = free_port()
    command = [sys.executable, "-m", "catalog", "serve"]
    with subprocess.Popen(command, env={**os.environ, **environment, "PORT": str(port)}) as server:
        try:
            wait_for(port)
            etag_of(port, "/")
            (worker,) = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii").split()
            yield port, int(worker)
        finally:
            server.terminate()


def seen_by_a_phone(port: int, language: str) -> list[Figure]:
    """Return what a phone fetches before the tap that plays, and when it sees the first words."""
    address = f"/film/polizei/{language}"
    etag_of(port, address)
    with sync_playwright() as playwright:
        browser = launched(playwright)
        # Whatever else the machine does can only make a visit slower.
        visits = [_visit(browser, f"http://127.0.0.1:{port}{address}") for _ in range(VISITS)]
        browser.close()
    size_bytes, requests, _ = visits[0]
    paint_ms = min(paint_ms for _, _, paint_ms in visits)
    return [
        at_most(f"{language}: bytes before the tap", size_bytes / 1000, 60.0, "{:.1f} kB"),
        at_most(f"{language}: requests before the tap", requests, 15, "{:.0f}"),
        at_most(f"{language}: first contentful paint on a weak line", paint_ms / 1000, 1.5, "{:.2f} s"),
    ]


def _visit(browser: Browser, address: str) -> tuple[int, int, float]:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", WEAK_LINE)
    fetched: list[int] = []
    # What lies inside of the page already, such as the symbols of the player, is told with no byte.
    line.on("Network.loadingFinished", lambda told: fetched.append(int(told["encodedDataLength"])))
    page.goto(address, wait_until="networkidle")
    paint_ms = page.evaluate(FIRST_PAINT)
    context.close()
    return sum(fetched), sum(size_bytes > 0 for size_bytes in fetched), float(paint_ms)


def given_out(port: int, server: int, language: str) -> list[Figure]:
    """Return how many pages the process gives out to visitors at once, and what each costs it."""
    address = f"/film/polizei/{language}"
    asks = outside(port, None)
    asks[0](address)
    before_s = cpu_s(server)
    figures = measured(asks, address)
    pages = figures.pages_per_s * MEASURED_S
    known = etag_of(port, address)
    return [
        told(f"{VISITORS} visitors at once: pages a second", f"{figures.pages_per_s:.0f}"),
        at_most(f"{VISITORS} visitors at once: 95 of 100 pages come within", figures.p95_ms, 25.0, "{:.1f} ms"),
        at_least("pages a second of one core", pages / (cpu_s(server) - before_s), 400, "{:.0f}"),
        told("a page that is there already", "304" if status_of(port, address, known) == 304 else "sent again"),
    ]


def alone(environment: dict[str, str], language: str) -> list[Figure]:
    """Return what a page costs the application itself, as it is kept and as it is made anew."""
    house = open_house(config_from(environment))
    ask = inside(house)(None)
    kept, anew = f"/film/polizei/{language}", 0.0
    ask(kept)
    began_s = time.process_time()
    for number in range(100):
        ask(f"{kept}?n={number}")
    anew = (time.process_time() - began_s) * 10
    began_s = time.process_time()
    for _ in range(500):
        ask(kept)
    return [
        told("a page made anew", f"{anew:.1f} ms of CPU"),
        told("a page that is kept", f"{(time.process_time() - began_s) * 2:.2f} ms of CPU"),
    ]


def cpu_s(process: int) -> float:
    """Return how many seconds of CPU a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


def etag_of(port: int, address: str) -> str | None:
    """Return by what a page is known."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("HEAD", address)
    return connection.getresponse().headers.get("ETag")


def status_of(port: int, address: str, known: str | None) -> int:
    """Return the status that somebody gets who has a page already."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", address, headers={"If-None-Match": known or ""})
    return connection.getresponse().status


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2:] or list(LANGUAGES))
