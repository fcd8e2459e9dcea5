"""Outgoing letters as rows: written beside their cause, sent by a job over SMTP."""

import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from functools import partial
from smtplib import SMTP, SMTP_SSL
from urllib.parse import unquote, urlsplit

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from catalog.foundation import queue
from catalog.foundation.database import Base, utc_now

SMTP_TIMEOUT_S = 20
#: A mail server may be away for a night, and its letters shall still go out. The queue's pauses double
#: until they are an hour long, which takes twelve attempts; one more in each hour makes it a day.
MOST_ATTEMPTS = 35


class Letter(Base):
    """One letter to one address. Its key keeps it from being written twice."""

    __tablename__ = "letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    to: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str]
    message_id: Mapped[str] = mapped_column(String(200))
    written_at: Mapped[datetime] = mapped_column(default=utc_now)
    sent_at: Mapped[datetime | None]


def write(session: Session, *, key: str, to: str, subject: str, body: str, host: str) -> Letter:
    """Put a letter into the outbox and order its sending, in the caller's transaction."""
    letter = Letter(key=key, to=to, subject=subject, body=body, message_id=make_msgid(domain=host))
    session.add(letter)
    session.flush()
    queue.order(
        session,
        "send_letter",
        f"letter:{letter.id}",
        key=f"send_letter:{letter.id}",
        most_attempts=MOST_ATTEMPTS,
        letter_id=letter.id,
    )
    return letter


def send(smtp_url: str, sender: str, letter: Letter) -> None:
    """Hand a letter to the server at ``smtp_url``: smtp://USER:PASSWORD@HOST:PORT, or smtps://.

    A password is told only to a server that proves by its certificate who it is.

    Raises:
        smtplib.SMTPException, OSError: the server did not take it.
    """
    parts, trusted = urlsplit(smtp_url), ssl.create_default_context()
    connect = partial(SMTP_SSL, context=trusted) if parts.scheme == "smtps" else SMTP
    with connect(parts.hostname or "", parts.port or 0, timeout=SMTP_TIMEOUT_S) as server:
        if parts.username:
            if parts.scheme == "smtp":
                server.starttls(context=trusted)
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(_message(sender, letter))


def _message(sender: str, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
    message["Date"], message["Message-ID"] = format_datetime(letter.written_at), letter.message_id
    # No machine shall answer a machine (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message
