from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from catalog.distribution import ledger
from catalog.distribution.corrections import correct
from catalog.distribution.models import Delivery, DeliveryEvent, Mailing, Medium, Recall, Request
from catalog.distribution.recalling.copies import Answer, copies_of
from catalog.distribution.recalling.recalls import recall
from catalog.distribution.shipping import packing_lists, sticks
from catalog.distribution.shipping.shipments import (
    BackAlready,
    BackTooEarly,
    Carrier,
    Load,
    NobodyToSendTo,
    NotARecipient,
    NothingOnIt,
    NotToBeSent,
    NumberMissing,
    NumberTaken,
    NumberTwice,
    Parcel,
    SentTomorrow,
    send,
    take_back,
)
from catalog.distribution.stages import EventKind, Standing, today
from catalog.distribution.succession import merge
from catalog.films.lifecycle import Status
from catalog.films.register import VersionRecalled
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotFound, NotPermitted
from catalog.people.permissions import MACHINE, Role

TODAY = today(utc_now())


@pytest.fixture
def version(make):
    return make.version("ar", Status.PUBLISHED)


@pytest.fixture
def gruendau(make):
    return make.organisation()


@pytest.fixture
def hanau(make):
    return make.organisation(key="06415000", name="Hanau", district_key=None)


def load(*versions, **facts):
    return Load([version.id for version in versions], **{"carrier": Carrier.STICK, "shipped_on": TODAY, **facts})


def parcels(*lines):
    return packing_lists.from_lines("\n".join(lines))


def delivery_of(session, organisation):
    return session.scalars(
        select(Delivery).where(Delivery.organisation_id == organisation.id).execution_options(populate_existing=True)
    ).one()


def test_a_stick_is_an_event_of_every_version_on_it(session, make, version, gruendau):
    other = make.version("fa", Status.PUBLISHED)
    deliveries = [make.delivery(each, gruendau) for each in (version, other)]

    sent = send(session, parcels("06435012 HE-0042"), load(version, other), by=MACHINE)

    assert [shipment.number for shipment in sent.shipments] == ["HE-0042"]
    events = session.scalars(select(DeliveryEvent).where(DeliveryEvent.kind == EventKind.SHIPPED)).all()
    assert {event.delivery_id for event in events} == {delivery.id for delivery in deliveries}
    assert {(event.details["carrier"], event.details["number"]) for event in events} == {("stick", "HE-0042")}


def test_many_sticks_are_entered_in_one_act(session, version, gruendau, hanau):
    sent = send(session, parcels("06435012;HE-1", "", "06415000, HE-2", "06415000\tHE-3"), load(version), by=MACHINE)

    assert [shipment.number for shipment in sent.shipments] == ["HE-1", "HE-2", "HE-3"]
    assert len(sticks.sticks(session)) == 3


def test_whoever_was_not_offered_what_is_on_it_is_offered_it_without_a_letter(session, version, gruendau):
    sent = send(session, parcels("06435012 HE-1"), load(version), by=MACHINE)

    delivery = delivery_of(session, gruendau)
    assert sent.offered == 1
    assert ledger.counting(session, delivery.id) == [EventKind.OFFERED, EventKind.SHIPPED]
    assert delivery.standing == Standing.SHIPPED
    assert session.scalars(select(Mailing)).all() == []


def test_a_former_key_finds_its_recipient(session, version, hanau):
    hanau.former_keys = ["06435014"]
    session.flush()

    assert send(session, parcels("06435014 HE-1"), load(version), by=MACHINE).shipments[0].organisation_id == hanau.id


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("06435012 HE-1", NumberTaken),
        ("06435012 HE-2", NumberTwice),
        ("06435012", NumberMissing),
        ("06435012 " + "9" * 61, NumberMissing),
        ("99999999 HE-3", NotARecipient),
        ("=cmd() HE-4", NotARecipient),
    ],
)
def test_a_line_that_cannot_be_is_told_and_the_others_are_entered(session, version, gruendau, line, refusal):
    send(session, parcels("06435012 HE-1"), load(version), by=MACHINE)

    sent = send(session, parcels("06435012 HE-2", line), load(version), by=MACHINE)

    assert [shipment.number for shipment in sent.shipments] == ["HE-2"]
    assert [(refused.parcel.line, type(refused.reason)) for refused in sent.refused] == [(2, refusal)]


def test_an_incomplete_form_enters_nothing(session, make, version, gruendau):
    draft, recalled = make.version("fa"), make.version("ti", Status.RECALLED)
    one = parcels("06435012 HE-1")

    for lines, what, refusal in [
        ([], load(version), NobodyToSendTo),
        (one, load(), NothingOnIt),
        (one, load(draft), NotToBeSent),
        (one, load(version, recalled), VersionRecalled),
        (one, load(version, shipped_on=TODAY + timedelta(days=2)), SentTomorrow),
    ]:
        with pytest.raises(refusal):
            send(session, lines, what, by=MACHINE)
    assert sticks.sticks(session) == []


def test_a_stick_answers_the_wish_for_it_and_no_other(session, version, gruendau, hanau):
    wanted = [
        Request(organisation_id=town.id, language=language, medium=medium)
        for town, language, medium in [
            (gruendau, "ar", Medium.STICK),
            (gruendau, "fa", Medium.STICK),
            (gruendau, "ar", Medium.VERSION),
            (hanau, "ar", Medium.STICK),
        ]
    ]
    session.add_all(wanted)
    session.flush()

    sent = send(session, parcels("06435012 HE-1"), load(version), by=MACHINE)

    session.expire_all()
    assert sent.answered == 1
    assert [wish.answered_at is not None for wish in wanted] == [True, False, False, False]
    assert {(wish.organisation.id, wish.request.language) for wish in sticks.wishes(session)} == {
        (gruendau.id, "fa"),
        (hanau.id, "ar"),
    }


@pytest.mark.parametrize("arrived", [True, False])
def test_a_stick_that_came_back_or_never_arrived_is_no_copy(session, version, gruendau, arrived):
    (shipment,) = send(session, parcels("06435012 HE-1"), load(version), by=MACHINE).shipments

    take_back(session, shipment.id, TODAY, arrived=arrived, by=MACHINE)

    delivery = delivery_of(session, gruendau)
    assert delivery.standing == Standing.OPENED
    assert delivery.events[-1].details["arrived"] is arrived
    assert sticks.sticks(session) == []
    assert [stick.shipment.id for stick in sticks.sticks(session, back_too=True)] == [shipment.id]


def test_a_stick_comes_back_once_and_not_before_it_was_sent(session, version, gruendau):
    (shipment,) = send(session, parcels("06435012 HE-1"), load(version), by=MACHINE).shipments

    with pytest.raises(BackTooEarly):
        take_back(session, shipment.id, TODAY - timedelta(days=1), arrived=True, by=MACHINE)
    take_back(session, shipment.id, TODAY, arrived=True, by=MACHINE)
    with pytest.raises(BackAlready):
        take_back(session, shipment.id, TODAY, arrived=True, by=MACHINE)
    with pytest.raises(NotFound):
        take_back(session, 999, TODAY, arrived=True, by=MACHINE)


def test_sticks_with_a_recalled_revision_come_first(session, make, version, gruendau, hanau):
    other = make.version("fa", Status.PUBLISHED)
    send(session, parcels("06435012 HE-1"), load(version), by=MACHINE)
    send(session, parcels("06415000 HE-2"), load(other), by=MACHINE)

    recall(session, version.id, "Der Notruf ist falsch.", by=MACHINE)

    found = sticks.sticks(session)
    assert [(stick.shipment.number, stick.carries_recalled) for stick in found] == [("HE-1", True), ("HE-2", False)]


def test_sticks_are_found_by_recipient_number_and_revision(session, make, version, gruendau, hanau):
    other = make.version("fa", Status.PUBLISHED)
    send(session, parcels("06435012 HE-1"), load(version), by=MACHINE)
    send(session, parcels("06415000 HE-2"), load(other), by=MACHINE)

    def numbers(*wish):
        return [stick.shipment.number for stick in sticks.sticks(session, *wish)]

    assert numbers("grundau") == numbers("he-1") == numbers("0643") == numbers("", version.id) == ["HE-1"]


def test_a_stick_that_was_entered_by_mistake_is_nowhere(session, version, gruendau):
    send(session, parcels("06435012 HE-1"), load(version), by=MACHINE)
    shipped = session.scalars(select(DeliveryEvent).where(DeliveryEvent.kind == EventKind.SHIPPED)).one()

    correct(session, shipped.id, "Nie verschickt.", by=MACHINE)

    assert sticks.sticks(session) == []
    assert delivery_of(session, gruendau).standing == Standing.OFFERED


def test_a_recipient_sends_nothing(session, make, version, gruendau):
    with pytest.raises(NotPermitted):
        send(session, parcels("06435012 HE-1"), load(version), by=make.account(Role.RECIPIENT).actor)


def test_a_table_names_its_columns():
    rows = [(2, {"AGS": "06435012", "Nummer": "HE-1"})]

    assert packing_lists.from_rows(rows) == [Parcel(2, "06435012", "HE-1")]
    with pytest.raises(packing_lists.ColumnsMissing):
        packing_lists.from_rows([(2, {"Name": "Gründau", "Nummer": "HE-1"})])


def test_a_day_in_the_past_is_fine(session, version, gruendau):
    assert send(session, parcels("06435012 HE-1"), load(version, shipped_on=date(2026, 1, 2)), by=MACHINE).shipments


def test_a_stick_goes_over_to_whoever_carries_on(session, make, version, gruendau):
    successor = make.organisation(key="06435099", name="Neustadt")
    (shipment,) = send(session, parcels("06435012 HE-1"), load(version), by=MACHINE).shipments
    merge(session, successor.id, [gruendau.id], date(2026, 1, 1), by=MACHINE)

    later = send(session, parcels("06435012 HE-2"), load(version), by=MACHINE)
    take_back(session, shipment.id, TODAY, arrived=True, by=MACHINE)

    assert [sent.organisation_id for sent in later.shipments] == [successor.id]
    assert [[on_it.id for on_it in stick.versions] for stick in sticks.sticks(session, back_too=True)] == [
        [version.id],
        [version.id],
    ]
    returned = select(DeliveryEvent.delivery_id).where(DeliveryEvent.kind == EventKind.RETURNED)
    assert len(session.scalars(returned).all()) == 2


def test_a_stick_that_was_sent_before_the_recall_can_be_entered_after_it(session, make, version, gruendau, hanau):
    make.delivery(version, gruendau)
    recall(session, version.id, "Ein Satz ist falsch.", by=MACHINE)
    sent = parcels(f"{gruendau.key} HE-1", f"{hanau.key} HE-2")

    send(session, sent, load(version), by=MACHINE)

    assert [(copy.name, copy.answer) for copy in copies_of(session, version.id).holders] == [
        ("Gründau", Answer.OPEN),
        ("Hanau", Answer.OPEN),
    ]
    session.execute(update(Recall).values(at=utc_now() - timedelta(days=1)))
    with pytest.raises(VersionRecalled):
        send(session, parcels(f"{hanau.key} HE-3"), load(version), by=MACHINE)
