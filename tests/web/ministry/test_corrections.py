"""The ministry keeps the book of one organisation."""

from datetime import datetime
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from catalog.distribution.models import Delivery
from catalog.distribution.stages import EventKind, Standing
from catalog.people.permissions import Role


@pytest.fixture
def delivery(make):
    return make.delivery(events=(EventKind.OFFERED, EventKind.COLLECTED, EventKind.ACKNOWLEDGED))


def test_an_entry_is_put_right_and_struck_through(desk, session, delivery):
    editor, receipt = desk(Role.EDITOR), delivery.events[2]
    diary = f"/ministry/organisations/{delivery.organisation_id}"

    assert f"/ministry/events/{receipt.id}/correction" in editor.look(diary).text
    assert "Acknowledged: it has arrived and plays" in editor.look(f"/ministry/events/{receipt.id}/correction").text
    answer = editor.send(f"/ministry/events/{receipt.id}/correction", reason="It was Hanau.")

    page = editor.look(answer.location).text
    assert answer.location == diary
    assert "<s>Acknowledged: it has arrived and plays</s>" in page
    assert "It was Hanau." in page
    assert f"/ministry/events/{receipt.id}/correction" not in page
    session.refresh(delivery)
    assert delivery.standing == Standing.COLLECTED


def test_a_correction_without_a_reason_or_of_an_offer_is_refused_with_a_sentence(desk, delivery):
    editor = desk(Role.EDITOR)

    silent = editor.send(f"/ministry/events/{delivery.events[2].id}/correction", reason="")
    offer = editor.send(f"/ministry/events/{delivery.events[0].id}/correction", reason="Wrong.")

    assert (silent.status_code, offer.status_code) == (422, 409)
    assert "Please say why the entry is wrong." in silent.text
    assert "An offer is ended by a recall" in offer.text
    assert editor.look("/ministry/events/999/correction").status_code == 404


def test_a_receipt_is_entered_that_was_told_by_telephone(desk, session, make):
    delivery, editor = make.delivery(), desk(Role.EDITOR)
    address = f"/ministry/organisations/{delivery.organisation_id}/told"

    assert "It has arrived and plays" in editor.look(address).text
    answer = editor.send(address, delivery=delivery.id, said="acknowledged", note="Told by the social office.")

    assert "Told by the social office." in editor.look(answer.location).text
    assert session.get(Delivery, delivery.id, populate_existing=True).standing == Standing.ACKNOWLEDGED


def test_a_note_is_asked_for(desk, make):
    delivery, editor = make.delivery(), desk(Role.EDITOR)

    answer = editor.send(
        f"/ministry/organisations/{delivery.organisation_id}/told", delivery=delivery.id, said="acknowledged", note=""
    )

    assert answer.status_code == 422
    assert "Please note how you know it" in answer.text


def test_a_reviewer_reads_the_diary_and_corrects_nothing(desk, delivery):
    reviewer = desk(Role.REVIEWER)

    page = reviewer.look(f"/ministry/organisations/{delivery.organisation_id}").text

    assert "Acknowledged: it has arrived and plays" in page
    assert "/correction" not in page
    assert reviewer.send(f"/ministry/events/{delivery.events[2].id}/correction", reason="x").status_code == 403


def test_the_diary_of_an_organisation_is_taken_along_with_its_mistakes(desk, session, make, delivery):
    editor, receipt = desk(Role.EDITOR), delivery.events[2]
    editor.send(f"/ministry/events/{receipt.id}/correction", reason="It was Hanau.")
    own = f"/ministry/organisations/{delivery.organisation_id}"

    assert f'href="{own}/diary.xlsx"' in editor.look(own).text
    lines = editor.look(f"{own}/diary.csv").data.decode("utf-8-sig").splitlines()
    book = CalamineWorkbook.from_object(BytesIO(editor.look(f"{own}/diary.xlsx").data)).get_sheet_by_index(0)

    assert len(lines) == 5
    assert "It was Hanau." in lines[1]
    assert lines[2].endswith("Acknowledged: it has arrived and plays;does not count")
    assert all(isinstance(row[0], datetime) for row in book.to_python()[1:])
    assert editor.look("/ministry/organisations/999/diary.csv").status_code == 404
