"""The letters as the ministry sees them: what waits, went out, came back; and to whom none can go."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, String, and_, cast, func, literal, select
from sqlalchemy.orm import Session

from catalog.distribution.letters import revising, sending
from catalog.distribution.letters.composing import Draft
from catalog.distribution.recipients import is_recipient
from catalog.foundation import audit, mail
from catalog.foundation.config import Config
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, NotFound, Refused
from catalog.foundation.mail import Letter
from catalog.foundation.stationery import LetterText
from catalog.people import contacts, links
from catalog.people.models import Organisation
from catalog.people.permissions import Action, Actor, require

PAGE_SIZE = 50
#: What lets somebody in, or signs them off, is for the eyes of the recipient.
SECRET = re.compile(r"/(link|unsubscribe)/[^/\s\"'<>?]+")

#: The address of a way in, whatever stands around it.
WAY_IN = re.compile(r"https?://[^\s\"'<>]*?/link/[^/\s\"'<>?]+/?")


class LetterState(StrEnum):
    """Where a letter stands."""

    WAITING = "waiting"
    SENT = "sent"
    CAME_BACK = "came_back"
    #: For a day no server took it.
    GIVEN_UP = "given_up"
    #: Before it could leave, everything that it told of was recalled, replaced or done.
    WITHDRAWN = "withdrawn"


class NotReturned(Refused):
    """A letter was to be sent again that has arrived or is still on its way."""

    sentence = N_("This letter has not come back. Only letters that came back or were given up can be sent again.")


class NoAddressYet(Refused):
    """A letter was to be sent again, and nobody has mended the address."""

    sentence = N_("We know no address for this letter. Please mend the contact of the organisation first.")


class NothingLeftToTell(Refused):
    """A letter was to be sent again, and nothing that it said is so any more."""

    sentence = N_(
        "Everything that this letter told of has been recalled, replaced or done in the meantime. "
        "There is nothing left to send."
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """A letter, and to whom it went; None when it went to an account."""

    letter: Letter
    organisation: Organisation | None

    @property
    def state(self) -> LetterState:
        """Return where it stands."""
        return state_of(self.letter)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the book."""

    entries: Sequence[Entry]
    #: How many letters fit, by where they stand.
    counts: Mapping[LetterState, int]
    pages: int


@dataclass(frozen=True, slots=True)
class HeldUp:
    """Letters that the mail server does not take because it is away or finds fault with us."""

    letters: int
    since: datetime
    #: What it said last.
    words: str


def state_of(letter: Letter) -> LetterState:
    """Return where a letter stands. What came back counts more than that it was sent."""
    if letter.bounced_at:
        return LetterState.CAME_BACK
    if letter.sent_at:
        return LetterState.SENT
    if letter.withdrawn_at:
        return LetterState.WITHDRAWN
    return LetterState.GIVEN_UP if letter.given_up_at else LetterState.WAITING


def find(session: Session, state: LetterState | None, words: str, number: int) -> Found:
    """Return a page of the letters in this state whose organisation or address has these words, the newest first."""
    fits = [_speaks_of(words)] if words.strip() else []
    joined = select(Letter, Organisation).outerjoin(Organisation, _ITS_OWN)
    counted = {
        each: session.scalar(
            select(func.count()).select_from(Letter).outerjoin(Organisation, _ITS_OWN).where(_IN[each], *fits)
        )
        or 0
        for each in LetterState
    }
    chosen = [*fits, _IN[state]] if state else fits
    rows = session.execute(
        joined.where(*chosen).order_by(Letter.id.desc()).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    )
    total = counted[state] if state else sum(counted.values())
    return Found([Entry(letter, organisation) for letter, organisation in rows], counted, -(-total // PAGE_SIZE))


def entry(session: Session, letter_id: int) -> Entry:
    """Return one letter.

    Raises:
        NotFound: there is no such letter.
    """
    row = session.execute(
        select(Letter, Organisation).outerjoin(Organisation, _ITS_OWN).where(Letter.id == letter_id)
    ).first()
    if row is None:
        raise NotFound
    return Entry(*row)


def sent_again(session: Session, letter_id: int) -> Letter | None:
    """Return the letter that took the place of one that came back, or None."""
    return session.scalar(select(Letter).where(Letter.key == _key_again(letter_id)))


def send_again(session: Session, config: Config, letter_id: int, *, by: Actor) -> Letter:
    """Send what a letter said, as far as it is so still, to the address that is known today; two presses are one.

    The letter that came back stays in the book as it was; the new one has a
    number of its own, and a fresh way in.

    Raises:
        NotFound: there is no such letter.
        NotReturned: it has not come back.
        NoAddressYet: nobody has mended the address.
        NothingLeftToTell: all of it was recalled, replaced or done.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.CAMPAIGN)
    old = session.get(Letter, letter_id, with_for_update=True)
    if old is None:
        raise NotFound
    if again := sent_again(session, letter_id):
        return again
    if state_of(old) not in (LetterState.CAME_BACK, LetterState.GIVEN_UP):
        raise NotReturned
    organisation_id = sending.organisation_of(old)
    addressee = contacts.address_of(session, [organisation_id or 0]).get(organisation_id or 0)
    if organisation_id and addressee is None:
        raise NoAddressYet
    matter = revising.matter_of(session, old)
    if matter and not matter.deliveries:
        raise NothingLeftToTell
    draft = (
        revising.draft(session, config, matter, addressee, utc_now())
        if matter and addressee
        else _copied(session, config, old, organisation_id, addressee.email if addressee else old.to)
    )
    new = mail.enter(
        session,
        config,
        key=_key_again(letter_id),
        to=draft.to,
        subject=draft.text.subject,
        body=draft.text.text,
        html=draft.text.html,
        unsubscribe_url=draft.unsubscribe_url,
        about=old.about,
    )
    mail.order_sending(session, new)
    for row in matter.left() if matter else ():
        row.letter_id = new.id
    audit.record(session, by, "sent a letter again", f"letter:{old.id}", letter=new.id)
    return new


def held_up(session: Session) -> HeldUp | None:
    """Return what keeps letters from leaving that is no fault of theirs; None when nothing does."""
    waiting = (Letter.held_up_at.is_not(None), _IN[LetterState.WAITING])
    count, since = session.execute(select(func.count(), func.min(Letter.held_up_at)).where(*waiting)).one()
    if since is None:
        return None
    words = session.scalar(
        select(Letter.failure).where(*waiting).order_by(Letter.held_up_at.desc(), Letter.id).limit(1)
    )
    return HeldUp(count, since, words or "")


def without_address(session: Session) -> Sequence[Organisation]:
    """Return every recipient to whom no letter can go: it has no address, or its letters come back."""
    recipients = session.scalars(select(Organisation).where(is_recipient()).order_by(Organisation.name))
    reached = contacts.address_of(session, select(Organisation.id).where(is_recipient()))
    return [organisation for organisation in recipients if organisation.id not in reached]


def discreet(text: str) -> str:
    """Return a letter's text without what lets somebody in: whoever reads it here must not act for the recipient."""
    return SECRET.sub(r"/\1/…", text)


def _copied(session: Session, config: Config, old: Letter, organisation_id: int | None, to: str) -> Draft:
    """Return the words of a letter that no mailing has ordered, with a fresh way in where they have one."""
    body, html = old.body, old.html
    if organisation_id:
        (link,) = links.issue(session, [organisation_id])
        address = links.address_of(config, link)
        body, html = WAY_IN.sub(address, body), WAY_IN.sub(address, html)
    return Draft(to, LetterText(old.subject, body, html), old.unsubscribe_url)


def _speaks_of(words: str) -> ColumnElement[bool]:
    return Organisation.name.icontains(words.strip(), autoescape=True) | Letter.to.icontains(
        words.strip(), autoescape=True
    )


def _key_again(letter_id: int) -> str:
    return f"again:{letter_id}"


_ITS_OWN = Letter.about == literal("organisation:").concat(cast(Organisation.id, String))
_IN: Mapping[LetterState, ColumnElement[bool]] = {
    LetterState.WAITING: and_(
        Letter.sent_at.is_(None),
        Letter.bounced_at.is_(None),
        Letter.given_up_at.is_(None),
        Letter.withdrawn_at.is_(None),
    ),
    LetterState.SENT: and_(Letter.sent_at.is_not(None), Letter.bounced_at.is_(None)),
    LetterState.CAME_BACK: Letter.bounced_at.is_not(None),
    LetterState.GIVEN_UP: and_(
        Letter.given_up_at.is_not(None),
        Letter.sent_at.is_(None),
        Letter.bounced_at.is_(None),
        Letter.withdrawn_at.is_(None),
    ),
    LetterState.WITHDRAWN: and_(
        Letter.withdrawn_at.is_not(None), Letter.sent_at.is_(None), Letter.bounced_at.is_(None)
    ),
}
