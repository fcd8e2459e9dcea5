from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from catalog.distribution.coverage import coverage
from catalog.distribution.models import Campaign, Delivery, DeliveryEvent
from catalog.distribution.publication import (
    CaptionsMissing,
    DueDayPassed,
    FilesMissing,
    offer_to_newcomers,
    publish,
)
from catalog.distribution.stages import EventKind, Stage, today
from catalog.films.lifecycle import Status, WrongStatus
from catalog.films.models import Captions
from catalog.foundation.audit import Entry
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotPermitted
from catalog.foundation.queue import Job
from catalog.people import organisations
from catalog.people.models import OrganisationKind
from catalog.people.permissions import MACHINE, Role
from tests.distribution.finished import finish


@pytest.fixture
def approved(session, make):
    return finish(session, make.version("ti", Status.APPROVED))


def test_a_published_version_is_offered_to_every_municipality_and_every_active_centre(session, approved):
    organisations.seed(session)

    publish(session, approved.id, by=MACHINE)

    reached = coverage(session, utc_now()).by_kind
    assert [len(group.recipients) for group in reached.values()] == [421, 11]
    assert {reach.tally[Stage.OFFERED] for group in reached.values() for reach in group.recipients} == {1}


def test_publishing_costs_the_same_queries_for_one_recipient_and_for_432(session, make, approved):
    make.organisation()
    few = _statements(session, lambda: publish(session, approved.id, by=MACHINE))

    organisations.seed(session)
    session.flush()
    another = finish(session, make.version("so", Status.APPROVED))
    many = _statements(session, lambda: publish(session, another.id, by=MACHINE))

    assert many == few


def test_a_published_version_is_public_and_dated(session, make, approved):
    editor = make.account(Role.EDITOR, make.organisation())
    in_a_month = today(utc_now()) + timedelta(days=30)
    approved.change_note = "Die Notrufnummer stimmt jetzt."

    version = publish(session, approved.id, by=editor.actor, due_on=in_a_month)

    assert (version.status, version.change_note) == (Status.PUBLISHED, "Die Notrufnummer stimmt jetzt.")
    assert utc_now() - version.published_at < timedelta(seconds=10)
    campaign = session.scalars(select(Campaign)).one()
    assert (campaign.due_on, campaign.begun_by_id) == (in_a_month, editor.id)
    entry = session.scalars(select(Entry).where(Entry.verb == "published a version")).one()
    assert (entry.actor, entry.subject) == (editor.name, f"version:{version.id}")
    assert entry.details == {"recipients": 1, "due_on": in_a_month.isoformat()}


def test_the_revision_before_is_replaced(session, make, approved):
    before = make.version("ti", Status.PUBLISHED, revision=2)
    approved.revision = 3
    elsewhere = make.version("so", Status.PUBLISHED)

    publish(session, approved.id, by=MACHINE)

    assert (before.status, elsewhere.status) == (Status.SUPERSEDED, Status.PUBLISHED)


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.REFUSED, Status.PUBLISHED, Status.RECALLED])
def test_only_an_approved_version_is_published(session, make, status):
    version = finish(session, make.version("ti", status))

    with pytest.raises(WrongStatus):
        publish(session, version.id, by=MACHINE)


def test_a_version_without_captions_stays_in_the_house(session, make, approved):
    session.delete(session.scalars(select(Captions)).one())
    session.flush()

    with pytest.raises(CaptionsMissing):
        publish(session, approved.id, by=MACHINE)


def test_subtitles_in_another_language_are_no_captions_for_those_who_cannot_hear(session, approved):
    session.scalars(select(Captions)).one().language = "so"
    session.flush()

    with pytest.raises(CaptionsMissing):
        publish(session, approved.id, by=MACHINE)


def test_a_sign_language_needs_captions_in_german(session, make):
    signed = finish(session, make.version("gsg", Status.APPROVED))
    with pytest.raises(CaptionsMissing):
        publish(session, signed.id, by=MACHINE)
    session.rollback()

    signed = finish(session, make.version("gsg", Status.APPROVED), subtitles=("de",))
    assert publish(session, signed.id, by=MACHINE).status == Status.PUBLISHED


def test_a_version_without_files_stays_in_the_house(session, make):
    version = make.version("ti", Status.APPROVED)
    session.add(
        Captions(version_id=version.id, language="ti", source_sha256="", webvtt_sha256="", srt_sha256="", cues=1)
    )

    with pytest.raises(FilesMissing):
        publish(session, version.id, by=MACHINE)


def test_a_day_that_has_passed_is_no_deadline(session, approved):
    with pytest.raises(DueDayPassed):
        publish(session, approved.id, by=MACHINE, due_on=today(utc_now()) - timedelta(days=1))


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.RECIPIENT])
def test_only_editors_publish(session, make, approved, role):
    with pytest.raises(NotPermitted):
        publish(session, approved.id, by=make.account(role).actor)


def test_whoever_joins_the_register_later_is_offered_what_is_public_once(session, make, approved):
    make.organisation()
    publish(session, approved.id, by=MACHINE)
    make.version("ar", Status.SUPERSEDED)
    newcomer = make.organisation(OrganisationKind.RECEPTION_CENTRE, "eae-new", "Neue Einrichtung")
    make.organisation(OrganisationKind.RECEPTION_CENTRE, "eae-closed", "Geschlossen", active=False)

    assert offer_to_newcomers(session, by=MACHINE) == 1
    assert offer_to_newcomers(session, by=MACHINE) == 0

    delivery = session.scalars(select(Delivery).where(Delivery.organisation_id == newcomer.id)).one()
    assert [event.kind for event in delivery.events] == [EventKind.OFFERED]
    assert session.scalar(select(func.count()).select_from(DeliveryEvent)) == 2


def test_letters_are_ordered_only_for_recipients_with_an_address(session, make, approved):
    make.organisation()
    publish(session, approved.id, by=MACHINE)
    assert not session.scalars(select(Job)).all()

    make.organisation(key="06435014", name="Hanau", email="rathaus@hanau.example")
    another = finish(session, make.version("so", Status.APPROVED))
    publish(session, another.id, by=MACHINE)

    assert [job.task for job in session.scalars(select(Job))] == ["announce"]


def _statements(session, deed):
    run = []

    def count(*_):
        run.append(1)

    event.listen(session.get_bind(), "before_cursor_execute", count)
    try:
        deed()
        session.flush()
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", count)
    return len(run)
