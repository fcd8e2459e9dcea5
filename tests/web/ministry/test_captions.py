"""An editor repairs captions at the page, and everybody in the house sees what was changed."""

import json
import re
from html import unescape

import pytest

from catalog.films.lifecycle import Status
from catalog.people.permissions import Role
from catalog.production.captioning import repairs
from tests.production.captioned import GERMAN, TIGRINYA, captioned

SHOUTED = GERMAN.replace("hilft.", "hilft!")


@pytest.fixture
def version(make, runtime, tmp_path):
    made = captioned(make, runtime, tmp_path, Status.IN_REVIEW, ti=TIGRINYA)
    make.session.commit()
    return made


def address(version, place="", tag="de"):
    return f"/ministry/versions/{version.id}/captions/{tag}{place}"


def written(page):
    """Return what stands in the form's field."""
    return unescape(re.search(r"<textarea[^>]*webvtt[^>]*>(.*?)</textarea>", page.text, re.DOTALL)[1])


def test_the_captions_can_be_changed_and_saved_without_scripts(editor, version):
    words = written(editor.look(address(version)))
    answer = editor.send(address(version), webvtt=words.replace("hilft.", "hilft!"), base=1)

    page = editor.look(answer.location)
    assert answer.status_code == 303
    assert "Saved. The captions before stay in the history." in page.text
    assert "Die Polizei hilft!" in written(page)
    assert "Die Polizei hilft!" in editor.look(f"/ministry/versions/{version.id}/captions.vtt").text


def test_the_page_of_the_version_leads_there(editor, version):
    page = editor.look(f"/ministry/versions/{version.id}").text

    for tag in ("de", "ti"):
        assert f'href="{address(version, tag=tag)}"' in page
        assert f'href="{address(version, "/history", tag)}"' in page


def test_the_script_gets_its_rules_from_the_server(editor, version):
    page = editor.look(address(version)).text

    limits = json.loads(unescape(re.search(r'data-limits="([^"]*)"', page)[1]))
    assert limits == {
        "most_lines": 2,
        "most_columns": 37,
        "shortest_ms": 1000,
        "longest_ms": 7000,
        "easy_columns_per_s": 15,
        "most_columns_per_s": 17,
        "film_ms": 4000,
    }
    ti = editor.look(address(version, tag="ti")).text
    assert json.loads(unescape(re.search(r'data-limits="([^"]*)"', ti)[1]))["most_columns"] == 42


def test_captions_run_as_their_language_does(editor, make, runtime, tmp_path):
    version = captioned(make, runtime, tmp_path, Status.IN_REVIEW, ar=TIGRINYA)
    make.session.commit()

    assert 'lang="ar" dir="rtl"' in editor.look(address(version, tag="ar")).text


def test_what_is_refused_stays_in_the_form(editor, version):
    tangled = SHOUTED.replace("00:02.500", "00:01.500")

    answer = editor.send(address(version), webvtt=tangled, base=1)

    assert answer.status_code == 422
    assert "The caption at 00:00:01.500 begins before the one above has ended." in answer.text
    assert written(answer) == tangled
    assert "data-unsaved" in answer.text


def test_who_comes_second_is_told_and_loses_nothing(editor, desk, version):
    colleague = desk(Role.EDITOR)
    colleague.send(address(version), webvtt=SHOUTED, base=1)
    mine = GERMAN.replace("110", "112")

    answer = editor.send(address(version), webvtt=mine, base=1)

    assert answer.status_code == 409
    assert f"{colleague.account.name} has saved these captions meanwhile." in answer.text
    assert written(answer) == mine
    assert 'name="base" value="1"' in answer.text
    assert 'name="over" value="2"' in answer.text

    assert editor.send(address(version), webvtt=mine, base=1, over=2).status_code == 303
    assert "112" in written(editor.look(address(version)))


def test_the_history_shows_who_changed_what_and_brings_it_back(editor, version):
    editor.send(address(version), webvtt=SHOUTED.replace("00:02.500", "00:02.600"), base=1)

    page = editor.look(address(version, "/history")).text
    assert page.index("State 2") < page.index("State 1")
    assert editor.account.name in page
    assert "Other words" in page
    assert "Other times" in page
    assert "00:00:02.500 – 00:00:03.500" in page
    assert "00:00:02.600 – 00:00:03.500" in page

    answer = editor.send(address(version, "/history/1"), base=2)
    assert answer.status_code == 303
    assert "hilft." in written(editor.look(answer.location))
    history = editor.look(address(version, "/history")).text
    assert "2, state 1 brought back" in history
    assert "Captions corrected" in editor.look(f"/ministry/versions/{version.id}").text


def test_an_old_page_of_the_history_brings_nothing_back(editor, version):
    editor.send(address(version), webvtt=SHOUTED, base=1)
    editor.send(address(version), webvtt=GERMAN.replace("110", "112"), base=2)

    answer = editor.send(address(version, "/history/1"), base=2)

    assert answer.status_code == 409
    assert "has saved these captions meanwhile" in answer.text


def test_a_reviewer_reads_the_history_and_changes_nothing(desk, version):
    reviewer = desk(Role.REVIEWER)

    history = reviewer.look(address(version, "/history"))

    assert history.status_code == 200
    assert "Bring back" not in history.text
    assert reviewer.look(address(version)).status_code == 403
    assert reviewer.send(address(version), webvtt=SHOUTED, base=1).status_code == 403


def test_an_approved_version_says_that_it_needs_a_new_approval(editor, make, version):
    version.status = Status.APPROVED
    make.session.commit()

    assert "When you save, it goes back into review." in editor.look(address(version)).text
    answer = editor.send(address(version), webvtt=SHOUTED, base=1)

    assert "needs a new approval" in editor.look(answer.location).text


def test_a_version_that_was_sent_back_is_given_back_with_the_save(editor, make, version):
    version.status, version.remark = Status.REFUSED, "It should shout."
    make.session.commit()

    assert 'name="back_to_review"' in editor.look(address(version)).text
    answer = editor.send(address(version), webvtt=SHOUTED, base=1, back_to_review="on")

    assert "This version waits for its review again." in editor.look(answer.location).text


def test_published_captions_lead_to_a_new_revision(editor, make, version):
    version.status = Status.PUBLISHED
    make.session.commit()

    page = editor.look(address(version)).text
    assert "Please enter a new revision with the corrected captions." in page
    assert "/ministry/films/polizei/versions/new?language=de&amp;kind=captions" in page
    assert "<textarea" not in page
    assert editor.send(address(version), webvtt=SHOUTED, base=1).status_code == 409
    assert "Bring back" not in editor.look(address(version, "/history")).text


@pytest.mark.parametrize("base", ["", "0", "-1", "x", "9" * 30])
def test_a_form_that_was_tampered_with_saves_nothing(editor, version, base):
    assert editor.send(address(version), webvtt=SHOUTED, base=base).status_code == 409
    assert "hilft." in written(editor.look(address(version)))


def test_words_of_strangers_stay_words(editor, version):
    evil = GERMAN.replace("hilft.", "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;")
    editor.send(address(version), webvtt=evil, base=1)

    for page in (editor.look(address(version)), editor.look(address(version, "/history"))):
        assert "<script>alert" not in page.text
    refused = editor.send(address(version), webvtt="</textarea><script>alert(1)</script>", base=2)
    assert refused.status_code == 422
    assert "<script>alert" not in refused.text


@pytest.mark.parametrize("place", ["/history/7", "/history/999999999999"])
def test_a_state_that_never_was_is_not_found(editor, version, place):
    assert editor.look(address(version, place)).status_code == 404
    assert editor.send(address(version, place), base=1).status_code == 404


@pytest.mark.parametrize("tag", ["ar", "klingon"])
def test_a_language_without_captions_is_not_found(editor, version, tag):
    assert editor.look(address(version, tag=tag)).status_code == 404
    assert editor.look(address(version, "/history", tag)).status_code == 404


def test_a_long_history_costs_no_more_questions(editor, version, runtime, count_questions):
    with count_questions() as at_first:
        editor.look(address(version, "/history"))
    for number in range(1, 9):
        with runtime.transaction() as session:
            words = GERMAN.replace("110", str(110 + number))
            repairs.save(session, runtime.storage, version.id, "de", words, base=number, by=editor.account.actor)
    with count_questions() as later:
        editor.look(address(version, "/history"))

    assert len(later) <= len(at_first) + 1, "whoever has saved is asked for once"
