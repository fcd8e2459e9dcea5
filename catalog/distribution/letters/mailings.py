"""Letters to recipients: ordered in one act, written to each organisation once, with everything that is to be told."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, Select, String, cast, exists, insert, literal, select
from sqlalchemy.orm import Session, joinedload

from catalog.distribution import ledger
from catalog.distribution.letters import composing, quiet, texts
from catalog.distribution.letters.texts import Told
from catalog.distribution.models import Delivery, Mailing, MailingDelivery, MailingKind
from catalog.distribution.stages import EventKind, today
from catalog.films.models import LanguageVersion
from catalog.foundation import mail, queue
from catalog.foundation.attempts import NotYet
from catalog.foundation.config import Config
from catalog.foundation.database import alone, utc_now
from catalog.foundation.mail import Letter
from catalog.foundation.queue import Claim
from catalog.foundation.runtime import Runtime
from catalog.foundation.stationery import LetterText
from catalog.people import contacts
from catalog.people.models import Organisation
from catalog.people.permissions import MACHINE, Actor

#: The job that writes the letters of a mailing.
WRITE = "write_letters"
#: So many letters are written in one transaction and sent over one connection.
BATCH = 100


@dataclass(frozen=True, slots=True)
class _Due:
    """What one organisation is to be told, and what it was to be told about."""

    deliveries: Sequence[Delivery]
    rows: Sequence[MailingDelivery]


def order(
    session: Session, kind: MailingKind, deliveries: ColumnElement[bool], key: str, *, by: Actor
) -> Mailing | None:
    """Order letters that tell of these deliveries: to each organisation one. The same act twice is one.

    Returns:
        None when a mailing with this key has been ordered before.
    """
    alone(session.connection(), f"mailing:{key}")
    if session.scalar(select(Mailing.id).where(Mailing.key == f"{kind}:{key}")):
        return None
    mailing = Mailing(kind=kind, ordered_by_id=by.account_id, key=f"{kind}:{key}")
    session.add(mailing)
    session.flush()
    told = select(literal(mailing.id), Delivery.id).where(deliveries)
    session.execute(insert(MailingDelivery).from_select(["mailing_id", "delivery_id"], told))
    order_writing(session, mailing.id, f"{WRITE}:{mailing.id}")
    return mailing


def order_writing(session: Session, mailing_id: int, key: str) -> None:
    """Order that the letters of a mailing are written that have not been."""
    queue.order(
        session,
        WRITE,
        subject_of(mailing_id),
        key=key,
        most_attempts=mail.MOST_ATTEMPTS,
        mailing_id=mailing_id,
    )


def subject_of(mailing_id: int) -> str:
    """Return what the jobs of a mailing are about."""
    return f"mailing:{mailing_id}"


def write_letters(runtime: Runtime, claim: Claim) -> None:
    """Write the letters of a mailing: to each recipient one, also when the job is run again.

    Everything of one kind that an organisation is still to be told goes into
    one letter, whichever mailing ordered it. Offers wait a little for others
    of the same morning, and no letter is written that may not leave yet: what
    it says would be old by then.

    Raises:
        NotYet: it is too early.
    """
    config = runtime.config
    if not config.smtp_url:
        return
    with runtime.question() as session:
        mailing = session.get_one(Mailing, claim.arguments["mailing_id"])
        kind = MailingKind(mailing.kind)
        organisations = session.scalars(_unwritten(mailing.id)).all()
    now = utc_now()
    ready = mailing.ordered_at + timedelta(minutes=config.digest_minutes) if kind == MailingKind.OFFER else now
    begins = quiet.leaves_at(max(now, ready), config.letter_hours)
    if begins > now:
        raise NotYet(begins)
    for first in range(0, len(organisations), BATCH):
        with runtime.transaction() as session:
            queue.holding(session, claim)
            # Two mailings of the same kind shall not both tell of the same delivery.
            alone(session.connection(), WRITE)
            _write_batch(session, config, kind, organisations[first : first + BATCH], now)


def untold(kind: MailingKind) -> Select[MailingDelivery]:
    """Select what mailings of a kind have still to tell, in their order."""
    return (
        select(MailingDelivery)
        .join(Mailing, Mailing.id == MailingDelivery.mailing_id)
        .join(Delivery, Delivery.id == MailingDelivery.delivery_id)
        .join(LanguageVersion, LanguageVersion.id == Delivery.version_id)
        .where(Mailing.kind == kind, MailingDelivery.letter_id.is_(None), composing.STILL[kind])
        .order_by(MailingDelivery.mailing_id, Delivery.id)
    )


def announce(runtime: Runtime, claim: Claim) -> None:
    """Order the letters of a campaign that an older release began. Whoever has its letter gets no second one."""
    with runtime.transaction() as session:
        queue.holding(session, claim)
        campaign_id = claim.arguments["campaign_id"]
        key = literal(f"campaign:{campaign_id}:organisation:").concat(cast(Delivery.organisation_id, String))
        silent = (Delivery.campaign_id == campaign_id) & ~exists().where(Letter.key == key)
        order(session, MailingKind.OFFER, silent, f"campaign:{campaign_id}", by=MACHINE)


def sample(
    config: Config,
    kind: MailingKind,
    versions: Sequence[LanguageVersion],
    due_on: date | None,
    words: Mapping[str, str],
    language: str,
    reason: str = "",
) -> LetterText:
    """Return a letter of this kind as a recipient would read it; its links lead to the start page."""
    told = [Told(version, due_on, reason) for version in versions]
    said = [texts.words_in(words, language)]
    text = texts.compose(kind, language, told, today(utc_now()), said)
    start = f"{config.public_url}/"
    name = "Gemeinde Musterstadt" if language == "de" else "the municipality of Musterstadt"
    return text.filled({texts.ADDRESS: start, texts.UNSUBSCRIBE: start, texts.RECIPIENT: name})


def _unwritten(mailing_id: int) -> Select[int]:
    return (
        select(Delivery.organisation_id)
        .distinct()
        .join(MailingDelivery, MailingDelivery.delivery_id == Delivery.id)
        .where(MailingDelivery.mailing_id == mailing_id, MailingDelivery.letter_id.is_(None))
        .order_by(Delivery.organisation_id)
    )


def _write_batch(
    session: Session, config: Config, kind: MailingKind, organisations: Sequence[int], now: datetime
) -> None:
    """Write to each of these organisations, and order that the letters are sent, in one transaction."""
    reached = contacts.address_of(session, organisations)
    _note_unreachable(session, kind, set(organisations) - set(reached), now)
    addressees = {
        organisation_id: addressee
        for organisation_id, addressee in reached.items()
        if addressee.wants_reminders or kind != MailingKind.REMINDER
    }
    due = dict(_due(session, kind, list(addressees)))
    if not due:
        return
    told = {organisation_id: one.deliveries for organisation_id, one in due.items()}
    written = composing.drafts(session, config, kind, told, addressees, now)
    letters = []
    for organisation_id, one in due.items():
        draft, first = written[organisation_id], one.rows[0]
        letters.append(
            mail.enter(
                session,
                config,
                key=f"mailing:{first.mailing_id}:delivery:{first.delivery_id}",
                to=draft.to,
                subject=draft.text.subject,
                body=draft.text.text,
                html=draft.text.html,
                unsubscribe_url=draft.unsubscribe_url,
                about=f"organisation:{organisation_id}",
            )
        )
    mail.order_batch(session, letters)
    for letter, one in zip(letters, due.values(), strict=True):
        for row in one.rows:
            row.letter_id = letter.id


def _note_unreachable(session: Session, kind: MailingKind, organisations: Collection[int], now: datetime) -> None:
    """Write down of what organisations could not be told because nobody there can be written to; once for each act."""
    rows = session.scalars(
        untold(kind).where(
            Delivery.organisation_id.in_(organisations),
            MailingDelivery.unreachable_at.is_(None),
            exists().where(Organisation.id == Delivery.organisation_id, Organisation.active),
        )
    ).all()
    for mailing_id, of_one in groupby(rows, key=lambda row: row.mailing_id):
        numbers = [row.delivery_id for row in of_one]
        told = Delivery.id.in_(numbers)
        ledger.record(session, told, EventKind.UNREACHABLE, MACHINE, now, mailing=mailing_id, why="no address")
    for row in rows:
        row.unreachable_at = now


def _due(session: Session, kind: MailingKind, organisations: Sequence[int]) -> Iterator[tuple[int, _Due]]:
    """Yield of each organisation that is still to be told something what that is."""
    rows = session.execute(
        untold(kind)
        .add_columns(Delivery)
        .where(Delivery.organisation_id.in_(organisations))
        .options(joinedload(Delivery.campaign), joinedload(Delivery.version))
    ).all()
    ordered: dict[int, list[tuple[MailingDelivery, Delivery]]] = {}
    for row, delivery in rows:
        ordered.setdefault(delivery.organisation_id, []).append((row, delivery))
    others = _open_ones(session, list(ordered)) if kind == MailingKind.REMINDER else {}
    for organisation_id, told in ordered.items():
        deliveries = {delivery.id: delivery for _, delivery in told}
        noted = [row for row, _ in told]
        for delivery in others.get(organisation_id, []):
            if delivery.id not in deliveries:
                # A reminder tells of everything that is open, so it is noted of everything.
                deliveries[delivery.id] = delivery
                noted.append(MailingDelivery(mailing_id=noted[0].mailing_id, delivery_id=delivery.id))
                session.add(noted[-1])
        yield organisation_id, _Due(sorted(deliveries.values(), key=lambda one: one.version_id), noted)


def _open_ones(session: Session, organisations: Sequence[int]) -> Mapping[int, list[Delivery]]:
    """Return of each organisation what it has not acknowledged of what counts today."""
    found: dict[int, list[Delivery]] = {}
    for delivery in session.scalars(
        select(Delivery)
        .join(LanguageVersion, LanguageVersion.id == Delivery.version_id)
        .where(
            Delivery.organisation_id.in_(organisations),
            Delivery.version_id.in_(ledger.on_offer()),
            composing.STILL[MailingKind.REMINDER],
        )
        .options(joinedload(Delivery.campaign), joinedload(Delivery.version))
    ):
        found.setdefault(delivery.organisation_id, []).append(delivery)
    return found
