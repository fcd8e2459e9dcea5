"""The way out of the house as an editor and an administrator see it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from catalog.distribution.publishing import planning
from catalog.distribution.stages import HESSEN
from catalog.films.lifecycle import Status
from catalog.foundation import audit, queue
from catalog.foundation.database import utc_now
from catalog.people.permissions import MACHINE, Role
from tests.distribution.finished import finish

NEXT_YEAR = (utc_now() + timedelta(days=200)).astimezone(HESSEN).replace(hour=8, minute=0)


@pytest.fixture
def approved(make):
    return finish(make.session, make.version("ti", Status.APPROVED, entered_by_id=make.account().id))


def address(version, deed=""):
    return f"/ministry/versions/{version.id}{deed}"


def status_of(make, version):
    make.session.expire_all()
    return version.status


def test_the_gate_is_a_list_that_says_in_words_what_is_in_order(desk, make, approved):
    approved.edition.film.contact = ""

    page = desk(Role.EDITOR).look(address(approved)).text

    assert page.count("In order:") == 5
    assert page.count("Not yet:") == 1
    assert "No contact is named for this film." in page
    assert 'href="/ministry/films/polizei/rights"' in page
    assert "/publication" not in page
    assert "/override" not in page


def test_an_administrator_publishes_nevertheless_and_says_why(desk, make, approved):
    approved.edition.film.contact = ""
    administrator = desk(Role.ADMINISTRATOR)
    assert 'name="obstacle" value="contact_missing"' in administrator.look(address(approved)).text

    silent = administrator.send(address(approved, "/override"), obstacle="contact_missing", reason=" ")
    spoken = administrator.send(
        address(approved, "/override"), obstacle="contact_missing", reason="Tomorrow it is there."
    )

    assert (silent.status_code, spoken.status_code) == (422, 303)
    assert "Published although something stood in the way" in administrator.look(spoken.location).text
    assert "Tomorrow it is there." in administrator.look("/ministry/audit").text


def test_an_editor_cannot_publish_past_the_gate(desk, make, approved):
    approved.edition.film.contact = ""
    editor = desk(Role.EDITOR)

    assert editor.send(address(approved, "/publication")).status_code == 409
    assert editor.send(address(approved, "/override"), obstacle="contact_missing", reason="x").status_code == 403
    assert status_of(make, approved) == Status.APPROVED


def test_a_version_is_planned_by_the_clocks_of_hessen_and_the_plan_withdrawn(desk, make, approved):
    editor = desk(Role.EDITOR)

    planned = editor.send(address(approved, "/plan"), at=f"{NEXT_YEAR:%Y-%m-%dT%H:%M}", receipts_by="")

    page = editor.look(planned.location).text
    assert f"publishes itself on {NEXT_YEAR:%d.%m.%Y}, 08:00" in page
    assert editor.send(address(approved, "/plan/withdrawal")).status_code == 303
    assert "publishes itself on" not in editor.look(address(approved)).text


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("", "is no day with an hour"),
        ("2001-01-01T08:00", "This hour has passed."),
        ("2027-03-28T02:30", "The clocks are put forward in that night"),
    ],
)
def test_an_hour_that_makes_no_sense_is_no_plan(desk, approved, at, sentence):
    answer = desk(Role.EDITOR).send(address(approved, "/plan"), at=at)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_the_page_says_why_a_version_did_not_publish_itself(desk, make, approved, runtime):
    hour = utc_now() + timedelta(days=1)
    planning.plan(make.session, approved.id, hour, by=MACHINE)
    approved.edition.film.contact = ""
    make.session.commit()
    with runtime.transaction() as writing:
        held = queue.claim(writing, "tests", hour)
    planning.carry_out(runtime, held)

    page = desk(Role.EDITOR).look(address(approved)).text

    assert "This version was to publish itself, and did not." in page
    assert "Planned publication did not happen" in page


def test_an_administrator_can_publish_without_a_review_and_it_is_written_down(desk, make):
    version = finish(make.session, make.version("ti", Status.IN_REVIEW))
    administrator = desk(Role.ADMINISTRATOR)
    assert 'name="obstacle" value="sign_off_missing"' in administrator.look(address(version)).text

    administrator.send(address(version, "/override"), obstacle="sign_off_missing", reason="Danger is near.")

    assert status_of(make, version) == Status.PUBLISHED
    entry = make.session.scalars(select(audit.Entry).where(audit.Entry.verb == "overrode the gate")).one()
    assert entry.details["reason"] == "Danger is near."
