"""Somebody points a phone at a poster; a town hall shows the film on its own website."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect

from catalog.films.languages import LANGUAGES
from tests.flows.browsing import PHONE, SMALLEST, play
from tests.flows.conftest import Visit
from tests.flows.house import House

PRINTED_DPI, POINTS_AN_INCH = 150, 72


@pytest.mark.parametrize("tag", ["ar", "uk", "kmr"])
def test_a_phone_comes_from_the_poster_to_the_film(
    every_language: list[str], visit: Visit, house: House, tag: str
) -> None:
    visitor = visit(size=PHONE, locale=tag)
    poster = visitor.page.request.get(f"{house.url}/film/polizei/{tag}/poster.pdf").body()
    (found,) = zxingcpp.read_barcodes(
        pypdfium2.PdfDocument(poster)[0].render(scale=PRINTED_DPI / POINTS_AN_INCH).to_numpy()
    )

    page = visitor.go(found.text)

    assert page.url == f"{house.url}/film/polizei/{tag}"
    assert page.locator("html").get_attribute("dir") == LANGUAGES[tag].direction
    play(page.locator("video"), to_s=0.5)
    assert page.context.cookies() == []


@contextmanager
def site(page: str) -> Iterator[str]:
    """Open a site of somebody else on this machine that consists of one page; return its origin."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_town_hall_shows_the_film_in_a_frame(every_language: list[str], visit: Visit, house: House) -> None:
    visitor = visit(size=PHONE)
    told = visitor.page.request.get(f"{house.url}/oembed?url={house.url}/film/polizei/ar&maxwidth=360").json()
    with site(f'<link rel="icon" href="data:,">{told["html"]}') as town_hall:
        visitor.watch.origins.add(town_hall)
        visitor.page.goto(f"{town_hall}/")

        play(visitor.page.frame_locator("iframe").locator("video"), to_s=0.5)

    assert visitor.page.context.cookies() == []
    assert not [address for address in visitor.watch.requested if ".js" in address]


@pytest.mark.parametrize("size", [SMALLEST, (640, 416)])
def test_the_line_below_the_film_is_in_reach_in_every_frame(
    every_language: list[str], visit: Visit, size: tuple[int, int]
) -> None:
    page = visit(size=size).go("/embed/polizei/ar")

    for link in page.locator(".below a").all():
        expect(link).to_be_in_viewport(ratio=1)
        box = link.bounding_box()
        assert box
        assert box["height"] >= 24
