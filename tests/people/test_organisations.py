"""The register of organisations: entered, kept up to date, and asked."""

from importlib.resources import files

import pytest
from sqlalchemy import func, select

from catalog.foundation.audit import Entry
from catalog.foundation.errors import NotPermitted
from catalog.people import cells, changes, contacts, groups, listings, organisations
from catalog.people.addresses import BadAddress
from catalog.people.models import OrganisationKind
from catalog.people.permissions import MACHINE, Actor, Role
from catalog.people.register import GoneInto, RepeatedKey, SeveralPredecessors, UnknownDistrict
from catalog.people.relations import FormerKey, UnknownSuccessor
from catalog.people.tables import read_table
from tests.people.hessen import lay_hessen

HANAU, HANAU_UNTIL_2025 = "06415000", "06435014"


@pytest.fixture
def hessen(session):
    """The session of a house that knows Hessen."""
    return lay_hessen(session)


def imported(session, text, by=MACHINE):
    report = organisations.import_register(session, read_table(text.encode(), "list.csv"), by=by)
    session.flush()
    return report


def counts(report):
    return report.added, report.updated, report.unchanged, len(report.refused)


def test_hessen_has_421_municipalities_27_districts_and_11_active_centres(hessen):
    assert len(organisations.municipalities(hessen)) == 421
    assert len(organisations.districts(hessen)) == 27
    assert len(organisations.reception_centres(hessen)) == 11


def test_every_municipality_has_a_district_with_a_name(hessen):
    names = {district.key: district.name for district in organisations.districts(hessen)}

    assert {one.district_key for one in organisations.municipalities(hessen)} == set(names)
    assert (names["06611"], names["06633"]) == ("Kassel", "Landkreis Kassel")


def test_seeding_again_writes_nothing_and_undoes_no_import(hessen):
    imported(hessen, "key,kind,name,active\neae-bad-arolsen,reception_centre,Bad Arolsen,no\n")
    entries = hessen.scalar(select(func.count(Entry.id)))

    assert organisations.seed(hessen) == 0
    assert not hessen.new
    assert not hessen.dirty
    assert hessen.scalar(select(func.count(Entry.id))) == entries
    assert len(organisations.reception_centres(hessen)) == 10


def test_municipalities_stand_in_the_order_of_a_german_list(hessen):
    names = [one.name for one in organisations.municipalities(hessen)]

    assert names.index("Ober-Ramstadt") < names.index("Oestrich-Winkel") < names.index("Offenbach am Main")
    assert names.index("Höchst i. Odw.") < names.index("Hofbieber")


@pytest.mark.parametrize("words", ["Gründau", "grund", "06435012", "0643501"])
def test_a_clerk_finds_a_municipality_by_part_of_its_name_or_key(hessen, words):
    assert "Gründau" in [found.name for found in organisations.search(hessen, words)]


def test_a_search_can_be_kept_to_one_kind_of_organisation(hessen):
    found = organisations.search(hessen, "gie", OrganisationKind.RECEPTION_CENTRE)

    assert [organisation.key for organisation in found] == ["eae-giessen"]


def test_hanau_is_found_by_both_of_its_keys(hessen):
    hanau = organisations.by_key(hessen, HANAU)

    assert organisations.by_key(hessen, HANAU_UNTIL_2025) is hanau
    assert (hanau.name, hanau.district_key) == ("Hanau", "06415")


@pytest.mark.parametrize("key", ["06999999", "", "%", '"', "0641500_", "06415000\x00", "x" * 300])
def test_an_unknown_key_finds_nobody(hessen, key):
    assert organisations.find(hessen, key) is None
    with pytest.raises(organisations.UnknownOrganisation):
        organisations.by_key(hessen, key)


def test_our_own_tables_change_nothing_when_they_are_imported(hessen):
    for table, rows in (("municipalities", 421), ("districts", 27)):
        content = files("catalog").joinpath(f"data/hessen/{table}.csv").read_bytes()

        report = organisations.import_register(hessen, read_table(content, f"{table}.csv"), by=MACHINE)

        assert counts(report) == (0, 0, rows, 0)


def test_the_second_import_of_a_list_changes_nothing(hessen):
    text = (
        "AGS;Art;Name;Kreis;PLZ;Einwohner;E-Mail;Sprachen;aktiv\n"
        "06435012;Gemeinde;Gründau;06435;63584;14.900;integration@gruendau.example;ti, fa-AF;ja\n"
        "wir-fulda;WIR-Büro;WIR-Büro Fulda;06631;36037;;wir@fulda.example;;ja\n"
    )

    first, second = imported(hessen, text), imported(hessen, text)

    assert counts(first) == (1, 1, 0, 0)
    assert counts(second) == (0, 0, 2, 0)
    gruendau = organisations.by_key(hessen, "06435012")
    assert (gruendau.population, gruendau.needed_languages) == (14_900, ["ti", "fa-AF"])
    assert organisations.by_key(hessen, "wir-fulda").kind == OrganisationKind.WIR_OFFICE


def test_what_a_list_does_not_say_stays_as_it_is(hessen):
    imported(hessen, "ags,name,email\n06435012,Gründau,post@gruendau.example\n")
    imported(hessen, "ags,name,email,population\n06435012,Gründau,,\n")

    gruendau = organisations.by_key(hessen, "06435012")
    assert (gruendau.email, gruendau.population) == ("post@gruendau.example", 14_838)


def test_a_zero_that_a_spreadsheet_has_cut_off_is_put_back(hessen):
    report = imported(hessen, "ags,name,district,kind\n6435012,Gründau,,\n6435,Main-Kinzig-Kreis,,\n")

    assert counts(report) == (0, 0, 2, 0)


def test_a_list_with_the_former_key_updates_hanau_but_does_not_move_it_back(hessen):
    report = imported(hessen, f"ags,name,district,population\n{HANAU_UNTIL_2025},Hanau,06435,98582\n")

    hanau = organisations.by_key(hessen, HANAU)
    assert counts(report) == (0, 1, 0, 0)
    assert (hanau.key, hanau.district_key, hanau.population) == (HANAU, "06415", 98_582)


def test_a_municipality_with_a_new_key_keeps_its_history(hessen):
    before = organisations.by_key(hessen, "06435012").id

    report = imported(hessen, "ags,name,former_keys\n06440026,Gründau,06435012\n")

    assert counts(report) == (0, 1, 0, 0)
    after = organisations.by_key(hessen, "06435012")
    assert (after.id, after.key, after.district_key) == (before, "06440026", "06440")
    assert len(organisations.municipalities(hessen)) == 421


def test_two_municipalities_become_one_when_one_of_them_has_been_set_inactive(hessen):
    merged = "06435098,Neugründau,06435012 06435010,yes\n"

    refused = imported(hessen, f"ags,name,former_keys,active\n{merged}")
    merger = imported(hessen, f"ags,name,former_keys,active\n06435010,Gelnhausen,,no\n{merged}")

    assert [type(row.reason) for row in refused.refused] == [SeveralPredecessors]
    assert counts(merger) == (0, 2, 0, 0)
    assert organisations.by_key(hessen, "06435012").name == "Neugründau"
    assert organisations.by_key(hessen, "06435010").name == "Neugründau"


def test_a_district_may_stand_below_its_municipality(hessen):
    report = imported(hessen, "ags,name\n06641001,Neustadt am Rand\n06641,Landkreis am Rand\n")

    assert counts(report) == (2, 0, 0, 0)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("06435012,castle,Gründau,", listings.UnknownKind),
        ("gruendau,,Gründau,", listings.KindMissing),
        ("6435,municipality,Gründau,", listings.BadMunicipalityKey),
        ("09162000,,München,", listings.BadMunicipalityKey),
        ("٠٦٤٣٥٠١٢,,Gründau,", listings.BadMunicipalityKey),
        ("064350120,district,Gründau,", listings.BadDistrictKey),
        ("EAE Gießen,reception_centre,Gießen,", listings.BadShortName),
        ("06435012,,,", listings.NameMissing),
        ("06435012,,=HYPERLINK(1),", cells.FormulaCell),
        ("06435012,,+49 6051,", cells.FormulaCell),
        ("06435012,,-1+1,", cells.FormulaCell),
        ("06435012,,@SUM(1),", cells.FormulaCell),
        ("06435012,,Grün\x00dau,", cells.BadValue),
        ("06435012,," + "x" * 201 + ",", cells.BadValue),
        ("06435012,,Gründau,many", cells.BadValue),
        ("06999001,,Nirgendwo,", UnknownDistrict),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_the_good_ones_are_entered(hessen, row, reason):
    report = imported(hessen, f"key,kind,name,population\n{row}\n06435010,,Gelnhausen,24000\n")

    assert [(refused.line, type(refused.reason)) for refused in report.refused] == [(2, reason)]
    assert counts(report) == (0, 1, 0, 1)


def test_a_refusal_names_the_column_as_the_list_does(hessen):
    report = imported(hessen, "AGS;Name;Einwohner\n06435012;Gründau;viele\n")

    (refused,) = report.refused
    assert str(refused.reason).startswith("“viele” does not fit the column “Einwohner”.")


def test_a_second_row_about_the_same_municipality_names_the_first(hessen):
    report = imported(hessen, f"ags,name\n{HANAU},Hanau\n{HANAU_UNTIL_2025},Hanau am Main\n")

    (refused,) = report.refused
    assert (refused.line, type(refused.reason), refused.reason.places["line"]) == (3, RepeatedKey, 2)
    assert organisations.by_key(hessen, HANAU).name == "Hanau"


def test_a_list_without_keys_or_names_is_refused_as_a_whole(hessen):
    with pytest.raises(cells.ColumnsMissing):
        imported(hessen, "gemeinde,plz\nGründau,63584\n")


def test_an_import_leaves_one_entry_in_the_book(hessen):
    before = hessen.scalar(select(func.count(Entry.id)))

    imported(hessen, "ags,name,population\n06435012,Gründau,15000\n06435010,Gelnhausen,\nx,y,\n")

    assert hessen.scalar(select(func.count(Entry.id))) == before + 1
    entry = hessen.scalars(select(Entry).order_by(Entry.id.desc())).first()
    assert (entry.verb, entry.subject) == ("imported", "register")
    assert entry.details == {"added": [], "updated": ["06435012"], "unchanged": 1, "refused": 1}


def test_only_who_keeps_the_register_may_import(hessen):
    with pytest.raises(NotPermitted):
        imported(hessen, "ags,name\n06435012,Gründau\n", by=Actor(Role.RECIPIENT, "Gründau"))


@pytest.fixture
def kinzig(session, make):
    """A district of two municipalities, and Hanau, which left it."""
    make.organisation(OrganisationKind.DISTRICT, "06435", "Main-Kinzig-Kreis")
    make.organisation()
    make.organisation(key="06435010", name="Gelnhausen")
    make.organisation(key=HANAU, name="Hanau", district_key="06415").former_keys = [HANAU_UNTIL_2025]
    session.flush()
    return session


def test_a_list_enters_contacts_groups_and_whom_an_office_serves_and_a_second_time_nothing(kinzig):
    text = (
        "key;kind;name;district;contact_role;contact_email;contact_language;groups;serves\n"
        "aqa-gruendau;Beratungsstelle;AQA;06435;Beratung;Beratung@AQA.example;en;Modell, Pilot;06435\n"
        "06435012;;Gründau;;;post@gruendau.example;;Modell;\n"
    )

    first, second = (imported(kinzig, text.replace(", Pilot", "| Pilot")) for _ in range(2))

    assert counts(first) == (1, 1, 0, 0)
    assert counts(second) == (0, 0, 2, 0)
    aqa, gruendau = (organisations.by_key(kinzig, key) for key in ("aqa-gruendau", "06435012"))
    found = contacts.address_of(kinzig, [aqa.id, gruendau.id])
    assert (found[aqa.id].email, found[aqa.id].language) == ("beratung@aqa.example", "en")
    assert found[gruendau.id].email == "post@gruendau.example"
    assert [(one.name, one.members) for one in groups.groups(kinzig)] == [("Modell", 2), ("Pilot", 1)]
    assert [one.name for one in groups.served_by(kinzig, aqa.id)] == ["Gelnhausen", "Gründau"]


def test_a_former_key_is_understood_and_said(kinzig):
    report = imported(kinzig, f"ags,name\n{HANAU_UNTIL_2025},Hanau\n")

    (remark,) = report.remarks
    assert (remark.line, type(remark.reason), remark.reason.places["key_today"]) == (2, FormerKey, HANAU)
    assert counts(report) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("columns", "cells_of", "reason"),
    [
        ("contact_email", "nobody", BadAddress),
        ("contact_language,contact_email", "ti,post@gruendau.example", cells.BadValue),
        ("contact_role,contact_email", "=1+1,post@gruendau.example", cells.FormulaCell),
        ("since", "31.02.2026", cells.BadValue),
    ],
)
def test_a_row_with_a_bad_contact_or_day_is_refused(kinzig, columns, cells_of, reason):
    report = imported(kinzig, f"ags,name,{columns}\n06435012,Gründau,{cells_of}\n06435010,Gelnhausen,,\n")

    assert [(row.line, type(row.reason)) for row in report.refused] == [(2, reason)]
    assert report.unchanged == 1


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("successor", "06999999", UnknownSuccessor),
        ("successor", "06435012", changes.CannotMerge),
        ("serves", "06435010", groups.ServesNobody),
    ],
)
def test_what_a_row_says_of_others_is_told_when_it_cannot_be_and_the_rest_is_entered(kinzig, column, cell, reason):
    report = imported(kinzig, f"ags,name,population,{column}\n06435012,Gründau,15000,{cell}\n")

    assert [type(row.reason) for row in report.remarks] == [reason]
    assert counts(report) == (0, 1, 0, 0)
    assert organisations.by_key(kinzig, "06435012").population == 15_000


def test_an_old_list_neither_renames_the_successor_nor_revives_the_predecessor(kinzig):
    imported(kinzig, "ags,name,successor\n06435010,Gelnhausen,06435012\n")

    report = imported(kinzig, "ags,name,active\n06435010,Gelnhausen,yes\n06435012,Gründau,\n")

    assert [(row.line, type(row.reason)) for row in report.refused] == [(2, GoneInto)]
    assert organisations.by_key(kinzig, "06435010").name == "Gründau"
