"""Sticks and discs at the ministry's desk."""

from datetime import date
from io import BytesIO

import pytest

from catalog.distribution.models import Medium, Request, Shipment
from catalog.distribution.recalling.recalls import recall
from catalog.distribution.stages import today
from catalog.films.lifecycle import Status
from catalog.foundation.database import utc_now
from catalog.people.permissions import MACHINE, Role

TODAY = today(utc_now()).isoformat()


@pytest.fixture
def version(make):
    make.organisation()
    make.organisation(key="06415000", name="Hanau", district_key=None)
    return make.version("ar", Status.PUBLISHED)


@pytest.fixture
def office(desk, version):
    return desk(Role.EDITOR)


def form(version, /, **fields):
    return {"version": version.id, "carrier": "stick", "shipped_on": TODAY, "lines": "06435012 HE-0042", **fields}


def test_what_was_sent_is_seen_in_the_list(office, version):
    answer = office.send("/ministry/shipments", **form(version))

    page = office.look(answer.location).text
    assert "1 stick or disc was entered." in page
    assert "HE-0042" in page
    assert "Gründau" in page


def test_lines_that_were_not_entered_stay_in_the_form(office, version):
    answer = office.send("/ministry/shipments", **form(version, lines="06435012 HE-1\n99999999 HE-2\n06415000 HE-1"))

    assert answer.status_code == 422
    assert "1 stick or disc was entered." in answer.text
    assert "There is no active organisation with the key “99999999”." in answer.text
    assert "The number “HE-1” stands on an earlier line already." in answer.text
    assert "99999999 HE-2\n06415000 HE-1</textarea>" in answer.text


def test_a_number_is_given_once(office, version):
    office.send("/ministry/shipments", **form(version))

    answer = office.send("/ministry/shipments", **form(version, lines="06415000 HE-0042"))

    day = f"{date.fromisoformat(TODAY):%-d %B %Y}"
    assert f"The number “HE-0042” is on another stick or disc already, which went to Gründau on {day}." in answer.text


def test_a_table_is_read_too(office, version, session):
    table = (BytesIO(b"AGS;Nummer\n06435012;HE-7\n06415000;HE-8\n"), "sticks.csv")

    office.send("/ministry/shipments", **form(version, lines="", table=table))

    assert {shipment.number for shipment in session.query(Shipment)} == {"HE-7", "HE-8"}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"lines": " "}, "Please name at least one recipient"),
        ({"shipped_on": "gestern"}, "Please enter a day"),
        ({"shipped_on": "2999-01-01"}, "lies in the future"),
        ({"version": ""}, "Please choose at least one language version"),
    ],
)
def test_an_incomplete_form_comes_back_with_a_sentence(office, version, fields, sentence):
    answer = office.send("/ministry/shipments", **form(version, **fields))

    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_wish_leads_to_a_form_that_is_half_filled_in(office, version, session, make):
    session.add(Request(organisation_id=make.organisation().id, language="ar", medium=Medium.STICK))
    session.commit()

    assert "/ministry/shipments/new?to=06435012&amp;language=ar" in office.look("/ministry/shipments").text
    page = office.look("/ministry/shipments/new?to=06435012&language=ar").text
    assert "06435012 </textarea>" in page
    assert "checked" in page


def test_a_stick_that_came_back_leaves_the_list(office, version, session):
    office.send("/ministry/shipments", **form(version))
    shipment = session.query(Shipment).one()
    session.commit()

    answer = office.send(f"/ministry/shipments/{shipment.id}/return", what="lost", returned_on=TODAY)
    again = office.send(f"/ministry/shipments/{shipment.id}/return", what="back", returned_on=TODAY)

    assert (answer.status_code, again.status_code) == (303, 409)
    assert "No stick and no disc fits." in office.look("/ministry/shipments").text
    assert "HE-0042" in office.look("/ministry/shipments?back=yes").text


def test_a_stick_with_a_recalled_revision_stands_out(office, version, session):
    office.send("/ministry/shipments", **form(version))
    recall(session, version.id, "Der Notruf ist falsch.", by=MACHINE)
    session.commit()

    page = office.look("/ministry/shipments").text

    assert "1 stick or disc out there carries a recalled revision." in page
    assert "badge--status-recalled" in page


def test_the_list_is_taken_along(office, version):
    office.send("/ministry/shipments", **form(version, note="=1+1"))

    table = office.look("/ministry/shipments/sticks.csv").data.decode("utf-8-sig")

    assert "HE-0042;USB stick;06435012;Gründau" in table
    assert "'=1+1" in table
    assert office.look("/ministry/shipments/sticks.xlsx").data.startswith(b"PK")


def test_a_reviewer_sees_the_list_and_enters_nothing(desk, version):
    reviewer = desk(Role.REVIEWER)

    assert reviewer.look("/ministry/shipments").status_code == 200
    assert reviewer.look("/ministry/shipments/new").status_code == 403
    assert reviewer.send("/ministry/shipments", **form(version)).status_code == 403


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(office, version, count_questions):
    def asked() -> int:
        with count_questions() as statements:
            office.look("/ministry/shipments")
        return len(statements)

    office.send("/ministry/shipments", **form(version))
    asked()
    before = asked()
    office.send("/ministry/shipments", **form(version, lines="\n".join(f"06415000 X-{n}" for n in range(20))))
    asked()

    assert asked() == before
