from datetime import date

import pytest

from catalog.distribution import succession
from catalog.distribution.ledger import correct, note
from catalog.distribution.models import Screening
from catalog.distribution.responses.reach import A_FEW, Choice, Reached, cells, grouped, months, reports, total, years
from catalog.distribution.stages import EventKind
from catalog.films.lifecycle import Status
from catalog.films.models import Edition
from catalog.people.models import OrganisationKind
from catalog.people.permissions import MACHINE

MARCH, APRIL = date(2026, 3, 14), date(2026, 4, 2)


@pytest.fixture
def shown(session, make):
    """Report a showing, at Gründau unless another organisation is named."""

    def report(language, day, audience, organisation=None, version=None):
        version = version or make.version(language, Status.PUBLISHED, revision=len(session.new) + day.toordinal())
        delivery = make.delivery(version, organisation)
        event = note(session, delivery, EventKind.SCREENED, MACHINE)
        screening = Screening(
            organisation_id=delivery.organisation_id,
            version_id=delivery.version_id,
            held_on=day,
            audience=audience,
            event_id=event.id,
        )
        session.add(screening)
        session.flush()
        return screening

    return report


@pytest.fixture
def giessen(make):
    return make.organisation(OrganisationKind.RECEPTION_CENTRE, "eae-giessen", "Erstaufnahme Gießen", "06531")


def test_showings_and_people_are_added_up_by_language_and_month(session, make, shown, giessen):
    arabic = make.version("ar", Status.PUBLISHED)
    shown("ar", MARCH, 20, version=arabic)
    shown("ar", MARCH, 120, giessen, version=arabic)
    shown("ti", APRIL, 15)

    found = grouped(cells(session), lambda cell: (cell.language, cell.month))

    assert found == {("ar", date(2026, 3, 1)): Reached(2, 140), ("ti", date(2026, 4, 1)): Reached(1, 15)}


def test_they_are_added_up_by_district_and_by_kind(session, make, shown, giessen):
    arabic = make.version("ar", Status.PUBLISHED)
    shown("ar", MARCH, 20, version=arabic)
    shown("ar", MARCH, 120, giessen, version=arabic)

    assert grouped(cells(session), lambda cell: cell.district_key) == {
        "06435": Reached(1, 20),
        "06531": Reached(1, 120),
    }
    assert grouped(cells(session), lambda cell: cell.kind)[OrganisationKind.RECEPTION_CENTRE] == Reached(1, 120)
    assert total(cells(session, Choice(district="06531"))) == Reached(1, 120)
    assert total(cells(session, Choice(language="ti"))) == total(cells(session, Choice(film="brand"))) == Reached()


def test_an_excerpt_at_an_event_counts_like_any_other_showing(session, make, shown):
    office = make.organisation(OrganisationKind.ADVICE_CENTRE, "aqa-gruendau", "AQA Gründau")
    excerpt = make.version("de", Status.PUBLISHED)
    excerpt.edition = Edition(film=excerpt.edition.film, name="aqa-gruendau")
    shown("de", MARCH, 18, office, version=excerpt)

    (report,) = reports(session)

    assert total(cells(session)) == Reached(1, 18)
    assert (report.organisation, report.version.edition.name) == ("AQA Gründau", "aqa-gruendau")


def test_a_corrected_report_counts_nowhere(session, make, shown):
    arabic = make.version("ar", Status.PUBLISHED)
    mistake = shown("ar", MARCH, 200, version=arabic)
    event = session.get_one(type(make.delivery().events[0]), mistake.event_id)

    correct(session, event, "Eine Null zu viel", MACHINE)

    assert total(cells(session)) == Reached()
    assert reports(session) == []


@pytest.mark.parametrize("audience", [1, 2, 3, 4])
def test_of_a_small_showing_every_sum_tells_the_same(session, make, shown, giessen, audience):
    arabic = make.version("ar", Status.PUBLISHED)
    shown("ar", MARCH, 20, version=arabic)
    small = shown("ar", MARCH, audience, giessen, version=arabic)

    assert total(cells(session)) == Reached(2, 20 + A_FEW)
    assert str(total(cells(session, Choice(district="06531"))).told) == "< 5"
    assert reports(session)[0].id == small.id


def test_the_latest_report_comes_first(session, shown):
    shown("ar", MARCH, 20)
    shown("ti", APRIL, 15)

    assert [report.held_on for report in reports(session)] == [APRIL, MARCH]


def test_twelve_months_end_with_this_one():
    found = months(date(2026, 2, 28))

    assert (found[0], found[-1], len(found)) == (date(2025, 3, 1), date(2026, 2, 1), 12)


def test_a_year_is_looked_at_by_its_days(session, shown):
    shown("ar", MARCH, 20)
    shown("ti", APRIL, 15)

    assert years(session) == [2026]
    assert total(cells(session, Choice(since=date(2026, 4, 1)))) == Reached(1, 15)
    assert total(cells(session, Choice(until=date(2026, 3, 31)))) == Reached(1, 20)


def test_what_a_municipality_has_shown_counts_once_and_where_it_went(session, make, shown):
    hanau = make.organisation(key="06415000", name="Hanau", district_key="06415")
    grossauheim = make.organisation(key="06435099", name="Großauheim", district_key="06435")
    shown("ar", MARCH, 20, grossauheim)
    succession.merge(session, hanau.id, [grossauheim.id], APRIL, by=MACHINE)

    assert grouped(cells(session), lambda cell: cell.district_key) == {"06415": Reached(1, 20)}
    assert total(cells(session, Choice(district="06415"))) == Reached(1, 20)
    assert total(cells(session, Choice(district="06435"))) == Reached()
