"""A version that publishes itself at a day and an hour: planned, withdrawn, and carried out by a worker.

What was in order when somebody planned it is asked again at the hour itself:
the gate, and whether that somebody may still publish.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.distribution.publishing import gate
from catalog.distribution.publishing.publication import DueDayPassed, facts_of, publish
from catalog.distribution.stages import HESSEN, today
from catalog.films import plans, register
from catalog.films.letters import words_on
from catalog.films.lifecycle import Status, WrongStatus
from catalog.films.models import LanguageVersion
from catalog.foundation import audit, mail, queue
from catalog.foundation.config import Config
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, FilmboteError, Invalid, NotPermitted, Refused
from catalog.foundation.queue import Claim
from catalog.foundation.runtime import Runtime
from catalog.people.models import Account
from catalog.people.permissions import MACHINE, Action, Actor, Role, require

#: What the book calls it when a planned publication did not happen, and what makes that a matter of the past.
FAILED = "did not publish itself"
OVER = ("planned the publication", "withdrew the plan", "published a version")
#: A database that is away at the hour is asked for some minutes.
MOST_ATTEMPTS = 10

SUBJECT = "Nicht veröffentlicht / Not published: {language}"
BODY = """\
Guten Tag,

der Film „{title}“ sollte am {day} um {hour} Uhr auf {name_de} ({own_name}) veröffentlicht werden.
Das ist nicht geschehen. Was im Weg steht und was zu tun ist, steht hier:

{address}

--

Good day,

the film “{title}” was to be published in {name_en} ({own_name}) on {day} at {hour}.
This has not happened. What stands in the way and what to do is told here:

{address}
"""


class HourPassed(Invalid):
    """A publication was planned for a moment that is over."""

    sentence = N_("This hour has passed. Please choose a later one, or publish the version now.")


class NothingPlanned(Refused):
    """There is no plan that could be withdrawn."""

    sentence = N_("No publication is planned for this version any more. Please reload the page to see where it stands.")


class PlannerLeft(Refused):
    """Whoever planned the publication has no account any more."""

    sentence = N_(
        "The account of whoever planned this publication has ended. "
        "Please publish the version yourself, or plan it anew."
    )


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a planned publication did not happen."""

    at: datetime
    sentence: str
    places: dict[str, object]


def plan(session: Session, version_id: int, at: datetime, *, by: Actor, due_on: date | None = None) -> LanguageVersion:
    """Let an approved version publish itself at a moment; an earlier plan is replaced.

    Raises:
        NoSuchVersion, NotPermitted.
        WrongStatus: it is not approved.
        HourPassed, DueDayPassed.
        gate.Obstacle: something stands in the way, or will on that day.
    """
    require(by, Action.PUBLISH)
    version = register.locked(session, version_id)
    if version.status != Status.APPROVED:
        raise WrongStatus(status=Status(version.status).value, wanted=Status.PUBLISHED.value)
    if at <= utc_now():
        raise HourPassed
    for obstacle in gate.obstacles(facts_of(session, version, today(at))):
        raise obstacle
    if due_on and due_on < today(at):
        raise DueDayPassed(day=due_on.isoformat())
    plans.withdraw(session, version)
    version.publish_at, version.publish_by_id = at, by.account_id
    hour, until = at.isoformat(), due_on.isoformat() if due_on else None
    entry = audit.record(session, by, "planned the publication", version.subject, at=hour, due_on=until)
    session.flush()
    job = queue.order(
        session,
        plans.TASK,
        plans.subject_of(version),
        key=f"{plans.TASK}:{entry.id}",
        most_attempts=MOST_ATTEMPTS,
        about_id=version.id,
        at=hour,
        due_on=until,
    )
    job.not_before = at
    return version


def withdraw(session: Session, version_id: int, *, by: Actor) -> LanguageVersion:
    """Take a plan back; the version stays approved.

    Raises:
        NoSuchVersion, NotPermitted.
        NothingPlanned: there is no plan, or it has been carried out.
    """
    require(by, Action.PUBLISH)
    version = register.locked(session, version_id)
    if not plans.withdraw(session, version):
        raise NothingPlanned
    audit.record(session, by, "withdrew the plan", version.subject)
    return version


def carry_out(runtime: Runtime, claim: Claim) -> None:
    """Publish a version for which the hour has come, unless its plan has changed or something stands in the way."""
    due_on = claim.arguments["due_on"]
    with runtime.transaction() as session:
        queue.holding(session, claim)
        version = register.locked(session, claim.arguments["about_id"])
        if version.publish_at is None or version.publish_at.isoformat() != claim.arguments["at"]:
            return
        try:
            with session.begin_nested():
                by = _planner(session, version)
                publish(session, version.id, by=by, due_on=date.fromisoformat(due_on) if due_on else None)
        except (Refused, Invalid, NotPermitted) as refusal:
            _tell(session, runtime.config, claim, version)
            _give_up(session, version, refusal)


def last_failure(history: Sequence[audit.Entry]) -> Failure | None:
    """Return why a version did not publish itself, unless something newer has been done about it.

    ``history`` is what the book says of the version, the newest deed first.
    """
    newest = next((entry for entry in history if entry.verb in (FAILED, *OVER)), None)
    if newest is None or newest.verb != FAILED:
        return None
    return Failure(newest.at, newest.details["sentence"], newest.details["places"])


def _planner(session: Session, version: LanguageVersion) -> Actor:
    """Return who publishes: whoever planned it, as what they are by now; an operator has no account."""
    if version.publish_by_id is None:
        return MACHINE
    account = session.get_one(Account, version.publish_by_id, populate_existing=True)
    if not account.active:
        raise PlannerLeft
    return account.actor


def _give_up(session: Session, version: LanguageVersion, refusal: FilmboteError) -> None:
    plans.withdraw(session, version)
    places = {name: str(value) for name, value in refusal.places.items()}
    why = {"code": refusal.code, "sentence": refusal.sentence, "places": places}
    audit.record(session, MACHINE, "did not publish itself", version.subject, **why)


def _tell(session: Session, config: Config, claim: Claim, version: LanguageVersion) -> None:
    """Write to whoever planned and entered the version; when both have left, to the administrators."""
    words = words_on(version)
    local = (version.publish_at or utc_now()).astimezone(HESSEN)
    body = BODY.format(
        **words,
        day=f"{local:%d.%m.%Y}",
        hour=f"{local:%H:%M}",
        address=f"{config.public_url}/ministry/versions/{version.id}",
    )
    subject = SUBJECT.format(**words)
    for account in _concerned(session, version):
        key = f"plan:{claim.job_id}:account:{account.id}"
        mail.write_once(session, config, key=key, to=account.email, subject=subject, body=body)


def _concerned(session: Session, version: LanguageVersion) -> Sequence[Account]:
    active = select(Account).where(Account.active).order_by(Account.id)
    theirs = [number for number in (version.publish_by_id, version.entered_by_id) if number]
    return (
        session.scalars(active.where(Account.id.in_(theirs))).all()
        or session.scalars(active.where(Account.role == Role.ADMINISTRATOR)).all()
    )
