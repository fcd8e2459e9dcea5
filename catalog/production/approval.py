"""The second pair of eyes: a version is approved or sent back by somebody who did not enter it."""

from sqlalchemy.orm import Session

from catalog.films import register
from catalog.films.lifecycle import Status, WrongStatus, step
from catalog.films.models import LanguageVersion
from catalog.foundation import audit
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid, Refused
from catalog.people.permissions import Action, Actor, require


class OwnWork(Refused):
    """Somebody wanted to approve what they had entered themselves."""

    sentence = N_("You have entered this version yourself. Please ask a colleague to review it.")


class RemarkMissing(Invalid):
    """A version was sent back without a word."""

    sentence = N_("Please write what has to be changed.")


def approve(session: Session, version_id: int, *, by: Actor) -> LanguageVersion:
    """Record that the version may be published.

    Raises:
        NoSuchVersion: there is no such version.
        OwnWork: ``by`` has entered it.
        WrongStatus: it does not wait for a review.
    """
    version = _for_review(session, version_id, by)
    version.status = step(Status(version.status), Status.APPROVED)
    version.approved_at, version.approved_by_id = utc_now(), by.account_id
    audit.record(session, by, "approved", f"version:{version.id}")
    return version


def send_back(session: Session, version_id: int, remark: str, *, by: Actor) -> LanguageVersion:
    """Return the version to its editor, with what has to be changed.

    Raises:
        NoSuchVersion, OwnWork, WrongStatus: as ``approve``.
        RemarkMissing: nobody could know what to change.
    """
    version = _for_review(session, version_id, by)
    if version.status not in (Status.IN_REVIEW, Status.APPROVED):
        raise WrongStatus(status=Status(version.status).value, wanted=Status.REFUSED.value)
    if not remark.strip():
        raise RemarkMissing
    version.status = step(Status(version.status), Status.REFUSED)
    version.remark, version.approved_at, version.approved_by_id = remark.strip(), None, None
    audit.record(session, by, "sent back", f"version:{version.id}", remark=version.remark)
    return version


def _for_review(session: Session, version_id: int, by: Actor) -> LanguageVersion:
    require(by, Action.APPROVE)
    version = register.locked(session, version_id)
    if by.account_id is not None and by.account_id == version.entered_by_id:
        raise OwnWork
    return version
