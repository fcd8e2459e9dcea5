"""A recipient needs a language that is not there, or a stick; and takes a wish back that it no longer has."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from catalog.distribution.models import Delivery, Medium, Request
from catalog.films import languages
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation import audit
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, NotFound, Refused
from catalog.people.models import Organisation
from catalog.people.permissions import Action, Actor, require

#: How the book calls it when a wish is told, and when it is taken back.
ASKED, TAKEN_BACK = "asked for a language", "took a wish back"


class AlreadyThere(Refused):
    """A language was asked for that the recipient can download."""

    sentence = N_("The film is available in %(language)s already. You find it among your films.")


def ask(session: Session, language: str, *, by: Actor, medium: Medium = Medium.VERSION) -> Request:
    """Record that the organisation of ``by`` needs a language, or a stick with the film in a language.

    Asking again changes nothing; a stick that was sent may be asked for once more.

    Raises:
        UnknownLanguage: see ``languages.canonical``.
        AlreadyThere: the language has been offered to the organisation.
        NotFound: the actor belongs to no organisation.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.REQUEST_LANGUAGE)
    tag = languages.canonical(language)
    organisation = _own(session, by)
    if medium == Medium.VERSION and session.scalar(_offered(organisation.id, tag).limit(1)):
        raise AlreadyThere(language=tag)
    asked = session.scalar(_asked(organisation.id, tag, medium))
    if asked and not asked.answered_at:
        return asked
    if asked is None:
        asked = Request(organisation_id=organisation.id, language=tag, medium=medium)
        session.add(asked)
    else:
        asked.asked_at, asked.answered_at = utc_now(), None
    session.flush()
    audit.record(session, by, ASKED, f"organisation:{organisation.id}", language=tag, medium=medium)
    return asked


def withdraw(session: Session, language: str, *, by: Actor, medium: Medium = Medium.VERSION) -> None:
    """Take a wish of the organisation of ``by`` back; one that it does not have is gone already.

    Raises:
        UnknownLanguage: see ``languages.canonical``.
        NotFound: the actor belongs to no organisation.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.REQUEST_LANGUAGE)
    tag = languages.canonical(language)
    organisation = _own(session, by)
    if asked := session.scalar(_asked(organisation.id, tag, medium)):
        session.delete(asked)
        audit.record(session, by, TAKEN_BACK, f"organisation:{organisation.id}", language=tag, medium=medium)


def wishes_of(session: Session, organisation_id: int) -> Sequence[Request]:
    """Return what an organisation has asked for and not got, the oldest wish first."""
    asked = select(Request).where(Request.organisation_id == organisation_id, Request.answered_at.is_(None))
    return session.scalars(asked.order_by(Request.asked_at, Request.id)).all()


def history_of(session: Session, organisation_id: int) -> Sequence[audit.Entry]:
    """Return every wish that an organisation has told or taken back, the newest first.

    The verb is ``ASKED`` or ``TAKEN_BACK``, the details name language and medium.
    """
    told = select(audit.Entry).where(
        audit.Entry.subject == f"organisation:{organisation_id}", audit.Entry.verb.in_([ASKED, TAKEN_BACK])
    )
    return session.scalars(told.order_by(audit.Entry.at.desc(), audit.Entry.id.desc())).all()


def _own(session: Session, by: Actor) -> Organisation:
    organisation = session.get(Organisation, by.organisation_id or 0, with_for_update=True)
    if organisation is None:
        raise NotFound
    return organisation


def _offered(organisation_id: int, tag: str) -> Select[int]:
    return (
        select(Delivery.id)
        .join(LanguageVersion, LanguageVersion.id == Delivery.version_id)
        .where(
            Delivery.organisation_id == organisation_id,
            LanguageVersion.language == tag,
            LanguageVersion.status == Status.PUBLISHED,
        )
    )


def _asked(organisation_id: int, tag: str, medium: Medium) -> Select[Request]:
    return select(Request).where(
        Request.organisation_id == organisation_id, Request.language == tag, Request.medium == medium
    )
