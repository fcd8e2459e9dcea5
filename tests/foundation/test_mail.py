"""A letter leaves with its cause, arrives once, and tells no password to a stranger."""

import ssl
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from catalog.foundation import mail, queue
from catalog.foundation.database import utc_now
from catalog.foundation.mail import Letter
from catalog.foundation.queue import Job, JobState
from tests.foundation.children import free_ports

SENDER = "filmbote@film.example"
LOGIN = LoginPassword(b"filmbote", b"p@ss word")
AS_FILMBOTE = "filmbote:p%40ss%20word@"
CERTIFICATE = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=mail.example -addext subjectAltName=IP:127.0.0.1"


class PostOffice(Controller):
    """Takes every letter, but none for nobody@, and hears everybody who signs in."""

    def __init__(self, **options: Any) -> None:
        self.letters: list[EmailMessage] = []
        self.heard: list[LoginPassword] = []
        (self.address,) = (f"127.0.0.1:{port}" for port in free_ports(1))
        super().__init__(self, "127.0.0.1", int(self.address.partition(":")[2]), authenticator=self.hear, **options)

    def hear(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, login: LoginPassword
    ) -> AuthResult:
        self.heard.append(login)
        return AuthResult(success=login == LOGIN)

    async def handle_RCPT(  # noqa: N802 - the name that the server looks for
        self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _options: list[str]
    ) -> str:
        if to.startswith("nobody@"):
            return "550 nobody of this name"
        envelope.rcpt_tos.append(to)
        return "250 known"

    async def handle_DATA(  # noqa: N802 - likewise
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


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


def opened(office: PostOffice) -> Iterator[PostOffice]:
    office.start()
    yield office
    office.stop()


@pytest.fixture
def letter(session) -> Letter:
    return mail.write(
        session,
        key="campaign:1:organisation:2",
        to="rathaus@gruendau.example",
        subject="Neue Sprachfassung: Tigrinya (ትግርኛ)",
        body="Guten Tag,\n\nder Film „Die Polizei“ liegt für Sie bereit.\n",
        host="film.example",
    )


def test_a_letter_arrives_once_and_as_it_was_written(post_office, letter):
    mail.send(f"smtp://{post_office.address}", SENDER, letter)

    (arrived,) = post_office.letters
    assert (arrived["From"], arrived["To"]) == (SENDER, "rathaus@gruendau.example")
    assert arrived["Subject"] == "Neue Sprachfassung: Tigrinya (ትግርኛ)"
    assert arrived.get_content().splitlines() == ["Guten Tag,", "", "der Film „Die Polizei“ liegt für Sie bereit."]


def test_a_letter_has_what_every_letter_needs(post_office, letter):
    mail.send(f"smtp://{post_office.address}", SENDER, letter)

    (arrived,) = post_office.letters
    assert arrived["Message-ID"] == letter.message_id
    assert arrived["Message-ID"].endswith("@film.example>")
    assert abs(parsedate_to_datetime(arrived["Date"]) - utc_now()).total_seconds() < 60
    assert arrived["Auto-Submitted"] == "auto-generated"


def test_a_letter_is_known_again_by_its_number_when_it_is_sent_twice(post_office, letter):
    for _ in range(2):
        mail.send(f"smtp://{post_office.address}", SENDER, letter)

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


def test_the_same_letter_is_not_written_twice(session, letter):
    with pytest.raises(IntegrityError):
        mail.write(session, key=letter.key, to=letter.to, subject="Again", body="Again", host="film.example")


def test_an_address_that_nobody_has_is_an_error(post_office, letter):
    letter.to = "nobody@gruendau.example"

    with pytest.raises(SMTPRecipientsRefused):
        mail.send(f"smtp://{post_office.address}", SENDER, letter)


@pytest.mark.parametrize("part", ["to", "subject"])
def test_a_line_break_smuggles_in_no_further_header(post_office, letter, part):
    setattr(letter, part, "rathaus@gruendau.example\r\nBcc: everybody@elsewhere.example")

    with pytest.raises(ValueError, match="linefeed"):
        mail.send(f"smtp://{post_office.address}", SENDER, letter)

    assert post_office.letters == []


def test_a_password_opens_a_guarded_post_office(guarded_post_office, certificate, letter, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    mail.send(f"smtp://{AS_FILMBOTE}{guarded_post_office.address}", SENDER, letter)

    assert guarded_post_office.heard == [LOGIN]
    assert len(guarded_post_office.letters) == 1


def test_a_post_office_that_nobody_vouches_for_hears_no_password(guarded_post_office, letter):
    with pytest.raises(ssl.SSLCertVerificationError):
        mail.send(f"smtp://{AS_FILMBOTE}{guarded_post_office.address}", SENDER, letter)

    assert guarded_post_office.heard == []
