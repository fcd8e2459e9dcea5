"""Call a revision back: from that moment no byte of it leaves the house, and everybody who was offered it sees why.

Whoever holds a copy then has a task: to destroy it, or to put the newer
revision in its place, and to say so.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from catalog.distribution import ledger
from catalog.distribution.deliveries import own_delivery
from catalog.distribution.letters import mailings
from catalog.distribution.models import Delivery, MailingKind, Recall
from catalog.distribution.recalling.copies import stands_for_itself
from catalog.distribution.stages import CALLED_BACK, HELD, EventKind, Standing, today
from catalog.films import register
from catalog.films.lifecycle import Status, step
from catalog.films.models import LanguageVersion
from catalog.foundation import audit
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid, Refused
from catalog.people.models import Organisation
from catalog.people.permissions import Action, Actor, require


class ReasonMissing(Invalid):
    """Recipients were to give a film up without being told why."""

    sentence = N_("Please say why this version is recalled. The recipients will read it.")


class NotRecalled(Refused):
    """Copies were said to be gone of a revision that may be shown."""

    sentence = N_("This revision has not been recalled. Please keep it and go on showing it.")


class NoCopy(Refused):
    """Copies were said to be gone where none had ever been."""

    sentence = N_("No copy of this revision went to this organisation. There is nothing to destroy.")


class NothingNewer(Refused):
    """A recalled revision was said to be replaced, and there is none that could take its place."""

    sentence = N_("There is no newer revision yet that could take its place. Please destroy every copy and say so.")


class NobodyToRemind(Refused):
    """Everybody who held a copy has settled the recall, or cannot be reached."""

    sentence = N_("Nobody has to be reminded: no recipient still has to destroy or replace a copy.")


class RemindedToday(Refused):
    """The second reminder of a day."""

    sentence = N_("The recipients have been reminded of this recall today. Please wait until tomorrow.")


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
    audit.record(session, by, "recalled a version", version.subject, reason=recalled.reason, recipients=recipients)
    mailings.order(session, MailingKind.RECALL, _open(version), f"version:{version.id}", by=by)
    return recalled


def settle(session: Session, delivery_id: int, how: EventKind, *, by: Actor) -> Delivery:
    """Record that the recipient has no copy of a recalled revision any more.

    The first word stands; a second one changes nothing.

    Args:
        session: a writing session.
        delivery_id: a delivery to the organisation of ``by``.
        how: DESTROYED, or REPLACED by the newer revision.
        by: who says so.

    Raises:
        NotFound: there is no such delivery to the organisation of ``by``.
        NotRecalled, NoCopy, NothingNewer: there is nothing to settle in this way.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.SETTLE)
    delivery = own_delivery(session, delivery_id, by, locked=True)
    if can_be_settled(session, delivery, how):
        ledger.note(session, delivery, how, by)
        audit.record(session, by, "settled a recall", f"delivery:{delivery.id}", how=how.value)
    return delivery


def can_be_settled(session: Session, delivery: Delivery, how: EventKind) -> bool:
    """Return whether there is something left to settle: False when it was settled already.

    Raises:
        NotRecalled, NoCopy, NothingNewer: there is nothing to settle in this way.
    """
    if delivery.standing not in CALLED_BACK:
        raise NotRecalled
    if delivery.standing == Standing.WITHDRAWN:
        raise NoCopy
    if delivery.standing == Standing.SETTLED:
        return False
    if how == EventKind.REPLACED and newer_than(session, delivery.version) is None:
        raise NothingNewer
    return True


def remind(session: Session, version_id: int, *, by: Actor) -> int:
    """Order reminders for everybody who has still to settle the recall; return how many. Once a day is enough.

    Raises:
        NobodyToRemind: nothing is open.
        RemindedToday: it was done today already.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.RECALL)
    version = register.locked(session, version_id)
    reminded = session.scalar(select(func.count()).select_from(Delivery).where(_open(version))) or 0
    if not reminded:
        raise NobodyToRemind
    key = f"version:{version.id}:{today(utc_now())}"
    if mailings.order(session, MailingKind.RECALL_REMINDER, _open(version), key, by=by) is None:
        raise RemindedToday
    audit.record(session, by, "reminded of a recall", version.subject, recipients=reminded)
    return reminded


def newer_than(session: Session, version: LanguageVersion) -> LanguageVersion | None:
    """Return the published revision that has taken a version's place, or None."""
    return session.scalar(
        select(LanguageVersion).where(
            LanguageVersion.edition_id == version.edition_id,
            LanguageVersion.language == version.language,
            LanguageVersion.revision > version.revision,
            LanguageVersion.status == Status.PUBLISHED,
        )
    )


def recall_of(session: Session, version_id: int) -> Recall | None:
    """Return when and why a version was called back; None when it was not."""
    return session.scalar(select(Recall).where(Recall.version_id == version_id))


def holders(session: Session, version_id: int) -> Sequence[Organisation]:
    """Return who has a copy of a version, by name."""
    holding = select(Delivery.organisation_id).where(
        Delivery.version_id == version_id,
        Delivery.standing.in_(HELD | {Standing.TO_SETTLE, Standing.LOST}),
        stands_for_itself(),
    )
    return session.scalars(select(Organisation).where(Organisation.id.in_(holding)).order_by(Organisation.name)).all()


def tell_of_newer(session: Session, version: LanguageVersion, *, by: Actor) -> None:
    """Tell whoever has still to replace a recalled revision that this one is there.

    Whoever is offered it reads so in the letter of the offer; the others get a reminder that names it.
    """
    older = select(LanguageVersion.id).where(
        LanguageVersion.edition_id == version.edition_id,
        LanguageVersion.language == version.language,
        LanguageVersion.revision < version.revision,
        LanguageVersion.status == Status.RECALLED,
    )
    offered = select(Delivery.organisation_id).where(Delivery.version_id == version.id)
    waiting = and_(is_open(), Delivery.version_id.in_(older), Delivery.organisation_id.not_in(offered))
    if session.scalar(select(exists().where(waiting))):
        mailings.order(session, MailingKind.RECALL_REMINDER, waiting, f"newer:{version.id}", by=by)


def is_open() -> ColumnElement[bool]:
    """Return the condition that a copy of what was called back has still to be destroyed or replaced."""
    return and_(Delivery.standing == Standing.TO_SETTLE, stands_for_itself())


def _open(version: LanguageVersion) -> ColumnElement[bool]:
    return and_(Delivery.version_id == version.id, is_open())
