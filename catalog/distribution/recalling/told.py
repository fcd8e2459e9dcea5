"""What the ministry was told by telephone: it has arrived, the copies are gone, nobody could be reached."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from catalog.distribution import ledger
from catalog.distribution.models import Delivery
from catalog.distribution.recalling import recalls
from catalog.distribution.stages import CALLED_BACK, RECEIVED, EventKind, Standing
from catalog.films.models import Edition, LanguageVersion
from catalog.films.register import VersionRecalled
from catalog.foundation import audit
from catalog.foundation.errors import N_, Invalid, NotFound
from catalog.people.models import Organisation
from catalog.people.permissions import Action, Actor, require

#: What can be told.
TELLABLE = (EventKind.ACKNOWLEDGED, EventKind.DESTROYED, EventKind.REPLACED, EventKind.UNREACHABLE)
#: Where to say once more that nobody could be reached changes nothing, or would be wrong.
SETTLED_OR_LOST = frozenset({Standing.WITHDRAWN, Standing.SETTLED, Standing.LOST})


class NoteMissing(Invalid):
    """Something was entered for a recipient without saying who had told it."""

    sentence = N_("Please note how you know it, such as “told by telephone by the integration office”.")


class CannotBeTold(Invalid):
    """Something was to be entered that only happens by itself."""

    sentence = N_("Please choose what you were told.")


def enter(session: Session, delivery_id: int, kind: EventKind, note: str, *, by: Actor) -> Delivery:
    """Record for a recipient what it has told, or that it could not be reached. What is so already is not said twice.

    Whoever says that the film has arrived has it: the receipt needs no
    download that we know of.

    Raises:
        NotFound: there is no such delivery.
        NoteMissing: ``note`` does not say how it is known.
        CannotBeTold: ``kind`` is none of ``TELLABLE``.
        VersionRecalled: a receipt was told for what is called back.
        NotRecalled, NoCopy, NothingNewer: see ``recalls``.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.KEEP_LEDGER)
    if kind not in TELLABLE:
        raise CannotBeTold
    if not note.strip():
        raise NoteMissing
    delivery = _locked(session, delivery_id)
    said = note.strip()
    if _is_news(session, delivery, kind):
        ledger.note(session, delivery, kind, by, note=said)
        audit.record(session, by, "entered what was told", f"delivery:{delivery.id}", kind=kind.value, note=said)
    return delivery


def organisation(session: Session, organisation_id: int) -> Organisation:
    """Return who has told something.

    Raises:
        NotFound: there is no such organisation.
    """
    found = session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    return found


def deliveries_of(session: Session, organisation_id: int) -> Sequence[Delivery]:
    """Return the deliveries of which an organisation can tell something, the latest version first."""
    return session.scalars(
        select(Delivery)
        .where(Delivery.organisation_id == organisation_id)
        .options(joinedload(Delivery.version).joinedload(LanguageVersion.edition).joinedload(Edition.film))
        .order_by(Delivery.version_id.desc())
    ).all()


def _is_news(session: Session, delivery: Delivery, kind: EventKind) -> bool:
    if kind in (EventKind.DESTROYED, EventKind.REPLACED):
        return recalls.can_be_settled(session, delivery, kind)
    if kind == EventKind.UNREACHABLE:
        return delivery.standing not in SETTLED_OR_LOST
    if delivery.standing in CALLED_BACK:
        raise VersionRecalled
    return delivery.standing not in RECEIVED


def _locked(session: Session, delivery_id: int) -> Delivery:
    delivery = session.scalar(
        select(Delivery)
        .where(Delivery.id == delivery_id)
        .options(joinedload(Delivery.version))
        .with_for_update(of=Delivery)
    )
    if delivery is None:
        raise NotFound
    return delivery
