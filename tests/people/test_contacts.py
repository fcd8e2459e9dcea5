"""Whom to write to at an organisation, and where letters go today."""

import pytest
from sqlalchemy import event, select

from catalog.foundation.audit import history
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotFound, NotPermitted
from catalog.people import contacts
from catalog.people.addresses import BadAddress
from catalog.people.contacts import Addressee, Said
from catalog.people.models import Contact, Organisation
from catalog.people.permissions import MACHINE, Actor, Role

POST = Said("Poststelle", "post@gruendau.example")
INTEGRATION = Said("Integrationsbeauftragte Stelle", "Integration@Gruendau.example", "en")


@pytest.fixture
def gruendau(make):
    return make.organisation(email="rathaus@gruendau.example")


def addressee(session, organisation):
    return contacts.address_of(session, [organisation.id]).get(organisation.id)


def test_letters_go_to_the_contact_that_gets_them_in_its_language(session, gruendau):
    contacts.add(session, gruendau.id, POST, by=MACHINE)
    integration = contacts.add(session, gruendau.id, INTEGRATION, by=MACHINE)

    assert addressee(session, gruendau) == Addressee("integration@gruendau.example", "en", integration.id)


def test_of_an_organisation_at_most_one_contact_gets_the_letters(session, gruendau):
    post = contacts.add(session, gruendau.id, POST, by=MACHINE)
    contacts.add(session, gruendau.id, INTEGRATION, by=MACHINE)

    session.refresh(post)
    assert [one.gets_letters for one in contacts.contacts_of(session, gruendau.id)] == [True, False]
    assert not post.gets_letters


def test_without_a_contact_letters_go_to_the_general_address(session, gruendau):
    assert addressee(session, gruendau) == Addressee("rathaus@gruendau.example", "de", None)


def test_when_letters_come_back_they_go_to_the_general_address(session, gruendau):
    contacts.add(session, gruendau.id, POST, by=MACHINE)

    contacts.bounced(session, gruendau.id, "post@gruendau.example", utc_now())

    assert addressee(session, gruendau) == Addressee("rathaus@gruendau.example", "de", None)


def test_nobody_is_written_to_when_the_general_address_bounces_too(session, gruendau):
    contacts.bounced(session, gruendau.id, "Rathaus@gruendau.example", utc_now())

    assert addressee(session, gruendau) is None
    gruendau.email = "neu@gruendau.example"
    assert addressee(session, gruendau) == Addressee("neu@gruendau.example", "de", None)


def test_an_address_that_was_given_up_meanwhile_is_passed_over(session, gruendau):
    contacts.bounced(session, gruendau.id, "gone@gruendau.example", utc_now())

    assert contacts.contacts_of(session, gruendau.id) == []


def test_whoever_saves_a_contact_vouches_for_its_address(session, gruendau):
    post = contacts.add(session, gruendau.id, POST, by=MACHINE)
    contacts.bounced(session, gruendau.id, POST.email, utc_now())

    contacts.change(session, post.id, POST, by=MACHINE)

    assert addressee(session, gruendau) == Addressee("post@gruendau.example", "de", post.id)


def test_whoever_is_not_active_any_more_gets_no_letter(session, gruendau):
    gruendau.active = False

    assert addressee(session, gruendau) is None


def test_who_wants_no_reminders_still_has_an_address(session, gruendau):
    post = contacts.add(session, gruendau.id, POST, by=MACHINE)

    contacts.no_more_reminders(session, gruendau.id, post.id, utc_now())
    contacts.no_more_reminders(session, gruendau.id, post.id, utc_now())

    assert addressee(session, gruendau) == Addressee(POST.email, "de", post.id, wants_reminders=False)
    verbs = [entry.verb for entry in history(session, f"organisation:{gruendau.id}")]
    assert verbs == ["asked for no more reminders", "added a contact"]


def test_the_general_address_may_ask_for_no_reminders_too(session, gruendau):
    contacts.no_more_reminders(session, gruendau.id, None, utc_now())

    found = addressee(session, gruendau)
    assert (found.email, found.wants_reminders) == ("rathaus@gruendau.example", False)


def test_a_neighbour_cannot_sign_a_contact_off(session, make, gruendau):
    post = contacts.add(session, gruendau.id, POST, by=MACHINE)
    neighbour = make.organisation(key="06435010", name="Gelnhausen")

    with pytest.raises(NotFound):
        contacts.no_more_reminders(session, neighbour.id, post.id, utc_now())


def test_another_address_has_not_asked_for_anything_yet(session, gruendau):
    post = contacts.add(session, gruendau.id, POST, by=MACHINE)
    contacts.no_more_reminders(session, gruendau.id, post.id, utc_now())

    contacts.change(session, post.id, Said("Poststelle", "neu@gruendau.example"), by=MACHINE)

    assert addressee(session, gruendau).wants_reminders


def test_a_removed_contact_is_gone(session, gruendau):
    post = contacts.add(session, gruendau.id, POST, by=MACHINE)

    contacts.remove(session, post.id, by=MACHINE)

    assert session.get(Contact, post.id) is None
    with pytest.raises(NotFound):
        contacts.remove(session, post.id, by=MACHINE)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (Said("Poststelle", "nobody"), BadAddress),
        (Said("Poststelle", "post@gruendau.example\nBcc: all@example.org"), BadAddress),
        (Said(" ", "post@gruendau.example"), contacts.RoleMissing),
        (Said("x" * 121, "post@gruendau.example"), contacts.RoleMissing),
        (Said("Poststelle", "post@gruendau.example", "ti"), contacts.UnknownLetterLanguage),
        (Said("Rathaus", "INTEGRATION@gruendau.example"), contacts.ContactKnown),
    ],
)
def test_some_contacts_cannot_be_entered(session, gruendau, said, refusal):
    contacts.add(session, gruendau.id, INTEGRATION, by=MACHINE)

    with pytest.raises(refusal):
        contacts.add(session, gruendau.id, said, by=MACHINE)


def test_the_addresses_of_everybody_are_one_question(session):
    session.add_all(
        Organisation(kind="municipality", key=f"064{number:05}", name="x", email=f"post@{number}.example")
        for number in range(300)
    )
    session.flush()
    ids = session.scalars(select(Organisation.id)).all()
    session.add_all(Contact(organisation_id=of, role="Amt", email=f"amt@{of}.example") for of in ids[::2])
    session.flush()
    statements = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *sent: statements.append(sent[2]))

    found = contacts.address_of(session, ids)

    assert len(found) == 300
    assert len(statements) == 1


def test_only_who_keeps_the_register_enters_contacts(session, gruendau):
    with pytest.raises(NotPermitted):
        contacts.add(session, gruendau.id, POST, by=Actor(Role.RECIPIENT, "Gründau", organisation_id=gruendau.id))
