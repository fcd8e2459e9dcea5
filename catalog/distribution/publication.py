"""Publish an approved version: everybody who should have it is offered it, in the same act."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, insert, literal, select
from sqlalchemy.orm import Session

from catalog.distribution import ledger, notices
from catalog.distribution.models import Campaign, Delivery
from catalog.distribution.stages import EventKind, today
from catalog.films import register
from catalog.films.lifecycle import Status, step
from catalog.films.models import LanguageVersion, Rendition, RenditionKind
from catalog.foundation import audit
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid, Refused
from catalog.people.models import Organisation, OrganisationKind
from catalog.people.permissions import Action, Actor, require

#: Who is offered every version without being asked.
RECIPIENTS = (OrganisationKind.MUNICIPALITY, OrganisationKind.RECEPTION_CENTRE)


class CaptionsMissing(Refused):
    """A version without captions in its own language shuts out everybody who cannot hear."""

    sentence = N_("This version has no captions yet. Please upload a caption file before you publish it.")


class FilesMissing(Refused):
    """The workshop has made nothing that could be downloaded."""

    sentence = N_("There is no finished film file for this version yet. Please wait until processing has ended.")


class DueDayPassed(Invalid):
    """The day until which the film has to be acknowledged is over already."""

    sentence = N_("The day %(day)s has passed. Please choose a later day for the acknowledgements.")


def publish(session: Session, version_id: int, *, by: Actor, due_on: date | None = None) -> LanguageVersion:
    """Make an approved version public, replace the revision before it, and offer it to all recipients.

    Raises:
        NoSuchVersion: there is no such version.
        WrongStatus: it is not approved, or public already.
        CaptionsMissing, FilesMissing: it is not fit to be shown.
        DueDayPassed: ``due_on`` lies in the past.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.PUBLISH)
    version = register.locked(session, version_id)
    version.status = step(Status(version.status), Status.PUBLISHED)
    now = utc_now()
    _may_be_shown(session, version)
    if due_on and due_on < today(now):
        raise DueDayPassed(day=due_on.isoformat())
    for older in session.scalars(_published_before(version)):
        older.status = step(Status.PUBLISHED, Status.SUPERSEDED)
    version.published_at = now
    recipients = _send_out(session, version, by, due_on, now)
    until = due_on.isoformat() if due_on else None
    audit.record(session, by, "published a version", f"version:{version.id}", recipients=recipients, due_on=until)
    return version


def offer_to_newcomers(session: Session, *, by: Actor) -> int:
    """Offer whatever is public to recipients that joined the register later; return the number of new deliveries."""
    require(by, Action.KEEP_REGISTER)
    now = utc_now()
    somebody_lacks_it = exists().where(is_recipient(), ~_has_it(LanguageVersion.id))
    incomplete = session.scalars(
        select(LanguageVersion).where(
            LanguageVersion.id.in_(ledger.standing()), LanguageVersion.status == Status.PUBLISHED, somebody_lacks_it
        )
    ).all()
    offered = sum(_send_out(session, version, by, None, now) for version in incomplete)
    if offered:
        audit.record(session, by, "offered to newcomers", "register", deliveries=offered)
    return offered


def is_recipient() -> ColumnElement[bool]:
    """Return the condition that an organisation is offered every version."""
    return and_(Organisation.active, Organisation.kind.in_(RECIPIENTS))


def _may_be_shown(session: Session, version: LanguageVersion) -> None:
    if version.own_captions is None:
        raise CaptionsMissing
    films = exists().where(Rendition.version_id == version.id, Rendition.kind == RenditionKind.FILM)
    if not session.scalar(select(films)):
        raise FilesMissing


def _published_before(version: LanguageVersion) -> Select[LanguageVersion]:
    return select(LanguageVersion).where(
        LanguageVersion.edition_id == version.edition_id,
        LanguageVersion.language == version.language,
        LanguageVersion.status == Status.PUBLISHED,
        LanguageVersion.id != version.id,
    )


def _send_out(session: Session, version: LanguageVersion, by: Actor, due_on: date | None, now: datetime) -> int:
    """Begin a campaign for every recipient that lacks the version; return how many there are."""
    campaign = Campaign(version_id=version.id, begun_at=now, begun_by_id=by.account_id, due_on=due_on)
    session.add(campaign)
    session.flush()
    wanting = select(literal(campaign.id), literal(version.id), Organisation.id).where(
        is_recipient(), ~_has_it(literal(version.id))
    )
    session.execute(insert(Delivery).from_select(["campaign_id", "version_id", "organisation_id"], wanting))
    recipients = ledger.record(session, Delivery.campaign_id == campaign.id, EventKind.OFFERED, by, now)
    notices.order(session, campaign)
    return recipients


def _has_it(version_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    return exists().where(Delivery.version_id == version_id, Delivery.organisation_id == Organisation.id)
