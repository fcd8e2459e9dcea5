"""A letter leaves with its cause, arrives once, and tells no password to a stranger."""

import ssl
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from catalog.foundation import mail, queue
from catalog.foundation import post_office as line
from catalog.foundation.database import utc_now
from catalog.foundation.mail import Letter
from catalog.foundation.queue import Job, JobState
from tests.postbox import LOGIN, PostOffice, opened

SENDER = "filmbote@film.example"
AS_FILMBOTE = "filmbote:p%40ss%20word@"
CERTIFICATE = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=mail.example -addext subjectAltName=IP:127.0.0.1"


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    """One in the ministry's own network, which asks nobody who he is."""
    yield from opened(PostOffice())


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of this machine with its key, which nobody has heard of."""
    file = tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", *CERTIFICATE.split(), "-keyout", file, "-out", f"{file}.only"],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    file.write_bytes(file.read_bytes() + Path(f"{file}.only").read_bytes())
    return file


@pytest.fixture
def guarded_post_office(certificate: Path) -> Iterator[PostOffice]:
    """One that wants a password, and hears it only under a certificate."""
    identity = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    identity.load_cert_chain(certificate)
    yield from opened(PostOffice(tls_context=identity, auth_required=True))


@pytest.fixture
def letter(session, config) -> Letter:
    entered = mail.enter(
        session,
        config,
        key="campaign:1:organisation:2",
        to="rathaus@gruendau.example",
        subject="Neue Sprachfassung: Tigrinya (ትግርኛ)",
        body="Guten Tag,\n\nder Film „Die Polizei“ liegt für Sie bereit.\n",
    )
    mail.order_sending(session, entered)
    return entered


def send(address, letter, reply_to="") -> None:
    with line.PostOffice(f"smtp://{address}", SENDER, reply_to) as office:
        office.take(letter)


def test_a_letter_arrives_once_and_as_it_was_written(post_office, letter):
    send(post_office.address, letter)

    (arrived,) = post_office.letters
    assert (arrived["From"], arrived["To"]) == (SENDER, "rathaus@gruendau.example")
    assert arrived["Subject"] == "Neue Sprachfassung: Tigrinya (ትግርኛ)"
    assert arrived.get_content().splitlines() == ["Guten Tag,", "", "der Film „Die Polizei“ liegt für Sie bereit."]


def test_a_letter_has_what_every_letter_needs(post_office, letter):
    send(post_office.address, letter)

    (arrived,) = post_office.letters
    assert arrived["Message-ID"] == letter.message_id
    assert arrived["Message-ID"].endswith("@127.0.0.1>")
    assert abs(parsedate_to_datetime(arrived["Date"]) - utc_now()).total_seconds() < 60
    assert arrived["Auto-Submitted"] == "auto-generated"


def test_a_letter_is_known_again_by_its_number_when_it_is_sent_twice(post_office, letter):
    for _ in range(2):
        send(post_office.address, letter)

    assert len({arrived["Message-ID"] for arrived in post_office.letters}) == 1


def test_writing_a_letter_orders_its_sending(session, letter):
    job = session.scalars(select(Job)).one()

    assert (job.task, job.arguments) == ("send_letter", {"letter_id": letter.id})
    assert letter.sent_at is None


def test_a_letter_waits_a_day_for_a_mail_server_that_is_away(session, letter):
    job = session.scalars(select(Job)).one()
    first = now = job.not_before

    while job.state != JobState.FAILED:
        now = job.not_before
        queue.try_again(session, queue.claim(session, "postman", now), now)

    assert timedelta(hours=24) <= now - first < timedelta(hours=25)


def test_the_same_letter_is_not_written_twice(session, config, letter):
    mail.enter(session, config, key=letter.key, to=letter.to, subject="Again", body="Again")

    with pytest.raises(IntegrityError):
        session.flush()


def test_an_address_that_nobody_has_sends_the_letter_back(post_office, letter):
    letter.to = "nobody@gruendau.example"

    with pytest.raises(line.Returned, match="550 nobody of this name"):
        send(post_office.address, letter)


@pytest.mark.parametrize("part", ["to", "subject"])
def test_a_line_break_smuggles_in_no_further_header(post_office, letter, part):
    setattr(letter, part, "rathaus@gruendau.example\r\nBcc: everybody@elsewhere.example")

    with pytest.raises(line.Returned, match="linefeed"):
        send(post_office.address, letter)

    assert post_office.letters == []


def test_a_password_opens_a_guarded_post_office(guarded_post_office, certificate, letter, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    send(f"{AS_FILMBOTE}{guarded_post_office.address}", letter)

    assert guarded_post_office.heard == [LOGIN]
    assert len(guarded_post_office.letters) == 1


def test_a_post_office_that_nobody_vouches_for_hears_no_password(guarded_post_office, letter):
    with pytest.raises(line.ShutOut, match="CERTIFICATE_VERIFY_FAILED"):
        send(f"{AS_FILMBOTE}{guarded_post_office.address}", letter)

    assert guarded_post_office.heard == []


@pytest.mark.parametrize("when", ["refusals", "second_thoughts"])
@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("550 5.1.1 no mailbox here", line.Returned),
        ("552 too much", line.Returned),
        ("450 4.2.0 greylisted", line.Delayed),
        ("530 5.7.0 sign in first", line.Unwelcome),
        ("550 5.7.1 relaying denied", line.Unwelcome),
        ("554 <rathaus@gruendau.example>: Relay access denied", line.Unwelcome),
        ("553 sorry, that domain is not in my list (#5.7.1)", line.Unwelcome),
        ("550 5.1.8 sender address rejected", line.Unwelcome),
        ("554 5.1.1 no mailbox here, said 192.5.7.1", line.Returned),
        ("552 5.2.2 mailbox full", line.Returned),
        ("421 going down", line.Delayed),
        (None, line.Delayed),
    ],
)
def test_a_refusal_is_for_good_or_for_the_moment(post_office, letter, when, answer, verdict):
    getattr(post_office, when)[letter.to] = answer

    with pytest.raises(verdict):
        send(post_office.address, letter)

    assert post_office.letters == []


@pytest.mark.parametrize(
    ("answer", "verdict"), [("550 5.7.1 sender not allowed", line.ShutOut), ("451 4.7.1 later", line.Delayed)]
)
def test_a_sender_that_is_refused_shuts_out_every_letter(post_office, letter, answer, verdict):
    post_office.refused_senders[SENDER] = answer

    with pytest.raises(verdict):
        send(post_office.address, letter)


def test_a_wrong_password_shuts_out_every_letter(guarded_post_office, certificate, letter, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with pytest.raises(line.ShutOut, match="535"):
        send(f"filmbote:wrong@{guarded_post_office.address}", letter)


def test_a_letter_that_is_refused_holds_up_no_other(post_office, session, config, letter):
    post_office.refusals = {"voll@hanau.example": "452 full", "weg@hanau.example": None}
    addresses = [
        "voll@hanau.example",
        "a@hanau.example",
        "weg@hanau.example",
        "b@hanau.example",
        "nobody@hanau.example",
    ]

    with line.PostOffice(f"smtp://{post_office.address}", SENDER) as office:
        for address in addresses:
            letter.to = address
            try:
                office.take(letter)
            except line.NotTaken:
                continue

    assert post_office.recipients == ["a@hanau.example", "b@hanau.example"]
    assert post_office.connections == 2


def test_a_server_that_takes_too_long_gets_the_letter_again(post_office, letter, monkeypatch):
    monkeypatch.setattr(line, "TIMEOUT_S", 0.2)
    post_office.delay_s = 0.6

    with pytest.raises(line.Delayed, match="timed out"):
        send(post_office.address, letter)


def test_a_server_that_is_away_is_no_fault_of_the_letter(letter):
    with pytest.raises(line.Away):
        send("127.0.0.1:1", letter)


def test_a_letter_in_two_forms_says_the_same_in_both(post_office, letter):
    letter.html, letter.unsubscribe_url = "<p>Guten Tag</p>", "https://film.example/unsubscribe/abc"

    send(post_office.address, letter, reply_to="film@hmdi.example")

    (arrived,) = post_office.letters
    assert [part.get_content_type() for part in arrived.iter_parts()] == ["text/plain", "text/html"]
    assert arrived["List-Unsubscribe"] == "<https://film.example/unsubscribe/abc>"
    assert arrived["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert arrived["Reply-To"] == "film@hmdi.example"


def test_a_domain_with_umlauts_is_written_as_name_servers_know_it(post_office, letter):
    letter.to = "rathaus@grünberg.example"

    send(post_office.address, letter)

    assert post_office.recipients == ["rathaus@xn--grnberg-o2a.example"]
