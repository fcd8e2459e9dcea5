"""When municipalities become one, their deliveries follow the successor, and the book of before stays as it is."""

from datetime import date

import pytest
from sqlalchemy import select

from catalog.distribution import ledger, succession
from catalog.distribution.models import Delivery, DeliveryEvent, Request
from catalog.distribution.stages import EventKind, Standing
from catalog.films.lifecycle import Status
from catalog.people import organisations
from catalog.people.permissions import MACHINE

SINCE = date(2020, 1, 1)
OFFERED, COLLECTED, ACKNOWLEDGED = EventKind.OFFERED, EventKind.COLLECTED, EventKind.ACKNOWLEDGED
RECALLED, DESTROYED = EventKind.RECALLED, EventKind.DESTROYED


@pytest.fixture
def oberweser(make):
    return make.organisation(key="06633021", name="Oberweser", district_key="06633")


@pytest.fixture
def wesertal(make):
    return make.organisation(key="06633030", name="Wesertal", district_key="06633")


def merge(session, successor, *predecessors):
    return succession.merge(session, successor.id, [one.id for one in predecessors], SINCE, by=MACHINE)


def of(session, organisation):
    return session.scalars(select(Delivery).where(Delivery.organisation_id == organisation.id)).all()


def test_the_successor_has_what_its_predecessor_had(session, make, oberweser, wesertal):
    before = make.delivery(organisation=oberweser, events=(OFFERED, COLLECTED, ACKNOWLEDGED))

    successor, followed = merge(session, wesertal, oberweser)

    (after,) = of(session, wesertal)
    assert (successor, followed) == (wesertal, 1)
    assert (after.version_id, after.campaign_id) == (before.version_id, before.campaign_id)
    assert after.standing == Standing.ACKNOWLEDGED
    assert ledger.counting(session, after.id) == [OFFERED, COLLECTED, ACKNOWLEDGED]


def test_what_followed_says_whence_and_keeps_its_day(session, make, oberweser, wesertal):
    before = make.delivery(organisation=oberweser, events=(OFFERED, COLLECTED))

    merge(session, wesertal, oberweser)

    (after,) = of(session, wesertal)
    events = session.scalars(
        select(DeliveryEvent).where(DeliveryEvent.delivery_id == after.id).order_by(DeliveryEvent.id)
    ).all()
    assert [event.at for event in events] == [event.at for event in before.events]
    assert [event.details for event in events] == [{"from": "06633021"}] * 2


def test_the_book_of_the_predecessor_stays_as_it_is(session, make, oberweser, wesertal):
    before = make.delivery(organisation=oberweser, events=(OFFERED, COLLECTED))

    merge(session, wesertal, oberweser)

    assert [one.id for one in of(session, oberweser)] == [before.id]
    assert ledger.counting(session, before.id) == [OFFERED, COLLECTED]
    assert before.standing == Standing.COLLECTED


def test_a_mistake_does_not_follow(session, make, oberweser, wesertal):
    before = make.delivery(organisation=oberweser, events=(OFFERED, COLLECTED))
    ledger.correct(session, before.events[1], "wrong municipality", MACHINE)

    merge(session, wesertal, oberweser)

    (after,) = of(session, wesertal)
    assert ledger.counting(session, after.id) == [OFFERED]


def test_of_a_delivery_that_both_have_only_the_copy_follows(session, make, oberweser, wesertal):
    version = make.version(status=Status.PUBLISHED)
    make.delivery(version, oberweser, (OFFERED, COLLECTED))
    own = make.delivery(version, wesertal)

    merge(session, wesertal, oberweser)

    session.refresh(own)
    assert of(session, wesertal) == [own]
    assert own.standing == Standing.COLLECTED
    assert ledger.counting(session, own.id) == [OFFERED, COLLECTED]


def test_a_recalled_copy_of_a_predecessor_has_to_be_settled_by_the_successor(session, make, oberweser, wesertal):
    version = make.version(status=Status.RECALLED)
    make.delivery(version, oberweser, (OFFERED, COLLECTED, RECALLED))
    own = make.delivery(version, wesertal, (OFFERED, RECALLED))

    merge(session, wesertal, oberweser)

    session.refresh(own)
    assert own.standing == Standing.TO_SETTLE


@pytest.mark.parametrize("theirs", [(OFFERED,), (OFFERED, COLLECTED, RECALLED, DESTROYED)])
def test_what_nobody_holds_any_more_changes_nothing_at_the_successor(session, make, oberweser, wesertal, theirs):
    version = make.version(status=Status.PUBLISHED)
    make.delivery(version, oberweser, theirs)
    own = make.delivery(version, wesertal, (OFFERED, COLLECTED))

    _, followed = merge(session, wesertal, oberweser)

    assert followed == 0
    assert ledger.counting(session, own.id) == [OFFERED, COLLECTED]


def test_two_predecessors_leave_one_delivery(session, make, oberweser, wesertal):
    wahlsburg = make.organisation(key="06633027", name="Wahlsburg", district_key="06633")
    version = make.version(status=Status.PUBLISHED)
    make.delivery(version, oberweser)
    make.delivery(version, wahlsburg, (OFFERED, COLLECTED))

    merge(session, wesertal, oberweser, wahlsburg)

    (after,) = of(session, wesertal)
    assert after.standing == Standing.COLLECTED


def test_open_requests_follow_once(session, make, oberweser, wesertal):
    session.add_all(
        [
            Request(organisation_id=oberweser.id, language="ti"),
            Request(organisation_id=oberweser.id, language="fa-AF"),
            Request(organisation_id=wesertal.id, language="ti"),
        ]
    )

    merge(session, wesertal, oberweser)

    asked = session.scalars(select(Request.language).where(Request.organisation_id == wesertal.id))
    assert sorted(asked) == ["fa-AF", "ti"]


def test_a_list_that_names_a_successor_moves_the_deliveries_too_and_only_once(session, make, oberweser, wesertal):
    make.organisation(kind="district", key="06633", name="Landkreis Kassel", district_key="06633")
    make.delivery(organisation=oberweser, events=(OFFERED, COLLECTED))
    rows = [(2, {"AGS": "06633021", "Name": "Oberweser", "Nachfolger": "6633030", "seit": "01.01.2020"})]

    first, _ = succession.import_register(session, rows, by=MACHINE)
    second, _ = succession.import_register(session, rows, by=MACHINE)

    assert (first.updated, first.refused, first.remarks) == (1, (), ())
    assert (second.unchanged, second.refused, second.merged) == (1, (), ())
    (after,) = of(session, wesertal)
    assert after.standing == Standing.COLLECTED
    assert organisations.by_key(session, "06633021") is wesertal
