"""Whom to write to at an organisation: roles and their addresses, and which of them letters go to today."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select, update
from sqlalchemy.orm import Session

from catalog.foundation import audit
from catalog.foundation.errors import N_, Invalid, NotFound, Refused
from catalog.people.addresses import checked
from catalog.people.models import Contact, Organisation
from catalog.people.permissions import MACHINE, Action, Actor, require

#: The languages in which letters are written; the first one is used when nobody has said anything.
LANGUAGES = ("de", "en")
#: The role of an address of which something has to be remembered, and that nobody has given a role.
GENERAL = "Poststelle"
LONGEST_ROLE = 120


class RoleMissing(Invalid):
    """A contact without a role would be a private person."""

    sentence = N_(
        "Please write which role reads this address, such as “Poststelle”, with at most %(longest)d characters."
    )


class UnknownLetterLanguage(Invalid):
    """Letters are not written in this language."""

    sentence = N_("Letters are written in German or in English. Please choose one of the two.")


class ContactKnown(Refused):
    """The organisation has a contact with this address already."""

    sentence = N_("This organisation has a contact with the address %(email)s already. Please change that one.")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where the letters of one organisation go today."""

    email: str
    #: "de" or "en".
    language: str
    #: None when it is the general address of the organisation, of which we know no more.
    contact_id: int | None
    #: False when whoever reads it has asked for no more reminders; offers and recalls still go there.
    wants_reminders: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody has entered about a contact."""

    role: str
    email: str
    language: str = LANGUAGES[0]
    gets_letters: bool = True


def contacts_of(session: Session, organisation_id: int) -> Sequence[Contact]:
    """Return the contacts of an organisation; the one that gets the letters comes first."""
    of_it = select(Contact).where(Contact.organisation_id == organisation_id)
    return session.scalars(of_it.order_by(Contact.gets_letters.desc(), Contact.role, Contact.id)).all()


def add(session: Session, organisation_id: int, said: Said, *, by: Actor) -> Contact:
    """Add a contact. When letters shall go to it, they go to no other one from now on.

    Raises:
        NotFound: there is no such organisation.
        BadAddress, RoleMissing, UnknownLetterLanguage, ContactKnown: see there.
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    _locked(session, organisation_id)
    contact = Contact(organisation_id=organisation_id)
    _enter(session, contact, said)
    session.add(contact)
    session.flush()
    audit.record(session, by, "added a contact", f"organisation:{organisation_id}", role=contact.role)
    return contact


def change(session: Session, contact_id: int, said: Said, *, by: Actor) -> Contact:
    """Change a contact. Whoever saves it vouches for its address: it counts as good again.

    Another address is read by somebody else, who has not asked for anything yet.

    Raises:
        NotFound: there is no such contact.
        BadAddress, RoleMissing, UnknownLetterLanguage, ContactKnown: see there.
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    contact = _found(session, contact_id)
    _locked(session, contact.organisation_id)
    before = contact.email
    _enter(session, contact, said)
    contact.bounced_at = None
    if contact.email != before:
        contact.no_reminders_at = None
    session.flush()
    audit.record(session, by, "changed a contact", f"organisation:{contact.organisation_id}", role=contact.role)
    return contact


def remove(session: Session, contact_id: int, *, by: Actor) -> Contact:
    """Remove a contact; letters that were sent to it stay in the book.

    Raises:
        NotFound: there is no such contact.
        NotPermitted: the register is not his to keep.
    """
    require(by, Action.KEEP_REGISTER)
    contact = _found(session, contact_id)
    session.delete(contact)
    session.flush()
    audit.record(session, by, "removed a contact", f"organisation:{contact.organisation_id}", role=contact.role)
    return contact


def address_of(session: Session, organisation_ids: Collection[int] | Select[int]) -> Mapping[int, Addressee]:
    """Return where the letters of these organisations go, in one query; who cannot be written to is left out.

    Letters go to the contact that gets them, unless its letters come back;
    then, and when there is none, to the general address. Whoever is not active
    any more gets no letter.
    """
    asked = (
        select(Organisation.id, Organisation.email, Contact)
        .outerjoin(Contact, Contact.organisation_id == Organisation.id)
        .where(Organisation.active, Organisation.id.in_(organisation_ids))
        .order_by(Organisation.id, Contact.gets_letters.desc(), Contact.id)
    )
    general: dict[int, str | None] = {}
    contacts: dict[int, list[Contact]] = {}
    for organisation_id, email, contact in session.execute(asked):
        general[organisation_id] = email
        if contact:
            contacts.setdefault(organisation_id, []).append(contact)
    found = {of: _addressee(email, contacts.get(of, ())) for of, email in general.items()}
    return {of: addressee for of, addressee in found.items() if addressee}


def bounced(session: Session, organisation_id: int, address: str, now: datetime) -> None:
    """Remember that a letter to an address came back. One that the organisation has given up is passed over."""
    contact = _of_address(session, organisation_id, address)
    if contact and contact.bounced_at is None:
        contact.bounced_at = now
        session.flush()


def no_more_reminders(session: Session, organisation_id: int, contact_id: int | None, now: datetime) -> None:
    """Remember that a contact wants no more reminders, or whoever reads the general address.

    The first time counts; a second one changes nothing.

    Raises:
        NotFound: there is no such organisation, or the contact is not one of its.
    """
    organisation = _locked(session, organisation_id)
    if contact_id is None:
        contact = _of_address(session, organisation_id, organisation.email or "")
    else:
        contact = _found(session, contact_id)
    if contact is None or contact.organisation_id != organisation_id:
        raise NotFound
    if contact.no_reminders_at is None:
        contact.no_reminders_at = now
        session.flush()
        audit.record(session, MACHINE, "asked for no more reminders", f"organisation:{organisation_id}")


def _addressee(general: str | None, contacts: Iterable[Contact]) -> Addressee | None:
    """Return where letters go: ``contacts`` come with the one that gets them first."""
    by_address = {contact.email: contact for contact in contacts}
    chosen = next((each for each in by_address.values() if each.gets_letters and not each.bounced_at), None)
    chosen = chosen or by_address.get((general or "").lower())
    if chosen and not chosen.bounced_at:
        return Addressee(chosen.email, chosen.language, chosen.id, chosen.no_reminders_at is None)
    return Addressee(general, LANGUAGES[0], None) if general and not chosen else None


def _enter(session: Session, contact: Contact, said: Said) -> None:
    role, email = " ".join(said.role.split()), checked(said.email)
    if not role or len(role) > LONGEST_ROLE or not role.isprintable():
        raise RoleMissing(longest=LONGEST_ROLE)
    if said.language not in LANGUAGES:
        raise UnknownLetterLanguage
    others = and_(Contact.organisation_id == contact.organisation_id, Contact.id != (contact.id or 0))
    if session.scalar(select(Contact.id).where(others, Contact.email == email)):
        raise ContactKnown(email=email)
    if said.gets_letters:
        session.execute(update(Contact).where(others).values(gets_letters=False))
    contact.role, contact.email, contact.language, contact.gets_letters = role, email, said.language, said.gets_letters


def _of_address(session: Session, organisation_id: int, address: str) -> Contact | None:
    """Return the contact with an address; the general address becomes one when something has to be remembered of it."""
    organisation = _locked(session, organisation_id)
    of_it = select(Contact).where(Contact.organisation_id == organisation_id)
    contact = session.scalar(of_it.where(Contact.email == address.lower()))
    if contact or not address or (organisation.email or "").lower() != address.lower():
        return contact
    is_first = not session.scalar(select(func.count()).select_from(of_it.where(Contact.gets_letters).subquery()))
    contact = Contact(organisation_id=organisation_id, role=GENERAL, email=address.lower(), gets_letters=is_first)
    session.add(contact)
    session.flush()
    return contact


def _found(session: Session, contact_id: int) -> Contact:
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise NotFound
    return contact


def _locked(session: Session, organisation_id: int) -> Organisation:
    """Return the organisation, locked: of its contacts at most one gets the letters."""
    organisation = session.get(Organisation, organisation_id, with_for_update=True)
    if organisation is None:
        raise NotFound
    return organisation
