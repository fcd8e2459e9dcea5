"""Letters of the review: who gets one, when, and how often."""

import dataclasses

import pytest
from sqlalchemy import select

from catalog.films.lifecycle import Status
from catalog.foundation.mail import Letter
from catalog.foundation.queue import Job, JobState
from catalog.people import accounts
from catalog.people.permissions import MACHINE, Role
from catalog.production.reviewing import approval, letters
from catalog.worker import TASKS, Worker


@pytest.fixture
def house(runtime):
    """The house with a mail server that nobody asks."""
    return dataclasses.replace(runtime, config=dataclasses.replace(runtime.config, smtp_url="smtp://127.0.0.1:9"))


@pytest.fixture
def version(make):
    return make.version("ti", Status.IN_REVIEW, entered_by_id=make.account(email="editor@filmbote.example").id)


@pytest.fixture
def outbox(session):
    """Let the jobs run that write letters, and return who got which; sending them is another test's matter."""

    def written(house):
        session.commit()
        Worker(house, "tests", TASKS | {"send_letter": _left_lying}).run_until_idle()
        session.expire_all()
        return [(letter.to, letter) for letter in session.scalars(select(Letter).order_by(Letter.id))]

    return written


def _left_lying(attempt):
    with attempt.result():
        pass


def test_every_reviewer_is_called_once(session, make, house, version, outbox):
    for name in ("one", "two", "three"):
        make.account(Role.REVIEWER, email=f"{name}@filmbote.example")
    accounts.retire(session, accounts.named(session, "three@filmbote.example").id, by=MACHINE)
    letters.call_reviewers(session, version)

    for _ in range(2):
        sent = outbox(house)

    assert [to for to, _ in sent] == ["one@filmbote.example", "two@filmbote.example"]


def test_the_letter_leads_to_the_review_and_holds_no_secret(session, make, house, version, outbox):
    make.account(Role.REVIEWER)
    letters.call_reviewers(session, version)

    ((_, letter),) = outbox(house)

    address = f"{house.config.public_url}/ministry/versions/{version.id}/review"
    assert letter.body.index("Guten Tag") < letter.body.index("Good day")
    assert [line for line in letter.body.splitlines() if "://" in line] == [address, address]
    assert "Tigrinya" in letter.subject
    assert "Konto" not in letter.body


def test_each_coming_into_review_is_a_call_of_its_own(session, make, house, version, outbox):
    make.account(Role.REVIEWER)

    for _ in range(2):
        letters.call_reviewers(session, version)

    assert len(outbox(house)) == 2


def test_without_a_reviewer_an_administrator_is_told_to_set_one_up(session, make, house, version, outbox):
    make.account(Role.ADMINISTRATOR, email="admin@filmbote.example")
    letters.call_reviewers(session, version)

    ((to, letter),) = outbox(house)

    assert to == "admin@filmbote.example"
    assert "Bitte richten Sie eines ein." in letter.body
    assert "Please set one up." in letter.body


def test_whoever_entered_a_version_is_not_called_to_review_it(session, make, house, outbox):
    own = make.account(Role.REVIEWER)
    version = make.version("ti", Status.IN_REVIEW, entered_by_id=own.id)
    letters.call_reviewers(session, version)

    assert outbox(house) == []


def test_nobody_is_called_to_what_was_reviewed_meanwhile(session, make, house, version, outbox):
    reviewer = make.account(Role.REVIEWER, email="reviewer@filmbote.example")
    letters.call_reviewers(session, version)
    approval.approve(session, version.id, by=reviewer.actor)

    assert [to for to, _ in outbox(house)] == ["editor@filmbote.example"]


def test_the_editor_hears_of_the_approval(session, make, house, version, outbox):
    approval.approve(session, version.id, by=make.account(Role.REVIEWER).actor)

    ((to, letter),) = outbox(house)

    assert to == "editor@filmbote.example"
    assert letter.subject.startswith("Freigegeben / Approved: Tigrinya")


def test_the_editor_reads_in_the_letter_what_has_to_be_changed(session, make, house, version, outbox):
    approval.send_back(session, version.id, "Bei 0:42 {stimmt} die Zahl nicht.", by=make.account(Role.REVIEWER).actor)

    ((_, letter),) = outbox(house)

    assert "Bei 0:42 {stimmt} die Zahl nicht." in letter.body
    assert letter.subject.startswith("Zurückgegeben / Sent back: Tigrinya")


def test_an_editor_who_has_left_gets_no_letter(session, make, house, version, outbox):
    accounts.retire(session, version.entered_by_id, by=MACHINE)
    approval.approve(session, version.id, by=make.account(Role.REVIEWER).actor)

    assert outbox(house) == []


def test_without_a_mail_server_nothing_is_written_and_nothing_breaks(session, make, runtime, version, outbox):
    make.account(Role.REVIEWER)
    letters.call_reviewers(session, version)

    assert outbox(runtime) == []
    assert {job.state for job in session.scalars(select(Job))} == {JobState.DONE}


def test_a_letter_that_waits_holds_nothing_up_that_is_done_with_the_version(session, make, version):
    make.account(Role.REVIEWER)
    letters.call_reviewers(session, version)

    assert not session.scalars(select(Job).where(Job.subject == version.subject)).all()
