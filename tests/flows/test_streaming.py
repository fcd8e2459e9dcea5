"""A film in ten languages with captions in fifteen is streamed by hls.js in a real Chromium."""

import json
import sys
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from catalog.distribution.publishing import publication
from catalog.films import register, rights
from catalog.films.languages import LANGUAGES
from catalog.foundation.config import config_from
from catalog.foundation.runtime import Runtime, open_house
from catalog.people.models import Account
from catalog.people.permissions import MACHINE, Actor, Role
from catalog.production import handing_in
from catalog.production.models import Purpose
from catalog.production.reviewing import approval
from catalog.worker import Worker
from media.profiles import AAC, AAC_SMALL
from tests.clips import AAC as AAC_CODED
from tests.clips import H264, Clips, tone
from tests.flows.browsing import window
from tests.flows.house import House
from tests.waiting import eventually

SLUG = "strom"
SECONDS = 24
WRITTEN = [tag for tag, language in LANGUAGES.items() if language.text_tag == tag][:15]
SPOKEN = WRITTEN[:10]
#: Each language is a tone of its own, so that the test can hear which one plays.
TONES_HZ = {tag: 400 + 100 * place for place, tag in enumerate(SPOKEN)}
HEARD_WITHIN_HZ = 20

#: Picture and sound may lie this far apart; people notice from 45 ms on.
IN_STEP_S = 0.005
#: AAC begins with a packet of run-up, which the edit list hides.
RUN_UP_S = {profile.name: 1024 / profile.rate_hz for profile in (AAC, AAC_SMALL)}
#: Each size goes with its own quality of sound.
LARGE_PX, SMALL_PX = 360, 240
SOUNDS = {LARGE_PX: AAC.name, SMALL_PX: AAC_SMALL.name}

PLAYER = f"""<!doctype html>
<title>Player</title>
<video></video>
<script src="/static/vendor/hls.min.js"></script>
<script>{Path(__file__).with_name("player.js").read_text(encoding="utf-8")}</script>
"""


@pytest.fixture(scope="module")
def streaming(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in which a film is public in ten languages, each with captions in fifteen."""
    folder = tmp_path_factory.mktemp("streaming")
    house = House(folder / "home", command=(sys.executable, "-m", "catalog", "serve"))
    told(house, "film", "add", SLUG, "--title", "de=Strom")
    opened = open_house(config_from({"FILMBOTE_HOME": str(house.home)}))
    for number, tag in enumerate(SPOKEN):
        sound = (Purpose.DUB, dub(folder, tag)) if number else (Purpose.FILM, film(folder, tag))
        hand_in(opened, tag, *sound, {text: captions(folder, text) for text in WRITTEN})
        if number == 0:
            Worker(opened, "flow").run_until_idle()
    Worker(opened, "flow").run_until_idle()
    publish(opened)
    opened.sessions.engine.dispose()
    with house.running():
        yield house


def test_ten_languages_stream_with_captions_in_fifteen(streaming: House, browser: Browser) -> None:
    first, *others = SPOKEN
    heights = {file["height_px"] for file in told(streaming, "version", "show", SLUG, first)["renditions"]}
    with window(browser, streaming.url) as visitor:
        page = visitor.page
        page.route("**/player", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=PLAYER))
        page.goto("/player")

        for height_px in (SMALL_PX, LARGE_PX):
            offer = play(page, first, height_px, at_s=0)
            assert set(offer["sounds"]) == {first}
            assert sorted(offer["captions"]) == sorted(WRITTEN)
            assert set(offer["heights"]) == heights
            it_plays_on(page, first, from_s=0)
            picture_and_sound_are_in_step(page, first, height_px)

        for tag in WRITTEN:
            page.evaluate("tag => player.show(tag)", tag)
            eventually(lambda tag=tag: page.evaluate("player.read()") == [line_in(tag)], what=f"captions in {tag}")

        page.evaluate("player.seek(17.5)")
        it_plays_on(page, first, from_s=17.5)
        picture_and_sound_are_in_step(page, first, LARGE_PX)

        page.evaluate("player.seek(0.5)")
        for tag in others:
            if page.evaluate("player.video.currentTime") > SECONDS / 2:
                page.evaluate("player.seek(0.5)")
            now_s = page.evaluate("player.video.currentTime")
            assert set(play(page, tag, LARGE_PX, at_s=now_s)["sounds"]) == {tag}
            it_plays_on(page, tag, from_s=now_s)
            picture_and_sound_are_in_step(page, tag, LARGE_PX)

        page.evaluate("player.seek(0.5)")
        page.evaluate("height => player.change(height)", SMALL_PX)
        eventually(lambda: page.evaluate("player.video.videoHeight") == SMALL_PX, what="the smaller size")
        it_plays_on(page, others[-1], from_s=page.evaluate("player.video.currentTime"))

        assert page.evaluate("player.troubles") == []


def play(page: Page, tag: str, height_px: int, at_s: float) -> dict[str, Any]:
    """Load a language in one size at a second of the film and return what it offers."""
    master = f"/film/{SLUG}/{tag}/stream.m3u8"
    offer: dict[str, Any] = page.evaluate("asked => player.load(...asked)", [master, height_px, at_s])
    return offer


def it_plays_on(page: Page, tag: str, from_s: float) -> None:
    """See that the film goes on where it stood, hear that it does so in this language, and stop it to look closer."""
    eventually(lambda: page.evaluate("from => player.video.currentTime > from + 0.5", from_s), what="it plays on")
    hertz = TONES_HZ[tag]
    eventually(lambda: abs(page.evaluate("player.heard()") - hertz) < HEARD_WITHIN_HZ, what=f"{hertz} Hz")
    page.evaluate("player.video.pause()")


def picture_and_sound_are_in_step(page: Page, tag: str, height_px: int) -> None:
    """See that whatever is buffered begins where its playlist says: a picture at its cut, a sound at its packet."""
    begins = eventually(lambda: there(page.evaluate("player.begins()")), what="picture and sound are buffered")
    for begin_s in begins["video"]:
        assert min(abs(begin_s - due_s) for due_s in cuts(page, tag, "240p")) <= IN_STEP_S
    sound = SOUNDS[height_px]
    for begin_s in begins["audio"]:
        due = (max(0.0, due_s - RUN_UP_S[sound]) for due_s in cuts(page, tag, sound))
        assert min(abs(begin_s - due_s) for due_s in due) <= IN_STEP_S


def there(begins: dict[str, list[float]]) -> dict[str, list[float]] | None:
    return begins if begins.get("video") and begins.get("audio") else None


def cuts(page: Page, tag: str, profile: str) -> list[float]:
    """Return the second at which each segment of a playlist begins."""
    text = page.request.get(f"/film/{SLUG}/{tag}/{profile}.m3u8").text()
    lengths_s = [float(line[8:].rstrip(",")) for line in text.splitlines() if line.startswith("#EXTINF:")]
    return list(accumulate(lengths_s, initial=0.0))


def told(house: House, *arguments: str | Path) -> dict[str, Any]:
    """Return what a command answers, once it has done its deed."""
    ran = house.filmbote(*arguments, "--json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def hand_in(runtime: Runtime, tag: str, purpose: Purpose, sound: Path, texts: dict[str, Path]) -> None:
    """Hand in a language as an operator does, with its captions and subtitles in all others."""
    with runtime.transaction() as session:
        version = register.enter_version(session, register.film(session, SLUG), tag, by=MACHINE)
        brought = [handing_in.bring(session, runtime.config, sound, purpose, MACHINE)]
        for written, file in texts.items():
            kind, named = (Purpose.CAPTIONS, None) if written == tag else (Purpose.SUBTITLES, written)
            brought.append(handing_in.bring(session, runtime.config, file, kind, MACHINE, named))
        handing_in.hand_in(session, version, brought, MACHINE)


def publish(runtime: Runtime) -> None:
    """Approve and publish every language."""
    with runtime.transaction() as session:
        rights.declare(session, register.film(session, SLUG), contact="film@filmbote.example", by=MACHINE)
        reviewer = session.scalars(select(Account).where(Account.role == Role.REVIEWER)).one()
        for version in register.versions_of(session, SLUG):
            approval.approve(session, version.id, by=reviewer.actor)
            publication.publish(session, version.id, by=Actor(Role.EDITOR, "Editor"))


def film(folder: Path, tag: str) -> Path:
    """Draw a film of two sizes that speaks this language's tone."""
    picture = ("-f", "lavfi", "-i", f"testsrc2=size=640x360:rate=25:duration={SECONDS}")
    return Clips(folder).draw(f"{tag}.mp4", *picture, *tone(TONES_HZ[tag], seconds=SECONDS), *H264, *AAC_CODED)


def dub(folder: Path, tag: str) -> Path:
    return Clips(folder).draw(f"{tag}.flac", *tone(TONES_HZ[tag], seconds=SECONDS))


def captions(folder: Path, tag: str) -> Path:
    """Write captions that name their own language from the beginning to the end."""
    target = folder / f"{tag}.srt"
    cues = (f"{second}\n00:00:{second:02d},000 --> 00:00:{second + 3:02d},000\n{line_in(tag)}\n" for second in starts())
    target.write_text("\n".join(cues), encoding="utf-8")
    return target


def starts() -> range:
    return range(0, SECONDS - 3, 3)


def line_in(tag: str) -> str:
    return LANGUAGES[tag].own_name
