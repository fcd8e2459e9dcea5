"""The register as it is looked through, and as a table that can be entered again."""

import pytest

from catalog.foundation.database import utc_now
from catalog.foundation.sheets import as_csv
from catalog.people import changes, contacts, directory, groups, organisations
from catalog.people.contacts import Said
from catalog.people.directory import Gap, Wish
from catalog.people.permissions import MACHINE
from catalog.people.tables import read_table


@pytest.fixture
def hessen(session, make):
    """A district of three municipalities, of which one goes into another, and its advice centre."""
    make.organisation("district", "06435", "Main-Kinzig-Kreis")
    for key, name in (("06435005", "Bruchköbel"), ("06435010", "Gelnhausen"), ("06435012", "Gründau")):
        make.organisation(key=key, name=name)
    row = {"key": "aqa-gruendau", "kind": "Beratungsstelle", "name": "AQA", "district": "06435"}
    aqa = organisations.enter(session, row, by=MACHINE)
    gruendau = organisations.by_key(session, "06435012")
    gruendau.email = "rathaus@gruendau.example"
    contacts.add(session, aqa.id, Said("Beratung", "beratung@aqa.example", "en"), by=MACHINE)
    groups.serve(session, aqa.id, "06435012", by=MACHINE)
    made = groups.make(session, "Modellkommunen", by=MACHINE)
    groups.let_in(session, made.id, "06435012 aqa-gruendau", by=MACHINE)
    changes.merge(session, gruendau.id, [organisations.by_key(session, "06435010").id], day(), by=MACHINE)
    session.flush()
    return session


def day():
    return utc_now().date()


def names(session, **wish):
    return [one.name for one in directory.sought(session, Wish.said(wish))]


def test_the_register_is_narrowed_by_kind_district_and_group(hessen):
    assert names(hessen, kind="advice_centre") == ["AQA"]
    assert len(names(hessen, district="06435", kind="municipality")) == 3
    assert names(hessen, group="1") == ["AQA", "Gründau"]
    assert names(hessen, group="1", words="grün") == ["Gründau"]


def test_who_cannot_be_written_to_is_found(hessen):
    assert names(hessen, district="06435", gap=Gap.NO_ADDRESS) == ["Bruchköbel"]


def test_whose_letters_come_back_is_found(hessen):
    gruendau = organisations.by_key(hessen, "06435012")
    contacts.bounced(hessen, gruendau.id, "rathaus@gruendau.example", utc_now())

    assert names(hessen, gap=Gap.BOUNCED) == ["Gründau"]
    assert "Gründau" in names(hessen, gap=Gap.NO_ADDRESS)
    assert "Gelnhausen" in names(hessen, gap=Gap.NOT_ACTIVE)


@pytest.mark.parametrize("wish", [{"kind": "castle"}, {"group": "x"}, {"gap": "?"}, {"group": "9" * 30}])
def test_a_wish_that_nobody_can_fulfil_is_left_out(hessen, wish):
    assert len(names(hessen, **wish)) == len(names(hessen))


def test_what_was_taken_along_changes_nothing_when_it_is_entered_again(hessen):
    rows = directory.table(hessen, directory.sought(hessen, Wish()))

    report = organisations.import_register(hessen, read_table(as_csv(rows), "register.csv"), by=MACHINE)

    assert (report.added, report.updated, report.refused, report.remarks) == (0, 0, (), ())
    assert report.unchanged == len(rows) - 1


def test_of_everybody_the_table_tells_groups_contact_and_whom_it_serves(hessen):
    head, aqa = directory.table(hessen, directory.sought(hessen, Wish(words="aqa")))

    told = dict(zip(head, aqa, strict=True))
    assert (told["contact_email"], told["contact_language"]) == ("beratung@aqa.example", "en")
    assert (told["groups"], told["serves"]) == ("Modellkommunen", "06435012")
