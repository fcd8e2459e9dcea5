from datetime import timedelta

import pytest
from sqlalchemy import select

from catalog.distribution.ledger import counting
from catalog.distribution.models import Screening
from catalog.distribution.responses.screenings import (
    LONGEST_AGO,
    AudienceUnlikely,
    NoReasonGiven,
    NotYetHeld,
    PlaceTooLong,
    TooLongAgo,
    counts,
    report,
    take_back,
)
from catalog.distribution.stages import EventKind, Stage, Standing, stage_of, today
from catalog.films.lifecycle import Status
from catalog.films.models import Edition
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


def test_a_showing_says_where_it_took_place(session, make, clerk):
    screening = report(session, make.delivery().id, TODAY, 35, by=clerk, place="  Rathaus,\n Saal 2 ")

    assert screening.place == "Rathaus, Saal 2"


def test_the_place_is_no_story(session, make, clerk):
    with pytest.raises(PlaceTooLong):
        report(session, make.delivery().id, TODAY, 35, by=clerk, place="Saal " * 60)


def test_a_showing_of_years_ago_is_a_mistyped_year(session, make, clerk):
    # It may be another day than when these tests were collected.
    delivery, now = make.delivery(), today(utc_now())

    assert report(session, delivery.id, now - LONGEST_AGO, 35, by=clerk)
    with pytest.raises(TooLongAgo):
        report(session, delivery.id, now - LONGEST_AGO - timedelta(days=1), 35, by=clerk)


def test_the_excerpt_at_an_event_is_a_showing_like_any_other(session, make, clerk):
    excerpt = make.version(status=Status.PUBLISHED)
    excerpt.edition = Edition(film=excerpt.edition.film, name="aqa-gruendau")

    assert report(session, make.delivery(excerpt).id, TODAY, 18, by=clerk).version_id == excerpt.id


def test_a_report_that_was_a_mistake_stays_in_the_book_and_counts_no_more(session, make, clerk):
    delivery = make.delivery(events=(EventKind.OFFERED, EventKind.COLLECTED))
    mistake = report(session, delivery.id, TODAY, 350, by=clerk)
    right = report(session, delivery.id, TODAY, 35, by=clerk)

    for _ in range(2):
        take_back(session, mistake.id, "Eine Null zu viel", by=clerk)

    assert session.scalars(select(Screening.id).where(counts())).all() == [right.id]
    take_back(session, right.id, "Es war die Nachbargemeinde", by=clerk)
    assert delivery.standing == Standing.COLLECTED
    assert EventKind.SCREENED not in counting(session, delivery.id)


def test_a_report_is_taken_back_for_a_reason_and_by_whoever_made_it(session, make, clerk):
    screening = report(session, make.delivery().id, TODAY, 35, by=clerk)
    neighbour = make.account(Role.RECIPIENT, make.organisation(key="06435014", name="Hanau")).actor

    with pytest.raises(NoReasonGiven):
        take_back(session, screening.id, " ", by=clerk)
    with pytest.raises(NotFound):
        take_back(session, screening.id, "Nicht unsere", by=neighbour)
