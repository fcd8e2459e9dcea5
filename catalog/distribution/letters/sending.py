"""Send letters, one after the other over one connection; what became of each is written down at once.

Between the server's word that it has a letter and our own commit lies a
moment in which a worker can be killed. Such a letter is sent once more, with
the same Message-ID, so that whoever gets it twice can tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from catalog.distribution import ledger
from catalog.distribution.letters import quiet, revising
from catalog.distribution.models import Delivery, Mailing, MailingDelivery, MailingKind
from catalog.distribution.stages import EventKind
from catalog.foundation import queue
from catalog.foundation.attempts import Attempt, NotYet
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Refused
from catalog.foundation.mail import Letter
from catalog.foundation.post_office import Away, Delayed, PostOffice, Returned, Unwelcome
from catalog.people import contacts
from catalog.people.permissions import MACHINE

#: How soon letters are offered again to a server that is away or finds fault with us: once that is mended, they leave.
HELD_UP = timedelta(minutes=10)
#: What has happened to a delivery when a letter of a kind has gone out.
_SENT: Mapping[MailingKind, EventKind] = MappingProxyType(
    {
        MailingKind.OFFER: EventKind.NOTIFIED,
        MailingKind.REMINDER: EventKind.REMINDED,
        MailingKind.RECALL: EventKind.NOTIFIED,
        MailingKind.RECALL_REMINDER: EventKind.REMINDED,
    }
)


class NobodyTookThem(Refused):
    """For a whole day the mail server took other letters, but not these."""

    sentence = N_(
        "For a day the mail server did not take %(letters)d letters, and we stopped trying. It said: %(failure)s. "
        "Please look at them under “Letters”; they can be sent again from here."
    )


@dataclass(slots=True)
class _Left:
    """The letters that a server has not taken, with its words."""

    #: It may take them later.
    delayed: dict[int, str] = field(default_factory=dict)
    #: It finds fault with us, perhaps only with this letter.
    unwelcome: dict[int, str] = field(default_factory=dict)
    #: There is no server that takes anything.
    held_up: dict[int, str] = field(default_factory=dict)

    @property
    def words(self) -> Mapping[int, str]:
        """Return what was said of each of them."""
        return self.delayed | self.unwelcome | self.held_up


def send_letters(attempt: Attempt) -> None:
    """Send the letters of a job. Those that the server does not take for the moment are tried again later.

    Raises:
        NotYet: no letters to recipients leave at this hour.
    """
    config, arguments = attempt.runtime.config, attempt.held.arguments
    numbers = arguments.get("letter_ids") or [arguments["letter_id"]]
    left = _Left()
    with PostOffice(config.smtp_url or "", config.mail_from, config.reply_to) as office:
        for done, number in enumerate(numbers if config.smtp_url else []):
            attempt.tell(done / len(numbers))
            try:
                _send_one(attempt, office, number)
            except Delayed as reason:
                left.delayed[number] = str(reason)
            except Unwelcome as reason:
                left.unwelcome[number] = str(reason)
            except Away as reason:
                left.held_up |= dict.fromkeys(numbers[done:], str(reason))
                break
    if left.words:
        _come_back(attempt, left)
        return
    with attempt.result():
        pass


def returned(session: Session, letter: Letter, words: str, now: datetime, *, blames_address: bool = True) -> bool:
    """Record that a letter was refused for good or came back; False when that is known.

    A letter that came back because its reader's server does not like us says nothing against the address.
    """
    session.refresh(letter, with_for_update=True)
    if letter.bounced_at:
        return False
    letter.bounced_at, letter.failure = now, words
    ledger.record(session, _told_by(letter), EventKind.BOUNCED, MACHINE, now, letter=letter.id, failure=words)
    organisation_id = organisation_of(letter)
    if organisation_id and blames_address:
        contacts.bounced(session, organisation_id, letter.to, now)
    return True


def organisation_of(letter: Letter) -> int | None:
    """Return the organisation to which a letter went, or None when it went to an account."""
    kind, _, number = letter.about.partition(":")
    return int(number) if kind == "organisation" else None


def _send_one(attempt: Attempt, office: PostOffice, number: int) -> None:
    """Send a letter unless it is sent, and write down what became of it.

    Raises:
        Delayed, Unwelcome, Away: the server has not taken it.
        NotYet: letters to recipients do not leave at this hour.
    """
    runtime = attempt.runtime
    with runtime.transaction() as session:
        # A worker that was frozen must not send what another one has sent since.
        queue.holding(session, attempt.held)
        letter = session.get_one(Letter, number)
        if letter.sent_at or letter.bounced_at or letter.withdrawn_at:
            return
        now = utc_now()
        leaves_at = quiet.leaves_at(now, runtime.config.letter_hours) if letter.about else now
        if leaves_at > now:
            raise NotYet(leaves_at)
        if not revising.bring_up_to_date(session, runtime.config, letter, now):
            return
    try:
        office.take(letter)
    except Returned as reason:
        with runtime.transaction() as session:
            returned(session, session.get_one(Letter, number), str(reason), utc_now())
        return
    with runtime.transaction() as session:
        _note_sent(session, session.get_one(Letter, number, with_for_update=True), utc_now())


def _note_sent(session: Session, letter: Letter, now: datetime) -> None:
    """Write down that the server has a letter. This is so whoever holds the job by now: no fence is asked."""
    if letter.sent_at:
        return
    letter.sent_at, letter.given_up_at, letter.held_up_at, letter.failure = now, None, None, ""
    kind = session.scalar(
        select(Mailing.kind)
        .join(MailingDelivery, MailingDelivery.mailing_id == Mailing.id)
        .where(MailingDelivery.letter_id == letter.id)
        .limit(1)
    )
    if kind:
        event = _SENT[MailingKind(kind)]
        ledger.record(session, _told_by(letter), event, MACHINE, now, letter=letter.id, about=MailingKind(kind).value)


def _come_back(attempt: Attempt, left: _Left) -> None:
    """Put the job back for a while; after its last attempt its letters are given up.

    What is no fault of the letters costs them no attempt: they wait until the line is mended.

    Raises:
        LeaseLost: the job is no longer ours.
    """
    now = utc_now()
    with attempt.runtime.transaction() as session:
        job = queue.holding(session, attempt.held)
        held_up = bool(left.held_up) or _takes_none(session, left.unwelcome)
        last = not held_up and job.attempts >= job.most_attempts
        for letter in session.scalars(select(Letter).where(Letter.id.in_(left.words))):
            letter.failure = left.words[letter.id]
            letter.given_up_at = now if last else None
            waits_for_us = held_up and letter.id not in left.delayed
            letter.held_up_at = (letter.held_up_at or now) if waits_for_us else None
        if last:
            _give_up(session, attempt, left.words)
        elif held_up:
            queue.put_back(session, attempt.held, now + HELD_UP)
        else:
            queue.try_again(session, attempt.held, now)
        attempt.spend(session)


def _takes_none(session: Session, unwelcome: Mapping[int, str]) -> bool:
    """Return whether a server that does not like these letters has liked no other one since they were written."""
    if not unwelcome:
        return False
    first = select(func.min(Letter.written_at)).where(Letter.id.in_(unwelcome)).scalar_subquery()
    return not session.scalar(select(exists().where(Letter.sent_at >= first)))


def _give_up(session: Session, attempt: Attempt, words: Mapping[int, str]) -> None:
    places = {"letters": len(words), "failure": next(iter(words.values()))}
    refusal = NobodyTookThem(**places)
    queue.fail(session, attempt.held, utc_now(), refusal.code, refusal.sentence, places)


def _told_by(letter: Letter) -> ColumnElement[bool]:
    """Return the condition that a letter tells of a delivery."""
    return Delivery.id.in_(select(MailingDelivery.delivery_id).where(MailingDelivery.letter_id == letter.id))
