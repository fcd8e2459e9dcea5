from datetime import timedelta

import pytest
from sqlalchemy import select

from catalog.distribution.models import Request, Screening
from catalog.distribution.stages import EventKind, today
from catalog.foundation.database import utc_now
from tests.web.recipient.test_films import kinds, post

TODAY = today(utc_now())


def marks(page):
    """The four figures above the table, in the order of the page."""
    return [int(part.partition("<")[0]) for part in page.text.split('class="marks__figure">')[1:]]


def test_a_municipality_sees_at_one_look_what_it_has_and_lacks(clerk, session, make, sent):
    make.organisation().needed_languages = ["so", "ti"]
    sent("de", (EventKind.COLLECTED, EventKind.ACKNOWLEDGED))
    sent("ar")
    sent("fa")

    page = clerk.get("/recipient/status?ui=en")

    assert marks(page) == [1, 2, 0, 2]
    assert "Soomaali" in page.text


def test_a_language_that_is_missing_can_be_asked_for(clerk, session, sent):
    sent("de")

    answer = post(clerk, "/recipient/status", "/recipient/requests", language="ti")

    assert answer.status_code == 303
    assert marks(clerk.get("/recipient/status"))[3] == 1
    assert session.scalars(select(Request.language)).all() == ["ti"]


def test_a_language_that_is_there_is_refused_with_a_sentence(clerk, sent):
    sent("de")

    answer = post(clerk, "/recipient/status", "/recipient/requests?ui=en", language="de")

    assert answer.status_code == 409
    assert "available in German already" in answer.text


def test_a_showing_is_reported_with_day_language_and_people(clerk, session, sent):
    delivery = sent("ar", (EventKind.COLLECTED,))

    answer = post(
        clerk, "/recipient/status", "/recipient/screenings", delivery=delivery.id, held_on=TODAY, audience="40"
    )

    assert answer.status_code == 303
    assert session.scalars(select(Screening)).one().audience == 40
    assert EventKind.SCREENED in kinds(session, delivery)


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        ({"audience": "many"}, "the number of people in figures"),
        ({"held_on": "31.02.2026"}, "the number of people in figures"),
        ({"audience": "0"}, "a number between 1 and 20000"),
        ({"held_on": TODAY + timedelta(days=2)}, "lies in the future"),
    ],
)
def test_a_report_that_cannot_be_true_is_refused_and_keeps_what_was_typed(clerk, session, sent, report, sentence):
    whole = {"delivery": sent("ar").id, "held_on": TODAY, "audience": "41", **report}

    answer = post(clerk, "/recipient/status", "/recipient/screenings?ui=en", **whole)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{whole["audience"]}"' in answer.text
    assert not session.scalars(select(Screening)).all()


def test_a_page_costs_the_same_queries_for_one_language_and_for_ten(clerk, count_questions, sent):
    def queries(address):
        with count_questions() as statements:
            clerk.get(address)
        return len(statements)

    sent("de")
    clerk.get("/recipient/")
    one = [queries("/recipient/"), queries("/recipient/status")]
    for tag in ("ar", "fa", "ti", "so", "uk", "ru", "fr", "tr", "ur"):
        sent(tag)

    assert [queries("/recipient/"), queries("/recipient/status")] == one
