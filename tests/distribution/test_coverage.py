from datetime import timedelta

import pytest
from sqlalchemy import event

from catalog.distribution.coverage import coverage, of_district, of_organisation, summary
from catalog.distribution.stages import EventKind, Stage, today
from catalog.films.lifecycle import Status
from catalog.foundation.database import utc_now
from catalog.people.models import OrganisationKind
from catalog.people.organisations import UnknownOrganisation

OFFERED, COLLECTED, ACKNOWLEDGED = EventKind.OFFERED, EventKind.COLLECTED, EventKind.ACKNOWLEDGED
SCREENED, RECALLED = EventKind.SCREENED, EventKind.RECALLED
NOW = utc_now()


@pytest.fixture
def board(make):
    """Two towns of one district, a city, a centre; three languages at different stages."""
    make.organisation(OrganisationKind.DISTRICT, "06435", "Main-Kinzig-Kreis")
    gruendau = make.organisation()
    hanau = make.organisation(key="06415000", name="Hanau", district_key="06415")
    bruchkoebel = make.organisation(key="06435005", name="Bruchköbel")
    centre = make.organisation(OrganisationKind.RECEPTION_CENTRE, "eae-giessen", "EAEH Gießen", "06531")
    make.organisation(OrganisationKind.ADVICE_CENTRE, "aqa", "AQA")
    german = make.version("de", Status.PUBLISHED)
    arabic = make.version("ar", Status.PUBLISHED)
    tigrinya = make.version("ti", Status.RECALLED)
    yesterday = today(NOW) - timedelta(days=1)
    make.delivery(german, gruendau, (OFFERED, COLLECTED, ACKNOWLEDGED), due_on=yesterday)
    make.delivery(german, bruchkoebel, (OFFERED, COLLECTED), due_on=yesterday)
    make.delivery(german, hanau, (OFFERED,))
    make.delivery(german, centre, (OFFERED, COLLECTED, ACKNOWLEDGED, SCREENED))
    make.delivery(arabic, gruendau, (OFFERED, COLLECTED))
    make.delivery(tigrinya, gruendau, (OFFERED, COLLECTED, ACKNOWLEDGED, RECALLED))


def test_the_board_counts_each_delivery_at_its_stage(session, board):
    assert coverage(session, NOW).everybody.tally.stages == {
        Stage.OFFERED: 1,
        Stage.OVERDUE: 1,
        Stage.COLLECTED: 1,
        Stage.ACKNOWLEDGED: 1,
        Stage.SCREENED: 1,
        Stage.RECALLED: 1,
    }


def test_the_board_tells_districts_and_languages_apart(session, board):
    seen = coverage(session, NOW)

    assert {key: len(group.recipients) for key, group in seen.by_district.items()} == {
        "06435": 2,
        "06415": 1,
        "06531": 1,
    }
    assert {spread.version.language: spread.tally.total for spread in seen.versions} == {"de": 4, "ar": 1, "ti": 1}
    assert sum(spread.tally.total for spread in seen.versions) == seen.everybody.tally.total


def test_the_share_leaves_out_what_was_recalled(session, board):
    gruendau = next(reach for reach in coverage(session, NOW).everybody.recipients if reach.name == "Gründau")

    assert (gruendau.tally.arrived, gruendau.tally.asked, gruendau.tally.share) == (1, 2, 0.5)


def test_only_recipients_with_every_receipt_are_complete(session, board):
    assert coverage(session, NOW).everybody.complete == 1


def test_the_board_can_be_narrowed(session, board):
    arabic = coverage(session, NOW, language="ar")
    district = coverage(session, NOW, district="06435")

    assert arabic.everybody.tally.stages == {Stage.COLLECTED: 1}
    assert [reach.name for reach in district.everybody.recipients] == ["Bruchköbel", "Gründau"]
    assert district.everybody.tally.total == sum(spread.tally.total for spread in district.versions) == 4
    assert coverage(session, NOW, film="polizei").everybody.tally.total == 6
    assert coverage(session, NOW, film="another").everybody.tally.total == 0


def test_whoever_left_the_register_is_counted_nowhere(session, make, board):
    make.organisation().active = False

    seen = coverage(session, NOW)

    assert seen.everybody.tally.total == sum(spread.tally.total for spread in seen.versions) == 3


def test_the_summary_names_kinds_and_stages(session, board):
    told = summary(session, NOW)

    assert (
        told["organisations"]["municipality"] | {"total": 3, "acknowledged": 1} == told["organisations"]["municipality"]
    )
    assert told["organisations"]["reception_centre"]["screened"] == 1
    assert told["stages"]["recalled"] == 1
    assert [version["language"] for version in told["versions"]] == ["de", "ar", "ti"]


def test_a_district_and_an_organisation_are_told_by_their_keys(session, board):
    district, town = of_district(session, "06435", NOW), of_organisation(session, "06435012", NOW)

    assert (district["name"], district["total"], district["deliveries"]) == ("Main-Kinzig-Kreis", 2, 4)
    assert {row["language"]: row["mark"] for row in town["versions"]} == {"de": "have", "ar": "have", "ti": "recalled"}
    with pytest.raises(UnknownOrganisation):
        of_organisation(session, "06999999", NOW)


def test_the_board_costs_the_same_queries_for_six_deliveries_and_for_sixty(runtime, session, make, board):
    def queries():
        session.commit()
        run = []
        event.listen(runtime.sessions.engine, "before_cursor_execute", lambda *_: run.append(1))
        with runtime.question() as question:
            coverage(question, NOW)
        return len(run)

    few = queries()
    persian = make.version("fa", Status.PUBLISHED)
    for number in range(60):
        make.delivery(persian, make.organisation(key=f"065330{number:02}", district_key="06533"))

    assert queries() == few
