"""Recipients are picked by what they are, where they are, what they have, or one by one."""

import json

import pytest
from sqlalchemy import select

from catalog.distribution.campaigning import lists, picking
from catalog.distribution.campaigning.picking import NoSuchGroup, NotAPick, Pick, Way
from catalog.distribution.stages import EventKind
from catalog.films.lifecycle import Status
from catalog.foundation.sheets import as_csv, as_xlsx
from catalog.people.cells import FormulaCell
from catalog.people.models import Organisation, OrganisationGroup, OrganisationKind
from catalog.people.organisations import UnknownOrganisation
from catalog.people.tables import read_table
from tests.distribution.statements import statements

OFFERED, COLLECTED, ACKNOWLEDGED = EventKind.OFFERED, EventKind.COLLECTED, EventKind.ACKNOWLEDGED


@pytest.fixture
def register(make):
    """A district with two municipalities, a centre, an advice centre and an office; a town elsewhere; the ministry."""
    make.organisation(OrganisationKind.DISTRICT, "06435", "Main-Kinzig-Kreis")
    make.organisation()
    make.organisation(key="06435017", name="Langenselbold")
    make.organisation(OrganisationKind.RECEPTION_CENTRE, "eae-hanau", "EAE Hanau")
    make.organisation(OrganisationKind.ADVICE_CENTRE, "aqa", "AQA Gründau")
    make.organisation(OrganisationKind.WIR_OFFICE, "wir-mkk", "WIR-Koordination")
    make.organisation(key="06412000", name="Frankfurt", district_key="06412")
    make.organisation(key="06435099", name="Aufgelöst", active=False)
    make.organisation(OrganisationKind.MINISTRY, "hmdi", "Ministerium", None)


@pytest.fixture
def names(session):
    def of(pick):
        return sorted(session.scalars(select(Organisation.name).where(picking.condition(pick))))

    return of


def the_id(session, name):
    return session.scalars(select(Organisation.id).where(Organisation.name == name)).one()


@pytest.mark.parametrize(
    ("pick", "picked"),
    [
        (
            Pick(Way.EVERYBODY),
            ["AQA Gründau", "EAE Hanau", "Frankfurt", "Gründau", "Langenselbold", "WIR-Koordination"],
        ),
        (Pick(Way.KIND, "municipality"), ["Frankfurt", "Gründau", "Langenselbold"]),
        (Pick(Way.KIND, "wir_office"), ["WIR-Koordination"]),
        (Pick(Way.KIND, "district"), ["Main-Kinzig-Kreis"]),
        (
            Pick(Way.DISTRICT, "06435"),
            ["AQA Gründau", "EAE Hanau", "Gründau", "Langenselbold", "WIR-Koordination"],
        ),
    ],
)
def test_recipients_are_picked_by_what_and_where_they_are(register, names, pick, picked):
    assert names(pick) == picked


def test_a_group_is_picked_and_somebody_is_left_out(session, register, names):
    members = session.scalars(select(Organisation).where(Organisation.name.in_(["Gründau", "Frankfurt", "Aufgelöst"])))
    group = OrganisationGroup(name="Modellkommunen", members=list(members))
    session.add(group)
    session.flush()

    assert names(Pick(Way.GROUP, group.id)) == ["Frankfurt", "Gründau"]
    assert names(Pick(Way.GROUP, group.id, frozenset({the_id(session, "Frankfurt")}))) == ["Gründau"]
    assert picking.named(session, Pick(Way.GROUP, group.id)) == "Modellkommunen"


def test_recipients_are_picked_by_what_they_have(session, make, register, names):
    second = make.version("ti", Status.PUBLISHED, revision=2)
    for name, events in {
        "Gründau": (OFFERED, COLLECTED),
        "Frankfurt": (OFFERED, COLLECTED, ACKNOWLEDGED),
        "Langenselbold": (OFFERED,),
        "EAE Hanau": (OFFERED, COLLECTED, EventKind.RECALLED),
    }.items():
        organisation = session.scalars(select(Organisation).where(Organisation.name == name)).one()
        make.delivery(second, organisation, events)

    assert names(Pick(Way.HOLDERS, second.id)) == ["EAE Hanau", "Frankfurt", "Gründau"]
    assert names(Pick(Way.SILENT, second.id)) == ["Gründau", "Langenselbold"]


@pytest.mark.parametrize(
    "pick",
    [
        Pick(Way.EVERYBODY),
        Pick(Way.DISTRICT, "06435", frozenset({3, 1})),
        Pick(Way.LISTED, (5, 2)),
        Pick(Way.HOLDERS, 12),
    ],
)
def test_a_pick_comes_back_as_it_was_kept(pick):
    assert Pick.from_json(pick.to_json()) == pick
    assert Pick.read(pick.told()) == pick


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "7",
        "{}",
        '{"everybody":false}',
        '{"kind":"ministry"}',
        '{"district":7}',
        '{"district":["06435"]}',
        '{"group":"1 OR 1"}',
        '{"group":true}',
        '{"group":99999999999999999999}',
        '{"organisations":["1"]}',
        '{"everybody":true,"group":1}',
        '{"everybody":true,"without":"1"}',
        '{"everybody":true,"also":1}',
    ],
)
def test_what_picks_nobody_is_refused(text):
    with pytest.raises(NotAPick):
        Pick.from_json(text)


def test_a_district_or_a_group_that_is_not_there_is_told(session, register):
    with pytest.raises(UnknownOrganisation):
        picking.named(session, Pick(Way.DISTRICT, "09999"))
    with pytest.raises(NoSuchGroup):
        picking.named(session, Pick(Way.GROUP, 4711))


@pytest.fixture
def merged(session, make, register):
    """Two that went into a third one, and one that has another key today."""
    town = make.organisation(key="06633999", name="Wesertal", district_key="06633")
    for key, name in (("06633991", "Oberweser"), ("06633992", "Wahlsburg")):
        make.organisation(key=key, name=name, district_key="06633", active=False, successor_id=town.id)
    make.organisation(key="06415000", name="Hanau", district_key="06415").former_keys = ["06435014"]
    session.flush()


ROWS = [
    ["AGS", "Gemeinde"],
    ["06435012", "Gründau"],
    ["6412000", "Frankfurt: die Null hat die Tabelle abgeschnitten"],
    ["06435014", "Hanau, als es noch zum Kreis gehörte"],
    ["06633991", "Oberweser"],
    ["06633992", "Wahlsburg: noch einmal Wesertal"],
    ["06999999", "gibt es nicht"],
    ["06435099", "Aufgelöst"],
    ["hmdi", "Ministerium"],
    ["", "ohne Schlüssel"],
    ["06435012", "zum zweiten Mal"],
]


@pytest.mark.parametrize("write", [as_csv, lambda rows: as_xlsx("Liste", rows)], ids=["csv", "xlsx"])
def test_a_list_names_recipients_by_keys_of_today_and_of_yesterday(session, merged, write):
    filename = "liste.csv" if write is as_csv else "liste.xlsx"

    named = lists.named_in(session, read_table(write(ROWS), filename))

    found = [session.get_one(Organisation, number).name for number in named.organisation_ids]
    assert found == ["Gründau", "Frankfurt", "Hanau", "Wesertal"]
    assert named.repeated == 2
    assert [(row.line, row.reason.code) for row in named.refused] == [
        (7, "unknown_key"),
        (8, "gone_away"),
        (9, "sends_itself"),
        (10, "key_missing"),
    ]


def test_a_formula_in_a_list_names_nobody(session, register):
    named = lists.named_in(session, [(2, {"key": "=HYPERLINK(1)"}), (3, {"key": "06435012"})])

    assert [type(row.reason) for row in named.refused] == [FormulaCell]
    assert len(named.organisation_ids) == 1


def test_a_list_without_a_column_of_keys_is_refused(session, register):
    with pytest.raises(lists.KeyColumnMissing):
        lists.named_in(session, [(2, {"Gemeinde": "Gründau"})])


def test_keys_can_be_typed_one_after_the_other(session, register):
    named = lists.typed(session, "06435012, eae-hanau\n06412000;nowhere")

    assert len(named.organisation_ids) == 3
    assert [(row.line, row.reason.places) for row in named.refused] == [(2, {"key": "nowhere"})]


def test_a_pick_of_five_thousand_is_one_question(session, register):
    pick = Pick.from_json(json.dumps({"organisations": list(range(1, 5001))}))

    with statements(session) as asked:
        session.scalars(select(Organisation.id).where(picking.condition(pick))).all()

    assert len(asked) == 1
