"""Two pairs of eyes: whoever enters a version does not approve it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from catalog.films.lifecycle import Status, WrongStatus
from catalog.foundation import audit
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotPermitted
from catalog.people.permissions import MACHINE, Role
from catalog.production.reviewing.approval import approve, send_back
from catalog.production.reviewing.remarks import OwnWork, RemarkMissing, note, of_version, settle


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


def test_open_remarks_say_enough_for_sending_back(session, make, reviewer):
    version = make.version("ti", status=Status.IN_REVIEW)
    note(session, version.id, "Die Zahl ist falsch.", 63.4, by=reviewer)

    send_back(session, version.id, "", by=reviewer)

    assert (version.status, version.remark) == (Status.REFUSED, "1:03 Die Zahl ist falsch.")


def test_remarks_that_are_settled_are_no_reason_to_send_back(session, make, reviewer):
    version = make.version("ti", status=Status.IN_REVIEW)
    remark = note(session, version.id, "Die Zahl ist falsch.", 63.4, by=reviewer)
    settle(session, version.id, remark.id, by=make.account().actor)

    with pytest.raises(RemarkMissing):
        send_back(session, version.id, "", by=reviewer)


def test_what_was_said_at_sending_back_is_seen_again_at_the_next_review(session, make, reviewer):
    version = make.version("ti", status=Status.IN_REVIEW)

    send_back(session, version.id, "Der zweite Satz fehlt.", by=reviewer)

    (noted,) = of_version(session, version)
    assert (noted.remark.text, noted.remark.at_s, noted.is_open) == ("Der zweite Satz fehlt.", None, True)


def test_what_is_sent_back_does_not_publish_itself(session, make, reviewer):
    version = make.version("ti", status=Status.APPROVED, publish_at=utc_now() + timedelta(days=1))

    send_back(session, version.id, "Doch nicht.", by=reviewer)

    assert version.publish_at is None
