from datetime import UTC, date, datetime, timedelta
from itertools import count, product
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from catalog.check import check_house
from catalog.distribution import ledger
from catalog.distribution.models import Campaign, Delivery, DeliveryEvent
from catalog.distribution.stages import (
    CALLED_BACK,
    CAN_BE_OVERDUE,
    NUMBERS,
    RECEIVED,
    EventKind,
    Standing,
    after,
    received_on,
    stage_at,
    standing_of,
)
from catalog.films.lifecycle import Status
from catalog.people.models import Organisation, OrganisationKind
from catalog.people.permissions import MACHINE

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
DUE_DAYS = (None, date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 11))
HAPPENING = sorted(set(EventKind) - {EventKind.CORRECTED})

in_one_house = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def towns(number):
    return [
        Organisation(kind=OrganisationKind.MUNICIPALITY, key=f"{each:08}", name="Ort", former_keys=[])
        for each in range(number)
    ]


@pytest.fixture
def fresh(make):
    """Return what makes a delivery to which nothing has happened, each time to another town."""
    version, numbers = make.version(status=Status.PUBLISHED), count()
    return lambda: make.delivery(version, make.organisation(key=f"{next(numbers):08}"), events=())


def test_the_numbers_of_standings_tell_open_from_received_and_called_back():
    assert {standing for standing in Standing if NUMBERS[standing] < 100} == CAN_BE_OVERDUE
    assert {standing for standing in Standing if 100 <= NUMBERS[standing] < 200} == RECEIVED
    assert {standing for standing in Standing if NUMBERS[standing] >= 200} == CALLED_BACK
    assert len(set(NUMBERS.values())) == len(Standing)


@pytest.mark.parametrize("kind", EventKind)
def test_the_database_takes_every_step_as_the_rule_does(session, make, kind):
    version, campaign = make.version(status=Status.PUBLISHED), Campaign()
    deliveries = {
        standing: Delivery(campaign=campaign, version=version, organisation=town, standing=standing)
        for standing, town in zip(Standing, towns(len(Standing)), strict=True)
    }
    session.add_all(deliveries.values())
    session.flush()

    written = ledger.record(session, Delivery.version_id == version.id, kind, MACHINE, NOON)

    assert written == len(Standing)
    session.expire_all()
    assert {before: each.standing for before, each in deliveries.items()} == {
        standing: after(standing, kind) for standing in Standing
    }
    assert {event.kind for each in deliveries.values() for event in each.events} == {kind}


def test_the_database_and_the_rule_agree_on_every_stage(session, make):
    version = make.version(status=Status.PUBLISHED)
    campaigns = [Campaign(due_on=due_on) for due_on in DUE_DAYS]
    each = list(product(campaigns, Standing))
    deliveries = [
        Delivery(campaign=campaign, version=version, organisation=town, standing=standing)
        for (campaign, standing), town in zip(each, towns(len(each)), strict=True)
    ]
    session.add_all(deliveries)
    session.flush()

    staged = select(Delivery.id, ledger.stage_in(NOON)).join(Campaign, Campaign.id == Delivery.campaign_id)
    computed = dict(session.execute(staged).all())

    assert computed == {each.id: stage_at(each.standing, each.campaign.due_on, NOON) for each in deliveries}


@in_one_house
@given(happened=st.lists(st.tuples(st.sampled_from(HAPPENING), st.booleans()), max_size=8))
def test_a_history_read_one_by_one_is_what_the_database_says(session, fresh, happened):
    delivery = fresh()

    for kind, one_by_one in happened:
        if one_by_one:
            ledger.note(session, delivery, kind, MACHINE)
        else:
            ledger.record(session, Delivery.id == delivery.id, kind, MACHINE, NOON)

    session.refresh(delivery)
    assert ledger.counting(session, delivery.id) == [kind for kind, _ in happened]
    assert delivery.standing == standing_of(kind for kind, _ in happened)


@in_one_house
@given(happened=st.lists(st.sampled_from(HAPPENING), min_size=1, max_size=6), which=st.data())
def test_a_correction_leaves_the_history_without_the_mistake(session, fresh, happened, which):
    delivery = fresh()
    events = [ledger.note(session, delivery, kind, MACHINE) for kind in happened]
    mistaken = which.draw(st.integers(0, len(events) - 1))

    ledger.correct(session, events[mistaken], "the wrong town", MACHINE)

    rest = happened[:mistaken] + happened[mistaken + 1 :]
    kinds = session.scalars(select(DeliveryEvent.kind).where(DeliveryEvent.delivery_id == delivery.id)).all()
    assert delivery.standing == standing_of(rest)
    assert len(kinds) == len(happened) + 1


@in_one_house
@given(
    happened=st.lists(st.tuples(st.sampled_from(HAPPENING), st.integers(0, 90), st.booleans()), max_size=6),
    which=st.data(),
)
def test_the_day_of_the_first_receipt_that_counts_is_kept(session, fresh, happened, which):
    delivery = fresh()
    told = [(kind, NOON + timedelta(hours=hours)) for kind, hours, _ in happened]

    for (kind, at), (_, _, one_by_one) in zip(told, happened, strict=True):
        if one_by_one:
            ledger.note(session, delivery, kind, MACHINE, at)
        else:
            ledger.record(session, Delivery.id == delivery.id, kind, MACHINE, at)

    session.refresh(delivery)
    assert delivery.received_on == received_on(told)
    if told:
        mistaken = which.draw(st.integers(0, len(told) - 1))
        events = session.scalars(
            select(DeliveryEvent).where(DeliveryEvent.delivery_id == delivery.id).order_by(DeliveryEvent.id)
        ).all()
        ledger.correct(session, events[mistaken], "the wrong town", MACHINE)
        assert delivery.received_on == received_on(told[:mistaken] + told[mistaken + 1 :])
    assert list(ledger.astray(session)) == []


def test_a_receipt_at_night_counts_on_its_day_in_hessen(session, fresh):
    delivery = fresh()

    ledger.note(session, delivery, EventKind.ACKNOWLEDGED, MACHINE, datetime(2026, 11, 10, 23, 30, tzinfo=UTC))

    assert delivery.received_on == date(2026, 11, 11)


def test_what_comes_after_a_correction_counts_on_from_there(session, fresh):
    delivery = fresh()
    shipped = ledger.note(session, delivery, EventKind.SHIPPED, MACHINE)
    ledger.correct(session, shipped, "never left the house", MACHINE)

    ledger.note(session, delivery, EventKind.RECALLED, MACHINE)

    assert delivery.standing == Standing.WITHDRAWN == standing_of(ledger.counting(session, delivery.id))


def test_two_who_write_at_once_lose_nothing(runtime, session, fresh):
    delivery = fresh()
    session.commit()
    halves = [EventKind.SHIPPED, EventKind.OPENED], [EventKind.RETURNED, EventKind.BOUNCED]
    rounds, together = 6, Barrier(2)

    def write(kinds):
        for kind in kinds * rounds:
            together.wait()
            with runtime.transaction() as own:
                ledger.note(own, own.get_one(Delivery, delivery.id), kind, MACHINE)

    writers = [Thread(target=write, args=(half,)) for half in halves]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    session.expire_all()
    happened = ledger.counting(session, delivery.id)
    assert sorted(happened) == sorted([kind for half in halves for kind in half] * rounds)
    assert delivery.standing == standing_of(happened)


def test_only_the_newest_revision_that_was_sent_out_counts(session, make):
    make.version("ar", Status.SUPERSEDED, revision=1)
    current = make.version("ar", Status.PUBLISHED, revision=2)
    make.version("ar", Status.IN_REVIEW, revision=3)
    make.version("fa", Status.SUPERSEDED, revision=1)
    recalled = make.version("fa", Status.RECALLED, revision=2)
    make.version("ti", Status.RECALLED, revision=1)
    mended = make.version("ti", Status.PUBLISHED, revision=2)
    make.version("so", Status.APPROVED)

    assert set(session.scalars(ledger.on_offer())) == {current.id, recalled.id, mended.id}


def test_the_check_names_whatever_does_not_stand_where_its_events_lead(runtime, session, fresh):
    deliveries = [fresh() for _ in range(3)]
    for each in deliveries:
        ledger.note(session, each, EventKind.COLLECTED, MACHINE)
    lied = deliveries[1]
    lied.standing = Standing.ACKNOWLEDGED
    session.commit()

    report = check_house(runtime)

    assert report.checked["deliveries"] == 3
    astray = [complaint for complaint in report.broken if complaint.startswith("delivery")]
    assert astray == [f"delivery {lied.id} stands at acknowledged, its events lead to collected"]
