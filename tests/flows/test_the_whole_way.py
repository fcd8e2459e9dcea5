"""A Tigrinya dub goes the whole way: from the editor over a broken line to a refugee's screen and onto the board."""

import hashlib
import re
from pathlib import Path
from urllib.request import urlopen

import av
from playwright.sync_api import Locator, Page, expect

from tests.flows import editor
from tests.flows.conftest import Visit
from tests.flows.house import House
from tests.flows.line import FragileLine
from tests.flows.material import Material
from tests.waiting import eventually

LANGUAGE, NAME, TITLE = "ti", "ትግርኛ", "ፖሊስ ይሕግዙኹም"
PUBLIC = f"/film/polizei/{LANGUAGE}"
#: In the order of the board's columns.
STAGES = ("offered", "unreached", "overdue", "collected", "acknowledged", "screened", "recalled")
MUNICIPALITIES, CENTRES = 421, 11
RECIPIENTS = MUNICIPALITIES + CENTRES
GRUENDAU = "06435012"
MADE_WITHIN_MS = 400_000
MB = 1_000_000
#: What static/sending.js sends at once.
PIECE_BYTES = 8 << 20


def test_a_dub_goes_the_whole_way(
    house: House, every_language: list[str], material: Material, visit: Visit, tmp_path: Path
) -> None:
    assert LANGUAGE not in every_language
    duration_s = house.answer("version", "show", "polizei", "de")["duration_s"]
    dub, captions = material.dub(duration_s), material.captions(duration_s)

    version = the_editor_hands_in_over_a_broken_line(house, visit, dub, captions)
    a_colleague_approves(visit, version)
    the_editor_publishes(visit, version)

    the_public_page_plays_it(visit)
    assert spoken_language(house, tmp_path) == "tir"

    assert stages_on_the_board(visit) == {"offered": RECIPIENTS}
    the_film_is_fetched_in_two_pieces_and_acknowledged(visit, "centre")
    the_municipality_sees_what_it_lacks(visit)
    the_film_is_fetched_in_two_pieces_and_acknowledged(visit, "municipality")
    assert stages_on_the_board(visit) == {"offered": RECIPIENTS - 2, "acknowledged": 2}
    assert painted_on_the_map(visit) == {GRUENDAU}

    the_editor_recalls(visit, version)
    nobody_gets_it_any_more(visit)


def the_editor_hands_in_over_a_broken_line(house: House, visit: Visit, dub: Path, captions: Path) -> str:
    """Return the address of the version that waits for its review."""
    with FragileLine(house.port, breaks_after_bytes=3 * MB, bytes_a_second=2 * MB) as line:
        somebody = visit("editor", url=line.url)
        somebody.watch.line_may_break = True
        # The server may still be busy with the piece that broke off; the browser asks once more then.
        somebody.watch.expected |= {409, 423}
        page = somebody.go(editor.FORM)
        editor.fill_in(page, LANGUAGE, title=TITLE)
        seen = editor.send(page, "dub", dub)
        editor.send(page, "captions", captions)
        version = editor.hand_in(page)

        assert line.breaks == 1
        assert len({percent for percent in seen if 0 < percent < 100}) >= 3, f"the bar did not move: {seen}"
        # What had arrived before the line broke is gone on with. Chromium itself sends the piece at hand once more.
        assert [address for address in somebody.watch.requested if address.endswith("/uploads")] == [
            f"{line.url}/api/v1/uploads"
        ] * 2
        assert line.sent_bytes < dub.stat().st_size + captions.stat().st_size + PIECE_BYTES + MB

        # The page stays open and brings itself up to date.
        expect(page.locator(".badge--status-in_review").first).to_be_visible(timeout=MADE_WITHIN_MS)
        expect(page.locator("form[action$='/approval']")).to_have_count(0)
        return version


def a_colleague_approves(visit: Visit, version: str) -> None:
    page = visit("editor").go(version)
    token = page.locator("input[name=csrf_token]").first.input_value()
    refused = page.request.post(f"{version}/approval", form={"csrf_token": token})
    assert refused.status == 403

    page = visit("reviewer").go(version)
    page.locator(f"a[href$='{version}/review']").click()
    page.locator("form[action$='/approval'] button").click()
    expect(page.locator(".badge--status-approved").first).to_be_visible()


def the_editor_publishes(visit: Visit, version: str) -> None:
    page = visit("editor").go(version)
    page.locator("form[action$='/publication'] button").first.click()
    expect(page.locator(".badge--status-published").first).to_be_visible()


def the_public_page_plays_it(visit: Visit) -> None:
    page = visit().go("/")
    page.locator(f"a[href$='{PUBLIC}']").click()
    page.wait_for_url(f"**{PUBLIC}")

    video = page.locator("video")
    video.evaluate("video => { video.muted = true; return video.play(); }")
    eventually(lambda: video.evaluate("video => video.currentTime") > 2, what="the film plays")
    assert video.evaluate("video => video.videoWidth") > 0
    assert video.evaluate("video => video.textTracks[0].mode") == "showing"
    cues = video.evaluate("video => [...video.textTracks[0].cues].map(cue => cue.text)")
    assert "ናብ 110 ደውሉ" in cues


def spoken_language(house: House, folder: Path) -> str:
    """Return the language that the smallest download calls its sound."""
    size = min(house.answer("version", "show", "polizei", LANGUAGE)["renditions"], key=lambda file: file["size_bytes"])
    target = folder / "film.mp4"
    with urlopen(f"{house.url}{PUBLIC}/{size['profile']}.mp4") as film:  # noqa: S310 - our own server
        target.write_bytes(film.read())
    with av.open(target) as container:
        return container.streams.audio[0].language or ""


def the_municipality_sees_what_it_lacks(visit: Visit) -> None:
    page = visit("municipality").go("/recipient/status")
    expect(row_of(page).locator(".badge--stage-offered").first).to_be_visible()


def the_film_is_fetched_in_two_pieces_and_acknowledged(visit: Visit, who: str) -> None:
    page = visit(who).go("/recipient/")
    page.locator("li.kit", has_text=NAME).locator("h3 a").click()
    page.wait_for_url(re.compile(r"/recipient/deliveries/\d+$"))
    delivery = page.url
    film = page.locator("a[href$='.mp4']").last.get_attribute("href")
    assert film

    half = page.request.get(film, headers={"Range": "bytes=0-499999"})
    rest = page.request.get(film, headers={"Range": "bytes=500000-", "If-Range": half.headers["etag"]})
    assert (half.status, rest.status) == (206, 206)
    whole = half.body() + rest.body()
    assert half.headers["content-range"] == f"bytes 0-499999/{len(whole)}"
    assert half.headers["etag"] == f'"{hashlib.sha256(whole).hexdigest()}"'

    page.goto(delivery)
    expect(page.locator(".kit__state .badge--stage-collected")).to_be_visible()
    page.locator("form[action$='/acknowledgement'] button").click()
    page.wait_for_url("**/recipient/")
    page.goto(delivery)
    expect(page.locator(".kit__state .badge--stage-acknowledged")).to_be_visible()


def stages_on_the_board(visit: Visit) -> dict[str, int]:
    """Return how many deliveries of the language stand at which stage; stages without any are left out."""
    page = visit("editor").go(f"/ministry/board?language={LANGUAGE}")
    figures = [int(text) for text in row_of(page).locator("td").all_inner_texts()[: len(STAGES)]]
    return {stage: figure for stage, figure in zip(STAGES, figures, strict=True) if figure}


def painted_on_the_map(visit: Visit) -> set[str]:
    """Return the keys of the municipalities from which every receipt has come."""
    page = visit("editor").go(f"/ministry/board?language={LANGUAGE}")
    assert page.locator("svg.map__picture path[data-ags]").count() == MUNICIPALITIES
    dark = page.locator("svg.map__picture path.map-step-4").all()
    return {outline.get_attribute("data-ags") or "" for outline in dark}


def the_editor_recalls(visit: Visit, version: str) -> None:
    page = visit("editor").go(version)
    page.locator("a[href*='/ministry/recalls/'][href*='/holders']").click()
    page.fill("textarea[name=reason]", "Die Notrufnummer ist falsch gesprochen.")
    page.locator("form:has(textarea[name=reason]) button").click()
    page.wait_for_url(re.compile(r"/ministry/recalls/\d+$"))
    page.goto(version)
    expect(page.locator(".badge--status-recalled").first).to_be_visible()


def nobody_gets_it_any_more(visit: Visit) -> None:
    stranger = visit()
    stranger.go(PUBLIC, status=410)
    assert stranger.go("/").locator(f"a[href$='{PUBLIC}']").count() == 0
    page = visit("municipality").go("/recipient/status")
    expect(row_of(page).locator(".badge--stage-recalled").first).to_be_visible()


def row_of(page: Page) -> Locator:
    """Return the row of our language in the tables of a page."""
    return page.locator("main table tbody tr", has_text=NAME)
