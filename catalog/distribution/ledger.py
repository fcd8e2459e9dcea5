"""Thousands of deliveries at once: an event for each of them, and the stage of each as the database computes it.

A test proves that the database and ``stages.stage_of`` agree on any history.
"""

from datetime import datetime

from sqlalchemy import JSON, ColumnElement, Integer, Select, Subquery, case, func, insert, literal, select
from sqlalchemy.orm import Session, aliased

from catalog.distribution.models import Campaign, Delivery, DeliveryEvent
from catalog.distribution.stages import WEIGHT, EventKind, Stage, today
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation.database import UtcTime
from catalog.people.permissions import Actor

#: A version that was sent out and has not been replaced.
OFFERED = (Status.PUBLISHED, Status.RECALLED)


def record(session: Session, deliveries: ColumnElement[bool], kind: EventKind, by: Actor, now: datetime) -> int:
    """Write one event for each of the deliveries, in one statement; return how many."""
    each = select(
        Delivery.id, literal(kind.value), literal(now, UtcTime), literal(by.account_id, Integer), literal({}, JSON)
    ).where(deliveries)
    columns = ["delivery_id", "kind", "at", "account_id", "details"]
    writing = insert(DeliveryEvent).from_select(columns, each).execution_options(preserve_rowcount=True)
    return session.connection().execute(writing).rowcount


def standing() -> Select[int]:
    """Select the ids of what counts today: of each language, the newest revision that was sent out.

    A recalled one counts until a newer one is published, because its
    recipients still have to hear of it.
    """
    newer = aliased(LanguageVersion)
    replaced = (
        select(newer.id)
        .where(
            newer.edition_id == LanguageVersion.edition_id,
            newer.language == LanguageVersion.language,
            newer.revision > LanguageVersion.revision,
            newer.status.in_(OFFERED),
        )
        .exists()
    )
    return select(LanguageVersion.id).where(LanguageVersion.status.in_(OFFERED), ~replaced)


def staged(now: datetime, versions: Select[int]) -> Subquery:
    """Return a table of every delivery of ``versions``: delivery_id, version_id, organisation_id, stage."""
    weights = (
        select(
            DeliveryEvent.delivery_id,
            func.max(case(dict(WEIGHT), value=DeliveryEvent.kind, else_=0)).label("weight"),
        )
        .group_by(DeliveryEvent.delivery_id)
        .subquery()
    )
    return (
        select(
            Delivery.id.label("delivery_id"),
            Delivery.version_id,
            Delivery.organisation_id,
            _stage(func.coalesce(weights.c.weight, 0), now).label("stage"),
        )
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .outerjoin(weights, weights.c.delivery_id == Delivery.id)
        .where(Delivery.version_id.in_(versions))
        .subquery()
    )


def _stage(weight: ColumnElement[int], now: datetime) -> ColumnElement[str]:
    return case(
        (weight >= WEIGHT[EventKind.RECALLED], Stage.RECALLED.value),
        (weight == WEIGHT[EventKind.SCREENED], Stage.SCREENED.value),
        (weight == WEIGHT[EventKind.ACKNOWLEDGED], Stage.ACKNOWLEDGED.value),
        (Campaign.due_on < today(now), Stage.OVERDUE.value),
        (weight == WEIGHT[EventKind.COLLECTED], Stage.COLLECTED.value),
        else_=Stage.OFFERED.value,
    )
