"""An organisation says which languages it needs."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from catalog.foundation import audit
from catalog.foundation.errors import NotFound
from catalog.people.models import Organisation
from catalog.people.permissions import Action, Actor, require


def change(session: Session, tags: Iterable[str], *, by: Actor) -> Organisation:
    """Take the list of the languages that the organisation of ``by`` needs; the same list again changes nothing.

    Args:
        session: a writing session.
        tags: BCP 47, known to us.
        by: who says so.

    Raises:
        NotFound: the actor belongs to no organisation.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.REQUEST_LANGUAGE)
    organisation = session.get(Organisation, by.organisation_id or 0, with_for_update=True)
    if organisation is None:
        raise NotFound
    needed = list(dict.fromkeys(tags))
    if needed != organisation.needed_languages:
        organisation.needed_languages = needed
        audit.record(session, by, "changed its languages", f"organisation:{organisation.id}", languages=needed)
    return organisation
