"""What has happened to a recipient's deliveries, a page of its diary at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from catalog.distribution.models import Delivery, DeliveryEvent
from catalog.distribution.stages import EventKind
from catalog.films.models import LanguageVersion


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry."""

    at: datetime
    kind: EventKind
    details: Mapping[str, object]
    #: BCP 47 tag.
    language: str
    revision: int
    #: Whether it was put right by another entry, wherever in the diary that one stands.
    is_mistake: bool


def count_of(session: Session, organisation_id: int) -> int:
    """Return how many entries the diary of an organisation has."""
    entries = select(func.count()).select_from(DeliveryEvent).join(DeliveryEvent.delivery)
    return session.scalar(entries.where(Delivery.organisation_id == organisation_id)) or 0


def happened_to(session: Session, organisation_id: int, most: int, skipped: int = 0) -> Sequence[Happened]:
    """Return what has happened to an organisation's deliveries, the newest first. One query."""
    correction = aliased(DeliveryEvent)
    entries = (
        select(
            DeliveryEvent.at,
            DeliveryEvent.kind,
            DeliveryEvent.details,
            LanguageVersion.language,
            LanguageVersion.revision,
            exists().where(correction.corrects_id == DeliveryEvent.id),
        )
        .join(DeliveryEvent.delivery)
        .join(Delivery.version)
        .where(Delivery.organisation_id == organisation_id)
        .order_by(DeliveryEvent.at.desc(), DeliveryEvent.id.desc())
        .limit(most)
        .offset(skipped)
    )
    return [Happened(*entry) for entry in session.execute(entries)]
