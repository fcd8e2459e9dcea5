"""Publish an approved version: everybody who should have it is offered it, in the same act."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    SQLColumnExpression,
    column,
    exists,
    func,
    insert,
    literal,
    select,
    table,
)
from sqlalchemy.orm import Session

from catalog.distribution import ledger
from catalog.distribution.letters import mailings
from catalog.distribution.models import Campaign, Delivery, MailingKind
from catalog.distribution.publishing import gate
from catalog.distribution.recalling import recalls
from catalog.distribution.recipients import is_recipient
from catalog.distribution.stages import EventKind, today
from catalog.films import plans, register
from catalog.films.lifecycle import Status, step
from catalog.films.models import LanguageVersion, Rendition, RenditionKind
from catalog.foundation import audit
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid
from catalog.people.models import Organisation
from catalog.people.permissions import Action, Actor, require

#: What inspection found. Production writes it; we do not enter that wing, and only count.
FINDINGS = table("findings", column("version_id"), column("blocking", Boolean))


class DueDayPassed(Invalid):
    """The day until which the film has to be acknowledged is over already."""

    sentence = N_("The day %(day)s has passed. Please choose a later day for the acknowledgements.")


class ReasonMissing(Invalid):
    """An administrator let a version pass without saying why."""

    sentence = N_("Please write why this version shall be published nevertheless. The reason is kept in the record.")


@dataclass(frozen=True, slots=True)
class Override:
    """What an administrator has seen to stand in the way, and why it shall not count."""

    codes: frozenset[str]
    reason: str


def publish(
    session: Session, version_id: int, *, by: Actor, due_on: date | None = None, override: Override | None = None
) -> LanguageVersion:
    """Make an approved version public, replace the revision before it, and offer it to all recipients.

    An administrator who overrides the missing sign-off publishes a version that waits for its review.

    Raises:
        NoSuchVersion: there is no such version.
        WrongStatus: it is not approved, or public already.
        gate.Obstacle: something stands in the way that was not overridden.
        ReasonMissing: an override does not say why.
        DueDayPassed: ``due_on`` lies in the past.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.PUBLISH)
    if override:
        require(by, Action.OVERRIDE)
    version = register.locked(session, version_id)
    now = utc_now()
    codes = override.codes if override else frozenset()
    if gate.SignOffMissing().code in codes and version.status == Status.IN_REVIEW:
        version.status = step(Status.IN_REVIEW, Status.APPROVED)
    version.status = step(Status(version.status), Status.PUBLISHED)
    facts = facts_of(session, version, today(now))
    for obstacle in gate.obstacles(facts, codes):
        raise obstacle
    if override:
        _note_override(session, version, facts, override, by)
    if due_on and due_on < today(now):
        raise DueDayPassed(day=due_on.isoformat())
    for older in session.scalars(_published_before(version)):
        older.status = step(Status.PUBLISHED, Status.SUPERSEDED)
    version.published_at = now
    plans.withdraw(session, version)
    recipients = _send_out(session, version, by, due_on, now)
    recalls.tell_of_newer(session, version, by=by)
    until = due_on.isoformat() if due_on else None
    audit.record(session, by, "published a version", version.subject, recipients=recipients, due_on=until)
    return version


def offer_to_newcomers(session: Session, *, by: Actor) -> int:
    """Offer whatever is public to recipients that joined the register later; return the number of new deliveries."""
    require(by, Action.KEEP_REGISTER)
    now = utc_now()
    somebody_lacks_it = exists().where(is_recipient(), ~_has_it(LanguageVersion.id))
    incomplete = session.scalars(
        select(LanguageVersion)
        .where(LanguageVersion.id.in_(ledger.on_offer()), LanguageVersion.status == Status.PUBLISHED, somebody_lacks_it)
        .order_by(LanguageVersion.id)
        # Nobody offers one of them at the same moment.
        .with_for_update(of=LanguageVersion)
    ).all()
    offered = sum(_send_out(session, version, by, None, now) for version in incomplete)
    if offered:
        audit.record(session, by, "offered to newcomers", "register", deliveries=offered)
    return offered


def facts_of(session: Session, version: LanguageVersion, day: date) -> gate.Facts:
    """Return what the gate asks about a version that is to be published on a day."""
    films = exists().where(Rendition.version_id == version.id, Rendition.kind == RenditionKind.FILM)
    blocking = select(func.count()).select_from(FINDINGS)
    blocking = blocking.where(FINDINGS.c.version_id == version.id, FINDINGS.c.blocking)
    has_films, blocking_findings = session.execute(select(films, blocking.scalar_subquery())).one()
    film = version.edition.film
    return gate.Facts(
        has_films=has_films,
        has_captions=version.own_captions is not None,
        entered_by_id=version.entered_by_id,
        approved_by_id=version.approved_by_id,
        blocking_findings=blocking_findings,
        rights_until=film.rights_until,
        contact=film.contact,
        day=day,
    )


def _note_override(
    session: Session, version: LanguageVersion, facts: gate.Facts, override: Override, by: Actor
) -> None:
    """Write down what was let pass, and why. What stands in nobody's way needs no override.

    Raises:
        ReasonMissing: the reason is empty.
    """
    passed = [each.code for each in gate.obstacles(facts)]
    if passed and not override.reason.strip():
        raise ReasonMissing
    if passed:
        audit.record(
            session, by, "overrode the gate", version.subject, obstacles=passed, reason=override.reason.strip()
        )


def _published_before(version: LanguageVersion) -> Select[LanguageVersion]:
    return select(LanguageVersion).where(
        LanguageVersion.edition_id == version.edition_id,
        LanguageVersion.language == version.language,
        LanguageVersion.status == Status.PUBLISHED,
        LanguageVersion.id != version.id,
    )


def _send_out(session: Session, version: LanguageVersion, by: Actor, due_on: date | None, now: datetime) -> int:
    """Begin a campaign for every recipient that lacks the version; return how many there are."""
    campaign = Campaign(versions=[version], begun_at=now, begun_by_id=by.account_id, due_on=due_on)
    session.add(campaign)
    session.flush()
    wanting = select(literal(campaign.id), literal(version.id), Organisation.id).where(
        is_recipient(), ~_has_it(literal(version.id))
    )
    session.execute(insert(Delivery).from_select(["campaign_id", "version_id", "organisation_id"], wanting))
    recipients = ledger.record(session, Delivery.campaign_id == campaign.id, EventKind.OFFERED, by, now)
    mailing = mailings.order(
        session, MailingKind.OFFER, Delivery.campaign_id == campaign.id, f"campaign:{campaign.id}", by=by
    )
    if mailing:
        mailing.campaign_id = campaign.id
    return recipients


def _has_it(version_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    return exists().where(Delivery.version_id == version_id, Delivery.organisation_id == Organisation.id)
