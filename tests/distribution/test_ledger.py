from datetime import UTC, date, datetime
from itertools import combinations, product

from sqlalchemy import select

from catalog.distribution import ledger
from catalog.distribution.models import Campaign, Delivery, DeliveryEvent
from catalog.distribution.stages import EventKind, stage_of
from catalog.films.lifecycle import Status
from catalog.people.models import Organisation, OrganisationKind

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
DUE_DAYS = (None, date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 11))


def test_the_database_and_the_rule_agree_on_every_history(session, make):
    version = make.version(status=Status.PUBLISHED)
    campaigns = [Campaign(version_id=version.id, due_on=due_on) for due_on in DUE_DAYS]
    histories = [history for length in range(7) for history in combinations(EventKind, length)]
    deliveries = [
        Delivery(
            campaign=campaign,
            version=version,
            organisation=Organisation(kind=OrganisationKind.MUNICIPALITY, key=f"{number:08}", name="Ort"),
            events=[DeliveryEvent(kind=kind) for kind in reversed(history)],
        )
        for number, (campaign, history) in enumerate(product(campaigns, histories))
    ]
    session.add_all(deliveries)
    session.flush()

    staged = ledger.staged(NOON, ledger.standing())
    computed = dict(session.execute(select(staged.c.delivery_id, staged.c.stage)).all())

    assert computed == {
        delivery.id: stage_of([event.kind for event in delivery.events], delivery.campaign.due_on, NOON)
        for delivery in deliveries
    }


def test_only_the_newest_revision_that_was_sent_out_counts(session, make):
    make.version("ar", Status.SUPERSEDED, revision=1)
    current = make.version("ar", Status.PUBLISHED, revision=2)
    make.version("ar", Status.IN_REVIEW, revision=3)
    make.version("fa", Status.SUPERSEDED, revision=1)
    recalled = make.version("fa", Status.RECALLED, revision=2)
    make.version("ti", Status.RECALLED, revision=1)
    mended = make.version("ti", Status.PUBLISHED, revision=2)
    make.version("so", Status.APPROVED)

    assert set(session.scalars(ledger.standing())) == {current.id, recalled.id, mended.id}
