from datetime import UTC, date, datetime, timedelta

import pytest

from catalog.distribution import ledger
from catalog.distribution.board.missing import missing, remind
from catalog.distribution.board.scopes import EVERYTHING, Scope
from catalog.distribution.board.timeline import timeline
from catalog.distribution.stages import EventKind
from catalog.films.lifecycle import Status
from catalog.people.permissions import MACHINE

ACKNOWLEDGED, BOUNCED, SCREENED, RECALLED = (
    EventKind.ACKNOWLEDGED,
    EventKind.BOUNCED,
    EventKind.SCREENED,
    EventKind.RECALLED,
)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
DUE = date(2026, 12, 1)


@pytest.fixture
def deliveries(make):
    """Four towns, one language, one day."""
    version = make.version(status=Status.PUBLISHED)
    towns = [make.organisation(key=f"0643501{each}", name=f"Ort {each}", email=f"{each}@ort.de") for each in range(4)]
    return [make.delivery(version, town, due_on=DUE) for town in towns]


def at(day, hour):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_receipts_are_counted_on_the_day_it_was_in_hessen(session, deliveries):
    ledger.note(session, deliveries[0], ACKNOWLEDGED, MACHINE, at(MONDAY, 12))
    ledger.note(session, deliveries[1], ACKNOWLEDGED, MACHINE, at(MONDAY, 23))
    ledger.note(session, deliveries[2], ACKNOWLEDGED, MACHINE, at(TUESDAY, 9))

    seen = timeline(session)

    assert seen.days == ((MONDAY, 1), (TUESDAY, 2))
    assert seen.cumulative == ((MONDAY, 1, 1), (TUESDAY, 2, 3))
    assert (seen.due_on, seen.whole) == (DUE, 4)


def test_only_the_first_receipt_of_a_delivery_counts_and_none_that_was_a_mistake(session, deliveries):
    ledger.note(session, deliveries[0], ACKNOWLEDGED, MACHINE, at(MONDAY, 9))
    ledger.note(session, deliveries[0], SCREENED, MACHINE, at(TUESDAY, 9))
    mistake = ledger.note(session, deliveries[1], ACKNOWLEDGED, MACHINE, at(MONDAY, 9))
    ledger.correct(session, mistake, "the wrong town", MACHINE)
    ledger.note(session, deliveries[2], ACKNOWLEDGED, MACHINE, at(MONDAY, 9))
    ledger.note(session, deliveries[2], RECALLED, MACHINE, at(TUESDAY, 9))

    seen = timeline(session)

    assert seen.days == ((MONDAY, 1),)
    assert seen.whole == 3


def test_days_that_differ_are_no_deadline_of_all(session, make, deliveries):
    make.delivery(make.version("ar", Status.PUBLISHED), make.organisation(), due_on=DUE + timedelta(1))

    assert timeline(session).due_on is None
    assert timeline(session, Scope(language="de")).due_on == DUE


def test_whoever_is_furthest_behind_is_missing_first(session, make, deliveries):
    make.delivery(make.version("ar", Status.PUBLISHED), deliveries[2].organisation)
    ledger.note(session, deliveries[0], ACKNOWLEDGED, MACHINE)

    found = missing(session, at(MONDAY, 9), EVERYTHING)

    assert [each.reach.name for each in found] == ["Ort 2", "Ort 1", "Ort 3"]
    assert not any(each.unreachable for each in found)


def test_whoever_has_no_good_address_is_unreachable(session, deliveries):
    deliveries[1].organisation.email = None
    ledger.note(session, deliveries[2], BOUNCED, MACHINE)

    found = missing(session, at(MONDAY, 9), EVERYTHING)

    assert [each.reach.name for each in found if each.unreachable] == ["Ort 1", "Ort 2"]


def test_all_who_are_missing_are_reminded_in_one_act(session, deliveries):
    ledger.note(session, deliveries[0], ACKNOWLEDGED, MACHINE)

    assert remind(session, Scope(district="06435"), by=MACHINE) == 3


def test_each_deadline_says_how_many_receipts_it_is_about(session, make, deliveries):
    make.delivery(make.version("ar", Status.PUBLISHED), make.organisation(), due_on=DUE + timedelta(1))
    make.delivery(make.version("ti", Status.PUBLISHED), make.organisation())

    seen = timeline(session)

    assert (seen.deadlines, seen.whole) == (((DUE, 4), (DUE + timedelta(1), 1)), 6)
