"""How far a campaign has come: what it offered, who has answered, who is missing, and what became of its letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select, union_all
from sqlalchemy.orm import Session, selectinload

from catalog.distribution.board.scopes import OUTSIDERS, offered_by
from catalog.distribution.board.tallies import Counting, Tally
from catalog.distribution.letters import book
from catalog.distribution.letters.book import LetterState
from catalog.distribution.models import Campaign, Delivery, Mailing, MailingDelivery, MailingKind
from catalog.distribution.stages import today
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation.mail import Letter
from catalog.people import contacts
from catalog.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Progress:
    """One campaign, and where its deliveries stand. Those that a later campaign offered again still count here."""

    campaign: Campaign
    recipients: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Letters:
    """What became of the letters with which a campaign was sent."""

    sent: int
    waiting: int
    came_back: int
    #: For a day no server took them.
    given_up: int
    #: Recipients to whom none can be written, by name.
    without_address: Sequence[tuple[int, str]]


def count(session: Session) -> int:
    """Return how many campaigns there are."""
    return session.scalar(select(func.count()).select_from(Campaign)) or 0


def newest(session: Session, now: datetime, size: int, skipped: int = 0) -> list[Progress]:
    """Return so many campaigns behind the first ones, the newest first."""
    asked = select(Campaign).options(selectinload(Campaign.versions)).order_by(Campaign.id.desc())
    return progress(session, session.scalars(asked.limit(size).offset(skipped)).all(), now)


def progress(session: Session, campaigns: Sequence[Campaign], now: datetime) -> list[Progress]:
    """Return how far campaigns have come, in the figures of the board that is narrowed to one of them."""
    # Of whom a later campaign has asked anew, its day counts.
    past = set(session.scalars(select(Campaign.id).where(Campaign.due_on < today(now))))
    tallies = {campaign.id: Counting() for campaign in campaigns}
    current, earlier = offered_by([*tallies], Delivery.standing, Delivery.campaign_id)
    # In the order of the index: nothing has to be sorted.
    by = (Delivery.campaign_id, Delivery.standing)
    for part in (current.group_by(*by), earlier.group_by("of_campaign", *by)):
        counted = part.add_columns(func.count()).where(Delivery.organisation_id.not_in(OUTSIDERS))
        for of, standing, latest, times in session.execute(counted):
            tallies[of].add(standing, times, late=latest in past)
    several = [campaign.id for campaign in campaigns if len(campaign.versions) > 1]
    each = union_all(*offered_by(several, Delivery.organisation_id)).subquery().c
    reached = select(each.of_campaign, func.count(each.organisation_id.distinct())).group_by(each.of_campaign)
    of_several: dict[int, int] = dict(session.execute(reached.where(each.organisation_id.not_in(OUTSIDERS))).all())
    found = []
    for campaign in campaigns:
        tally = tallies[campaign.id].tally
        # Of one version, nobody has two.
        recipients = of_several.get(campaign.id, 0) if campaign.id in several else tally.total
        found.append(Progress(campaign, recipients, tally))
    return found


def letters(session: Session, campaign_id: int) -> Letters:
    """Return what became of the letters of a campaign."""
    told = (
        select(MailingDelivery.letter_id, Delivery.organisation_id, Delivery.version_id)
        .join(Mailing, Mailing.id == MailingDelivery.mailing_id)
        .join(Delivery, Delivery.id == MailingDelivery.delivery_id)
        .where(Mailing.campaign_id == campaign_id, Mailing.kind == MailingKind.OFFER)
        .subquery()
    )
    fates = book.counts(session, Letter.id.in_(select(told.c.letter_id)))
    # What was recalled or replaced before a letter could tell of it is told of no more.
    public = exists().where(LanguageVersion.id == told.c.version_id, LanguageVersion.status == Status.PUBLISHED)
    unwritten = select(told.c.organisation_id).where(told.c.letter_id.is_(None), public)
    names = session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(unwritten)).order_by(Organisation.name)
    )
    writable = contacts.address_of(session, unwritten)
    unwritable = [(number, name) for number, name in names if number not in writable]
    return Letters(
        fates[LetterState.SENT],
        fates[LetterState.WAITING] + len(writable),
        fates[LetterState.CAME_BACK],
        fates[LetterState.GIVEN_UP],
        unwritable,
    )
