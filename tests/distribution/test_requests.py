import pytest
from sqlalchemy import select

from catalog.distribution.models import Request
from catalog.distribution.requests import AlreadyThere, ask
from catalog.films.languages import UnknownLanguage
from catalog.films.lifecycle import Status
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
