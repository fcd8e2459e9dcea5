"""What a reviewer notes at a moment of a version, and an editor ticks off."""

import inspect

import pytest
from sqlalchemy import select

from catalog.films.lifecycle import Status, WrongStatus
from catalog.foundation.audit import Entry
from catalog.foundation.errors import NotFound, NotPermitted
from catalog.people.permissions import MACHINE, Role
from catalog.production.models import Remark
from catalog.production.reviewing import remarks
from catalog.production.reviewing.remarks import (
    BeyondTheEnd,
    OwnWork,
    RemarkMissing,
    RemarkTooLong,
    note,
    of_version,
    settle,
)


@pytest.fixture
def reviewer(make):
    return make.account(Role.REVIEWER).actor


@pytest.fixture
def version(make):
    made = make.version("ti", Status.IN_REVIEW, entered_by_id=make.account().id)
    make.picture(made)
    return made


def test_a_remark_knows_its_moment_and_who_wrote_it(session, version, reviewer):
    note(session, version.id, " The number is wrong. ", 2.5, by=reviewer)

    (noted,) = of_version(session, version)
    assert (noted.remark.text, noted.remark.at_s) == ("The number is wrong.", 2.5)
    assert (noted.written_by, noted.is_open, noted.revision) == ("Reviewer", True, 1)
    assert session.scalars(select(Entry.verb)).all() == ["noted a remark"]


def test_remarks_stand_in_the_order_of_the_film_those_on_the_whole_first(session, version, reviewer):
    for text, at_s in (("late", 3.0), ("early", 1.0), ("whole", None)):
        note(session, version.id, text, at_s, by=reviewer)

    assert [noted.remark.text for noted in of_version(session, version)] == ["whole", "early", "late"]


@pytest.mark.parametrize(
    ("text", "at_s", "refusal"),
    [(" ", 1.0, RemarkMissing), ("x" * 2001, 1.0, RemarkTooLong), ("Too late.", 4.1, BeyondTheEnd)],
)
def test_what_helps_nobody_is_no_remark(session, version, reviewer, text, at_s, refusal):
    with pytest.raises(refusal):
        note(session, version.id, text, at_s, by=reviewer)


def test_only_reviewers_note_remarks_and_only_on_the_work_of_others(session, make, version, reviewer):
    with pytest.raises(NotPermitted):
        note(session, version.id, "Mine.", None, by=make.account().actor)
    version.entered_by_id = reviewer.account_id
    with pytest.raises(OwnWork):
        note(session, version.id, "Mine.", None, by=reviewer)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.IN_REVIEW, Status.APPROVED}))
def test_what_is_not_looked_at_gets_no_remarks(session, make, reviewer, status):
    version = make.version("ti", status)

    with pytest.raises(WrongStatus):
        note(session, version.id, "Too late.", None, by=reviewer)


def test_an_editor_settles_a_remark_and_the_first_time_counts(session, make, version, reviewer):
    remark = note(session, version.id, "The number is wrong.", 2.5, by=reviewer)
    settle(session, version.id, remark.id, by=make.account().actor)
    first = remark.settled_at

    settle(session, version.id, remark.id, by=make.account().actor)

    (noted,) = of_version(session, version)
    assert (noted.is_open, noted.settled_by, remark.settled_at) == (False, "Editor", first)


def test_a_reviewer_settles_nothing(session, version, reviewer):
    remark = note(session, version.id, "The number is wrong.", 2.5, by=reviewer)

    with pytest.raises(NotPermitted):
        settle(session, version.id, remark.id, by=reviewer)


def test_a_remark_on_another_film_is_not_found_here(session, make, version, reviewer):
    elsewhere = make.version("so", Status.IN_REVIEW)
    remark = note(session, elsewhere.id, "The number is wrong.", None, by=reviewer)

    with pytest.raises(NotFound):
        settle(session, version.id, remark.id, by=MACHINE)


def test_what_is_open_at_a_revision_is_shown_at_the_next(session, make, version, reviewer):
    settled = note(session, version.id, "Settled.", None, by=reviewer)
    note(session, version.id, "Open.", None, by=reviewer)
    settle(session, version.id, settled.id, by=MACHINE)
    version.status = Status.SUPERSEDED
    after = make.version("ti", Status.IN_REVIEW, revision=2)
    note(session, after.id, "New.", None, by=reviewer)

    assert [(noted.remark.text, noted.revision) for noted in of_version(session, after)] == [("Open.", 1), ("New.", 2)]
    assert [noted.remark.text for noted in of_version(session, version)] == ["Settled.", "Open."]


def test_no_deed_changes_what_was_written(session, version, reviewer):
    remark = note(session, version.id, "The number is wrong.", 2.5, by=reviewer)
    settle(session, version.id, remark.id, by=MACHINE)
    session.expire_all()

    kept = session.scalars(select(Remark)).one()
    assert (kept.text, kept.at_s, kept.written_by_id) == ("The number is wrong.", 2.5, reviewer.account_id)
    deeds = {
        name for name, deed in inspect.getmembers(remarks, inspect.isfunction) if deed.__module__ == remarks.__name__
    }
    assert deeds == {"note", "settle", "of_version", "under_review"}
