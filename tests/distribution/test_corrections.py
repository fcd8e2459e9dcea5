from datetime import timedelta

import pytest
from sqlalchemy import select, text

from catalog.distribution import ledger
from catalog.distribution.corrections import (
    CannotBeCorrected,
    CorrectedAlready,
    TooLateToTakeBack,
    WhyMissing,
    correct,
    counts,
    take_back,
)
from catalog.distribution.models import DeliveryEvent
from catalog.distribution.recalling import told
from catalog.distribution.recalling.recalls import NothingNewer, NotRecalled, recall
from catalog.distribution.stages import EventKind, Standing
from catalog.films.lifecycle import Status
from catalog.films.register import VersionRecalled
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotFound, NotPermitted
from catalog.people.permissions import MACHINE, Role

OFFERED, COLLECTED, ACKNOWLEDGED = EventKind.OFFERED, EventKind.COLLECTED, EventKind.ACKNOWLEDGED


@pytest.fixture
def delivery(make):
    return make.delivery(events=(OFFERED, COLLECTED, ACKNOWLEDGED))


def test_what_was_a_mistake_stays_in_the_book_and_does_not_count(session, delivery):
    correction = correct(session, delivery.events[2].id, "Verwechselt mit Hanau.", by=MACHINE)

    session.refresh(delivery)
    assert delivery.standing == Standing.COLLECTED
    assert [event.kind for event in delivery.events] == [OFFERED, COLLECTED, ACKNOWLEDGED, EventKind.CORRECTED]
    assert correction.details == {"kind": "acknowledged", "reason": "Verwechselt mit Hanau."}
    counting = session.scalars(select(DeliveryEvent.kind).where(counts(DeliveryEvent.id))).all()
    assert ACKNOWLEDGED not in counting


def test_a_mistake_is_corrected_once_and_with_a_reason(session, delivery):
    with pytest.raises(WhyMissing):
        correct(session, delivery.events[2].id, " ", by=MACHINE)
    correct(session, delivery.events[2].id, "Verwechselt.", by=MACHINE)
    with pytest.raises(CorrectedAlready):
        correct(session, delivery.events[2].id, "Verwechselt.", by=MACHINE)


def test_an_offer_a_recall_and_a_correction_stand(session, delivery):
    recall(session, delivery.version_id, "Der Notruf ist falsch.", by=MACHINE)
    correct(session, delivery.events[1].id, "Verwechselt.", by=MACHINE)
    session.refresh(delivery)

    for event in delivery.events:
        if event.kind in (OFFERED, EventKind.RECALLED, EventKind.CORRECTED):
            with pytest.raises(CannotBeCorrected):
                correct(session, event.id, "Verwechselt.", by=MACHINE)


def test_what_is_not_in_the_book_cannot_be_corrected(session):
    with pytest.raises(NotFound):
        correct(session, 999, "Verwechselt.", by=MACHINE)


def test_a_reviewer_and_a_recipient_correct_nothing(session, make, delivery):
    for role in (Role.REVIEWER, Role.RECIPIENT):
        with pytest.raises(NotPermitted):
            correct(session, delivery.events[2].id, "Verwechselt.", by=make.account(role).actor)


def test_a_recipient_takes_its_receipt_back_within_a_day(session, make, delivery):
    clerk = make.account(Role.RECIPIENT).actor

    take_back(session, delivery.events[2].id, by=clerk)

    session.refresh(delivery)
    assert delivery.standing == Standing.COLLECTED
    with pytest.raises(CannotBeCorrected):
        take_back(session, delivery.events[1].id, by=clerk)


def test_after_a_day_only_the_ministry_can_correct_it(session, make, delivery):
    earlier = utc_now() - timedelta(days=1, minutes=1)
    late = ledger.note(session, delivery, ACKNOWLEDGED, MACHINE, at=earlier)

    with pytest.raises(TooLateToTakeBack):
        take_back(session, late.id, by=make.account(Role.RECIPIENT).actor)


def test_a_neighbour_takes_nothing_back(session, make, delivery):
    neighbour = make.account(Role.RECIPIENT, make.organisation(key="06435014", name="Hanau"))

    with pytest.raises(NotFound):
        take_back(session, delivery.events[2].id, by=neighbour.actor)


def test_a_receipt_told_by_telephone_counts_and_says_who_told_it(session, make):
    delivery = make.delivery()

    told.enter(session, delivery.id, ACKNOWLEDGED, "Telefonat mit dem Sozialamt.", by=MACHINE)
    told.enter(session, delivery.id, ACKNOWLEDGED, "Noch einmal.", by=MACHINE)

    assert delivery.standing == Standing.ACKNOWLEDGED
    assert [
        event.details for event in session.scalars(select(DeliveryEvent).where(DeliveryEvent.kind == ACKNOWLEDGED))
    ] == [{"note": "Telefonat mit dem Sozialamt."}]


def test_who_cannot_be_reached_is_noted_before_and_after_a_recall(session, make):
    unheard, lost = make.delivery(), make.delivery(make.version("fa", Status.PUBLISHED), events=(OFFERED, COLLECTED))
    recall(session, lost.version_id, "Der Notruf ist falsch.", by=MACHINE)

    for delivery in (unheard, lost):
        told.enter(session, delivery.id, EventKind.UNREACHABLE, "Dreimal angerufen.", by=MACHINE)

    assert (unheard.standing, lost.standing) == (Standing.UNREACHED, Standing.LOST)


def test_what_cannot_have_been_told_is_refused(session, make, delivery):
    with pytest.raises(NotRecalled):
        told.enter(session, delivery.id, EventKind.DESTROYED, "Telefonat.", by=MACHINE)
    recall(session, delivery.version_id, "Der Notruf ist falsch.", by=MACHINE)
    session.refresh(delivery)
    with pytest.raises(NothingNewer):
        told.enter(session, delivery.id, EventKind.REPLACED, "Telefonat.", by=MACHINE)
    with pytest.raises(VersionRecalled):
        told.enter(session, delivery.id, ACKNOWLEDGED, "Telefonat.", by=MACHINE)
    with pytest.raises(told.CannotBeTold):
        told.enter(session, delivery.id, COLLECTED, "Telefonat.", by=MACHINE)
    with pytest.raises(told.NoteMissing):
        told.enter(session, delivery.id, EventKind.DESTROYED, " ", by=MACHINE)
    with pytest.raises(NotFound):
        told.enter(session, 999, EventKind.DESTROYED, "Telefonat.", by=MACHINE)


def test_somebody_who_was_given_up_is_found_after_all(session, make):
    delivery = make.delivery(events=(OFFERED, COLLECTED))
    recall(session, delivery.version_id, "Der Notruf ist falsch.", by=MACHINE)
    session.refresh(delivery)

    told.enter(session, delivery.id, EventKind.UNREACHABLE, "Dreimal angerufen.", by=MACHINE)
    told.enter(session, delivery.id, EventKind.DESTROYED, "Rückruf der Leitung.", by=MACHINE)

    assert delivery.standing == Standing.SETTLED


def test_a_recipient_does_not_speak_for_itself_through_the_ministry(session, make, delivery):
    with pytest.raises(NotPermitted):
        told.enter(session, delivery.id, ACKNOWLEDGED, "Telefonat.", by=make.account(Role.RECIPIENT).actor)


@pytest.mark.sqlite  # which judges an index by its emptiest value
def test_what_was_corrected_is_looked_up_however_few_corrections_there_are(session, make):
    version = make.version(status=Status.PUBLISHED)
    for number in range(50):
        make.delivery(version, make.organisation(key=f"{number:08}"))
    session.execute(text("ANALYZE"))
    session.commit()

    asked = select(DeliveryEvent.id).where(counts(DeliveryEvent.id)).compile(session.get_bind())
    plan = [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]

    assert any("ix_delivery_events_corrects_id" in step for step in plan), plan
