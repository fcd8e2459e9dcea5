"""A recipient needs a language that is not there."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.distribution.models import Delivery, Request
from catalog.films import languages
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation import audit
from catalog.foundation.errors import N_, NotFound, Refused
from catalog.people.models import Organisation
from catalog.people.permissions import Action, Actor, require


class AlreadyThere(Refused):
    """A language was asked for that the recipient can download."""

    sentence = N_("The film is available in this language already. You find it among your films.")


def ask(session: Session, language: str, *, by: Actor) -> Request:
    """Record that the organisation of ``by`` needs a language. Asking again changes nothing.

    Raises:
        UnknownLanguage: see ``languages.canonical``.
        AlreadyThere: it has been offered to the organisation.
        NotFound: the actor belongs to no organisation.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.REQUEST_LANGUAGE)
    tag = languages.canonical(language)
    organisation = session.get(Organisation, by.organisation_id or 0, with_for_update=True)
    if organisation is None:
        raise NotFound
    offered = (
        select(Delivery.id)
        .join(LanguageVersion, LanguageVersion.id == Delivery.version_id)
        .where(
            Delivery.organisation_id == organisation.id,
            LanguageVersion.language == tag,
            LanguageVersion.status == Status.PUBLISHED,
        )
    )
    if session.scalar(offered.limit(1)):
        raise AlreadyThere
    asked = session.scalar(select(Request).where(Request.organisation_id == organisation.id, Request.language == tag))
    if asked is None:
        asked = Request(organisation_id=organisation.id, language=tag)
        session.add(asked)
        session.flush()
        audit.record(session, by, "asked for a language", f"organisation:{organisation.id}", language=tag)
    return asked
