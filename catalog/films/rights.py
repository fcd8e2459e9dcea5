"""What is said of a film's rights: until when it may be shown, whose they are, and whom a viewer may ask."""

from datetime import date

from sqlalchemy.orm import Session

from catalog.films.contacts import address_of
from catalog.films.models import Film
from catalog.foundation import audit
from catalog.foundation.errors import N_, Invalid
from catalog.people.permissions import Action, Actor, require


class BadContact(Invalid):
    """Nobody could be reached by what was given as the contact."""

    sentence = N_(
        "“%(contact)s” is no contact. Please give a mail address, a telephone number or the address of a page."
    )


class HolderTooLong(Invalid):
    """The name of whoever has the rights is longer than a name."""

    sentence = N_("The name of the rights holder is too long. Please use at most %(most)s characters.")


LONGEST_HOLDER, LONGEST_CONTACT = 300, 320


def declare(
    session: Session, film: Film, *, until: date | None = None, holder: str = "", contact: str = "", by: Actor
) -> Film:
    """Record what is said of a film's rights, in place of what was said before.

    An end in the past is recorded like any other: it is true, and it stops
    further languages at the gate.

    Raises:
        BadContact: the contact is neither empty nor an address or number.
        HolderTooLong, NotPermitted.
    """
    require(by, Action.ENTER_FILM)
    holder, contact = holder.strip(), contact.strip()
    if contact and (len(contact) > LONGEST_CONTACT or address_of(contact) is None):
        raise BadContact(contact=contact[:80])
    if len(holder) > LONGEST_HOLDER:
        raise HolderTooLong(most=LONGEST_HOLDER)
    film.rights_until, film.rights_holder, film.contact = until, holder, contact
    session.flush()
    said = {"until": until.isoformat() if until else None, "holder": holder, "contact": contact}
    audit.record(session, by, "declared the rights", f"film:{film.id}", **said)
    return film
