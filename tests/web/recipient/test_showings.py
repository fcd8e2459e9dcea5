"""A showing is reported with two presses, and taken back when it was a mistake."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from catalog.distribution import succession
from catalog.distribution.models import Delivery, Screening
from catalog.distribution.responses import screenings
from catalog.distribution.responses.reach import cells, total
from catalog.distribution.stages import EventKind, today
from catalog.foundation.database import utc_now
from catalog.people.permissions import MACHINE, Role
from tests.web.recipient.test_films import kinds, post

COLLECTED = EventKind.COLLECTED
TODAY = today(utc_now())
SHOWINGS = "/recipient/screenings"


@pytest.fixture
def shown(session, make, sent):
    """Gründau has shown the Arabic version to 40 people."""
    delivery = sent("ar", (COLLECTED,))
    screening = screenings.report(
        session, delivery.id, TODAY, 40, by=make.account(Role.RECIPIENT).actor, place="Rathaus"
    )
    session.commit()
    return screening


def test_one_press_on_a_number_reports_a_showing_that_a_second_press_does_not_double(clerk, session, sent):
    delivery = sent("ar", (COLLECTED,))
    page = clerk.get(SHOWINGS)
    form = page.text.partition('name="form" value="')[2].partition('"')[0]
    told = {"delivery": delivery.id, "held_on": TODAY, "about": "20", "audience": "", "place": "", "form": form}

    answers = [post(clerk, SHOWINGS, SHOWINGS, **told) for _ in range(2)]
    changed = post(clerk, SHOWINGS, SHOWINGS, **told | {"about": "50"})

    assert {answer.status_code for answer in (*answers, changed)} == {303}
    assert session.scalars(select(Screening.audience).order_by(Screening.id)).all() == [20, 50]


def test_the_same_showing_is_reported_anew_after_it_was_taken_back(session, make, sent):
    delivery, by = sent("ar", (COLLECTED,)), make.account(Role.RECIPIENT).actor
    first = screenings.report(session, delivery.id, TODAY, 20, by=by, form="one")
    screenings.take_back(session, first.id, "Irrtum", by=by)

    assert screenings.report(session, delivery.id, TODAY, 20, by=by, form="one") is not first


def test_the_form_begins_with_the_language_that_is_shown_most_and_knows_the_places(clerk, session, make, sent):
    first, usual = sent("de", (COLLECTED,)), sent("ar", (COLLECTED,))
    by = make.account(Role.RECIPIENT).actor
    for delivery, place in ((first, "Rathaus"), (usual, "Speisesaal"), (usual, "Speisesaal")):
        screenings.report(session, delivery.id, TODAY, 20, by=by, place=place)
    session.commit()

    page = clerk.get(SHOWINGS).text

    assert f'<option value="{usual.id}" selected>' in page
    assert f'<option value="{first.id}" selected>' not in page
    assert page.index('<option value="Speisesaal">') < page.index('<option value="Rathaus">')


def test_pressing_enter_does_not_say_five_people(clerk, sent):
    sent("ar", (COLLECTED,))

    page = clerk.get(SHOWINGS).text

    form = page[page.index('action="/recipient/screenings"') :]
    assert 'name="about"' not in form[: form.index('type="submit"') + 60].split("</button>")[0]


def test_a_mistaken_showing_is_taken_back_and_the_page_names_it(clerk, session, shown):
    before = total(cells(session)).people
    session.commit()
    back = f"{SHOWINGS}/{shown.id}/taking-back"
    assert back in clerk.get(f"{SHOWINGS}?ui=en").text
    asked = clerk.get(f"{back}?ui=en").text

    answer = post(clerk, back, back, reason="number", words="")
    page = clerk.get(f"{SHOWINGS}?ui=en").text

    assert "Rathaus" in asked
    assert "40" in asked
    assert answer.status_code == 303
    assert "in Arabic has been taken back. It does not count any more." in page
    assert "taken back, does not count" in page
    assert back not in page
    assert (before, total(cells(session)).people) == (40, 0)


def test_the_history_tells_what_was_taken_back_and_why(clerk, session, shown):
    back = f"{SHOWINGS}/{shown.id}/taking-back"

    post(clerk, back, back, reason="number", words="Eine Null zu viel")

    page = clerk.get("/recipient/history?ui=en").text
    assert "“Shown” was entered by mistake: Eine Null zu viel" in page
    assert kinds(session, session.get_one(Delivery, 1))[-1] == EventKind.CORRECTED
    assert "does not count" in clerk.get("/recipient/history.csv?ui=en").text


def test_a_reason_is_asked_for(clerk, shown):
    back = f"{SHOWINGS}/{shown.id}/taking-back"

    answer = post(clerk, back, f"{back}?ui=en", reason="", words=" ")

    assert answer.status_code == 422
    assert "Please say what was wrong with the report." in answer.text


def test_the_showing_of_a_neighbour_is_not_there(clerk, session, make, sent):
    hanau = make.organisation(key="06415000", name="Hanau")
    theirs = sent("ar", (COLLECTED,), organisation=hanau)
    screening = screenings.report(session, theirs.id, TODAY, 40, by=make.account(Role.RECIPIENT, hanau).actor)
    session.commit()
    back = f"{SHOWINGS}/{screening.id}/taking-back"

    assert clerk.get(back).status_code == 404
    assert post(clerk, SHOWINGS, back, reason="twice").status_code == 404


def test_days_are_written_as_the_reader_writes_them(clerk, shown):
    day = TODAY.isoformat()
    in_english = f"{TODAY.day} {TODAY.strftime('%B %Y')}"

    for address in (SHOWINGS, "/recipient/history"):
        page = clerk.get(f"{address}?ui=en").text
        assert in_english in page
        assert day not in page.replace(f'value="{day}"', "").replace(f'max="{day}"', "").replace(f'datetime="{day}', "")


def test_a_refusal_writes_the_day_as_the_reader_does(clerk, sent):
    later = TODAY + timedelta(days=40)
    told = {"delivery": sent("ar").id, "held_on": later, "about": "20"}

    answer = post(clerk, SHOWINGS, f"{SHOWINGS}?ui=en", **told)

    assert f"The day {later.day} {later.strftime('%B %Y')} lies in the future." in answer.text


def test_what_a_predecessor_had_and_showed_stands_on_the_page_of_its_successor(clerk, session, make, sent):
    village = make.organisation(key="06435014", name="Mittel-Gründau")
    sent("ar")
    theirs = make.delivery(session.scalars(select(Delivery)).one().version, organisation=village)
    screening = screenings.report(session, theirs.id, TODAY, 55, by=make.account(Role.RECIPIENT, village).actor)
    succession.merge(session, make.organisation().id, [village.id], TODAY, by=MACHINE)
    session.commit()

    pages = [clerk.get(f"{address}?ui=en").text for address in ("/recipient/", "/recipient/status")]
    showings = clerk.get(f"{SHOWINGS}?ui=en").text

    assert all("Mittel-Gründau (06435014)" in page for page in pages)
    assert "reported by Mittel-Gründau" in showings
    assert f"{SHOWINGS}/{screening.id}/taking-back" not in showings
    assert "(carried over from 06435014)" in clerk.get("/recipient/history?ui=en").text


def test_the_page_costs_the_same_queries_for_one_showing_and_for_ten(clerk, count_questions, session, make, sent):
    by = make.account(Role.RECIPIENT).actor
    languages = ("de", "ar", "fa", "ti", "so", "uk", "ru", "fr", "tr", "ur")
    deliveries = [sent(tag, (COLLECTED,)) for tag in languages]

    def queries():
        with count_questions() as statements:
            clerk.get(SHOWINGS)
        return len(statements)

    screenings.report(session, deliveries[0].id, TODAY, 20, by=by)
    session.commit()
    clerk.get(SHOWINGS)
    one = queries()
    for delivery in deliveries:
        screenings.report(session, delivery.id, TODAY, 20, by=by)
    session.commit()

    assert queries() == one
