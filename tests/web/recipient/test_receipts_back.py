"""A receipt that was given by mistake is taken back within a day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from catalog.distribution.models import Delivery
from catalog.distribution.stages import EventKind, Standing
from catalog.foundation.database import utc_now
from tests.web.recipient.test_films import kinds, post

COLLECTED, ACKNOWLEDGED = EventKind.COLLECTED, EventKind.ACKNOWLEDGED


@pytest.fixture
def received(sent):
    return sent("ar", (COLLECTED, ACKNOWLEDGED))


def test_a_receipt_is_taken_back_and_asked_for_again(clerk, session, received):
    here = f"/recipient/deliveries/{received.id}"
    assert f"{here}/acknowledgement/taking-back" in clerk.get(f"{here}?ui=en").text

    answer = post(clerk, here, f"{here}/acknowledgement/taking-back")
    page = clerk.get("/recipient/?ui=en").text

    assert answer.status_code == 303
    assert "Your receipt for Arabic has been taken back." in page
    assert "It has arrived and plays" in page
    assert kinds(session, received)[-1] == EventKind.CORRECTED
    assert session.scalars(select(Delivery.standing)).one() == Standing.COLLECTED
    assert "taking-back" not in clerk.get(here).text


def test_there_is_nothing_to_take_back_after_a_day_or_where_no_receipt_was_given(clerk, session, sent, received):
    waiting = sent("fa", (COLLECTED,))
    old = sent("ti", (COLLECTED,))
    session.add(type(old.events[0])(delivery=old, kind=ACKNOWLEDGED, at=utc_now() - timedelta(days=2)))
    old.standing = Standing.ACKNOWLEDGED
    session.commit()

    for delivery in (waiting, old):
        here = f"/recipient/deliveries/{delivery.id}"
        assert "taking-back" not in clerk.get(here).text
        assert post(clerk, here, f"{here}/acknowledgement/taking-back").status_code == 404
