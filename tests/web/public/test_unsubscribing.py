"""One press ends the reminders, from a mail program too; to look changes nothing."""

import pytest

from catalog.distribution.letters import unsubscribing
from catalog.people import contacts
from catalog.people.models import Contact


@pytest.fixture
def gruendau(session, make):
    organisation = make.organisation(email="rathaus@gruendau.example")
    session.commit()
    return organisation


def path(config, organisation, contact_id=None):
    return unsubscribing.address(config, organisation.id, contact_id).removeprefix(config.public_url)


def wants_reminders(session, organisation):
    session.rollback()
    session.expire_all()
    return contacts.address_of(session, [organisation.id])[organisation.id].wants_reminders


def test_to_look_changes_nothing(client, session, config, gruendau):
    page = client.get(path(config, gruendau), headers={"Accept-Language": "en"})

    assert "Send no more reminders" in page.text
    assert "Gründau" in page.text
    assert wants_reminders(session, gruendau)


def test_a_mail_program_signs_off_in_one_step(client, session, config, gruendau):
    for _ in range(2):
        answer = client.post(path(config, gruendau), data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200

    assert not wants_reminders(session, gruendau)


def test_a_contact_signs_off_for_itself_alone(client, session, config, gruendau):
    contact = Contact(organisation_id=gruendau.id, role="Integration", email="i@gruendau.example")
    session.add(contact)
    session.commit()

    client.post(path(config, gruendau, contact.id))

    assert not wants_reminders(session, gruendau)
    session.refresh(contact)
    assert contact.no_reminders_at


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("changed", ["/unsubscribe/WzEsbnVsbF0.x", "/unsubscribe/WzEsbnVsbF0", "/unsubscribe/%00"])
def test_an_address_that_was_made_up_leads_nowhere(client, session, gruendau, method, changed):
    assert getattr(client, method)(changed).status_code == 404
    assert wants_reminders(session, gruendau)


def test_an_address_that_was_cut_off_leads_nowhere(client, session, config, gruendau):
    assert client.post(path(config, gruendau)[:-3]).status_code == 404
    assert wants_reminders(session, gruendau)
