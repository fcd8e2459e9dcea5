"""Letters that come back later: what a mail server reports (RFC 3464) is held against the letters that were sent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.distribution.letters import sending
from catalog.foundation import replies
from catalog.foundation.errors import N_, Invalid, NotFound
from catalog.foundation.mail import Letter

#: What a report says of a letter that will not arrive; "delayed" and "delivered" are no bounce.
FAILED = "failed"
#: Who sends reports, for servers that write them as an ordinary letter.
SENDERS = ("mailer-daemon", "postmaster")
MESSAGE_ID = re.compile(rb"^[> \t]*message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
#: A report quotes one letter, and perhaps what carried it here.
MOST_QUOTED = 20
#: A report quotes the letter; whoever sends more is not read to the end.
MOST_BYTES = 5_000_000
LONGEST_REASON = 300


class NoBounce(Invalid):
    """Something was handed in that is no report of a letter that came back."""

    sentence = N_("This is not a report that a letter could not be delivered. Nothing was changed.")


class LetterUnknown(NotFound):
    """A report speaks of a letter that Filmbote has not sent."""

    sentence = N_("This report is about a letter that Filmbote has not sent. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Report:
    """What a server says of a letter that will not arrive."""

    #: Message-IDs that it names, among which is the letter's.
    message_ids: tuple[str, ...]
    reason: str
    #: Whether the address is wrong, and not what we send or how.
    blames_address: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of a report."""

    letter: Letter
    #: False when it was known already.
    is_news: bool


def note(session: Session, content: bytes, now: datetime) -> Noted:
    """Record that a letter came back, as a server's report tells it. A second report changes nothing.

    Raises:
        NoBounce: it is no report, or tells of a letter that is only late.
        LetterUnknown: the letter is none of ours.
    """
    report = read(content)
    letter = session.scalar(select(Letter).where(Letter.message_id.in_(report.message_ids)).limit(1))
    if letter is None:
        raise LetterUnknown
    is_news = sending.returned(session, letter, report.reason, now, blames_address=report.blames_address)
    return Noted(letter, is_news)


def read(content: bytes) -> Report:
    """Return what a report says.

    Raises:
        NoBounce: it is none.
    """
    message = message_from_bytes(content[:MOST_BYTES], policy=policy.default)
    reason = _machine_reason(message) if message.get_content_type() == "multipart/report" else _human_reason(message)
    # The report has a number of its own among them, which is no letter of ours.
    numbers = tuple(found.decode("ascii", "replace") for found in MESSAGE_ID.findall(content[:MOST_BYTES]))
    if reason is None or not numbers:
        raise NoBounce
    statuses = " ".join(str(fields.get("Status", "")) for fields in _failed(message))
    blames_address = not replies.finds_fault_with_us(f"{reason} {statuses}")
    return Report(numbers[:MOST_QUOTED], " ".join(reason.split())[:LONGEST_REASON], blames_address)


def _machine_reason(message: Message) -> str | None:
    """Return why a delivery has failed, as the machine-readable part says it; None when none has."""
    for fields in _failed(message):
        said = str(fields.get("Diagnostic-Code", "")).partition(";")[2].strip()
        return said or f"{fields.get('Status', '')} {fields.get('Final-Recipient', '')}"
    return None


def _failed(message: Message) -> Iterator[Message]:
    """Yield what the machine-readable part says of each delivery that has failed."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = (block for block in part.get_payload() if isinstance(block, Message))
            yield from (block for block in blocks if str(block.get("Action", "")).strip().lower() == FAILED)


def _human_reason(message: EmailMessage) -> str | None:
    """Return why a delivery has failed when a server reports it as an ordinary letter; None when nobody does."""
    sender = parseaddr(str(message.get("From", "")))[1].partition("@")[0].lower()
    answers = str(message.get("Auto-Submitted", "")).lower().startswith("auto-replied")
    if answers and "X-Failed-Recipients" not in message:
        return None
    if sender not in SENDERS and "X-Failed-Recipients" not in message:
        return None
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    found = re.search(r"^.*\b5\d\d[ -].*$", text, re.MULTILINE)
    return found[0].strip() if found else str(message.get("Subject", "returned"))
