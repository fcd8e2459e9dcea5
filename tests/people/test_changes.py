"""What became of organisations: renamed, under a new key, gone into another one."""

from datetime import date

import pytest
from sqlalchemy import select

from catalog.foundation.errors import NotPermitted
from catalog.people import changes, groups, listings, organisations
from catalog.people.models import ChangeKind, OrganisationChange
from catalog.people.permissions import MACHINE, Actor, Role

NEW_YEAR = date(2026, 1, 1)


@pytest.fixture
def gruendau(make):
    return make.organisation()


@pytest.fixture
def gelnhausen(make):
    return make.organisation(key="06435010", name="Gelnhausen")


def told(session, organisation):
    return [
        (one.kind, one.former_key, one.former_name, one.since) for one in changes.changes_of(session, organisation.id)
    ]


def test_hessen_remembers_hanau_wesertal_and_allendorf(session):
    organisations.seed(session)

    wesertal = organisations.by_key(session, "06633021")
    assert wesertal.name == "Wesertal"
    assert organisations.by_key(session, "06633027") is wesertal
    assert {name for _, _, name, _ in told(session, wesertal)} == {"Oberweser", "Wahlsburg"}
    allendorf = organisations.by_key(session, "06635005")
    assert told(session, allendorf) == [(ChangeKind.MERGED, "06635005", "Bromskirchen", date(2023, 1, 1))]
    hanau = organisations.by_key(session, "06435014")
    assert told(session, hanau) == [(ChangeKind.REKEYED, "06435014", "Hanau", NEW_YEAR)]


def test_a_new_name_keeps_the_old_one_in_the_book(session, gruendau):
    changes.rename(session, gruendau.id, " Bad  Gründau ", "Bad Gründau, Stadt", NEW_YEAR, by=MACHINE)

    assert (gruendau.name, gruendau.official_name) == ("Bad Gründau", "Bad Gründau, Stadt")
    assert told(session, gruendau) == [(ChangeKind.RENAMED, "06435012", "Gründau", NEW_YEAR)]


def test_a_new_key_moves_a_municipality_to_another_district_and_the_old_key_finds_it(session, make, gruendau):
    make.organisation(kind="district", key="06415", name="Hanau", district_key="06415")

    changes.rekey(session, gruendau.id, "6415001", NEW_YEAR, by=MACHINE)

    assert (gruendau.key, gruendau.district_key, gruendau.former_keys) == ("06415001", "06415", ["06435012"])
    assert organisations.by_key(session, "06435012") is gruendau
    assert told(session, gruendau) == [(ChangeKind.REKEYED, "06435012", "Gründau", NEW_YEAR)]


@pytest.mark.parametrize(
    ("key", "refusal"),
    [
        ("06435012", changes.NothingChanged),
        ("06435010", changes.KeyTaken),
        ("06999001", changes.DistrictUnknown),
        ("09162000", listings.BadMunicipalityKey),
    ],
)
def test_some_keys_cannot_be_given(session, gruendau, gelnhausen, key, refusal):
    with pytest.raises(refusal):
        changes.rekey(session, gruendau.id, key, NEW_YEAR, by=MACHINE)

    assert told(session, gruendau) == []


@pytest.mark.parametrize(("name", "refusal"), [("", changes.BadName), ("Gründau", changes.NothingChanged)])
def test_some_names_cannot_be_given(session, gruendau, name, refusal):
    with pytest.raises(refusal):
        changes.rename(session, gruendau.id, name, "", NEW_YEAR, by=MACHINE)


def test_a_merger_leaves_the_predecessor_as_it_was_and_its_key_finds_the_successor(session, gruendau, gelnhausen):
    gelnhausen.former_keys = ["06435099"]

    changes.merge(session, gruendau.id, [gelnhausen.id], NEW_YEAR, by=MACHINE)
    session.flush()

    assert (gelnhausen.active, gelnhausen.successor_id, gelnhausen.name) == (False, gruendau.id, "Gelnhausen")
    assert organisations.by_key(session, "06435010") is gruendau
    assert organisations.by_key(session, "06435099") is gruendau
    assert told(session, gruendau) == [(ChangeKind.MERGED, "06435010", "Gelnhausen", NEW_YEAR)]


def test_accounts_groups_and_offices_go_along(session, make, gruendau, gelnhausen):
    staff = make.account(Role.RECIPIENT, gelnhausen)
    office = make.organisation(kind="wir_office", key="wir-main-kinzig", name="WIR-Büro")
    model = groups.make(session, "Modellkommunen", by=MACHINE)
    groups.join(session, gelnhausen.id, [model.id], by=MACHINE)
    groups.serve(session, office.id, "06435010", by=MACHINE)

    changes.merge(session, gruendau.id, [gelnhausen.id], NEW_YEAR, by=MACHINE)

    session.refresh(staff)
    assert staff.organisation_id == gruendau.id
    assert groups.groups_of(session, gruendau.id) == {model.id}
    assert gruendau in groups.served_by(session, office.id)


def test_nobody_goes_into_itself_twice_or_into_another_kind(session, make, gruendau, gelnhausen):
    centre = make.organisation(kind="reception_centre", key="eae-giessen", name="EAEH")
    changes.merge(session, gruendau.id, [gelnhausen.id], NEW_YEAR, by=MACHINE)

    for one in (gruendau, gelnhausen, centre):
        with pytest.raises(changes.CannotMerge):
            changes.merge(session, gruendau.id, [one.id], NEW_YEAR, by=MACHINE)
    with pytest.raises(changes.SuccessorGone):
        changes.merge(session, gelnhausen.id, [centre.id], NEW_YEAR, by=MACHINE)
    with pytest.raises(changes.NobodyMerges):
        changes.merge(session, gruendau.id, [], NEW_YEAR, by=MACHINE)


def test_an_import_writes_new_names_and_keys_into_the_history(session):
    organisations.seed(session)
    rows = [(2, {"ags": "06440099", "name": "Neugründau", "former_keys": "06435012"})]

    organisations.import_register(session, rows, by=MACHINE)
    session.flush()

    gruendau = organisations.by_key(session, "06435012")
    assert {(kind, name) for kind, _, name, _ in told(session, gruendau)} == {
        (ChangeKind.REKEYED, "Gründau"),
        (ChangeKind.RENAMED, "Gründau"),
    }


def test_only_who_keeps_the_register_may_change_it(session, gruendau, gelnhausen):
    editor = Actor(Role.EDITOR, "Redaktion")

    with pytest.raises(NotPermitted):
        changes.rename(session, gruendau.id, "Neu", "", NEW_YEAR, by=editor)
    with pytest.raises(NotPermitted):
        changes.rekey(session, gruendau.id, "06435013", NEW_YEAR, by=editor)
    with pytest.raises(NotPermitted):
        changes.merge(session, gruendau.id, [gelnhausen.id], NEW_YEAR, by=editor)
    assert session.scalars(select(OrganisationChange)).all() == []
