"""Groups, and whom an office serves: named by pasted lists of keys."""

import pytest

from catalog.foundation.errors import NotFound, NotPermitted
from catalog.people import groups, organisations
from catalog.people.mentions import mentioned
from catalog.people.permissions import MACHINE, Actor, Role


@pytest.fixture
def hessen(session, make):
    """A district of three municipalities, and Hanau, which left it."""
    make.organisation("district", "06435", "Main-Kinzig-Kreis")
    for key, name in (("06435005", "Bruchköbel"), ("06435010", "Gelnhausen"), ("06435012", "Gründau")):
        make.organisation(key=key, name=name)
    hanau = make.organisation(key="06415000", name="Hanau", district_key="06415")
    hanau.former_keys = ["06435014"]
    session.flush()
    return session


@pytest.fixture
def aqa(hessen):
    """The advice centre in Gründau."""
    row = {"key": "aqa-gruendau", "kind": "Beratungsstelle", "name": "AQA", "district": "06435"}
    return organisations.enter(hessen, row, by=MACHINE)


def keys(known):
    return [one.key for one in known]


def test_a_pasted_list_is_understood_with_names_beside_the_keys_and_with_keys_of_before(hessen):
    understood = mentioned(hessen, "AGS;Name\n6435012\tGründau\n06435014, 06435010\n\n06999999 Nirgends\nEltville\n")

    assert keys(understood.organisations) == ["06435012", "06415000", "06435010"]
    assert [(key, one.name) for key, one in understood.former] == [("06435014", "Hanau")]
    assert understood.unknown == ("AGS;Name", "06999999 Nirgends", "Eltville")


def test_a_key_beside_a_known_one_that_nobody_has_is_told(hessen):
    assert mentioned(hessen, "06435012 06999999").unknown == ("06999999",)


def test_a_group_is_made_renamed_and_filled_from_a_list(hessen):
    made = groups.make(hessen, " Modellkommunen  2026 ", by=MACHINE)
    groups.let_in(hessen, made.id, "06435012\n06435014", by=MACHINE)
    groups.let_in(hessen, made.id, "06435012", by=MACHINE)
    groups.rename(hessen, made.id, "Modellkommunen", by=MACHINE)
    hessen.flush()

    assert [(one.name, one.members) for one in groups.groups(hessen)] == [("Modellkommunen", 2)]
    assert {one.name for one in groups.group(hessen, made.id).members} == {"Gründau", "Hanau"}


def test_members_leave_a_group(hessen):
    made = groups.make(hessen, "Modellkommunen", by=MACHINE)
    groups.let_in(hessen, made.id, "06435012 06435010", by=MACHINE)
    gruendau = organisations.by_key(hessen, "06435012")

    assert groups.let_out(hessen, made.id, [gruendau.id, 99_999], by=MACHINE) == 1
    assert keys(made.members) == ["06435010"]


def test_an_organisation_is_in_the_groups_that_were_ticked(hessen):
    first, second = (groups.make(hessen, name, by=MACHINE) for name in ("A", "B"))
    gruendau = organisations.by_key(hessen, "06435012")

    groups.join(hessen, gruendau.id, [first.id, second.id, 99_999], by=MACHINE)
    groups.join(hessen, gruendau.id, [second.id], by=MACHINE)

    assert groups.groups_of(hessen, gruendau.id) == {second.id}


@pytest.mark.parametrize(
    ("name", "refusal"), [("", groups.GroupNameMissing), ("x" * 121, groups.GroupNameMissing), ("A", groups.GroupKnown)]
)
def test_some_groups_cannot_be_made(session, name, refusal):
    groups.make(session, "A", by=MACHINE)

    with pytest.raises(refusal):
        groups.make(session, name, by=MACHINE)


def test_a_list_of_strangers_is_refused_as_a_whole(hessen):
    made = groups.make(hessen, "A", by=MACHINE)

    with pytest.raises(groups.NobodyMentioned):
        groups.let_in(hessen, made.id, "Eltville\nRüdesheim", by=MACHINE)
    with pytest.raises(NotFound):
        groups.let_in(hessen, 99_999, "06435012", by=MACHINE)


def test_an_advice_centre_serves_municipalities_and_a_wir_office_its_district(hessen, aqa):
    gruendau = organisations.by_key(hessen, "06435012")
    groups.serve(hessen, aqa.id, "06435012 Gründau", by=MACHINE)
    assert keys(groups.served_by(hessen, aqa.id)) == ["06435012"]
    assert groups.serving(hessen, gruendau.id) == [aqa]

    groups.serve(hessen, aqa.id, "06435 Main-Kinzig-Kreis", by=MACHINE)
    assert len(groups.served_by(hessen, aqa.id)) == 3

    groups.serve(hessen, aqa.id, "", by=MACHINE)
    assert groups.served_by(hessen, aqa.id) == []


def test_a_municipality_serves_nobody(hessen):
    with pytest.raises(groups.ServesNobody):
        groups.serve(hessen, organisations.by_key(hessen, "06435012").id, "06435010", by=MACHINE)


def test_only_who_keeps_the_register_keeps_groups(session):
    with pytest.raises(NotPermitted):
        groups.make(session, "A", by=Actor(Role.EDITOR, "Redaktion"))
