"""A letter that waited is looked over before it leaves: what it says has to be so still."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from catalog.distribution.letters import composing
from catalog.distribution.letters.composing import Draft
from catalog.distribution.models import Delivery, Mailing, MailingDelivery, MailingKind
from catalog.films.models import LanguageVersion
from catalog.foundation.config import Config
from catalog.foundation.mail import Letter
from catalog.people import contacts
from catalog.people.contacts import LANGUAGES, Addressee


@dataclass(frozen=True, slots=True)
class Matter:
    """What a letter was written about, and what of that is so still."""

    kind: MailingKind
    rows: Sequence[MailingDelivery]
    #: Those of which there is still something to tell.
    deliveries: Sequence[Delivery]

    @property
    def is_so_still(self) -> bool:
        """Return whether everything that the letter says is so."""
        return len(self.deliveries) == len(self.rows)

    def left(self) -> list[MailingDelivery]:
        """Return the rows of which there is still something to tell."""
        numbers = {delivery.id for delivery in self.deliveries}
        return [row for row in self.rows if row.delivery_id in numbers]


def matter_of(session: Session, letter: Letter) -> Matter | None:
    """Return what a letter is about; None when no mailing has ordered it."""
    told = session.execute(
        select(MailingDelivery, Mailing.kind)
        .join(Mailing, Mailing.id == MailingDelivery.mailing_id)
        .where(MailingDelivery.letter_id == letter.id)
    ).all()
    if not told:
        return None
    rows, kind = [row for row, _ in told], MailingKind(told[0][1])
    still = session.scalars(
        select(Delivery)
        .join(LanguageVersion, LanguageVersion.id == Delivery.version_id)
        .where(Delivery.id.in_([row.delivery_id for row in rows]), composing.STILL[kind])
        .options(joinedload(Delivery.campaign), joinedload(Delivery.version))
        .order_by(Delivery.version_id)
    ).all()
    return Matter(kind, rows, still)


def draft(session: Session, config: Config, matter: Matter, addressee: Addressee, now: datetime) -> Draft:
    """Return a letter that says what is left to say, with a fresh way in."""
    organisation_id = matter.deliveries[0].organisation_id
    due, addressees = {organisation_id: matter.deliveries}, {organisation_id: addressee}
    return composing.drafts(session, config, matter.kind, due, addressees, now)[organisation_id]


def bring_up_to_date(session: Session, config: Config, letter: Letter, now: datetime) -> bool:
    """Leave out of a letter what is not so any more; return False when nothing is left, and it is withdrawn."""
    matter = matter_of(session, letter)
    if matter is None or matter.is_so_still:
        return True
    if not matter.deliveries:
        letter.withdrawn_at = now
        return False
    organisation_id = matter.deliveries[0].organisation_id
    today_s = contacts.address_of(session, [organisation_id]).get(organisation_id)
    addressee = today_s if today_s and today_s.email == letter.to else Addressee(letter.to, LANGUAGES[0], None)
    new = draft(session, config, matter, addressee, now)
    letter.subject, letter.body, letter.html = new.text.subject, new.text.text, new.text.html
    for row in set(matter.rows) - set(matter.left()):
        row.letter_id = None
    return True
