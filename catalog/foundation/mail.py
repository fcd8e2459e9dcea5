"""Outgoing letters as rows: written beside their cause, sent by a job over SMTP."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import urlsplit

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from catalog.foundation import queue
from catalog.foundation.config import Config
from catalog.foundation.database import Base, utc_now

#: The jobs that send: one letter, or a batch over one connection.
SEND, SEND_BATCH = "send_letter", "send_letters"
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
    #: The same words for readers that show HTML; empty when there are only the plain ones.
    html: Mapped[str] = mapped_column(default="", server_default="")
    message_id: Mapped[str] = mapped_column(String(200), index=True)
    #: Where one press ends letters of this kind (RFC 8058); empty where nobody can sign off.
    unsubscribe_url: Mapped[str] = mapped_column(String(500), default="", server_default="")
    #: Whom it is to, such as "organisation:12"; empty for letters to accounts.
    about: Mapped[str] = mapped_column(String(60), default="", server_default="", index=True)
    written_at: Mapped[datetime] = mapped_column(default=utc_now)
    sent_at: Mapped[datetime | None]
    #: When the server refused it for good, or it came back.
    bounced_at: Mapped[datetime | None]
    #: When we stopped trying, because no server took it for a day.
    given_up_at: Mapped[datetime | None]
    #: When it turned out, before it could leave, that nothing it says is so any more.
    withdrawn_at: Mapped[datetime | None]
    #: Since when it waits because no server takes anything from us; None when that is not so.
    held_up_at: Mapped[datetime | None]
    #: In whose words it came back, or could not be sent for the moment.
    failure: Mapped[str] = mapped_column(default="", server_default="")


def enter(
    session: Session,
    config: Config,
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    html: str = "",
    unsubscribe_url: str = "",
    about: str = "",
) -> Letter:
    """Put a letter into the outbox, in the caller's transaction. Whoever does so orders its sending."""
    host = urlsplit(config.public_url).hostname or "localhost"
    letter = Letter(
        key=key,
        to=to,
        subject=subject,
        body=body,
        html=html,
        unsubscribe_url=unsubscribe_url,
        about=about,
        message_id=make_msgid(domain=host),
    )
    session.add(letter)
    return letter


def write_once(session: Session, config: Config, *, key: str, to: str, subject: str, body: str) -> Letter | None:
    """Write a letter and order its sending.

    Returns:
        None when one with this key has been written, or there is no server that would send it.
    """
    if not config.smtp_url or session.scalar(select(Letter.id).where(Letter.key == key)):
        return None
    letter = enter(session, config, key=key, to=to, subject=subject, body=body)
    order_sending(session, letter)
    return letter


def order_sending(session: Session, letter: Letter) -> None:
    """Order that one letter is sent, in the caller's transaction."""
    session.flush()
    queue.order(
        session,
        SEND,
        f"letter:{letter.id}",
        key=f"{SEND}:{letter.id}",
        most_attempts=MOST_ATTEMPTS,
        letter_id=letter.id,
    )


def order_batch(session: Session, letters: Sequence[Letter]) -> None:
    """Order that letters are sent over one connection, in the caller's transaction."""
    session.flush()
    numbers = [letter.id for letter in letters]
    queue.order(
        session,
        SEND_BATCH,
        f"letters:{numbers[0]}",
        key=f"{SEND_BATCH}:{numbers[0]}",
        most_attempts=MOST_ATTEMPTS,
        letter_ids=numbers,
    )


def message(sender: str, reply_to: str, letter: Letter) -> EmailMessage:
    """Return a letter as it goes over the line.

    Raises:
        ValueError: its address or its subject would break out of their lines.
    """
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, _in_ascii(letter.to), letter.subject
    made["Date"], made["Message-ID"] = format_datetime(letter.written_at), letter.message_id
    if reply_to:
        made["Reply-To"] = reply_to
    if letter.unsubscribe_url:
        made["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # No machine shall answer a machine (RFC 3834).
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.body)
    if letter.html:
        made.add_alternative(letter.html, subtype="html")
    return made


def _in_ascii(address: str) -> str:
    """Return an address with its domain as name servers know it: grünberg.de is xn--grnberg-o2a.de."""
    reader, at, domain = address.rpartition("@")
    try:
        return f"{reader}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address
