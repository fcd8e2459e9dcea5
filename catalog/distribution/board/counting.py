"""Every delivery is counted once, by version, standing, campaign and day of its receipt: one pass over one index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import CompoundSelect, Date, Integer, and_, cast, func, null, select, union_all
from sqlalchemy.orm import Session

from catalog.distribution.board.scopes import OUTSIDERS, Scope
from catalog.distribution.models import Campaign, Delivery
from catalog.distribution.stages import RECEIVED, Standing


@dataclass(frozen=True, slots=True)
class Counted:
    """How many deliveries of a version stand there, by the campaign whose day counts."""

    version_id: int
    standing: Standing
    due_on: date | None
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The deliveries that a question means."""

    deliveries: Sequence[Counted]
    #: How many first receipts came on which day in Hessen, the first day first; what was called back is left out.
    received: Mapping[date, int]


def counts(session: Session, scope: Scope) -> Counts:
    """Return how many deliveries the scope means, in two queries.

    Of a million deliveries nearly all go to somebody who is still on the
    board: the others are taken off afterwards.
    """
    by = (Delivery.version_id, Delivery.standing, Delivery.campaign_id, Delivery.received_on)
    meant = select(*by, func.count().label("count")).where(scope.of_anybody).group_by(*by)
    outside = and_(scope.of_anybody, Delivery.organisation_id.in_(OUTSIDERS))
    beside = select(*by, -func.count()).where(outside).group_by(*by)
    each = (meant if scope.is_of_some else union_all(meant, beside)).cte("each")
    stands = (each.c.version_id, each.c.standing, each.c.campaign_id)
    came = each.c.received_on
    asked: CompoundSelect[int, Standing, int, date | None, int] = union_all(
        select(*stands, cast(null(), Date), func.sum(each.c.count)).group_by(*stands),
        select(*[cast(null(), Integer)] * 3, came, func.sum(each.c.count))
        .where(each.c.standing.in_(RECEIVED), came.is_not(None))
        .group_by(came),
    )
    told = session.execute(asked).all()
    days: dict[int, date | None] = dict(session.execute(select(Campaign.id, Campaign.due_on)).all())
    return Counts(
        [
            Counted(version_id, standing, days[campaign_id], int(count))
            for version_id, standing, campaign_id, _, count in told
            if version_id and count
        ],
        {day: int(count) for day, count in sorted((day, count) for *_, day, count in told if day and count)},
    )
