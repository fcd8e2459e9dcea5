"""The ministry sees every letter, sends again what came back, and finds out whom it cannot write to."""

import dataclasses

import pytest
from sqlalchemy import select

from catalog.distribution.letters import book, sending
from catalog.distribution.letters.mailings import order
from catalog.distribution.models import Delivery, MailingDelivery, MailingKind
from catalog.distribution.recalling.recalls import recall
from catalog.films.lifecycle import Status
from catalog.foundation import mail
from catalog.foundation.database import utc_now
from catalog.foundation.mail import Letter
from catalog.people.models import Contact
from catalog.people.permissions import MACHINE, Role

LINK = "http://127.0.0.1:8000/link/WzEsMSwxXQ.SECRET/"


@pytest.fixture
def gruendau(make):
    return make.organisation(email="rathaus@gruendau.example")


@pytest.fixture
def letter(session, config, gruendau):
    """A letter that was sent."""
    return enter(session, config, gruendau, "Neu für Sie: Tigrinya")


@pytest.fixture
def returned(session, letter):
    """The same, come back."""
    sending.returned(session, letter, "550 5.1.1 nobody here", utc_now())
    session.commit()
    return letter


def enter(session, config, organisation, subject, **facts):
    entered = mail.enter(
        session,
        config,
        key=subject,
        to=organisation.email,
        subject=subject,
        body=f"Guten Tag <b>,\n\nZu Ihren Filmen:\n{LINK}\n",
        html=f"<p>Guten Tag</p><a href='{LINK}'>Zu Ihren Filmen</a>",
        about=f"organisation:{organisation.id}",
    )
    entered.sent_at = utc_now()
    for name, value in facts.items():
        setattr(entered, name, value)
    session.commit()
    return entered


def test_letters_are_found_by_state_and_by_organisation(editor, session, config, make, letter):
    hanau = make.organisation(key="06435014", name="Hanau", email="rathaus@hanau.example")
    enter(session, config, hanau, "Wartet", sent_at=None)
    enter(session, config, hanau, "Zurück", bounced_at=utc_now(), failure="550 nobody")
    enter(session, config, hanau, "Aufgegeben", sent_at=None, given_up_at=utc_now())
    subjects = {"waiting": "Wartet", "sent": letter.subject, "came_back": "Zurück", "given_up": "Aufgegeben"}

    for state, subject in subjects.items():
        page = editor.look(f"/ministry/letters?state={state}").text
        assert subject in page
        assert not any(other in page for other in set(subjects.values()) - {subject})
    assert "Came back (1)" in editor.look("/ministry/letters").text
    assert "550 nobody" in editor.look("/ministry/letters?words=hana").text
    assert letter.subject not in editor.look("/ministry/letters?words=hana").text
    assert "There are no such letters" in editor.look("/ministry/letters?words=%25").text


def test_a_list_of_letters_costs_as_many_questions_as_one(editor, session, config, letter, gruendau, count_questions):
    editor.look("/ministry/letters")
    with count_questions() as few:
        editor.look("/ministry/letters")
    for number in range(20):
        enter(session, config, gruendau, f"Brief {number}")
    with count_questions() as many:
        editor.look("/ministry/letters")

    assert len(many) == len(few)


def test_a_letter_is_shown_as_it_was_without_what_lets_somebody_in(editor, letter):
    page, html = editor.look(f"/ministry/letters/{letter.id}"), editor.look(f"/ministry/letters/{letter.id}/html")

    assert "Guten Tag &lt;b&gt;" in page.text
    assert "/link/…" in page.text
    assert "SECRET" not in page.text + html.text
    assert f'src="/ministry/letters/{letter.id}/html"' in page.text
    assert html.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in html.headers["Content-Security-Policy"]
    assert editor.look("/ministry/letters/999").status_code == 404


@pytest.fixture
def offering(session, make, gruendau, returned):
    """The delivery that the letter told of which came back; its address is mended."""
    delivery = make.delivery(make.version("ti", Status.PUBLISHED), gruendau)
    mailing = order(session, MailingKind.OFFER, Delivery.id < 0, "1", by=MACHINE)
    session.add(MailingDelivery(mailing_id=mailing.id, delivery_id=delivery.id, letter_id=returned.id))
    session.add(Contact(organisation_id=gruendau.id, role="Integration", email="neu@gruendau.example"))
    session.commit()
    return delivery


def test_a_letter_goes_out_again_to_the_mended_address(editor, session, returned, offering):
    for _ in range(2):
        answer = editor.send(f"/ministry/letters/{returned.id}/again")
        assert answer.status_code == 303

    session.expire_all()
    again = session.scalars(select(Letter).where(Letter.id != returned.id)).one()
    assert (again.to, again.subject) == ("neu@gruendau.example", "Neu für Sie: Tigrinya – Die Polizei")
    assert again.message_id != returned.message_id
    assert again.sent_at is None
    assert session.scalars(select(MailingDelivery.letter_id)).one() == again.id
    session.commit()
    assert "It was sent again" in editor.look(f"/ministry/letters/{returned.id}").text


def test_a_letter_that_goes_out_again_has_a_link_that_leads_in(editor, app, session, config, returned, offering):
    editor.send(f"/ministry/letters/{returned.id}/again")

    body = session.scalars(select(Letter.body).where(Letter.id != returned.id)).one()
    (way_in,) = book.WAY_IN.findall(body)
    assert "SECRET" not in body
    assert app.test_client().get(way_in.removeprefix(config.public_url)).status_code == 200


def test_a_letter_of_which_nothing_is_left_is_not_sent_again(editor, session, returned, offering):
    recall(session, offering.version_id, "Ein Satz ist falsch.", by=MACHINE)
    session.commit()

    answer = editor.send(f"/ministry/letters/{returned.id}/again")

    assert answer.status_code == 409
    assert "nothing left to send" in answer.text


def test_a_letter_of_an_older_release_gets_a_fresh_link_too(editor, session, gruendau, returned):
    session.add(Contact(organisation_id=gruendau.id, role="Integration", email="neu@gruendau.example"))
    session.commit()

    editor.send(f"/ministry/letters/{returned.id}/again")

    again = session.scalars(select(Letter).where(Letter.id != returned.id)).one()
    assert again.subject == returned.subject
    for form in (again.body, again.html):
        assert "SECRET" not in form
        assert len(book.WAY_IN.findall(form)) == 1


def test_a_letter_goes_nowhere_until_its_address_is_mended(editor, session, returned):
    answer = editor.send(f"/ministry/letters/{returned.id}/again")

    assert answer.status_code == 409
    assert "mend the contact" in answer.text


def test_a_letter_that_arrived_is_not_sent_again(editor, letter):
    assert "Send again" not in editor.look(f"/ministry/letters/{letter.id}").text
    assert editor.send(f"/ministry/letters/{letter.id}/again").status_code == 409


def test_who_only_looks_sends_nothing(desk, returned):
    reviewer = desk(Role.REVIEWER)

    assert "Send again" not in reviewer.look(f"/ministry/letters/{returned.id}").text
    assert reviewer.send(f"/ministry/letters/{returned.id}/again").status_code == 403


def test_whoever_cannot_be_written_to_is_listed(editor, session, make, gruendau, returned):
    make.organisation(key="06435014", name="Hanau", email="rathaus@hanau.example")
    make.organisation(key="06435005", name="Bruchköbel")
    session.commit()

    page = editor.look("/ministry/letters/without-address").text

    assert "Bruchköbel" in page
    assert "Gründau" in page
    assert "Hanau" not in page
    assert "2 recipients without an address" in editor.look("/ministry/letters").text


@pytest.mark.parametrize("kind", MailingKind)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_kind_of_letter_can_be_read_before_it_is_sent(editor, session, make, kind, language):
    make.version("ti", Status.PUBLISHED)
    session.commit()
    asked = f"kind={kind.value}&language={language}"

    page, html = (
        editor.look(f"/ministry/letters/samples?{asked}"),
        editor.look(f"/ministry/letters/samples/html?{asked}"),
    )

    assert "Tigrin" in page.text
    assert f'<html lang="{language}"' in html.text
    assert book.SECRET.search(html.text) is None


def test_without_a_public_film_there_is_no_sample(editor):
    assert "No language version is public yet" in editor.look("/ministry/letters/samples").text


def test_a_withdrawn_letter_is_shown_as_such(editor, session, letter):
    letter.sent_at, letter.withdrawn_at = None, utc_now()
    session.commit()

    assert letter.subject in editor.look("/ministry/letters?state=withdrawn").text
    assert letter.subject not in editor.look("/ministry/letters?state=waiting").text
    assert "This letter was not sent" in editor.look(f"/ministry/letters/{letter.id}").text


def test_an_operator_is_told_that_the_mail_server_takes_nothing_from_us(editor, app, session, letter):
    letter.sent_at, letter.held_up_at, letter.failure = None, utc_now(), "554 5.7.1 <b>Relay</b> access denied"
    house = app.extensions["filmbote"]
    config = dataclasses.replace(house.config, smtp_url="smtp://127.0.0.1:1")
    app.extensions["filmbote"] = dataclasses.replace(house, config=config)
    session.commit()

    page = editor.look("/ministry/letters").text

    assert "The mail server takes no letters from us" in page
    assert "554 5.7.1 &lt;b&gt;Relay&lt;/b&gt; access denied" in page
    assert "FILMBOTE_SMTP_URL" in page
    assert editor.look("/health").json["letters"] == "held up"
    letter.sent_at = utc_now()
    session.commit()
    assert "takes no letters from us" not in editor.look("/ministry/letters").text
    assert editor.look("/health").json["letters"] == "leaving"
