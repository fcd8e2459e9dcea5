"""The second pair of eyes: a version is approved or sent back by somebody who did not enter it."""

from sqlalchemy.orm import Session

from catalog.films import plans
from catalog.films.lifecycle import Status, step
from catalog.films.models import LanguageVersion
from catalog.foundation import audit
from catalog.foundation.database import utc_now
from catalog.people.permissions import Actor
from catalog.production.reviewing import letters, remarks
from catalog.production.reviewing.remarks import Noted, RemarkMissing


def approve(session: Session, version_id: int, *, by: Actor) -> LanguageVersion:
    """Record that the version may be published, and tell its editor.

    Raises:
        NoSuchVersion: there is no such version.
        OwnWork: ``by`` has entered it.
        WrongStatus: it does not wait for a review.
    """
    version = remarks.under_review(session, version_id, by)
    version.status = step(Status(version.status), Status.APPROVED)
    version.approved_at, version.approved_by_id = utc_now(), by.account_id
    letters.order_verdict(session, version, audit.record(session, by, "approved", version.subject))
    return version


def send_back(session: Session, version_id: int, remark: str, *, by: Actor) -> LanguageVersion:
    """Return the version to its editor, with what has to be changed: in words here, in remarks that are open, or both.

    The words are kept as a remark on the whole, so that they are seen again at the next review.

    Raises:
        NoSuchVersion, OwnWork, WrongStatus: as ``approve``.
        RemarkMissing: nobody could know what to change.
        RemarkTooLong: see ``remarks.note``.
    """
    version = remarks.under_review(session, version_id, by)
    if remark.strip():
        remarks.note(session, version_id, remark, None, by=by)
    still_open = [noted for noted in remarks.of_version(session, version) if noted.is_open]
    if not still_open:
        raise RemarkMissing
    version.status = step(Status(version.status), Status.REFUSED)
    version.remark = "\n".join(map(_in_a_line, still_open))
    version.approved_at, version.approved_by_id = None, None
    plans.withdraw(session, version)
    entry = audit.record(session, by, "sent back", version.subject, remark=version.remark)
    letters.order_verdict(session, version, entry)
    return version


def _in_a_line(noted: Noted) -> str:
    at_s, text = noted.remark.at_s, noted.remark.text
    if at_s is None:
        return text
    minutes, seconds = divmod(int(at_s), 60)
    return f"{minutes}:{seconds:02} {text}"
