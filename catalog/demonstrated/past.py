"""Lay the past of a version down: its campaign, its deliveries, what was asked for and what was shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from catalog.demonstrated import calling_back
from catalog.demonstrated.histories import (
    BOUNCED,
    FIRST,
    IN_THE_FIRST,
    KEYS,
    ON_A_STICK,
    SECOND,
    SHIPPED_AFTER_DAYS,
    Calendar,
    Recipient,
    Wave,
    history,
)
from catalog.distribution import ledger
from catalog.distribution.models import Campaign, Delivery, DeliveryEvent, Medium, Request, Screening, Shipment
from catalog.distribution.recipients import is_recipient
from catalog.distribution.stages import EventKind, today
from catalog.films.models import LanguageVersion
from catalog.people.models import Account, Contact, Organisation, OrganisationKind
from catalog.people.permissions import Actor

ROLE = "Integrationsbeauftragte Stelle (Demonstration)"
#: How many organisations ask for a language that is not there, and for a stick.
ASKED: Mapping[Medium, Mapping[str, int]] = {
    Medium.VERSION: {"ti": 31, "prs": 17, "so": 14, "ps": 9, "ckb": 6, "sq": 3},
    Medium.STICK: {"ar": 7, "uk": 2},
}


def lay(session: Session, version: LanguageVersion, now: datetime, by: Actor) -> int:
    """Let most recipients have had a version for weeks; return how many. A second time changes nothing."""
    if session.scalar(select(exists().where(Delivery.version_id == version.id))):
        return 0
    days = Calendar(now)
    recipients = _recipients(session)
    called_back = calling_back.concerns(version)
    wave = FIRST if called_back or version.language in IN_THE_FIRST else SECOND
    known = {campaign.key: campaign for campaign in session.scalars(select(Campaign).where(Campaign.key.in_(KEYS)))}
    if not known:
        _ask(session, recipients, days)
    campaign = known.get(wave.key) or _begin(session, wave, recipients, days, by)
    campaign.versions.append(version)
    session.flush()
    if recipients:
        offered = [
            {"campaign_id": campaign.id, "version_id": version.id, "organisation_id": one.id} for one in recipients
        ]
        session.execute(insert(Delivery), offered)
    laid = select(Delivery.organisation_id, Delivery.id).where(Delivery.version_id == version.id)
    ids = dict(session.execute(laid).all())
    shipment_id = session.scalar(select(Shipment.id).where(Shipment.number == wave.stick["number"]))
    stick = {**wave.stick, "shipment_id": shipment_id}
    histories = {ids[one.id]: history(one, version.language, wave, days, stick) for one in recipients}
    if called_back:
        calling_back.call_back(session, version, days, by)
        histories = {ids[one.id]: calling_back.told(one, histories[ids[one.id]], days) for one in recipients}
    ledger.enter(session, histories)
    _report(session, version)
    return len(recipients)


def give_addresses(session: Session) -> None:
    """Give an address that nobody reads to whoever has none, so that a visitor's campaign finds its recipients."""
    lacking = select(Organisation).where(
        is_recipient(), Organisation.email.is_(None), ~exists().where(Contact.organisation_id == Organisation.id)
    )
    session.add_all(_contact(one.id, one.key) for one in session.scalars(lacking))


def _ask(session: Session, recipients: Sequence[Recipient], days: Calendar) -> None:
    """Let some ask for what they lack, and the letters to others come back."""
    for one in recipients:
        if one.chance().random() < BOUNCED:
            contact = _contact(one.id, one.key)
            contact.bounced_at = days.at(FIRST.begun, 9.3)
            session.add(contact)
    for medium, wishes in ASKED.items():
        for language, many in wishes.items():
            asking = Random(language).sample(recipients, min(many, len(recipients)))  # noqa: S311 - as above
            session.add_all(
                Request(
                    organisation_id=one.id,
                    language=language,
                    medium=medium,
                    asked_at=days.at(one.chance(language).randint(2, 20)),
                )
                for one in asking
            )


def _begin(session: Session, wave: Wave, recipients: Sequence[Recipient], days: Calendar, by: Actor) -> Campaign:
    """Return the campaign of a distribution, after its stick."""
    shipped_on = today(days.at(wave.begun - SHIPPED_AFTER_DAYS))
    session.add_all(
        Shipment(organisation_id=one.id, shipped_on=shipped_on, **wave.stick)
        for one in recipients
        if one.key == ON_A_STICK
    )
    campaign = Campaign(
        name=wave.name,
        begun_at=days.at(wave.begun),
        begun_by_id=by.account_id,
        due_on=today(days.now) - timedelta(days=wave.due),
        picked={"everybody": True},
        key=wave.key,
    )
    session.add(campaign)
    return campaign


def _report(session: Session, version: LanguageVersion) -> None:
    """Enter the showings that the book tells of."""
    told = (
        select(DeliveryEvent.id, DeliveryEvent.at, DeliveryEvent.details, Delivery.organisation_id)
        .join(DeliveryEvent.delivery)
        .where(Delivery.version_id == version.id, DeliveryEvent.kind == EventKind.SCREENED)
    )
    session.add_all(
        Screening(
            organisation_id=organisation_id,
            version_id=version.id,
            held_on=today(at),
            audience=details["audience"],
            place=details["place"],
            reported_at=at,
            event_id=event_id,
        )
        for event_id, at, details, organisation_id in session.execute(told)
    )


def _contact(organisation_id: int, key: str) -> Contact:
    return Contact(organisation_id=organisation_id, role=ROLE, email=f"integration@{key}.example")


def _recipients(session: Session) -> list[Recipient]:
    """Return everybody who is offered a version and cannot sign in."""
    cannot_sign_in = ~exists().where(Account.organisation_id == Organisation.id)
    asked = select(Organisation.id, Organisation.key, Organisation.kind).where(is_recipient(), cannot_sign_in)
    return [
        Recipient(id_, key, kind == OrganisationKind.RECEPTION_CENTRE)
        for id_, key, kind in session.execute(asked.order_by(Organisation.id))
    ]
