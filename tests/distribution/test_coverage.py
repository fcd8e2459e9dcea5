import random
from datetime import timedelta

import pytest
from sqlalchemy import event

from catalog.distribution.board.coverage import coverage, on_the_map
from catalog.distribution.board.figures import of_district, of_organisation, summary
from catalog.distribution.board.reaches import by_district, reaches
from catalog.distribution.board.scopes import Scope
from catalog.distribution.board.tallies import Group, Tally
from catalog.distribution.stages import EventKind, Stage, today
from catalog.films.lifecycle import Status
from catalog.foundation.database import utc_now
from catalog.people.hessen import hessen_map
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
    make.organisation(OrganisationKind.ADVICE_CENTRE, "aqa", "AQA", active=False)
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
        Stage.TO_SETTLE: 1,
    }


def test_the_board_tells_districts_and_languages_apart(session, board):
    seen = coverage(session, NOW)

    assert {key: group.recipients for key, group in seen.by_district.items()} == {
        "06435": 2,
        "06415": 1,
        "06531": 1,
    }
    assert {spread.version.language: spread.tally.total for spread in seen.versions} == {"de": 4, "ar": 1, "ti": 1}
    assert sum(spread.tally.total for spread in seen.versions) == seen.everybody.tally.total


def test_the_share_leaves_out_what_was_recalled(session, board):
    gruendau = next(reach for reach in reaches(session, NOW) if reach.name == "Gründau")

    assert (gruendau.tally.arrived, gruendau.tally.asked, gruendau.tally.share) == (1, 2, 0.5)


def test_only_recipients_with_every_receipt_are_complete(session, board):
    assert coverage(session, NOW).everybody.complete == 1


def test_the_board_can_be_narrowed(session, board):
    arabic = coverage(session, NOW, Scope(language="ar"))
    district = coverage(session, NOW, Scope(district="06435"))

    assert arabic.everybody.tally.stages == {Stage.COLLECTED: 1}
    assert [reach.name for reach in reaches(session, NOW, Scope(district="06435"))] == ["Bruchköbel", "Gründau"]
    assert district.everybody.tally.total == sum(spread.tally.total for spread in district.versions) == 4
    assert coverage(session, NOW, Scope(film="polizei")).everybody.tally.total == 6
    assert coverage(session, NOW, Scope(film="another")).everybody.tally.total == 0


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
    assert told["stages"]["to_settle"] == 1
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


@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(language="ar"),
        Scope(film="polizei"),
        Scope(district="06435"),
        Scope(kind=OrganisationKind.RECEPTION_CENTRE),
        Scope(kind=OrganisationKind.MUNICIPALITY, district="06533"),
    ],
)
def test_districts_kinds_languages_and_the_map_are_what_their_recipients_add_up_to(session, make, scope):
    chance = random.Random(7)  # noqa: S311 - the same house each time
    days = [None, today(NOW) - timedelta(days=1), today(NOW) + timedelta(days=1)]
    versions = [make.version(tag, Status.PUBLISHED) for tag in ("de", "ar", "ti")]
    make.version("fa", Status.SUPERSEDED, revision=1)
    versions.append(make.version("fa", Status.PUBLISHED, revision=2))
    for number in range(24):
        kind = OrganisationKind.RECEPTION_CENTRE if number % 5 == 0 else OrganisationKind.MUNICIPALITY
        district = chance.choice(["06435", "06533", None])
        organisation = make.organisation(kind, f"06435{number:03}", f"Ort {number}", district, active=number % 7 != 0)
        for version in versions:
            if chance.random() < 0.8:
                happened = tuple(chance.choices([COLLECTED, ACKNOWLEDGED, SCREENED, RECALLED], k=chance.randrange(4)))
                make.delivery(version, organisation, (OFFERED, *happened), due_on=chance.choice(days))
    session.flush()

    seen, each = coverage(session, NOW, scope), reaches(session, NOW, scope)

    together = sum((reach.tally for reach in each), Tally())
    assert seen.everybody == Group(len(each), sum(reach.tally.share == 1 for reach in each), together)
    assert sum((spread.tally for spread in seen.versions), Tally()) == together
    assert {key: (part.recipients, part.complete, part.receipts) for key, part in seen.by_district.items()} == {
        key: (group.recipients, group.complete, group.tally.receipts) for key, group in by_district(each).items()
    }
    assert {kind: group.tally for kind, group in seen.by_kind.items() if group.recipients} == {
        kind: sum((reach.tally for reach in each if reach.kind == kind), Tally())
        for kind in {reach.kind for reach in each}
    }
    assert {place.key: place.receipts for place in on_the_map(session, NOW, scope)} == {
        reach.key: reach.tally.receipts
        for reach in each
        if reach.kind == OrganisationKind.MUNICIPALITY and reach.key in hessen_map().municipalities
    }
    assert sum(count for _, count in seen.timeline.days) == together.arrived
