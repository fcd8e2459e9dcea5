"""Call a revision back: from that moment no byte of it leaves the house, and everybody who was offered it sees why."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.distribution import ledger
from catalog.distribution.models import Delivery, DeliveryEvent, Recall
from catalog.distribution.stages import EventKind
from catalog.films import register
from catalog.films.lifecycle import Status, step
from catalog.foundation import audit
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid
from catalog.people.models import Organisation
from catalog.people.permissions import Action, Actor, require


class ReasonMissing(Invalid):
    """Recipients were to give a film up without being told why."""

    sentence = N_("Please say why this version is recalled. The recipients will read it.")


def recall(session: Session, version_id: int, reason: str, *, by: Actor) -> Recall:
    """Call a version back for good; only a newer revision can take its place.

    Raises:
        NoSuchVersion: there is no such version.
        ReasonMissing: ``reason`` says nothing.
        WrongStatus: it was never published, or is recalled already.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.RECALL)
    if not reason.strip():
        raise ReasonMissing
    version = register.locked(session, version_id)
    version.status = step(Status(version.status), Status.RECALLED)
    now = utc_now()
    recalled = Recall(version_id=version.id, reason=reason.strip(), at=now, by_id=by.account_id)
    session.add(recalled)
    recipients = ledger.record(session, Delivery.version_id == version.id, EventKind.RECALLED, by, now)
    audit.record(
        session, by, "recalled a version", f"version:{version.id}", reason=recalled.reason, recipients=recipients
    )
    return recalled


def recall_of(session: Session, version_id: int) -> Recall | None:
    """Return when and why a version was called back; None when it was not."""
    return session.scalar(select(Recall).where(Recall.version_id == version_id))


def holders(session: Session, version_id: int) -> Sequence[Organisation]:
    """Return who has downloaded a version and so has to be told, by name."""
    downloaded = (
        select(Delivery.organisation_id)
        .join(DeliveryEvent)
        .where(Delivery.version_id == version_id, DeliveryEvent.kind == EventKind.COLLECTED)
    )
    return session.scalars(
        select(Organisation).where(Organisation.id.in_(downloaded)).order_by(Organisation.name)
    ).all()
