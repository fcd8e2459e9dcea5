"""What a campaign's page says is what the board says that is narrowed to the campaign, whatever has happened."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from catalog.distribution import ledger, succession
from catalog.distribution.board import missing
from catalog.distribution.board.coverage import coverage
from catalog.distribution.board.reaches import reaches
from catalog.distribution.board.scopes import EVERYTHING, Scope
from catalog.distribution.board.timeline import timeline
from catalog.distribution.campaigning import campaigns, progressing
from catalog.distribution.campaigning.campaigns import NobodyPicked, NothingToTell
from catalog.distribution.campaigning.picking import Pick, Way
from catalog.distribution.models import Delivery, DeliveryEvent
from catalog.distribution.recalling.recalls import recall
from catalog.distribution.stages import EventKind
from catalog.films.lifecycle import Status
from catalog.foundation.database import utc_now
from catalog.people.models import OrganisationKind
from catalog.people.permissions import MACHINE

HAPPENING = (
    EventKind.NOTIFIED,
    EventKind.BOUNCED,
    EventKind.OPENED,
    EventKind.SHIPPED,
    EventKind.COLLECTED,
    EventKind.ACKNOWLEDGED,
    EventKind.SCREENED,
    EventKind.DESTROYED,
)
TOWNS = 4
YESTERDAY, LATER = date(2020, 1, 1), date(2099, 1, 1)

one_of_many = st.integers(0, 30)
acts = st.one_of(
    st.tuples(st.just("happens"), one_of_many, st.sampled_from(HAPPENING)),
    st.tuples(st.just("mistaken"), one_of_many, st.none()),
    st.tuples(st.just("again"), st.integers(0, TOWNS), st.none()),
    st.tuples(st.just("replaced"), st.integers(0, 1), st.none()),
    st.tuples(st.just("recalled"), st.integers(0, 1), st.none()),
    st.tuples(st.just("merged"), st.integers(1, TOWNS - 1), st.none()),
    st.tuples(st.just("left"), st.integers(0, TOWNS), st.none()),
    st.tuples(st.just("late"), st.none(), st.none()),
)


class History:
    """A campaign, and whatever a random history does to it."""

    def __init__(self, session, make, number):
        self.session, self.make = session, make
        self.forms = iter(range(number * 100, number * 100 + 100))
        film = make.film(f"film-{number}")
        self.versions = [make.version(tag, Status.PUBLISHED, film) for tag in ("de", "ar")]
        keys = [f"{number:03}{each:05}" for each in range(TOWNS)]
        self.towns = [make.organisation(key=key, name=key, email=f"{key}@he.example") for key in keys]
        self.towns.append(make.organisation(OrganisationKind.DISTRICT, f"{number:05}", "Kreis", None))
        self.campaign = self.send([one.id for one in self.towns])

    def send(self, ids, due_on=LATER):
        chosen = [version.id for version in self.versions if version.status == Status.PUBLISHED]
        pick = Pick(Way.LISTED, tuple(ids))
        key = f"form-{next(self.forms)}"
        return campaigns.send(self.session, chosen, pick, "Herbst", due_on, {}, key, by=MACHINE).campaign

    def go_on(self, act, number, kind):
        getattr(self, f"_{act}")(number, kind)
        self.session.flush()

    def _happens(self, number, kind):
        ledger.note(self.session, self._deliveries[number % len(self._deliveries)], kind, MACHINE)

    def _mistaken(self, number, _kind):
        of_ours = DeliveryEvent.delivery_id.in_([each.id for each in self._deliveries])
        counting = DeliveryEvent.kind.in_(HAPPENING) & DeliveryEvent.id.not_in(
            select(DeliveryEvent.corrects_id).where(DeliveryEvent.corrects_id.is_not(None))
        )
        events = self.session.scalars(select(DeliveryEvent).where(of_ours, counting).order_by(DeliveryEvent.id)).all()
        if events:
            ledger.correct(self.session, events[number % len(events)], "vertippt", MACHINE)

    def _again(self, number, _kind):
        if all(version.status == Status.PUBLISHED for version in self.versions):
            with suppress(NobodyPicked, NothingToTell):
                self.send([one.id for one in self.towns[:number]])

    def _replaced(self, number, _kind):
        version = self.versions[number]
        if version.status == Status.PUBLISHED:
            version.status = Status.SUPERSEDED
            self.session.flush()
            self.make.version(version.language, Status.PUBLISHED, version.edition.film, revision=2)

    def _recalled(self, number, _kind):
        if self.versions[number].status == Status.PUBLISHED:
            recall(self.session, self.versions[number].id, "falsch", by=MACHINE)

    def _merged(self, number, _kind):
        successor, leaving = self.towns[0], self.towns[number]
        if successor.active and leaving.successor_id is None:
            succession.merge(self.session, successor.id, [leaving.id], YESTERDAY, by=MACHINE)

    def _left(self, number, _kind):
        self.towns[number].active = False

    def _late(self, _number, _kind):
        self.campaign.due_on = YESTERDAY

    @property
    def _deliveries(self):
        ids = [one.id for one in self.towns]
        mine = select(Delivery).where(Delivery.organisation_id.in_(ids)).order_by(Delivery.id)
        return self.session.scalars(mine.execution_options(populate_existing=True)).all()


@pytest.fixture
def history(session, make):
    """Return what begins a history with a campaign of its own."""
    numbers = iter(range(1, 999))
    return lambda: History(session, make, next(numbers))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(happened=st.lists(acts, max_size=14))
def test_the_campaign_and_the_board_tell_the_same(session, history, happened):
    told = history()
    for act in happened:
        told.go_on(*act)
    now, scope = utc_now(), Scope(campaign_id=told.campaign.id)

    page = progressing.progress(session, [told.campaign], now)[0]
    board, receipts = coverage(session, now, scope), timeline(session, scope)
    silent = progressing.missing(session, told.campaign.id, now)

    assert page.tally == board.everybody.tally
    assert page.recipients == board.everybody.recipients
    assert page.tally.total == sum(spread.tally.total for spread in board.versions)
    assert {one.organisation_id for one in silent} == {each.reach.id for each in missing.missing(session, now, scope)}
    assert receipts.whole == page.tally.asked
    assert sum(count for _, count in receipts.days) == page.tally.arrived


def test_a_campaign_keeps_its_receipts_when_its_film_is_replaced_and_asks_for_no_more(session, history):
    told = history()
    told.go_on("happens", 0, EventKind.COLLECTED)
    told.go_on("happens", 0, EventKind.ACKNOWLEDGED)
    told.go_on("replaced", 0, None)
    told.go_on("replaced", 1, None)
    scope = Scope(campaign_id=told.campaign.id)

    assert coverage(session, utc_now(), scope).everybody.tally.arrived == 1
    assert missing.missing(session, utc_now(), scope) == []


def test_whoever_went_into_another_is_counted_once_and_under_its_name(session, history):
    told = history()
    told.go_on("happens", 2, EventKind.COLLECTED)
    told.go_on("merged", 1, None)
    now, gone = utc_now(), told.towns[1]

    seen = reaches(session, now, EVERYTHING)
    silent = missing.missing(session, now, EVERYTHING)

    assert told.towns[0].id in {reach.id for reach in seen}
    assert gone.id not in {reach.id for reach in seen} | {each.reach.id for each in silent}
