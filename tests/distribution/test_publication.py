from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from catalog.distribution.board.coverage import coverage
from catalog.distribution.letters import mailings
from catalog.distribution.models import Campaign, Delivery, DeliveryEvent, Mailing, MailingDelivery, MailingKind
from catalog.distribution.publishing.gate import (
    CaptionsMissing,
    ContactMissing,
    FilesMissing,
    FindingsOpen,
    RightsEnded,
)
from catalog.distribution.publishing.publication import (
    DueDayPassed,
    Override,
    ReasonMissing,
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
from catalog.production.models import Finding
from tests.distribution.finished import finish


@pytest.fixture
def approved(session, make):
    return finish(session, make.version("ti", Status.APPROVED))


def test_a_published_version_is_offered_to_every_municipality_and_every_active_centre(session, approved):
    organisations.seed(session)

    publish(session, approved.id, by=MACHINE)

    reached = coverage(session, utc_now()).by_kind
    assert [group.recipients for group in reached.values()] == [421, 11, 0, 0]
    assert [group.tally[Stage.OFFERED] for group in reached.values()] == [421, 11, 0, 0]


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


def test_whoever_holds_the_revision_before_keeps_it_and_its_history(session, make, approved):
    approved.revision = 2
    session.flush()
    before = finish(session, make.version("ti", Status.PUBLISHED, revision=1))
    held = make.delivery(before, events=(EventKind.OFFERED, EventKind.COLLECTED, EventKind.ACKNOWLEDGED))

    publish(session, approved.id, by=MACHINE)

    session.expire_all()
    assert [event.kind for event in held.events] == [EventKind.OFFERED, EventKind.COLLECTED, EventKind.ACKNOWLEDGED]
    assert (before.status, len(before.renditions), len(before.captions)) == (Status.SUPERSEDED, 3, 1)
    offered = session.scalars(select(Delivery).where(Delivery.version_id == approved.id)).one()
    assert offered.organisation_id == held.organisation_id


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


def test_a_film_whose_rights_have_ended_stays_in_the_house(session, approved):
    approved.edition.film.rights_until = today(utc_now()) - timedelta(days=1)

    with pytest.raises(RightsEnded):
        publish(session, approved.id, by=MACHINE)


def test_a_film_without_a_contact_stays_in_the_house(session, approved):
    approved.edition.film.contact = ""

    with pytest.raises(ContactMissing):
        publish(session, approved.id, by=MACHINE)


def test_what_must_be_mended_stays_in_the_house_and_advice_does_not(session, approved):
    told = {"version_id": approved.id, "code": "overlap", "sentence": "Two captions overlap."}
    session.add(Finding(blocking=False, **told))
    grave = Finding(blocking=True, **told)
    session.add(grave)
    session.flush()
    with pytest.raises(FindingsOpen), session.begin_nested():
        publish(session, approved.id, by=MACHINE)

    session.delete(grave)
    session.flush()
    assert publish(session, approved.id, by=MACHINE).status == Status.PUBLISHED


def test_an_administrator_lets_a_version_pass_with_a_reason_that_is_written_down(session, make, approved):
    approved.edition.film.contact = ""
    override = Override(frozenset({"contact_missing", "rights_ended"}), " Morgen steht der Kontakt fest. ")

    version = publish(session, approved.id, by=make.account(Role.ADMINISTRATOR).actor, override=override)

    assert version.status == Status.PUBLISHED
    entry = session.scalars(select(Entry).where(Entry.verb == "overrode the gate")).one()
    assert entry.details == {"obstacles": ["contact_missing"], "reason": "Morgen steht der Kontakt fest."}


def test_a_version_that_waits_for_its_review_goes_out_only_past_the_gate(session, make):
    version = finish(session, make.version("ti", Status.IN_REVIEW, entered_by_id=make.account().id))
    administrator = make.account(Role.ADMINISTRATOR).actor
    with pytest.raises(WrongStatus), session.begin_nested():
        publish(session, version.id, by=administrator, override=Override(frozenset({"contact_missing"}), "x"))

    publish(session, version.id, by=administrator, override=Override(frozenset({"sign_off_missing"}), "Notfall."))

    assert (version.status, version.approved_by_id) == (Status.PUBLISHED, None)


def test_an_override_without_a_reason_is_none(session, make, approved):
    approved.edition.film.contact = ""

    with pytest.raises(ReasonMissing):
        publish(
            session,
            approved.id,
            by=make.account(Role.ADMINISTRATOR).actor,
            override=Override(frozenset({"contact_missing"}), " "),
        )


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER, Role.OPERATOR])
def test_only_an_administrator_overrides(session, make, approved, role):
    actor = MACHINE if role == Role.OPERATOR else make.account(role).actor

    with pytest.raises(NotPermitted):
        publish(session, approved.id, by=actor, override=Override(frozenset({"contact_missing"}), "Weil."))


def test_missing_films_go_out_past_no_gate(session, make):
    version = make.version("ti", Status.APPROVED)

    with pytest.raises(FilesMissing):
        publish(
            session,
            version.id,
            by=make.account(Role.ADMINISTRATOR).actor,
            override=Override(frozenset({"files_missing", "captions_missing"}), "Weil."),
        )


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


def test_a_publication_orders_one_letter_for_each_of_its_recipients(session, make, approved):
    recipient = make.organisation()

    publish(session, approved.id, by=MACHINE)

    mailing = session.scalars(select(Mailing)).one()
    assert mailing.kind == MailingKind.OFFER
    told = select(Delivery.organisation_id).join(MailingDelivery, MailingDelivery.delivery_id == Delivery.id)
    assert session.scalars(told.where(MailingDelivery.mailing_id == mailing.id)).all() == [recipient.id]
    assert [job.task for job in session.scalars(select(Job))] == [mailings.WRITE]


def _statements(session, deed):
    run = []

    def count(*_):
        run.append(1)

    # Whatever was read before may have been forgotten or not; from here on nothing is known.
    session.flush()
    session.expire_all()
    event.listen(session.get_bind(), "before_cursor_execute", count)
    try:
        deed()
        session.flush()
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", count)
    return len(run)
