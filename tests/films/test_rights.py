"""What is said of a film's rights."""

from datetime import date

import pytest
from sqlalchemy import select

from catalog.films import rights
from catalog.foundation.audit import Entry
from catalog.foundation.errors import NotPermitted
from catalog.people.permissions import MACHINE, Role

LAST_DAY = date(2027, 3, 31)


def test_rights_are_declared_and_written_down(session, make):
    film = make.film()

    rights.declare(session, film, until=LAST_DAY, holder=" Land Hessen ", contact="+49 611 353-0", by=MACHINE)

    assert (film.rights_until, film.rights_holder, film.contact) == (LAST_DAY, "Land Hessen", "+49 611 353-0")
    entry = session.scalars(select(Entry)).one()
    assert (entry.verb, entry.details["until"]) == ("declared the rights", "2027-03-31")


def test_what_is_said_anew_replaces_what_was_said(session, make):
    film = make.film()
    rights.declare(session, film, until=LAST_DAY, contact="115", by=MACHINE)

    rights.declare(session, film, by=MACHINE)

    assert (film.rights_until, film.contact) == (None, "")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"contact": "Die Pressestelle"}, rights.BadContact),
        ({"contact": f"{'a' * 60}@{'b' * 60}.{'c' * 250}.de"}, rights.BadContact),
        ({"holder": "x" * 301}, rights.HolderTooLong),
    ],
)
def test_what_cannot_be_used_is_refused(session, make, said, refusal):
    with pytest.raises(refusal):
        rights.declare(session, make.film(), by=MACHINE, **said)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.RECIPIENT])
def test_only_those_who_enter_films_declare_their_rights(session, make, role):
    with pytest.raises(NotPermitted):
        rights.declare(session, make.film(), by=make.account(role).actor)
