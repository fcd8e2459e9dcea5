"""How far a campaign has come: what it offered, who has answered, who is missing, and what became of its letters."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import Session, aliased, selectinload

from catalog.distribution import ledger
from catalog.distribution.board.scopes import OUTSIDERS, offered_by
from catalog.distribution.board.tallies import Tally
from catalog.distribution.letters import book
from catalog.distribution.letters.book import LetterState
from catalog.distribution.letters.reminding import can_be_reminded
from catalog.distribution.models import Campaign, Delivery, Mailing, MailingDelivery, MailingKind
from catalog.distribution.stages import Stage
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation.mail import Letter
from catalog.people import contacts
from catalog.people.models import Organisation, OrganisationKind


@dataclass(frozen=True, slots=True)
class Progress:
    """One campaign, and where its deliveries stand. Those that a later campaign offered again still count here."""

    campaign: Campaign
    recipients: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Missing:
    """A recipient that has still to acknowledge something."""

    organisation_id: int
    kind: OrganisationKind
    key: str
    name: str
    district_key: str | None
    district: str
    #: What is open: tags of the languages.
    languages: Sequence[str]
    stages: Collection[Stage]


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


def page(session: Session, now: datetime, number: int, size: int) -> tuple[list[Progress], int]:
    """Return one page of the campaigns, the newest on page 1, and how many pages there are."""
    pages = max(1, -(-(session.scalar(select(func.count()).select_from(Campaign)) or 0) // size))
    asked = select(Campaign).options(selectinload(Campaign.versions)).order_by(Campaign.id.desc())
    # Behind the last page is the last page.
    shown = session.scalars(asked.limit(size).offset((min(number, pages) - 1) * size)).all()
    return progress(session, shown, now), pages


def progress(session: Session, campaigns: Sequence[Campaign], now: datetime) -> list[Progress]:
    """Return how far campaigns have come, in the figures of the board that is narrowed to one of them."""
    of = offered_by([campaign.id for campaign in campaigns]).subquery()
    stage = ledger.stage_in(now).label("stage")
    each = (
        select(of.c.of_campaign, Delivery.organisation_id, stage)
        .join(Delivery, Delivery.id == of.c.delivery_id)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .where(Delivery.organisation_id.not_in(OUTSIDERS))
        .subquery()
    )
    tallies: dict[int, dict[Stage, int]] = {}
    counted = select(each.c.of_campaign, each.c.stage, func.count()).group_by(each.c.of_campaign, each.c.stage)
    for campaign_id, reached, count in session.execute(counted):
        tallies.setdefault(campaign_id, {})[Stage(reached)] = count
    reached_by = select(each.c.of_campaign, func.count(each.c.organisation_id.distinct()))
    recipients: dict[int, int] = dict(session.execute(reached_by.group_by(each.c.of_campaign)).all())
    return [
        Progress(campaign, recipients.get(campaign.id, 0), Tally(tallies.get(campaign.id, {})))
        for campaign in campaigns
    ]


def missing(session: Session, campaign_id: int, now: datetime) -> list[Missing]:
    """Return who could be reminded of a campaign, by district and name."""
    district = aliased(Organisation)
    asked = (
        select(
            Organisation.id,
            Organisation.kind,
            Organisation.key,
            Organisation.name,
            Organisation.district_key,
            func.coalesce(district.name, "").label("district"),
            LanguageVersion.language,
            ledger.stage_in(now).label("stage"),
        )
        .select_from(Delivery)
        .join(Organisation, Organisation.id == Delivery.organisation_id)
        .join(LanguageVersion, LanguageVersion.id == Delivery.version_id)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .outerjoin(
            district, and_(district.kind == OrganisationKind.DISTRICT, district.key == Organisation.district_key)
        )
        .where(Delivery.id.in_(deliveries_of(campaign_id)), can_be_reminded())
        .order_by("district", Organisation.name, Organisation.id, LanguageVersion.language)
    )
    found = []
    for _, rows in groupby(session.execute(asked), key=lambda row: row.id):
        of_one = list(rows)
        first = of_one[0]
        found.append(
            Missing(
                organisation_id=first.id,
                kind=OrganisationKind(first.kind),
                key=first.key,
                name=first.name,
                district_key=first.district_key,
                district=first.district,
                languages=[row.language for row in of_one],
                stages={Stage(row.stage) for row in of_one},
            )
        )
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
    written = session.scalars(select(Letter).where(Letter.id.in_(select(told.c.letter_id))))
    fates = Counter(book.state_of(letter) for letter in written)
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


def deliveries_of(campaign_id: int) -> Select[int]:
    """Select the ids of the deliveries that a campaign has offered."""
    return select(offered_by([campaign_id]).subquery().c.delivery_id)
