"""An organisation says which languages it needs."""

import pytest
from sqlalchemy import select

from catalog.foundation.audit import Entry
from catalog.foundation.errors import NotFound, NotPermitted
from catalog.people.needs import change
from catalog.people.permissions import MACHINE, Actor, Role


def test_the_list_is_taken_as_it_is_and_written_down_once(session, make):
    town = make.organisation()
    by = Actor(Role.RECIPIENT, town.name, organisation_id=town.id, link_id=7)

    for _ in range(2):
        change(session, ["ti", "ar", "ti"], by=by)

    assert town.needed_languages == ["ti", "ar"]
    assert session.scalars(select(Entry.verb)).all() == ["changed its languages"]


def test_only_the_organisation_itself_says_so(session):
    with pytest.raises(NotPermitted):
        change(session, ["ti"], by=MACHINE)
    with pytest.raises(NotFound):
        change(session, ["ti"], by=Actor(Role.RECIPIENT, "Niemand"))
