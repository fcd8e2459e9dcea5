"""Every deed leaves an entry that explains itself."""

import pytest

from catalog.foundation import audit
from catalog.people.permissions import MACHINE


def test_an_entry_says_who_did_what_to_which_thing(session, make):
    editor = make.account()

    audit.record(session, editor.actor, "handed in", "version:1", files=["film.mp4"])
    session.flush()

    (entry,) = audit.history(session, "version:1")
    assert (entry.account_id, entry.actor, entry.verb) == (editor.id, editor.name, "handed in")
    assert entry.details == {"files": ["film.mp4"]}


def test_the_machine_acts_under_its_own_name(session):
    audit.record(session, MACHINE, "refused a version", "version:1")
    session.flush()

    (entry,) = audit.history(session, "version:1")
    assert (entry.account_id, entry.actor) == (None, "Filmbote")


def test_a_deed_that_is_undone_leaves_no_entry(runtime):
    with runtime.sessions.writing() as session:
        audit.record(session, MACHINE, "published", "version:1")
        session.rollback()

    with runtime.question() as session:
        assert audit.history(session, "version:1") == []


def test_the_history_of_a_thing_is_its_own_and_begins_with_the_newest(session):
    for verb, subject in (("entered", "version:1"), ("entered", "version:12"), ("approved", "version:1")):
        audit.record(session, MACHINE, verb, subject)
    session.flush()

    assert [entry.verb for entry in audit.history(session, "version:1")] == ["approved", "entered"]


@pytest.mark.parametrize(("number", "verbs"), [(1, ["5", "4"]), (2, ["3", "2"]), (3, ["1"]), (4, [])])
def test_the_book_is_read_page_by_page(session, number, verbs):
    for verb in "12345":
        audit.record(session, MACHINE, verb, "house")
    session.flush()

    entries, pages = audit.page(session, number, 2)

    assert [entry.verb for entry in entries] == verbs
    assert pages == 3


def test_an_empty_book_has_one_empty_page(session):
    assert audit.page(session, 1, 50) == ([], 1)
