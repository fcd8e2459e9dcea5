"""Two pairs of eyes: whoever enters a version does not approve it."""

import pytest
from sqlalchemy import select

from catalog.films.lifecycle import Status, WrongStatus
from catalog.foundation import audit
from catalog.foundation.errors import NotPermitted
from catalog.people.permissions import MACHINE, Role
from catalog.production.approval import OwnWork, RemarkMissing, approve, send_back


@pytest.fixture
def reviewer(make):
    return make.account(Role.REVIEWER).actor


def test_a_reviewer_approves_what_somebody_else_entered(session, make, reviewer):
    version = make.version("ti", status=Status.IN_REVIEW, entered_by_id=make.account().id)

    approve(session, version.id, by=reviewer)

    assert version.status == Status.APPROVED
    assert version.approved_by_id == reviewer.account_id
    assert session.scalars(select(audit.Entry.verb)).all() == ["approved"]


def test_nobody_reviews_their_own_work(session, make, reviewer):
    version = make.version("ti", status=Status.IN_REVIEW, entered_by_id=reviewer.account_id)

    with pytest.raises(OwnWork):
        approve(session, version.id, by=reviewer)
    with pytest.raises(OwnWork):
        send_back(session, version.id, "too quiet", by=reviewer)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR, Role.RECIPIENT])
def test_only_reviewers_approve(session, make, role):
    version = make.version("ti", status=Status.IN_REVIEW)

    with pytest.raises(NotPermitted):
        approve(session, version.id, by=make.account(role).actor)


def test_an_operator_is_no_second_pair_of_eyes(session, make):
    version = make.version("ti", status=Status.IN_REVIEW)

    with pytest.raises(NotPermitted):
        approve(session, version.id, by=MACHINE)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.IN_REVIEW}))
def test_only_what_waits_for_a_review_is_approved(session, make, reviewer, status):
    version = make.version("ti", status=status)

    with pytest.raises(WrongStatus):
        approve(session, version.id, by=reviewer)


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.APPROVED])
def test_what_is_not_public_yet_can_be_sent_back(session, make, reviewer, status):
    version = make.version("ti", status=status)

    send_back(session, version.id, " The second sentence is missing. ", by=reviewer)

    assert version.status == Status.REFUSED
    assert version.remark == "The second sentence is missing."


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.IN_REVIEW, Status.APPROVED}))
def test_nothing_else_can_be_sent_back(session, make, reviewer, status):
    version = make.version("ti", status=status)

    with pytest.raises(WrongStatus):
        send_back(session, version.id, "too late", by=reviewer)


def test_whoever_sends_back_says_why(session, make, reviewer):
    version = make.version("ti", status=Status.IN_REVIEW)

    with pytest.raises(RemarkMissing):
        send_back(session, version.id, "  ", by=reviewer)
