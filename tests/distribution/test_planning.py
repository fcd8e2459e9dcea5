"""A version publishes itself at the hour for which somebody has planned it, once, and only while all is in order."""

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from catalog.distribution.letters import mailings
from catalog.distribution.models import Campaign
from catalog.distribution.publishing import planning
from catalog.distribution.publishing.gate import ContactMissing, RightsEnded
from catalog.distribution.publishing.planning import HourPassed, NothingPlanned
from catalog.distribution.publishing.publication import DueDayPassed, publish
from catalog.distribution.stages import today
from catalog.films import plans, register
from catalog.films.lifecycle import Status, WrongStatus
from catalog.foundation import audit, queue
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotPermitted
from catalog.foundation.mail import Letter
from catalog.foundation.queue import Job, JobState
from catalog.people import accounts
from catalog.people.permissions import MACHINE, Role
from tests.distribution.finished import finish

AN_HOUR = timedelta(hours=1)
IN_A_WEEK = timedelta(days=7)


@pytest.fixture
def editor(make):
    return make.account(email="editor@filmbote.example")


@pytest.fixture
def version(session, make, editor):
    make.organisation()
    return finish(session, make.version("ti", Status.APPROVED, entered_by_id=editor.id))


@pytest.fixture
def hour():
    return utc_now() + IN_A_WEEK


@pytest.fixture
def house(runtime):
    """The house with a mail server that nobody asks."""
    return dataclasses.replace(runtime, config=dataclasses.replace(runtime.config, smtp_url="smtp://127.0.0.1:9"))


def run_at(house, session, moment):
    """Let a worker look at the queue whose clock says so; return whether there was anything to do."""
    session.commit()
    with house.transaction() as writing:
        held = queue.claim(writing, "tests", moment)
    if held is None:
        return False
    if held.task == mailings.WRITE:
        # What a publication has ordered beside it is another worker's.
        return run_at(house, session, moment)
    planning.carry_out(house, held)
    with house.transaction() as writing:
        queue.finish(writing, held, moment)
    session.expire_all()
    return True


def test_nothing_happens_before_the_hour_and_all_of_it_at_the_hour(session, house, version, editor, hour):
    planning.plan(session, version.id, hour, by=editor.actor, due_on=today(hour) + IN_A_WEEK)

    assert not run_at(house, session, hour - timedelta(seconds=1))
    assert version.status == Status.APPROVED
    assert run_at(house, session, hour)

    assert (version.status, version.publish_at, version.publish_by_id) == (Status.PUBLISHED, None, None)
    campaign = session.scalars(select(Campaign)).one()
    assert (campaign.begun_by_id, campaign.due_on) == (editor.id, today(hour) + IN_A_WEEK)


@pytest.mark.parametrize("jump", [AN_HOUR, -AN_HOUR])
def test_a_clock_that_jumps_publishes_nothing_twice(session, house, version, editor, hour, jump):
    planning.plan(session, version.id, hour, by=editor.actor)
    run_at(house, session, hour)

    for moment in (hour + jump, hour, hour + AN_HOUR):
        assert not run_at(house, session, moment)

    assert session.scalar(select(func.count()).select_from(Campaign)) == 1


def test_a_worker_that_dies_after_publishing_leaves_nothing_to_publish_again(session, house, version, editor, hour):
    planning.plan(session, version.id, hour, by=editor.actor)
    session.commit()
    for moment in (hour, hour + AN_HOUR):
        with house.transaction() as writing:
            held = queue.claim(writing, "tests", moment)
        # It never says that it is done: the next one takes the job over.
        planning.carry_out(house, held)

    assert session.scalar(select(func.count()).select_from(Campaign)) == 1
    session.expire_all()
    assert planning.last_failure(audit.history(session, version.subject)) is None


def test_a_plan_that_was_withdrawn_does_not_happen(session, house, version, editor, hour):
    planning.plan(session, version.id, hour, by=editor.actor)

    planning.withdraw(session, version.id, by=editor.actor)

    assert not run_at(house, session, hour)
    assert version.status == Status.APPROVED
    with pytest.raises(NothingPlanned):
        planning.withdraw(session, version.id, by=editor.actor)


def test_a_new_hour_replaces_the_old_one(session, house, version, editor, hour):
    planning.plan(session, version.id, hour, by=editor.actor)
    planning.plan(session, version.id, hour + AN_HOUR, by=editor.actor)

    assert not run_at(house, session, hour)
    assert run_at(house, session, hour + AN_HOUR)
    assert version.status == Status.PUBLISHED


def test_whoever_publishes_earlier_leaves_nothing_to_the_plan(session, house, version, editor, hour):
    planning.plan(session, version.id, hour, by=editor.actor)
    publish(session, version.id, by=editor.actor)

    assert version.publish_at is None
    planned = session.scalars(select(Job).where(Job.task == plans.TASK))
    assert {job.state for job in planned} == {JobState.CANCELLED}


def test_the_gate_is_asked_again_at_the_hour_and_the_editor_is_told(session, house, version, editor, hour):
    planning.plan(session, version.id, hour, by=editor.actor)
    version.edition.film.contact = ""

    run_at(house, session, hour)

    assert (version.status, version.publish_at) == (Status.APPROVED, None)
    letter = session.scalars(select(Letter)).one()
    assert letter.to == editor.email
    assert f"{house.config.public_url}/ministry/versions/{version.id}" in letter.body
    failure = planning.last_failure(audit.history(session, version.subject))
    assert failure.sentence == ContactMissing.sentence
    assert session.scalars(select(Campaign)).all() == []


def test_whoever_has_left_publishes_nothing_any_more(session, make, house, version, editor, hour):
    make.account(Role.ADMINISTRATOR, email="admin@filmbote.example")
    planning.plan(session, version.id, hour, by=editor.actor)
    accounts.retire(session, editor.id, by=MACHINE)

    run_at(house, session, hour)

    assert version.status == Status.APPROVED
    assert [letter.to for letter in session.scalars(select(Letter))] == ["admin@filmbote.example"]
    assert "has ended" in planning.last_failure(audit.history(session, version.subject)).sentence


def test_whoever_may_not_publish_any_more_does_not(session, house, version, editor, hour):
    planning.plan(session, version.id, hour, by=editor.actor)
    editor.role = Role.REVIEWER

    run_at(house, session, hour)

    assert version.status == Status.APPROVED
    assert planning.last_failure(audit.history(session, version.subject)).sentence == NotPermitted.sentence


def test_a_failure_is_forgotten_once_somebody_has_done_something_about_it(session, house, version, editor, hour):
    planning.plan(session, version.id, hour, by=editor.actor)
    version.edition.film.contact = ""
    run_at(house, session, hour)
    version.edition.film.contact = "115"

    planning.plan(session, version.id, hour + AN_HOUR, by=editor.actor)

    assert planning.last_failure(audit.history(session, version.subject)) is None


def test_an_operator_plans_too(session, house, version, hour):
    planning.plan(session, version.id, hour, by=MACHINE)

    run_at(house, session, hour)

    assert register.version(session, version.id).status == Status.PUBLISHED


def test_an_hour_that_has_passed_is_no_plan(session, version, editor):
    with pytest.raises(HourPassed):
        planning.plan(session, version.id, utc_now() - timedelta(seconds=1), by=editor.actor)


def test_what_will_stand_in_the_way_on_that_day_is_said_at_once(session, version, editor, hour):
    version.edition.film.rights_until = today(hour) - timedelta(days=1)

    with pytest.raises(RightsEnded):
        planning.plan(session, version.id, hour, by=editor.actor)


def test_receipts_are_not_due_before_the_film_goes_out(session, version, editor, hour):
    with pytest.raises(DueDayPassed):
        planning.plan(session, version.id, hour, by=editor.actor, due_on=today(hour) - timedelta(days=1))


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.APPROVED}))
def test_only_what_is_approved_is_planned(session, make, editor, hour, status):
    version = finish(session, make.version("ti", status))

    with pytest.raises(WrongStatus):
        planning.plan(session, version.id, hour, by=editor.actor)


def test_only_those_who_publish_plan(session, make, version, hour):
    with pytest.raises(NotPermitted):
        planning.plan(session, version.id, hour, by=make.account(Role.REVIEWER).actor)
