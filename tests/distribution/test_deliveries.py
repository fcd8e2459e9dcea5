from concurrent.futures import ThreadPoolExecutor

import pytest

from catalog.distribution.deliveries import (
    NoSuchFile,
    NotCollected,
    NothingToAcknowledge,
    Replaced,
    acknowledge,
    acknowledge_all,
    begin,
    collect,
    diary,
    file_of,
    look,
)
from catalog.distribution.stages import EventKind
from catalog.films.lifecycle import Status
from catalog.films.register import VersionRecalled
from catalog.foundation.errors import NotFound, NotPermitted
from catalog.people.permissions import Role
from tests.distribution.finished import finish

OFFERED, COLLECTED = EventKind.OFFERED, EventKind.COLLECTED
ACKNOWLEDGED, RECALLED = EventKind.ACKNOWLEDGED, EventKind.RECALLED


@pytest.fixture
def clerk(make):
    return make.account(Role.RECIPIENT).actor


@pytest.fixture
def neighbour(make):
    return make.account(Role.RECIPIENT, make.organisation(key="06435014", name="Hanau")).actor


def kinds(delivery):
    return [event.kind for event in delivery.events]


def test_a_download_and_its_receipt_are_written_down(session, make, clerk):
    delivery = make.delivery()

    collect(session, delivery.id, "720p", 200_000, by=clerk)
    acknowledge(session, delivery.id, by=clerk)

    session.refresh(delivery)
    assert kinds(delivery) == [OFFERED, COLLECTED, ACKNOWLEDGED]
    assert delivery.events[1].details == {"profile": "720p", "size_bytes": 200_000}
    assert delivery.events[2].account_id == clerk.account_id


def test_a_second_receipt_changes_nothing(session, make, clerk):
    delivery = make.delivery(events=(OFFERED, COLLECTED))

    for _ in range(2):
        acknowledge(session, delivery.id, by=clerk)
        session.refresh(delivery)

    assert kinds(delivery).count(ACKNOWLEDGED) == 1


@pytest.mark.parametrize(
    ("events", "refusal"),
    [((OFFERED,), NotCollected), ((OFFERED, COLLECTED, RECALLED), VersionRecalled)],
)
def test_some_deliveries_cannot_be_acknowledged(session, make, clerk, events, refusal):
    delivery = make.delivery(events=events)

    with pytest.raises(refusal):
        acknowledge(session, delivery.id, by=clerk)


def test_a_neighbour_cannot_see_the_delivery(session, make, clerk, neighbour):
    delivery = make.delivery(events=(OFFERED, COLLECTED))

    for deed in (
        lambda: acknowledge(session, delivery.id, by=neighbour),
        lambda: collect(session, delivery.id, "720p", 1, by=neighbour),
        lambda: file_of(session, delivery.id, "720p", by=neighbour),
    ):
        with pytest.raises(NotFound):
            deed()


def test_the_ministry_acknowledges_for_nobody(session, make):
    delivery = make.delivery(events=(OFFERED, COLLECTED))

    with pytest.raises(NotPermitted):
        acknowledge(session, delivery.id, by=make.account(Role.ADMINISTRATOR).actor)


def test_all_open_receipts_are_given_at_once(session, make, clerk, neighbour):
    collected = [
        make.delivery(make.version(tag, Status.PUBLISHED), events=(OFFERED, COLLECTED)) for tag in ("ar", "fa")
    ]
    others = [
        make.delivery(make.version("ti", Status.PUBLISHED)),
        make.delivery(make.version("so", Status.RECALLED), events=(OFFERED, COLLECTED, RECALLED)),
        make.delivery(collected[0].version, make.organisation(key="06435014"), events=(OFFERED, COLLECTED)),
    ]

    assert acknowledge_all(session, by=clerk) == 2

    for delivery in collected + others:
        session.refresh(delivery)
    assert all(ACKNOWLEDGED in kinds(delivery) for delivery in collected)
    assert not any(ACKNOWLEDGED in kinds(delivery) for delivery in others)
    with pytest.raises(NothingToAcknowledge):
        acknowledge_all(session, by=clerk)


def test_a_file_is_found_by_its_size_name(session, make, clerk):
    delivery = make.delivery(finish(session, make.version("ar", Status.PUBLISHED)))

    _, file = file_of(session, delivery.id, "240p", by=clerk)

    assert file.height_px == 240
    with pytest.raises(NoSuchFile):
        file_of(session, delivery.id, "4320p", by=clerk)


@pytest.mark.parametrize(("status", "refusal"), [(Status.RECALLED, VersionRecalled), (Status.SUPERSEDED, Replaced)])
def test_what_does_not_stand_any_more_is_not_handed_out(session, make, clerk, status, refusal):
    delivery = make.delivery(finish(session, make.version("ar", status)))

    with pytest.raises(refusal):
        file_of(session, delivery.id, "720p", by=clerk)


def test_a_download_that_a_recall_overtook_is_still_on_the_list(session, make, clerk):
    delivery = make.delivery(make.version("ar", Status.RECALLED), events=(OFFERED, RECALLED))

    collect(session, delivery.id, "720p", 200_000, by=clerk)

    session.refresh(delivery)
    assert COLLECTED in kinds(delivery)


def test_the_diary_tells_the_newest_first(session, make, clerk):
    delivery = make.delivery(events=(OFFERED, COLLECTED))
    acknowledge(session, delivery.id, by=clerk)
    make.delivery(delivery.version, make.organisation(key="06435014"))

    told = diary(session, clerk.organisation_id)

    assert [event.kind for event in told] == [ACKNOWLEDGED, COLLECTED, OFFERED]


def test_fifty_receipts_at_once_are_one_receipt(runtime, session, make, clerk):
    delivery = make.delivery(events=(OFFERED, COLLECTED))
    session.commit()

    def give_receipt(_):
        with runtime.transaction() as own:
            acknowledge(own, delivery.id, by=clerk)

    with ThreadPoolExecutor(10) as clients:
        list(clients.map(give_receipt, range(50)))

    session.refresh(delivery)
    assert kinds(delivery).count(ACKNOWLEDGED) == 1


def test_whoever_looks_is_written_down_once_for_each_delivery(session, make, clerk, neighbour):
    unseen = [
        make.delivery(make.version(tag, Status.PUBLISHED), events=events)
        for tag, events in (("ar", (OFFERED,)), ("fa", (OFFERED, EventKind.NOTIFIED)))
    ]
    seen = make.delivery(make.version("ti", Status.PUBLISHED), events=(OFFERED, COLLECTED))

    assert look(session, by=neighbour) == 0
    assert [look(session, by=clerk), look(session, by=clerk)] == [2, 0]

    for delivery in (*unseen, seen):
        session.refresh(delivery)
    assert all(kinds(delivery)[-1] == EventKind.OPENED for delivery in unseen)
    assert EventKind.OPENED not in kinds(seen)


def test_a_download_that_breaks_off_is_written_down_once_a_day_for_each_file(session, make, clerk):
    delivery = make.delivery()

    for profile, reached_bytes in (("720p", 10), ("720p", 90), ("kit", 5), ("kit", 7)):
        begin(session, delivery.id, profile, 100, reached_bytes, by=clerk)

    session.refresh(delivery)
    told = [event.details for event in delivery.events if event.kind == EventKind.BEGUN]
    assert told == [
        {"profile": "720p", "size_bytes": 100, "reached_bytes": 10},
        {"profile": "kit", "size_bytes": 100, "reached_bytes": 5},
    ]


def test_fifty_looks_at_once_are_one_look(runtime, session, make, clerk):
    delivery = make.delivery()
    session.commit()

    def see(_):
        with runtime.transaction() as own:
            look(own, by=clerk)

    with ThreadPoolExecutor(10) as clients:
        list(clients.map(see, range(50)))

    session.refresh(delivery)
    assert kinds(delivery).count(EventKind.OPENED) == 1
