"""One organisation put right, groups, and mergers, by somebody at the ministry's desk."""

import re

import pytest
from sqlalchemy import select

from catalog.distribution.models import Campaign, Delivery
from catalog.distribution.stages import EventKind, Standing
from catalog.foundation.database import utc_now
from catalog.people import contacts, groups
from catalog.people.contacts import Said
from catalog.people.models import Contact, Organisation, OrganisationGroup, OrganisationKind
from catalog.people.permissions import MACHINE, Role

REGISTER = "/ministry/organisations"


@pytest.fixture
def gruendau(make):
    return make.organisation(email="rathaus@gruendau.example")


@pytest.fixture
def aqa(make):
    """The advice centre in Gründau."""
    return make.organisation(OrganisationKind.ADVICE_CENTRE, "aqa-gruendau", "AQA", "06435")


@pytest.fixture
def keeper(desk, make, gruendau, aqa):
    make.organisation(OrganisationKind.DISTRICT, "06435", "Main-Kinzig-Kreis")
    return desk(Role.ADMINISTRATOR)


@pytest.fixture
def kept(runtime):
    """Return what the house has kept, read anew."""

    def read(model, **facts):
        with runtime.question() as asking:
            return asking.scalars(select(model).filter_by(**facts)).all()

    return read


def test_one_organisation_is_entered_by_a_form(keeper, session, kept):
    answer = keeper.send(REGISTER, kind="wir_office", key="wir-fulda", name="WIR-Büro Fulda", email="wir@fulda.example")

    assert answer.status_code == 303
    (entered,) = kept(Organisation, key="wir-fulda")
    assert (entered.kind, entered.email) == ("wir_office", "wir@fulda.example")


def test_whoever_is_new_is_offered_what_is_public(keeper, session, make, kept):
    make.delivery()
    session.commit()

    keeper.send(REGISTER, kind="advice_centre", key="aqa-zwei", name="AQA 2")

    (entered,) = kept(Organisation, key="aqa-zwei")
    assert len(kept(Delivery, organisation_id=entered.id)) == 1


@pytest.mark.parametrize(
    ("key", "name", "sentence"),
    [
        ("aqa-gruendau", "AQA", "The key “aqa-gruendau” belongs to AQA already."),
        ("AQA!", "AQA", "cannot be a key"),
        ("aqa-2", "=1+1", "looks like a formula"),
        ("aqa-2", "", "The name is missing."),
    ],
)
def test_what_cannot_be_entered_comes_back_with_a_sentence_and_what_was_typed(keeper, key, name, sentence):
    answer = keeper.send(REGISTER, kind="advice_centre", key=key, name=name)

    assert answer.status_code in (409, 422)
    assert sentence in answer.text
    assert f'value="{key}"' in answer.text


def test_the_page_says_whom_letters_go_to(keeper, gruendau):
    page = keeper.look(f"{REGISTER}/{gruendau.id}").text

    assert "Letters go to rathaus@gruendau.example." in page


def test_a_contact_is_added_changed_and_removed(keeper, session, gruendau, kept):
    own = f"{REGISTER}/{gruendau.id}/contacts"
    added = keeper.send(own, role="Poststelle", email="post@gruendau.example", language="en", gets_letters="yes")
    (contact,) = kept(Contact)
    assert added.status_code == 303
    assert "Letters go to post@gruendau.example." in keeper.look(f"{REGISTER}/{gruendau.id}").text

    keeper.send(f"{own}/{contact.id}", role="Poststelle", email="neu@gruendau.example", language="de")
    (changed,) = kept(Contact)
    assert (changed.email, changed.language, changed.gets_letters) == ("neu@gruendau.example", "de", False)

    keeper.send(f"{own}/{contact.id}/removal")
    assert kept(Contact) == []


def test_a_bad_address_comes_back_with_a_sentence(keeper, gruendau):
    answer = keeper.send(f"{REGISTER}/{gruendau.id}/contacts", role="Poststelle", email="nobody", language="de")

    assert answer.status_code == 422
    assert "“nobody” is not an e-mail address." in answer.text
    assert 'value="nobody"' in answer.text


def test_a_contact_of_somebody_else_is_not_found(keeper, session, gruendau, aqa):
    theirs = contacts.add(session, aqa.id, Said("Beratung", "beratung@aqa.example"), by=MACHINE)
    session.commit()

    assert keeper.look(f"{REGISTER}/{gruendau.id}/contacts/{theirs.id}").status_code == 404
    assert keeper.send(f"{REGISTER}/{gruendau.id}/contacts/{theirs.id}/removal").status_code == 404


def test_letters_that_come_back_are_said_on_the_page_and_found_in_the_list(keeper, session, gruendau):
    contacts.bounced(session, gruendau.id, "rathaus@gruendau.example", utc_now())
    session.commit()

    page = keeper.look(f"{REGISTER}/{gruendau.id}").text
    found = keeper.look(f"{REGISTER}?gap=bounced").text

    assert "Nobody can be written to" in page
    assert "letters come back since" in page
    assert "1 organisations" in found
    assert "Gründau" in found


def test_facts_groups_and_whom_it_serves_are_saved_together(keeper, session, make, aqa, kept):
    made = groups.make(session, "Modellkommunen", by=MACHINE)
    session.commit()

    answer = keeper.send(
        f"{REGISTER}/{aqa.id}/facts",
        email="beratung@aqa.example",
        district="06435",
        languages="ti, ar",
        active="yes",
        group=str(made.id),
        served="06435012 Gründau\n06999999",
    )

    assert answer.status_code == 303
    (kept,) = kept(Organisation, id=aqa.id)
    assert (kept.email, kept.needed_languages, kept.active) == ("beratung@aqa.example", ["ti", "ar"], True)
    page = keeper.look(f"{REGISTER}/{aqa.id}").text
    assert "Not found in the register: 06999999." in page
    assert "Serves" in page
    assert "Modellkommunen" in page


def test_who_has_lost_the_letter_gets_a_new_link(keeper, client, gruendau):
    told = keeper.send(f"{REGISTER}/{gruendau.id}/links")

    (address,) = re.findall(r'value="https?://[^/"]+(/link/[^"]+)"', told.text)
    assert told.headers["Cache-Control"].startswith("no-")
    assert "Gründau" in client.get(address).text


def test_a_link_is_taken_back(keeper, session, make, gruendau):
    link = make.link(gruendau)
    session.commit()

    assert "Take back" in keeper.look(f"{REGISTER}/{gruendau.id}").text
    keeper.send(f"{REGISTER}/{gruendau.id}/links/{link.id}/revocation")

    page = keeper.look(f"{REGISTER}/{gruendau.id}").text
    assert "taken back on" in page


def test_a_link_of_somebody_else_is_not_found(keeper, session, make, gruendau, aqa):
    link = make.link(aqa)
    session.commit()

    assert keeper.send(f"{REGISTER}/{gruendau.id}/links/{link.id}/revocation").status_code == 404


def test_a_merger_is_entered_and_the_deliveries_follow(keeper, session, make, gruendau, kept):
    gelnhausen = make.organisation(key="06435010", name="Gelnhausen")
    make.delivery(organisation=gelnhausen, events=(EventKind.OFFERED, EventKind.COLLECTED))
    session.commit()

    answer = keeper.send(
        f"{REGISTER}/{gruendau.id}/changes/merger", predecessors="06435010 Gelnhausen", merged_since="2026-01-01"
    )

    assert answer.status_code == 303
    (followed,) = kept(Delivery, organisation_id=gruendau.id)
    assert followed.standing == Standing.COLLECTED
    page = keeper.look(f"{REGISTER}/{gruendau.id}").text
    assert "1 delivery has followed." in page
    assert "Gelnhausen (06435010) went into it" in page
    assert "carries on for it" in keeper.look(f"{REGISTER}/{gelnhausen.id}").text


@pytest.mark.parametrize(
    ("deed", "fields", "sentence"),
    [
        ("merger", {"predecessors": "06435099", "merged_since": "2026-01-01"}, "Please name who goes into"),
        ("merger", {"predecessors": "06435012", "merged_since": "2026-01-01"}, "cannot go into this organisation"),
        ("merger", {"predecessors": "06435012", "merged_since": ""}, "Please choose a day."),
        ("name", {"name": "Gründau", "renamed_since": "2026-01-01"}, "what the register says already"),
        ("key", {"key": "123", "rekeyed_since": "2026-01-01"}, "needs 8 digits"),
        ("key", {"key": "06435013", "rekeyed_since": "31.02.2026"}, "31.02.2026"),
    ],
)
def test_what_cannot_have_happened_is_refused_with_a_sentence(keeper, gruendau, deed, fields, sentence):
    answer = keeper.send(f"{REGISTER}/{gruendau.id}/changes/{deed}", **fields)

    assert answer.status_code in (409, 422)
    assert sentence in answer.text


def test_a_new_name_and_a_new_key_stand_in_the_history(keeper, session, gruendau):
    own = f"{REGISTER}/{gruendau.id}/changes"
    keeper.send(f"{own}/name", name="Bad Gründau", official_name="", renamed_since="2026-02-01")
    keeper.send(f"{own}/key", key="06435030", rekeyed_since="2026-03-01")

    page = keeper.look(f"{REGISTER}/{gruendau.id}").text
    assert "renamed, before that Gründau" in page
    assert "new key, before that 06435012" in page


def test_a_group_is_made_filled_renamed_and_emptied(keeper, session, gruendau, kept):
    keeper.send("/ministry/groups", name="Modellkommunen")
    (made,) = kept(OrganisationGroup)
    own = f"/ministry/groups/{made.id}"
    keeper.send(f"{own}/members", keys="06435012\nNirgends")
    page = keeper.look(own).text
    keeper.send(f"{own}/name", name="Modellkommunen 2026")

    assert "1 member" in page
    assert "Gründau" in page
    assert "Not found in the register: Nirgends." in page
    assert "Modellkommunen 2026" in keeper.look("/ministry/groups").text
    assert "Gründau" in keeper.look(f"{REGISTER}?group={made.id}").text

    keeper.send(f"{own}/members/removal", member=str(gruendau.id))
    assert "Nobody belongs to this group yet." in keeper.look(own).text


def test_a_group_is_dissolved_unless_a_campaign_was_sent_to_it(keeper, session, gruendau, kept):
    spare, used = (groups.make(session, name, by=MACHINE) for name in ("Übrig", "Modellkommunen"))
    spare.members.append(gruendau)
    session.add(Campaign(name="Herbst", picked={"group": used.id}))
    session.commit()

    gone = keeper.look(keeper.send(f"/ministry/groups/{spare.id}/end").location)
    stays = keeper.send(f"/ministry/groups/{used.id}/end")

    assert "The group “Übrig” is no more." in gone.text
    assert stays.status_code == 409
    assert "A campaign was sent to the group “Modellkommunen”, so the group stays." in stays.text
    assert "Herbst" in keeper.look(f"/ministry/groups/{used.id}").text
    assert "Dissolve the group" not in keeper.look(f"/ministry/groups/{used.id}").text
    assert [each.name for each in kept(OrganisationGroup)] == ["Modellkommunen"]
    assert kept(Organisation, id=gruendau.id)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_register_can_be_taken_along(keeper, suffix):
    answer = keeper.look(f"{REGISTER}/register.{suffix}?kind=advice_centre")

    assert answer.status_code == 200
    assert f"register.{suffix}" in answer.headers["Content-Disposition"]


def test_every_form_opens(keeper, session, aqa):
    contact = contacts.add(session, aqa.id, Said("Beratung", "beratung@aqa.example"), by=MACHINE)
    session.commit()
    own = f"{REGISTER}/{aqa.id}"

    for address in (
        f"{REGISTER}/new",
        f"{own}/facts",
        f"{own}/changes",
        f"{own}/contacts/new",
        f"{own}/contacts/{contact.id}",
    ):
        assert keeper.look(address).status_code == 200, address
    assert keeper.look(f"{REGISTER}/99999/facts").status_code == 404


def test_a_page_costs_the_same_questions_however_much_there_is(keeper, session, make, gruendau, count_questions):
    page = f"{REGISTER}/{gruendau.id}"
    keeper.look(page)
    with count_questions() as few:
        keeper.look(page)
    for number in range(4):
        contacts.add(session, gruendau.id, Said("Amt", f"amt{number}@gruendau.example"), by=MACHINE)
        make.link(gruendau)
        made = groups.make(session, f"Gruppe {number}", by=MACHINE)
        groups.join(session, gruendau.id, {*groups.groups_of(session, gruendau.id), made.id}, by=MACHINE)
    session.commit()

    with count_questions() as many:
        keeper.look(page)

    assert len(many) == len(few)


def test_an_editor_looks_and_changes_nothing(editor, session, make, gruendau):
    make.organisation()
    session.commit()
    page = editor.look(f"{REGISTER}/{gruendau.id}")

    assert page.status_code == 200
    assert "Add a contact" not in page.text
    assert editor.look(f"{REGISTER}/{gruendau.id}/facts").status_code == 403
    assert editor.send(f"{REGISTER}/{gruendau.id}/contacts", role="x", email="x@y.example").status_code == 403
    assert editor.look("/ministry/groups").status_code == 200
    assert editor.send("/ministry/groups", name="A").status_code == 403
