"""The review page: the film with its remarks, and the verdict."""

import re

import pytest

from catalog.films.lifecycle import Status
from catalog.people.permissions import Role
from catalog.production.models import Finding, Remark
from tests.distribution.finished import finish


@pytest.fixture
def version(make):
    made = finish(make.session, make.version("ti", Status.IN_REVIEW, entered_by_id=make.account().id))
    make.picture(made, duration_s=80.0)
    return made


def address(version, deed="/review"):
    return f"/ministry/versions/{version.id}{deed}"


def test_a_remark_is_noted_at_its_moment_and_leads_there(desk, version):
    reviewer = desk(Role.REVIEWER)

    answer = reviewer.send(address(version, "/remarks"), at="0:42", text="The number is <wrong>.")

    assert answer.location == f"{address(version)}?at=0:42#remarks"
    page = reviewer.look(answer.location).text
    assert "The number is &lt;wrong&gt;." in page
    assert f'href="{address(version, "/720p.mp4")}#t=42.0"' in page
    assert f'{address(version, "/720p.mp4")}#t=42.0" type="video/mp4"' in page, "the player goes on where it was"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"at": "soon", "text": "Wrong."}, "“soon” is no moment of a film."),
        ({"at": "1:21", "text": "Wrong."}, "The film ends after 80 seconds."),
        ({"at": "0:42", "text": " "}, "Please write what has to be changed."),
    ],
)
def test_what_cannot_be_noted_stays_in_the_form(desk, version, fields, sentence):
    answer = desk(Role.REVIEWER).send(address(version, "/remarks"), **fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{fields["at"]}"' in answer.text
    assert f">{fields['text']}</textarea>" in answer.text


def test_the_player_begins_at_the_beginning_when_an_address_says_nonsense(desk, version):
    reviewer = desk(Role.REVIEWER)

    for nonsense in ("x", "-1", "nan", "1e9"):
        assert "#t=" not in reviewer.look(f"{address(version)}?at={nonsense}").text


def test_an_editor_ticks_a_remark_off_and_a_reviewer_cannot(desk, make, version):
    remark = Remark(version_id=version.id, at_s=3.0, text="Too quiet.")
    make.session.add(remark)
    reviewer, editor = desk(Role.REVIEWER), desk(Role.EDITOR)
    settlement = address(version, f"/remarks/{remark.id}/settlement")

    assert reviewer.send(settlement).status_code == 403
    assert editor.send(settlement).status_code == 303

    page = editor.look(address(version)).text
    assert re.search(r"Settled by Editor,", page)
    assert settlement not in page


def test_a_review_without_open_remarks_and_without_a_word_is_not_sent_back(desk, make, version):
    reviewer = desk(Role.REVIEWER)
    silent = reviewer.send(address(version, "/sending-back"))
    reviewer.send(address(version, "/remarks"), at="", text="The second sentence is missing.")

    spoken = reviewer.send(address(version, "/sending-back"))

    assert (silent.status_code, spoken.status_code) == (422, 303)
    assert "The second sentence is missing." in reviewer.look(spoken.location).text


def test_an_editor_sees_the_film_and_the_remarks_but_no_verdict(desk, make, version):
    make.session.add(Finding(version_id=version.id, code="quiet", blocking=False, sentence="It is quiet.", at_s=2.0))
    page = desk(Role.EDITOR).look(address(version)).text

    assert "<video" in page
    assert "It is quiet." in page
    assert "/approval" not in page
    assert "/sending-back" not in page


def test_whoever_entered_a_version_reads_why_they_cannot_review_it(desk, make, version):
    reviewer = desk(Role.REVIEWER)
    version.entered_by_id = reviewer.account.id
    make.session.commit()

    page = reviewer.look(address(version)).text

    assert "A colleague has to review it." in page
    assert "/approval" not in page


def test_the_page_costs_the_same_with_many_remarks(desk, make, version, count_questions):
    reviewer = desk(Role.REVIEWER)
    # The first page after signing in costs more, whatever it is.
    reviewer.look(address(version))
    with count_questions() as few:
        reviewer.look(address(version))
    writers = [make.account(Role.REVIEWER).id for _ in range(5)]
    make.session.add_all(Remark(version_id=version.id, text="Again.", written_by_id=writer) for writer in writers)
    make.session.commit()

    with count_questions() as many:
        reviewer.look(address(version))

    assert len(many) == len(few)


def test_without_a_session_the_link_of_the_letter_leads_to_the_sign_in(client, make, version):
    make.session.commit()

    answer = client.get(address(version))

    assert answer.status_code == 302
    assert answer.location.startswith("/account/sign-in?next=")
