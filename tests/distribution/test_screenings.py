from datetime import timedelta

import pytest

from catalog.distribution.screenings import AudienceUnlikely, NotYetHeld, report
from catalog.distribution.stages import EventKind, Stage, stage_of, today
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotFound
from catalog.people.permissions import Role

TODAY = today(utc_now())


@pytest.fixture
def clerk(make):
    return make.account(Role.RECIPIENT).actor


def test_a_showing_is_recorded_and_the_delivery_counts_as_shown(session, make, clerk):
    delivery = make.delivery(events=(EventKind.OFFERED, EventKind.COLLECTED))

    screening = report(session, delivery.id, TODAY, 35, by=clerk)

    assert (screening.version_id, screening.audience) == (delivery.version_id, 35)
    session.refresh(delivery)
    assert stage_of([event.kind for event in delivery.events], None, utc_now()) == Stage.SCREENED


def test_a_showing_takes_place_before_it_is_reported(session, make, clerk):
    with pytest.raises(NotYetHeld):
        report(session, make.delivery().id, TODAY + timedelta(days=2), 35, by=clerk)


@pytest.mark.parametrize("audience", [-3, 0, 1_000_000])
def test_somebody_but_not_a_whole_town_has_watched(session, make, clerk, audience):
    with pytest.raises(AudienceUnlikely):
        report(session, make.delivery().id, TODAY, audience, by=clerk)


def test_nobody_reports_for_the_neighbours(session, make, clerk):
    foreign = make.delivery(organisation=make.organisation(key="06435014"))

    with pytest.raises(NotFound):
        report(session, foreign.id, TODAY, 35, by=clerk)
