import pytest
from sqlalchemy import select

from catalog.distribution.models import Medium, Request
from catalog.distribution.responses.requests import AlreadyThere, ask, withdraw
from catalog.films.languages import UnknownLanguage
from catalog.films.lifecycle import Status
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotPermitted
from catalog.people.permissions import Role


@pytest.fixture
def clerk(make):
    return make.account(Role.RECIPIENT).actor


def test_a_language_is_asked_for_once_under_whatever_name(session, make, clerk):
    for name in ("kmr", "ku", "kmr"):
        ask(session, name, by=clerk)

    asked = session.scalars(select(Request)).one()
    assert (asked.organisation_id, asked.language) == (clerk.organisation_id, "kmr")


def test_what_is_there_is_not_asked_for(session, make, clerk):
    make.delivery(make.version("ar", Status.PUBLISHED))

    with pytest.raises(AlreadyThere):
        ask(session, "ar", by=clerk)


def test_what_was_recalled_may_be_asked_for(session, make, clerk):
    make.delivery(make.version("ar", Status.RECALLED))

    assert ask(session, "ar", by=clerk).language == "ar"


def test_an_unknown_language_is_refused(session, clerk):
    with pytest.raises(UnknownLanguage):
        ask(session, "klingon", by=clerk)


def test_the_ministry_asks_for_nothing(session, make):
    with pytest.raises(NotPermitted):
        ask(session, "ti", by=make.account(Role.EDITOR).actor)


def test_a_stick_is_asked_for_in_a_language_that_is_there(session, make, clerk):
    make.delivery(make.version("ar", Status.PUBLISHED))

    for _ in range(2):
        ask(session, "ar", by=clerk, medium=Medium.STICK)

    assert session.scalars(select(Request.medium)).all() == [Medium.STICK]


def test_a_stick_that_was_sent_may_be_asked_for_once_more(session, clerk):
    asked = ask(session, "ar", by=clerk, medium=Medium.STICK)
    asked.answered_at = utc_now()

    assert ask(session, "ar", by=clerk, medium=Medium.STICK) is asked
    assert asked.answered_at is None


def test_a_wish_is_taken_back_and_the_other_one_stays(session, clerk):
    for medium in Medium:
        ask(session, "ti", by=clerk, medium=medium)

    for _ in range(2):
        withdraw(session, "ti", by=clerk)

    assert session.scalars(select(Request.medium)).all() == [Medium.STICK]


def test_nobody_takes_the_wish_of_the_neighbours_back(session, make, clerk):
    neighbour = make.account(Role.RECIPIENT, make.organisation(key="06435014", name="Hanau"))
    ask(session, "ti", by=neighbour.actor)

    withdraw(session, "ti", by=clerk)

    assert session.scalars(select(Request.language)).all() == ["ti"]
