"""Work that has failed is taken up again, whether a version waits for it or not."""

import pytest
from sqlalchemy import select

from catalog.foundation import mail, queue
from catalog.foundation.database import utc_now
from catalog.foundation.queue import Job, JobState
from catalog.people.permissions import MACHINE
from catalog.production.setbacks import NothingToTakeUp, take_up_again


@pytest.fixture
def sending(session):
    """The job of a letter that waits to be sent."""
    mail.write(session, key="a", to="rathaus@gruendau.example", subject="Film", body="Guten Tag", host="film.example")
    return session.scalars(select(Job)).one()


def test_a_letter_that_was_given_up_is_sent_again(session, sending):
    held = queue.claim(session, "postman", utc_now())
    queue.fail(session, held, utc_now(), "gave_up", "The work was given up.", {})

    take_up_again(session, sending.id, by=MACHINE)

    assert sending.state == JobState.WAITING
    assert queue.claim(session, "postman", utc_now()).arguments == held.arguments


def test_a_letter_that_still_waits_is_not_taken_up_again(session, sending):
    with pytest.raises(NothingToTakeUp):
        take_up_again(session, sending.id, by=MACHINE)
