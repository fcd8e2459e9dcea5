"""Whoever could not be written to gets the letters that it missed once it has an address, or another one."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.distribution.letters import book, mailings, sending
from catalog.distribution.models import Delivery, Mailing, MailingDelivery, MailingKind
from catalog.distribution.stages import Standing
from catalog.foundation import queue
from catalog.foundation.config import Config
from catalog.foundation.errors import Refused
from catalog.foundation.mail import Letter
from catalog.people import contacts
from catalog.people.permissions import MACHINE

ABOUT_RECALLS = (MailingKind.RECALL, MailingKind.RECALL_REMINDER)
#: What is worth telling late. A reminder of a receipt is not: the next one comes anyway.
NEVER_TOO_LATE = (MailingKind.OFFER, *ABOUT_RECALLS)


def write_at_last(session: Session, now: datetime) -> int:
    """Order the letters that could not be written when they were due and can be by now; return of how many mailings."""
    ordered = 0
    for kind in NEVER_TOO_LATE:
        missed = mailings.untold(kind).where(MailingDelivery.unreachable_at.is_not(None)).order_by(None)
        reached = contacts.address_of(session, missed.with_only_columns(Delivery.organisation_id))
        of_them = missed.with_only_columns(Mailing.id).where(Delivery.organisation_id.in_(reached)).distinct()
        for mailing_id in session.scalars(of_them).all() if reached else ():
            if not queue.at_work(session, mailings.subject_of(mailing_id)):
                mailings.order_writing(session, mailing_id, f"{mailings.WRITE}:{mailing_id}:{now.isoformat()}")
                ordered += 1
    return ordered


def send_again_what_came_back(session: Session, config: Config) -> int:
    """Send recalls again that came back, to whoever has another address by now; return how many.

    Nobody has to press a button for that: whoever mends the address of a holder wants it to know.
    """
    came_back = (
        select(Letter)
        .join(MailingDelivery, MailingDelivery.letter_id == Letter.id)
        .join(Mailing, Mailing.id == MailingDelivery.mailing_id)
        .join(Delivery, Delivery.id == MailingDelivery.delivery_id)
        .where(Mailing.kind.in_(ABOUT_RECALLS), Letter.bounced_at.is_not(None), Delivery.standing == Standing.LOST)
        .distinct()
    )
    letters = {letter: sending.organisation_of(letter) or 0 for letter in session.scalars(came_back)}
    reached = contacts.address_of(session, set(letters.values())) if letters else {}
    sent = 0
    for letter, organisation_id in letters.items():
        addressee = reached.get(organisation_id)
        if addressee and addressee.email.lower() != letter.to.lower():
            # It may have been sent again by hand, or be done with.
            with suppress(Refused):
                book.send_again(session, config, letter.id, by=MACHINE)
                sent += 1
    return sent
