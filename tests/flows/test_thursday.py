"""Thursday: the dub arrives over a bad line, the browser is closed, the session ends, and it is public all the same."""

import base64
import re
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect
from sqlalchemy import delete, select

from catalog.demonstration import PASSWORD
from catalog.films.register import RevisionUnderWay
from catalog.foundation.runtime import Runtime
from catalog.people.models import SignedIn
from catalog.production.models import Upload
from catalog.worker import Worker
from tests.clips import AAC, H264, Clips, tone
from tests.flows import editor
from tests.flows.browsing import Visitor, window
from tests.flows.house import House
from tests.flows.line import FragileLine
from tests.flows.test_ways_in import SOON_MS, nobody_is_kept_out
from tests.flows.words import german
from tests.waiting import eventually

SLUG, LANGUAGE, TITLE = "brand", "ti", "ሓዊ"
FORM = f"/ministry/films/{SLUG}/versions/new"
SECONDS, DUB_SECONDS, SILENT_SECONDS = 24, 24.6, 4
SCENE = ("-f", "lavfi", "-i", f"mandelbrot=size=160x90:rate=25,trim=duration={SECONDS}")
#: As a studio sends it, uncompressed. Nothing is heard at first, and it does not end with the picture.
DUB = (
    "-f", "lavfi", "-i", f"sine=frequency=330:sample_rate=48000:duration={DUB_SECONDS}",
    "-af", f"volume=0:enable='lt(t,{SILENT_SECONDS})'", "-ac", "2", "-c:a", "pcm_s24le",
)  # fmt: skip
CUES = "WEBVTT\n\n00:05.000 --> 00:07.000\n{}\n\n00:08.000 --> 00:10.000\n{}\n"
MB = 1_000_000


@dataclass(frozen=True)
class Ministry:
    """A house with a film that is public in German, and whoever works in it."""

    house: House
    runtime: Runtime
    clips: Clips
    browser: Browser
    cookies: dict[str, StorageState]

    def work(self) -> None:
        """Do all that waits."""
        Worker(self.runtime, "tester").run_until_idle()

    def visit(self, who: str, url: str = "") -> AbstractContextManager[Visitor]:
        """Open a window of somebody who has signed in."""
        return window(self.browser, url or self.house.url, memory=self.signed_in(who))

    def signed_in(self, who: str) -> StorageState:
        """Return the cookies of somebody who signs in now; nothing else is remembered."""
        if who not in self.cookies:
            with window(self.browser, self.house.url) as visitor:
                visitor.sign_in(who)
                self.cookies[who] = {"cookies": visitor.page.context.storage_state()["cookies"], "origins": []}
        return self.cookies[who]

    def end_all_sessions(self) -> None:
        """Let the working day be over."""
        self.cookies.clear()
        with self.runtime.transaction() as session:
            session.execute(delete(SignedIn))


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Ministry]:
    folder = tmp_path_factory.mktemp("thursday")
    house = House(folder / "home", command=(sys.executable, "-m", "catalog", "serve"))
    clips = Clips(folder)
    film = clips.draw("film.mp4", *SCENE, *tone(440, seconds=SECONDS), *H264, *AAC)
    house.answer("film", "add", SLUG, "--title", "de=Brand", "--contact", "film@filmbote.example")
    texts = clips.write("de.vtt", CUES.format("Wählen Sie 112.", "Verlassen Sie das Haus.").encode())
    files = ("--film", film, "--captions", texts)
    house.answer("version", "add", SLUG, "de", *files, "--as", "editor@filmbote.example", "--wait")
    house.answer("version", "approve", SLUG, "de", "--as", "reviewer@filmbote.example")
    house.answer("version", "publish", SLUG, "de", "--as", "editor@filmbote.example")
    with house.running(), house.opened() as runtime:
        yield Ministry(house, runtime, clips, browser, {})


@pytest.fixture(scope="module")
def dub(ministry: Ministry) -> Path:
    return ministry.clips.draw("brand_ti_v3.wav", *DUB)


@pytest.fixture(scope="module")
def texts(ministry: Ministry) -> Path:
    return ministry.clips.write("Brand_Tigrinya_FINAL(2).vtt", CUES.format("112 ደውሉ።", "ካብ ገዛ ውጽኡ።").encode())


@pytest.fixture(scope="module")
def version(ministry: Ministry, dub: Path, texts: Path) -> str:
    """The address of the version that went the way of the first test."""
    with FragileLine(ministry.house.port, breaks_after_bytes=2 * MB, bytes_a_second=2 * MB, breaks_at_most=3) as line:
        with ministry.visit("editor", line.url) as somebody:
            the_line_breaks_twice_and_the_browser_is_closed(somebody, line, dub, texts)
        with ministry.visit("editor", line.url) as somebody:
            address = the_editor_comes_back(ministry, somebody, line, dub, texts)
        assert line.breaks == 3
    with ministry.runtime.question() as session:
        names = sorted(session.scalars(select(Upload.filename)))
    assert names == sorted([dub.name, texts.name]), "nothing was begun anew"
    ministry.work()
    return address


def the_line_breaks_twice_and_the_browser_is_closed(somebody: Visitor, line: FragileLine, *files: Path) -> None:
    somebody.watch.line_may_break = True
    somebody.watch.expected |= {409, 423}
    page = somebody.go(FORM)
    drop(page, files)

    expect(page.locator("select[name=language]")).to_have_value(LANGUAGE)
    expect(page.locator("[data-meant]")).to_be_visible()
    for file, role in zip(files, ("dub", "captions"), strict=True):
        expect(line_of(page, file).locator("[data-role]")).to_have_value(role)
    eventually(lambda: line.breaks == 2 and line.sent_bytes > 4.3 * MB, what="more than half has arrived")
    expect(page.locator(editor.SUBMIT)).to_be_disabled()


def the_editor_comes_back(ministry: Ministry, somebody: Visitor, line: FragileLine, dub: Path, texts: Path) -> str:
    """Go on in a browser that remembers nothing; the session ends meanwhile. Return the address of the version."""
    somebody.watch.line_may_break = True
    somebody.watch.expected |= {401, 409, 423}
    page = somebody.go(FORM)
    expect(page.locator(f'[data-waiting] li[data-name="{dub.name}"]')).to_contain_text(re.compile(r"\b[2-9]\d %"))
    nobody_is_kept_out(page)
    page.select_option("select[name=language]", LANGUAGE)
    page.fill("input[name=title]", TITLE)
    page.set_input_files("input[name=files]", [dub, texts])
    eventually(lambda: line.sent_bytes > 5 * MB, what="it goes on")
    ministry.end_all_sessions()
    sign_in_beside(page)

    for file in (dub, texts):
        expect(line_of(page, file).locator("input[name=upload]")).to_have_count(1, timeout=SOON_MS)
    expect(page.locator("[data-waiting]")).to_have_count(0)
    expect(page.locator("input[name=title]")).to_have_value(TITLE)
    nobody_is_kept_out(page)
    return editor.hand_in(page)


def test_the_dub_is_public_the_same_morning(ministry: Ministry, version: str) -> None:
    with ministry.visit("editor") as somebody:
        page = somebody.go(version)
        expect(page.locator(".version-state .badge--status-in_review")).to_be_visible(timeout=SOON_MS)
        expect(page.locator("main")).to_contain_text(TITLE)

    with ministry.visit("reviewer") as somebody:
        page = somebody.go(version)
        page.locator("a[href$='/review']").click()
        page.locator("form[action$='/approval'] button").click()
        expect(page.locator(".badge--status-approved").first).to_be_visible()

    with ministry.visit("editor") as somebody:
        page = somebody.go(version)
        page.locator("form[action$='/publication'] button").first.click()
        expect(page.locator(".badge--status-published").first).to_be_visible()

    with window(ministry.browser, ministry.house.url) as stranger:
        page = stranger.go(f"/film/{SLUG}/{LANGUAGE}")
        video = page.locator("video")
        video.evaluate("video => { video.muted = true; return video.play(); }")
        eventually(lambda: video.evaluate("video => video.currentTime") > 1, what="the film plays")
        assert "112 ደውሉ።" in video.evaluate("video => [...video.textTracks[0].cues].map(cue => cue.text)")


def test_the_curve_leads_through_the_film_by_mouse_and_by_keys(ministry: Ministry, version: str) -> None:
    with ministry.visit("editor") as somebody:
        page = somebody.go(version)
        video = ready(page, "own")
        curve = page.locator("film-listening [role=slider]")
        assert curve.locator(".curve__mark--silence").count() == 1
        nobody_is_kept_out(page)

        box = curve.bounding_box()
        assert box is not None
        curve.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
        assert place_of(video) == pytest.approx(SECONDS / 2, abs=0.2)
        curve.press("ArrowRight")
        assert place_of(video) == pytest.approx(SECONDS / 2 + 1, abs=0.2)
        expect(curve).to_have_attribute("aria-valuetext", re.compile("0:1[23].*0:24"))
        curve.press("Home")
        assert place_of(video) == 0
        page.locator(".curve__keys a[data-moment]").first.click()
        assert place_of(video) == 0


def test_both_languages_are_heard_at_the_same_moment(ministry: Ministry, version: str) -> None:
    with ministry.visit("editor") as somebody:
        page = somebody.go(version)
        own = ready(page, "own")
        own.evaluate("video => { video.currentTime = 5; }")
        page.locator("[data-hear=original]").click()

        original = ready(page, "original")
        expect(original).to_be_visible()
        expect(own).to_be_hidden()
        eventually(lambda: place_of(original) == pytest.approx(5, abs=0.2), what="the same moment")
        assert original.evaluate("video => video.currentSrc") != own.evaluate("video => video.currentSrc")
        original.evaluate("video => { video.currentTime = 8; }")
        page.locator("[data-hear=original]").press("b")
        expect(own).to_be_visible()
        eventually(lambda: place_of(own) == pytest.approx(8, abs=0.2), what="the same moment")
        expect(page.locator("[data-hear=own]")).to_have_attribute("aria-pressed", "true")


def test_a_fitted_sound_is_heard_before_anything_is_changed(ministry: Ministry, version: str) -> None:
    with ministry.visit("editor") as somebody:
        somebody.watch.line_may_break = True
        page = somebody.go(f"{FORM}?language=so")
        editor.send(page, "dub", ministry.clips.draw("brand_so.wav", *DUB))
        editor.send(page, "captions", ministry.clips.write("brand_so.vtt", CUES.format("Wac 112.", "Ka bax.").encode()))
        editor.hand_in(page)
        ministry.work()
        expect(page.locator(".version-state .badge--status-in_review")).to_be_visible(timeout=SOON_MS)

        button = page.locator("[data-fit]")
        ready(page, "own")
        button.click()
        sound = page.locator("film-listening audio")
        eventually(lambda: sound.evaluate("sound => sound.currentTime") > 0.5, what="the fitted sound is heard")
        assert sound.evaluate("sound => [sound.preservesPitch, sound.playbackRate]") == [
            True,
            pytest.approx(DUB_SECONDS / SECONDS, abs=0.001),
        ]
        assert page.locator("[data-player=own] video").evaluate("video => video.muted")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "false")
        assert not page.locator("[data-player=own] video").evaluate("video => video.muted")
        assert page.locator("form[action$='/tempo']").count() == 1, "it is still an offer"


def test_a_session_that_ends_before_the_form_is_sent_loses_nothing(ministry: Ministry, texts: Path) -> None:
    with ministry.visit("editor") as somebody:
        page = somebody.go(f"{FORM}?language=de")
        page.fill("input[name=title]", "Brand, neu")
        page.fill("textarea[name=change_note]", "Ein Wort war falsch.")
        editor.send(page, "captions", ministry.clips.write("brand_de.vtt", CUES.format("Neu.", "Raus.").encode()))
        ministry.end_all_sessions()
        page.locator(editor.SUBMIT).click()
        sign_in_beside(page)

        page.wait_for_url("**/ministry/versions/*")
        expect(page.locator("main")).to_contain_text("Ein Wort war falsch.")


def test_whoever_comes_second_is_told_and_still_has_the_files(ministry: Ministry, dub: Path) -> None:
    with ministry.visit("editor") as first, ministry.visit("admin") as second:
        for visitor in (first, second):
            page = visitor.go(f"{FORM}?language=am")
            editor.send(page, "dub", dub)
            # By its name it is Tigrinya; she knows better.
            line_of(page, dub).locator("[data-tongue]").select_option("")
        editor.hand_in(first.page)
        second.watch.expected.add(RevisionUnderWay.status)
        page = second.page
        page.locator(editor.SUBMIT).click()

        expect(page.locator(".kern-alert--danger")).to_contain_text(german(RevisionUnderWay.sentence))
        line = line_of(page, dub)
        expect(line.locator("[data-role]")).to_have_value("dub")
        expect(line.locator("input[name=upload]")).to_have_count(1)


def drop(page: Page, files: tuple[Path, ...]) -> None:
    """Drop files where the form takes them, all at once."""
    page.evaluate("window.dropped = new DataTransfer()")
    for file in files:
        page.evaluate(
            """([name, content]) => {
                const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
                window.dropped.items.add(new File([bytes], name, {lastModified: 1}));
            }""",
            [file.name, base64.b64encode(file.read_bytes()).decode()],
        )
    for kind in ("dragover", "drop"):
        page.evaluate(
            """kind => document.querySelector("[data-drop]").dispatchEvent(
                new DragEvent(kind, {dataTransfer: window.dropped, bubbles: true, cancelable: true}))""",
            kind,
        )


def sign_in_beside(page: Page) -> None:
    """Follow the notice into a new tab, sign in there, and come back."""
    notice = page.locator("[data-signed-out]")
    expect(notice).to_be_visible()
    with page.expect_popup() as popup:
        notice.locator("a").click()
    beside = popup.value
    beside.fill("input[name=email]", "editor@filmbote.example")
    beside.fill("input[name=password]", PASSWORD)
    beside.locator("main form button[type=submit]").click()
    beside.wait_for_url(lambda url: "sign-in" not in url)
    beside.close()
    expect(notice).to_be_hidden(timeout=SOON_MS)


def line_of(page: Page, file: Path) -> Locator:
    return page.locator(f'[data-lines] li[data-name="{file.name}"]')


def ready(page: Page, which: str) -> Locator:
    """Return a player of the version's page that knows its film."""
    video = page.locator(f"[data-player={which}] video")
    eventually(lambda: video.evaluate("video => video.readyState > 0"), what="the player knows its film")
    return video


def place_of(video: Locator) -> float:
    return float(video.evaluate("video => video.currentTime"))
