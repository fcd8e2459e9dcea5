"""What reviewers note at moments of a version, and editors tick off. A remark is never changed and never taken away."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from catalog.films import register
from catalog.films.lifecycle import Status, WrongStatus
from catalog.films.models import LanguageVersion
from catalog.foundation import audit
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid, NotFound, Refused
from catalog.people.models import Account
from catalog.people.permissions import Action, Actor, require
from catalog.production.models import Remark

LONGEST_REMARK = 2000
#: A version is looked at in these.
LOOKED_AT = (Status.IN_REVIEW, Status.APPROVED)


class OwnWork(Refused):
    """Somebody wanted to review what they had entered themselves."""

    sentence = N_("You have entered this version yourself. Please ask a colleague to review it.")


class RemarkMissing(Invalid):
    """Somebody said that something has to be changed, but not what."""

    sentence = N_("Please write what has to be changed.")


class RemarkTooLong(Invalid):
    """A remark is longer than anybody reads."""

    sentence = N_("The remark is too long. Please use at most %(most)s characters, or write several remarks.")


class BeyondTheEnd(Invalid):
    """A remark was put at a moment that the film does not have."""

    sentence = N_("The film ends after %(seconds)s seconds. Please choose a moment before its end.")


@dataclass(frozen=True, slots=True)
class Noted:
    """A remark as a page shows it."""

    remark: Remark
    #: The revision at which it was noted.
    revision: int
    written_by: str
    settled_by: str

    @property
    def is_open(self) -> bool:
        """Return whether the editor has not dealt with it yet."""
        return self.remark.settled_at is None


def note(session: Session, version_id: int, text: str, at_s: float | None, *, by: Actor) -> Remark:
    """Note something at a moment of a version that is being reviewed, or with None about the whole.

    Raises:
        NoSuchVersion, NotPermitted.
        OwnWork: ``by`` has entered it.
        WrongStatus: nobody reviews it at the moment.
        RemarkMissing, RemarkTooLong, BeyondTheEnd.
    """
    version = under_review(session, version_id, by)
    text = text.strip()
    if not text:
        raise RemarkMissing
    if len(text) > LONGEST_REMARK:
        raise RemarkTooLong(most=LONGEST_REMARK)
    lasts_s = version.picture.duration_s if version.picture else None
    if at_s is not None and lasts_s is not None and at_s > lasts_s:
        raise BeyondTheEnd(seconds=int(lasts_s))
    remark = Remark(version_id=version.id, at_s=at_s, text=text, written_by_id=by.account_id)
    session.add(remark)
    session.flush()
    audit.record(session, by, "noted a remark", version.subject, remark=remark.id, at_s=at_s)
    return remark


def settle(session: Session, version_id: int, remark_id: int, *, by: Actor) -> Remark:
    """Record that a remark has been dealt with; the first time counts.

    Raises:
        NotFound: no such remark is shown with the version.
        NoSuchVersion, NotPermitted.
    """
    require(by, Action.UPLOAD)
    version = register.locked(session, version_id)
    remark = session.get(Remark, remark_id)
    if remark is None or remark.id not in {noted.remark.id for noted in of_version(session, version)}:
        raise NotFound
    if remark.settled_at is None:
        remark.settled_at, remark.settled_by_id = utc_now(), by.account_id
        audit.record(session, by, "settled a remark", version.subject, remark=remark.id)
    return remark


def of_version(session: Session, version: LanguageVersion) -> Sequence[Noted]:
    """Return the remarks on a version, and the open ones on revisions before it, in the order of the film."""
    writer, settler = aliased(Account), aliased(Account)
    shown = (
        select(Remark, LanguageVersion.revision, writer.name, settler.name)
        .join(LanguageVersion, LanguageVersion.id == Remark.version_id)
        .outerjoin(writer, writer.id == Remark.written_by_id)
        .outerjoin(settler, settler.id == Remark.settled_by_id)
        .where(
            LanguageVersion.edition_id == version.edition_id,
            LanguageVersion.language == version.language,
            LanguageVersion.revision <= version.revision,
            or_(Remark.version_id == version.id, Remark.settled_at.is_(None)),
        )
        .order_by(Remark.at_s.is_not(None), Remark.at_s, Remark.id)
    )
    return [
        Noted(remark, revision, wrote or "", dealt or "") for remark, revision, wrote, dealt in session.execute(shown)
    ]


def under_review(session: Session, version_id: int, by: Actor) -> LanguageVersion:
    """Return a version that ``by`` may review, locked until the transaction ends.

    Raises:
        NoSuchVersion, NotPermitted.
        OwnWork: ``by`` has entered it.
        WrongStatus: nobody reviews it at the moment.
    """
    require(by, Action.APPROVE)
    version = register.locked(session, version_id)
    if by.account_id is not None and by.account_id == version.entered_by_id:
        raise OwnWork
    if version.status not in LOOKED_AT:
        raise WrongStatus(status=Status(version.status).value, wanted=Status.IN_REVIEW.value)
    return version
