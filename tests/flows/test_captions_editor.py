"""An editor repairs captions over the film: by keyboard alone, beside a colleague, and without scripts."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from media.captions import Cue
from media.cues.cue import tidy
from media.legibility import clock, judge
from media.scripts import columns
from tests.clips import AAC, H264, Clips, tone
from tests.flows.browsing import DESK, SMALLEST, Visitor, cookies_of, window
from tests.flows.house import House

SLUG = "wache"
SECONDS = 12
GERMAN = """WEBVTT

00:00:01.000 --> 00:00:03.000
Die Polizei hilft.

00:00:04.000 --> 00:00:06.000
Wählen Sie 110.

00:00:07.000 --> 00:00:09.000
Der Anruf ist kostenlos.
"""
TIGRINYA = """WEBVTT

00:00:01.000 --> 00:00:03.000
ፖሊስ ይሕግዙኹም

00:00:04.000 --> 00:00:06.000
ናብ 110 ደውሉ
"""
ARABIC = """WEBVTT

00:00:01.000 --> 00:00:03.000
الشرطة تساعدكم.

00:00:04.000 --> 00:00:06.000
اِتَّصِلُوا بِالرَّقْمِ 110.
"""
GRAVE = ("serious", "critical")
MOST_TABS = 60
#: What the film shows is there soon after it has been asked for.
SHOWN = """words => Array.from(document.querySelector("video").textTracks)
    .some(track => track.mode === "showing" && Array.from(track.activeCues ?? []).some(cue => cue.text === words))"""


@dataclass(frozen=True)
class Station:
    """A house with a short film that waits for its review."""

    house: House
    version: str

    def captions(self, tag: str) -> str:
        return f"{self.version}/captions/{tag}"


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    folder = tmp_path_factory.mktemp("station")
    house = House(folder / "home", command=(sys.executable, "-m", "catalog", "serve"))
    scene = ("-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=25:duration={SECONDS}")
    film = Clips(folder).draw("film.mp4", *scene, *tone(440, seconds=SECONDS), *H264, *AAC)
    house.answer("film", "add", SLUG, "--title", "de=Wache", "--contact", "film@filmbote.example")
    texts = [f"{tag}={written(folder, tag, words)}" for tag, words in (("ti", TIGRINYA), ("ar", ARABIC))]
    files = ("--film", film, "--captions", written(folder, "de", GERMAN), *(f"--subtitles={text}" for text in texts))
    added = house.answer("version", "add", SLUG, "de", *files, "--as", "editor@filmbote.example", "--wait")
    with house.running():
        yield Station(house, f"/ministry/versions/{added['id']}")


@pytest.fixture(scope="module")
def signed_in_here(station: Station, browser: Browser) -> StorageState:
    """The cookies of an editor who has signed in to this house."""
    return cookies_of(browser, station.house.url, "editor")


@pytest.fixture
def somebody(station: Station, browser: Browser, signed_in_here: StorageState) -> Iterator[Visitor]:
    """The editor at a window."""
    with window(browser, station.house.url, memory=signed_in_here) as visitor:
        yield visitor


def test_words_and_a_time_are_changed_by_keyboard_alone(station: Station, somebody: Visitor) -> None:
    page = somebody.go(station.version)
    tab_to(page, f"a[href='{station.captions('de')}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{station.captions('de')}")
    ready(page)

    page.keyboard.press("Alt+ArrowDown")
    expect(field(page, 2, "words")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Rufen Sie 110.")
    page.keyboard.press("Shift+Tab")
    expect(field(page, 2, "end")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field(page, 2, "end")).to_have_value("00:00:06.200")
    expect(page.locator(".captions__state")).to_contain_text(sentence(page, "unsaved"))
    page.wait_for_function(SHOWN, arg="Rufen Sie 110.")
    page.keyboard.press("Control+s")

    expect(page.locator(".kern-alert--success")).to_be_visible()
    expect(field(page, 2, "words")).to_have_value("Rufen Sie 110.")
    expect(field(page, 2, "end")).to_have_value("00:00:06.200")
    the_history_shows_it(page)
    the_player_shows_it(somebody.go(station.version))


def the_history_shows_it(page: Page) -> None:
    tab_to(page, "a[href$='/captions/de/history']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/history")
    change = page.locator(".change")
    expect(change).to_have_count(1)
    expect(change.locator(".change__before")).to_contain_text("Wählen Sie 110.")
    expect(change.locator(".change__after")).to_contain_text("Rufen Sie 110.")
    expect(change.locator(".change__after")).to_contain_text("00:00:06.200")
    nobody_is_kept_out(page)


def the_player_shows_it(page: Page) -> None:
    page.wait_for_function("() => document.querySelector('video').readyState > 0")
    page.locator("video").evaluate("video => { video.currentTime = 6.1; }")
    page.wait_for_function(SHOWN, arg="Rufen Sie 110.")


def test_captions_are_judged_while_one_writes_and_what_is_tangled_is_not_sent(
    station: Station, somebody: Visitor
) -> None:
    page = opened(somebody, station, "ti")
    field(page, 2, "start").fill("00:00:02.000")
    entry = page.locator(".cue").nth(1)
    expect(entry.locator(".cue__problem--blocking")).to_have_count(1)
    expect(field(page, 2, "start")).to_have_attribute("aria-invalid", "true")
    field(page, 1, "words").fill("ፖሊስ " * 20)
    expect(page.locator(".cue").nth(0).locator(".cue__problem")).to_have_count(2)
    nobody_is_kept_out(page)

    page.keyboard.press("Control+s")

    expect(field(page, 2, "words")).to_be_focused()
    expect(page.locator(".captions__state")).to_contain_text("2")
    assert page.url.endswith("/captions/ti")
    field(page, 2, "start").fill("gestern")
    expect(entry.locator(".cue__problem--blocking")).to_have_count(1)


def test_captions_come_and_go_and_move_and_the_focus_is_never_lost(station: Station, somebody: Visitor) -> None:
    page = opened(somebody, station, "ar")
    field(page, 1, "words").focus()
    page.keyboard.press("Alt+n")
    expect(field(page, 2, "words")).to_be_focused()
    assert times(page) == ["1.000", "3.000", "3.000", "4.000", "4.000", "6.000"]
    page.keyboard.insert_text("الآن\nفورا")
    page.keyboard.press("Control+Home")
    page.keyboard.press("End")
    page.keyboard.press("Alt+Enter")
    expect(page.locator(".cue")).to_have_count(4)
    expect(field(page, 3, "words")).to_be_focused()
    expect(field(page, 3, "words")).to_have_value("فورا")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+j")
    expect(field(page, 2, "words")).to_have_value("الآن\nفورا")
    page.keyboard.press("Alt+Delete")
    expect(page.locator(".cue")).to_have_count(2)
    expect(field(page, 2, "words")).to_be_focused()
    page.keyboard.press("Alt+Delete")
    page.keyboard.press("Alt+Delete")
    expect(page.locator("[data-deed=insert]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field(page, 1, "words")).to_be_focused()
    assert field(page, 1, "words").evaluate("it => getComputedStyle(it).direction") == "rtl"


def test_a_caption_is_played_and_takes_its_times_from_the_film(station: Station, somebody: Visitor) -> None:
    page = opened(somebody, station, "ti")
    field(page, 2, "words").focus()
    video = page.locator("video")
    page.wait_for_function("() => document.querySelector('video').currentTime === 4")
    page.keyboard.press("Control+Enter")
    page.wait_for_function("() => !document.querySelector('video').paused")
    page.wait_for_function("() => document.querySelector('video').paused")
    assert video.evaluate("it => it.currentTime") == pytest.approx(6, abs=0.3)

    video.evaluate("it => { it.currentTime = 3.5; }")
    page.keyboard.press("Alt+,")
    video.evaluate("it => { it.currentTime = 5.25; }")
    page.keyboard.press("Alt+.")
    assert times(page)[2:] == ["3.500", "5.250"]

    page.locator("summary", has=page.locator("xpath=self::summary")).first.press("Enter")
    page.fill("#shift-ms", "-250")
    page.locator("[data-deed=shift-all]").press("Enter")
    assert times(page) == ["0.750", "2.750", "3.250", "5.000"]


def test_letters_are_counted_as_the_server_counts_them(station: Station, somebody: Visitor) -> None:
    page = opened(somebody, station, "de")
    written = ["Straße", "اِتَّصِلُوا بِالرَّقْمِ 110.", "ፖሊስ ይሕግዙኹም", "क्षत्रिय", "警察会帮助您", "a\u200db\u200f", "👩‍👩‍👧 hilft"]

    counted = page.evaluate(
        "async words => { const rules = await import('/static/caption-rules.js'); return words.map(rules.columns); }",
        written,
    )

    assert counted == [columns(words) for words in written]
    told = page.evaluate("async time_ms => (await import('/static/caption-text.js')).clock(time_ms)", 3723004)
    assert told == clock(3723004)


def test_the_script_judges_as_the_server_does(station: Station, somebody: Visitor) -> None:
    page = opened(somebody, station, "de")
    limits = json.loads(page.locator("form.captions").get_attribute("data-limits") or "")
    chance = Random(4)  # noqa: S311 - the same captions each time
    cues = [some_cue(chance) for _ in range(400)]

    said = page.evaluate(
        """async ([cues, limits]) => {
            const { problems } = await import("/static/caption-rules.js");
            return cues.map(cue => problems(cue, null, limits).map(each => [each.code, each.blocking]));
        }""",
        [[{"start_ms": cue.start_ms, "end_ms": cue.end_ms, "words": cue.text} for cue in cues], limits],
    )

    names = {"ends_before_it_begins": "backwards"}
    for cue, found in zip(cues, said, strict=True):
        judged = judge([cue], SECONDS, "de", "Latn")
        assert sorted(map(tuple, found)) == sorted(
            (names.get(each.code, each.code), each.blocking) for each in judged if each.code != "other_script"
        ), cue


def some_cue(chance: Random) -> Cue:
    """Return a caption that may break any rule but having words."""
    start_ms = chance.randrange(0, 14_000)
    words = chance.choices(["Straße", "ፖሊስ", "اِتَّصِلُوا", "警察", "110", "\ufffd", "\n"], k=chance.randrange(1, 14))
    return Cue(start_ms, start_ms + chance.randrange(-500, 9_000), tidy(" ".join(["Halt", *words])))


def test_who_has_to_sign_in_again_finds_what_was_sent(
    station: Station, browser: Browser, signed_in_here: StorageState
) -> None:
    with window(browser, station.house.url, memory=signed_in_here) as visitor:
        page = opened(visitor, station, "ti")
        cookies = page.context.cookies()
        field(page, 1, "words").fill("ፖሊስ እዩ")
        page.context.clear_cookies()
        with page.expect_navigation(url="**/account/sign-in**"):
            page.keyboard.press("Control+s")
        page.context.clear_cookies()
        page.context.add_cookies(cookies)

        page = opened(visitor, station, "ti")

        expect(field(page, 1, "words")).to_have_value("ፖሊስ እዩ")
        expect(page.locator(".captions__state")).to_contain_text(sentence(page, "found"))
        page.keyboard.press("Control+s")
        expect(page.locator(".kern-alert--success")).to_be_visible()
        expect(field(page, 1, "words")).to_have_value("ፖሊስ እዩ")
        expect(page.locator(".captions__state")).not_to_contain_text(sentence(page, "unsaved"))


def test_two_editors_are_told_of_each_other_and_lose_nothing(
    station: Station, somebody: Visitor, browser: Browser, signed_in_here: StorageState
) -> None:
    mine = opened(somebody, station, "ar")
    with window(browser, station.house.url, memory=signed_in_here) as colleague:
        theirs = opened(colleague, station, "ar")
        field(theirs, 1, "words").fill("الشرطة هنا.")
        theirs.keyboard.press("Control+s")
        expect(theirs.locator(".kern-alert--success")).to_be_visible()
    somebody.watch.expected.add(409)
    field(mine, 2, "words").fill("اتصلوا الآن.")
    mine.keyboard.press("Control+s")

    expect(mine.locator(".kern-alert--danger")).to_be_visible()
    expect(field(mine, 2, "words")).to_have_value("اتصلوا الآن.")
    expect(mine.locator(".captions__state")).to_contain_text(sentence(mine, "unsaved"))
    mine.locator("button[name=over]").press("Enter")
    expect(mine.locator(".kern-alert--success")).to_be_visible()
    expect(field(mine, 2, "words")).to_have_value("اتصلوا الآن.")


def test_without_scripts_the_text_itself_is_changed(
    station: Station, browser: Browser, signed_in_here: StorageState
) -> None:
    with window(browser, station.house.url, memory=signed_in_here, scripts=False, size=SMALLEST) as plain:
        page = plain.go(station.captions("ti"))
        assert page.locator("textarea[name=webvtt]").is_visible()
        page.locator("textarea[name=webvtt]").fill(TIGRINYA.replace("110", "112"))
        page.locator("form.captions button[type=submit]").first.click()
        expect(page.locator(".kern-alert--success")).to_be_visible()
        assert "112" in page.locator("textarea[name=webvtt]").input_value()


def opened(visitor: Visitor, station: Station, tag: str) -> Page:
    page = visitor.go(station.captions(tag))
    ready(page)
    return page


def ready(page: Page) -> None:
    """Wait until the desk stands and the film can be played."""
    expect(page.locator(".cue").first).to_be_visible()
    page.wait_for_function("() => document.querySelector('video').readyState > 0")


def sentence(page: Page, code: str) -> str:
    """Return a sentence that the desk may say."""
    return str(json.loads(page.locator("form.captions").get_attribute("data-words") or "")[code])


def field(page: Page, number: int, part: str) -> Locator:
    """Return a field of a caption, counted from 1."""
    return page.locator(".cue").nth(number - 1).locator(f"[data-part={part}]")


def times(page: Page) -> list[str]:
    """Return the seconds of all times, in the order of the page."""
    values = page.locator(".cue__time").evaluate_all("fields => fields.map(field => field.value)")
    return [str(value).removeprefix("00:00:0") for value in values]


def tab_to(page: Page, target: str) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.locator(target).first.evaluate("it => it === document.activeElement"):
            return
    pytest.fail(f"the keys do not lead to {target}")


def nobody_is_kept_out(page: Page) -> None:
    """Expect no grave barrier, and nothing to be scrolled sideways on the smallest phone."""
    found = Axe().run(page).response["violations"]
    grave = {each["id"]: [node["html"] for node in each["nodes"]] for each in found if each["impact"] in GRAVE}
    assert not grave
    page.set_viewport_size({"width": SMALLEST[0], "height": SMALLEST[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST[0]
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


def written(folder: Path, tag: str, words: str) -> Path:
    file = folder / f"{tag}.vtt"
    file.write_text(words, encoding="utf-8")
    return file
