"""The letters of the past: what the book says was sent lies in the outbox, and each recipient got one for each act."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import make_msgid
from operator import itemgetter
from urllib.parse import urlsplit

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from catalog.demonstrated.histories import KEYS
from catalog.distribution.letters import book, texts
from catalog.distribution.letters.texts import Told
from catalog.distribution.models import (
    Campaign,
    Delivery,
    DeliveryEvent,
    Mailing,
    MailingDelivery,
    MailingKind,
    Recall,
)
from catalog.distribution.stages import EventKind, today
from catalog.films.models import LanguageVersion
from catalog.foundation.config import Config
from catalog.foundation.errors import Refused
from catalog.foundation.mail import Letter
from catalog.foundation.stationery import LetterText
from catalog.people.models import Contact, Organisation
from catalog.people.permissions import Actor

LANGUAGE = "de"
#: What was in the letters of the past lets nobody in: it was never signed.
WAY_IN = "/link/demonstration/"
REFUSED = "550 5.1.1 Recipient address rejected: User unknown"
#: What tells of a letter, and of one that could not be written.
TELLING = (EventKind.NOTIFIED, EventKind.REMINDED, EventKind.BOUNCED, EventKind.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class _Act:
    """What has letters written; a reminder of a recall tells of no campaign."""

    kind: MailingKind
    about: str


@dataclass(slots=True)
class _Post:
    """What one act had to tell one organisation."""

    at: datetime
    #: By its version: the delivery.
    told: dict[int, int] = field(default_factory=dict)
    bounced_at: datetime | None = None
    unreachable_at: datetime | None = None


def write(session: Session, config: Config, *, by: Actor) -> int:
    """Write the letters of which the book tells; return how many. A second time changes nothing."""
    campaigns = {one.id: one for one in session.scalars(select(Campaign).where(Campaign.key.in_(KEYS)))}
    if session.scalar(select(exists().where(Mailing.campaign_id.in_(campaigns)))):
        return 0
    words = _Words(session, campaigns)
    letters = 0
    # As in any house, later letters have the higher numbers: the book shows them first.
    for at, act, posts in sorted(_acts(session, campaigns), key=itemgetter(0)):
        mailing = Mailing(
            kind=act.kind,
            campaign_id=next((id_ for id_ in campaigns if act == _offer_of(id_)), None),
            ordered_at=at,
            ordered_by_id=by.account_id,
            key=f"{act.kind}:{act.about}",
        )
        session.add(mailing)
        session.flush()
        letters += _enter(session, config, mailing, posts, words)
    _send_one_again(session, config, campaigns, by)
    return letters


def _acts(session: Session, campaigns: Iterable[int]) -> list[tuple[datetime, _Act, dict[int, _Post]]]:
    """Return when each act was and what each organisation was told then, by organisation."""
    asked = (
        select(DeliveryEvent.kind, DeliveryEvent.at, Delivery.id, Delivery.organisation_id, Delivery.version_id)
        .add_columns(Delivery.campaign_id, Recall.at)
        .join(Delivery, Delivery.id == DeliveryEvent.delivery_id)
        .outerjoin(Recall, Recall.version_id == Delivery.version_id)
        # What a visitor has sent has its letter already.
        .where(Delivery.campaign_id.in_(campaigns), DeliveryEvent.details["letter"].as_string().is_(None))
        .where(DeliveryEvent.kind.in_(TELLING))
        .order_by(DeliveryEvent.id)
    )
    acts: dict[_Act, dict[int, _Post]] = {}
    for kind, at, delivery_id, organisation_id, version_id, campaign_id, recalled_at in session.execute(asked):
        act = _act(EventKind(kind), campaign_id, version_id, about_recall=bool(recalled_at and at >= recalled_at))
        if act is None:
            continue
        post = acts.setdefault(act, {}).setdefault(organisation_id, _Post(at))
        post.told[version_id] = delivery_id
        if kind == EventKind.BOUNCED:
            post.bounced_at = at
        elif kind == EventKind.UNREACHABLE:
            post.unreachable_at = at
    return [(min(post.at for post in posts.values()), act, posts) for act, posts in acts.items()]


def _act(kind: EventKind, campaign_id: int, version_id: int, *, about_recall: bool) -> _Act | None:
    """Return the act to which an event belongs; None when it was no letter."""
    if not about_recall:
        reminds = kind == EventKind.REMINDED
        return _Act(MailingKind.REMINDER, f"campaign:{campaign_id}") if reminds else _offer_of(campaign_id)
    if kind == EventKind.UNREACHABLE:
        return None
    return _Act(
        MailingKind.RECALL_REMINDER if kind == EventKind.REMINDED else MailingKind.RECALL, f"version:{version_id}"
    )


def _offer_of(campaign_id: int) -> _Act:
    return _Act(MailingKind.OFFER, f"campaign:{campaign_id}")


class _Words:
    """Composes what letters say; the same words for many recipients only once."""

    def __init__(self, session: Session, campaigns: Mapping[int, Campaign]) -> None:
        self._due = {version: one.due_on for one in campaigns.values() for version in one.versions}
        self._versions = {version.id: version for version in self._due}
        recalled = select(Recall.version_id, Recall.reason).where(Recall.version_id.in_(self._versions))
        self._reasons: dict[int, str] = dict(session.execute(recalled).all())
        self._known: dict[tuple[MailingKind, tuple[int, ...]], LetterText] = {}

    def about(self, kind: MailingKind, post: _Post) -> LetterText:
        """Return what an organisation is told, with signs where it belongs."""
        numbers = tuple(sorted(post.told))
        if (kind, numbers) not in self._known:
            told = [self._told(kind, self._versions[number]) for number in numbers]
            self._known[kind, numbers] = texts.compose(kind, LANGUAGE, told, today(post.at))
        return self._known[kind, numbers]

    def _told(self, kind: MailingKind, version: LanguageVersion) -> Told:
        if kind in (MailingKind.OFFER, MailingKind.REMINDER):
            return Told(version, self._due[version])
        # The recall came before the corrected revision, its reminder afterwards.
        newer = self._newer(version) if kind == MailingKind.RECALL_REMINDER else None
        return Told(version, reason=self._reasons[version.id], newer=newer)

    def _newer(self, old: LanguageVersion) -> int | None:
        return max((one.revision for one in self._due if one.language == old.language and one is not old), default=None)


def _enter(session: Session, config: Config, mailing: Mailing, posts: Mapping[int, _Post], words: _Words) -> int:
    """Put the letters of an act into the outbox as they left it, and note of each delivery which one told of it."""
    keys = {of: f"mailing:{mailing.id}:delivery:{min(post.told.values())}" for of, post in posts.items()}
    written = [
        _letter(config, keys[of], address, name, posts[of], words.about(MailingKind(mailing.kind), posts[of]))
        | {"about": f"organisation:{of}"}
        for of, name, address in _addresses(session, posts)
        if not posts[of].unreachable_at
    ]
    session.execute(insert(Letter), written)
    ids = dict(session.execute(select(Letter.key, Letter.id).where(Letter.key.in_(keys.values()))).all())
    noted = [
        {
            "mailing_id": mailing.id,
            "delivery_id": delivery_id,
            "letter_id": ids.get(keys[of]),
            "unreachable_at": post.unreachable_at,
        }
        for of, post in posts.items()
        for delivery_id in post.told.values()
    ]
    session.execute(insert(MailingDelivery), noted)
    return len(written)


def _addresses(session: Session, organisations: Iterable[int]) -> Sequence[tuple[int, str, str]]:
    """Return where letters went, also those that came back: number, name and address of each organisation."""
    asked = (
        select(Organisation.id, Organisation.name, Contact.email)
        .join(Contact, Contact.organisation_id == Organisation.id)
        .where(Organisation.id.in_(organisations), Contact.gets_letters)
    )
    return [(id_, name, email) for id_, name, email in session.execute(asked)]


def _letter(
    config: Config, key: str, address: str, name: str, post: _Post, text: LetterText
) -> dict[str, str | datetime | None]:
    start = f"{config.public_url}/"
    filled = text.filled(
        {texts.ADDRESS: f"{start.rstrip('/')}{WAY_IN}", texts.UNSUBSCRIBE: start, texts.RECIPIENT: name}
    )
    return {
        "key": key,
        "to": address,
        "subject": filled.subject,
        "body": filled.text,
        "html": filled.html,
        "message_id": make_msgid(domain=urlsplit(config.public_url).hostname or "localhost"),
        "written_at": post.at,
        "sent_at": post.at,
        "bounced_at": post.bounced_at,
        "failure": REFUSED if post.bounced_at else "",
    }


def _send_one_again(session: Session, config: Config, campaigns: Collection[int], by: Actor) -> None:
    """Let somebody have mended the first address from which a letter came back: its letter waits to leave once more."""
    came_back = (
        select(Letter, Contact)
        .join(MailingDelivery, MailingDelivery.letter_id == Letter.id)
        .join(Mailing, Mailing.id == MailingDelivery.mailing_id)
        .join(Delivery, Delivery.id == MailingDelivery.delivery_id)
        .join(Contact, (Contact.organisation_id == Delivery.organisation_id) & (Contact.email == Letter.to))
        .where(Mailing.campaign_id.in_(campaigns), Letter.bounced_at.is_not(None))
    )
    found = session.execute(came_back.order_by(Letter.id).limit(1)).first()
    if found is None:
        return
    letter, contact = found
    contact.bounced_at = None
    session.flush()
    # A visitor may have called everything back that the letter told of.
    with suppress(Refused):
        book.send_again(session, config, letter.id, by=by)
