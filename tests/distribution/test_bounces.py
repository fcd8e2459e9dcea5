"""Letters that come back days later: every report is understood once, and what is none changes nothing."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from catalog.cli import main
from catalog.distribution.letters import bounces
from catalog.distribution.letters.bounces import LetterUnknown, NoBounce
from catalog.distribution.letters.mailings import order
from catalog.distribution.models import Delivery, DeliveryEvent, MailingDelivery, MailingKind
from catalog.distribution.stages import EventKind, Standing
from catalog.foundation import mail
from catalog.foundation.database import utc_now
from catalog.people import contacts
from catalog.people.permissions import MACHINE

REPORT = """\
Return-Path: <>
From: MAILER-DAEMON@mail.hmdi.example (Mail Delivery System)
To: filmbote@hmdi.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-1@mail.hmdi.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=utf-8

Es tut uns leid.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.hmdi.example

Final-Recipient: rfc822; rathaus@gruendau.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <rathaus@gruendau.example>: Recipient
    address rejected: no such user

--B
Content-Type: {original}

From: filmbote@hmdi.example
To: rathaus@gruendau.example
Subject: Neu
Message-ID: {message_id}

--B--
"""
AS_A_LETTER = """\
From: Mailer-Daemon <MAILER-DAEMON@gruendau.example>
To: filmbote@hmdi.example
Subject: failure notice
Content-Type: text/plain

Hi. This is the qmail-send program.
<rathaus@gruendau.example>:
550 5.2.2 Mailbox full for good

--- Below this line is a copy of the message.

Message-ID: {message_id}
Subject: Neu
"""
ABSENCE = """\
From: rathaus@gruendau.example
To: filmbote@hmdi.example
Subject: Abwesend bis 550 Uhr
Auto-Submitted: auto-replied
In-Reply-To: {message_id}

Ich bin nicht da.
> Message-ID: {message_id}
"""


@pytest.fixture
def delivery(session, make):
    return make.delivery(
        organisation=make.organisation(email="rathaus@gruendau.example"),
        events=(EventKind.OFFERED, EventKind.NOTIFIED),
    )


@pytest.fixture
def letter(session, config, delivery):
    """A letter that was sent and told of a delivery."""
    about = f"organisation:{delivery.organisation_id}"
    sent = mail.enter(session, config, key="1", to="rathaus@gruendau.example", subject="Neu", body="Neu", about=about)
    sent.sent_at = utc_now()
    mailing = order(session, MailingKind.OFFER, Delivery.id < 0, "1", by=MACHINE)
    session.flush()
    session.add(MailingDelivery(mailing_id=mailing.id, delivery_id=delivery.id, letter_id=sent.id))
    session.commit()
    return sent


def report(letter, action="failed", original="message/rfc822", text=REPORT):
    return text.format(action=action, original=original, message_id=letter.message_id).replace("\n", "\r\n").encode()


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_is_noted_of_letter_delivery_and_contact(session, delivery, letter, original):
    noted = bounces.note(session, report(letter, original=original), utc_now())

    assert (noted.letter.id, noted.is_news) == (letter.id, True)
    assert letter.bounced_at
    assert letter.failure.startswith("550 5.1.1 <rathaus@gruendau.example>: Recipient address rejected")
    assert delivery_stands(session, delivery) == Standing.UNREACHED
    assert contacts.address_of(session, [delivery.organisation_id]) == {}


def test_a_server_that_does_not_like_our_letters_says_nothing_against_the_address(session, delivery, letter):
    told = report(letter).replace(b"550 5.1.1", b"550 5.7.1").replace(b"Status: 5.1.1", b"Status: 5.7.1")

    assert bounces.note(session, told, utc_now()).is_news

    assert letter.bounced_at
    assert delivery_stands(session, delivery) == Standing.UNREACHED
    assert delivery.organisation_id in contacts.address_of(session, [delivery.organisation_id])


def test_a_second_report_changes_nothing(session, letter):
    first = bounces.note(session, report(letter), utc_now())
    again = bounces.note(session, report(letter), utc_now())

    assert (first.is_news, again.is_news) == (True, False)
    bounced = select(DeliveryEvent).where(DeliveryEvent.kind == EventKind.BOUNCED)
    assert len(session.scalars(bounced).all()) == 1


def test_a_server_that_writes_an_ordinary_letter_is_understood(session, letter):
    noted = bounces.note(session, report(letter, text=AS_A_LETTER), utc_now())

    assert noted.letter.failure == "550 5.2.2 Mailbox full for good"


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_letter_that_is_only_late_has_not_come_back(session, letter, action):
    with pytest.raises(NoBounce):
        bounces.note(session, report(letter, action=action), utc_now())

    assert letter.bounced_at is None


@pytest.mark.parametrize("text", [ABSENCE, "", "\0\xff", "Content-Type: multipart/report\n\n"])
def test_what_is_no_report_changes_nothing(session, letter, text):
    with pytest.raises(NoBounce):
        bounces.note(session, report(letter, text=text), utc_now())


def test_a_report_about_somebody_elses_letter_changes_nothing(session, letter):
    letter_of_another = report(letter).replace(letter.message_id.encode(), b"<1@elsewhere.example>")

    with pytest.raises(LetterUnknown):
        bounces.note(session, letter_of_another, utc_now())


def test_a_mail_server_hands_reports_to_the_command_line(session, environment, letter, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    ran = CliRunner().invoke(main, ["letters", "bounced", "--json"], input=report(letter))
    again = CliRunner().invoke(main, ["letters", "bounced"], input=report(letter))
    other = CliRunner().invoke(main, ["letters", "bounced"], input=b"Subject: Hallo\n\nHallo")

    assert (ran.exit_code, json.loads(ran.stdout)["news"]) == (0, True)
    assert (again.exit_code, "was known to have come back" in again.output) == (0, True)
    assert (other.exit_code, "not a report" in other.output) == (3, True)


def delivery_stands(session, delivery):
    session.refresh(delivery)
    return delivery.standing
