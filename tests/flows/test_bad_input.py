"""Whatever is wrong with what somebody sends is said in a clear German sentence, and nothing half-done is shown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from catalog.films.register import ChangeNoteMissing, RevisionUnderWay
from catalog.production.inspection import SAME_AGAIN
from media.captions import RULES
from media.errors import DifferentLength, EmptyFile, NoSound, TextFile
from tests.flows import editor
from tests.flows.conftest import Visit
from tests.flows.house import ROOT, House
from tests.flows.material import Material
from tests.flows.words import german

#: Nobody makes this language in the demonstration.
LANGUAGE = "sq"
JUDGED_WITHIN_MS = 180_000
SHIPPED = ROOT / "catalog/data/demonstration"

Made = Callable[[Material], Path]


@pytest.mark.parametrize(
    ("kind", "made", "sentence"),
    [
        ("film", Material.empty, EmptyFile.sentence),
        ("film", Material.text, TextFile.sentence),
        ("film", lambda material: material.clips.silent_film, NoSound.sentence),
        ("dub", lambda material: material.clips.speech, DifferentLength.sentence),
    ],
    ids=["empty", "text", "film-without-sound", "dub-of-another-length"],
)
def test_a_file_that_is_no_good_is_refused(
    every_language: list[str], material: Material, visit: Visit, kind: str, made: Made, sentence: str
) -> None:
    page = visit("editor").go(editor.FORM)
    editor.fill_in(page, LANGUAGE)
    editor.send(page, kind, made(material))
    editor.hand_in(page)

    the_version_is_refused(page, sentence)
    nothing_is_public(visit)


def test_captions_that_end_before_they_begin_are_refused(
    every_language: list[str], house: House, material: Material, visit: Visit
) -> None:
    duration_s = house.answer("version", "show", "polizei", "de")["duration_s"]
    page = visit("editor").go(editor.FORM)
    editor.fill_in(page, LANGUAGE)
    editor.send(page, "dub", material.dub(duration_s))
    editor.send(page, "captions", material.captions_backwards())
    editor.hand_in(page)

    the_version_is_refused(page, RULES["ends_before_it_begins"][1])
    nothing_is_public(visit)


def test_the_same_files_are_no_new_revision(every_language: list[str], visit: Visit) -> None:
    page = visit("editor").go(editor.FORM)
    editor.fill_in(page, "en")
    page.fill("textarea[name=change_note]", "Nichts.")
    editor.send(page, "dub", SHIPPED / "en.opus")
    editor.send(page, "captions", SHIPPED / "en.vtt")
    editor.hand_in(page)

    the_version_is_refused(page, SAME_AGAIN)
    visit().go("/film/polizei/en")


def test_a_new_revision_says_what_is_new_and_keeps_the_files(
    every_language: list[str], material: Material, visit: Visit
) -> None:
    somebody = visit("editor")
    somebody.watch.expected.add(ChangeNoteMissing.status)
    page = somebody.go(editor.FORM)
    editor.fill_in(page, "de")
    editor.send(page, "film", material.text())
    page.locator(editor.SUBMIT).click()

    it_is_said(page, ChangeNoteMissing.sentence)
    expect(page.locator("[data-lines] input[name=upload]")).not_to_have_value("")


def test_two_cannot_hand_in_the_same_language_at_once(
    every_language: list[str], house: House, material: Material, visit: Visit
) -> None:
    duration_s = house.answer("version", "show", "polizei", "de")["duration_s"]
    somebody, late = visit("editor"), visit("editor")
    for each in (somebody, late):
        page = each.go(editor.FORM)
        editor.fill_in(page, "vi")
        editor.send(page, "dub", material.dub(duration_s))
    editor.hand_in(somebody.page)
    late.watch.expected.add(RevisionUnderWay.status)
    late.page.locator(editor.SUBMIT).click()

    it_is_said(late.page, RevisionUnderWay.sentence)


def test_a_wrong_password_is_refused_without_telling_which_part_was_wrong(house: House, visit: Visit) -> None:
    stranger = visit()
    page = stranger.go("/account/sign-in")
    stranger.watch.expected.add(422)
    for email in ("editor@filmbote.example", "nobody@filmbote.example"):
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", "filmbote-demo-not")
        page.locator("main form button[type=submit]").click()
        it_is_said(page, "The e-mail address or the password is not right. Please try again.")


def the_version_is_refused(page: Page, sentence: str) -> None:
    """Expect the page, which stays open, to say so and why."""
    expect(page.locator(".version-state .badge--status-refused")).to_be_visible(timeout=JUDGED_WITHIN_MS)
    expect(page.locator(".findings")).to_contain_text(german(sentence))


def it_is_said(page: Page, sentence: str) -> None:
    expect(page.locator(".kern-alert--danger")).to_contain_text(german(sentence))


def nothing_is_public(visit: Visit) -> None:
    stranger = visit()
    assert stranger.go("/").locator(f"a[href$='/{LANGUAGE}']").count() == 0
    stranger.go(f"/film/polizei/{LANGUAGE}", status=404)
