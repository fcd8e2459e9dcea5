"""What else a list says of an organisation: a contact, its groups, whom it serves, and who carries on for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, FilmboteError, Invalid
from catalog.people import changes, contacts, groups
from catalog.people.addresses import checked
from catalog.people.cells import Cells
from catalog.people.contacts import GENERAL, LANGUAGES, Said
from catalog.people.mentions import Mentioned, mentioned
from catalog.people.models import Contact, Organisation, OrganisationGroup, group_members
from catalog.people.permissions import Actor

#: What a list may call the languages of letters.
LETTER_LANGUAGES: Mapping[str, str] = {
    **dict.fromkeys(("de", "deutsch", "german"), "de"),
    **dict.fromkeys(("en", "englisch", "english"), "en"),
}


class FormerKey(Invalid):
    """A list uses a key of before. It was understood; whoever keeps the list may want to know."""

    sentence = N_(
        "“%(key)s” is a former key of %(name)s, which has the key %(key_today)s today. We have understood it."
    )


class UnknownServed(Invalid):
    """An office is said to serve somebody whom nobody knows."""

    sentence = N_("Nobody in the register has the key “%(key)s”. The rest of the row was entered.")


class UnknownSuccessor(Invalid):
    """An organisation is said to have gone into one that nobody knows."""

    sentence = N_("There is no successor with the key “%(key)s” in the register. The rest of the row was entered.")


@dataclass(frozen=True, slots=True)
class Relations:
    """How one organisation stands to others, as a list has it. None or nothing: the list does not say."""

    contact: Said | None = None
    groups: tuple[str, ...] = ()
    serves: str = ""
    successor: str = ""
    since: date | None = None


def read_relations(row: Mapping[str, str]) -> Relations:
    """Return what the row says; a role or a language without an address says nothing.

    Raises:
        FormulaCell, BadValue, BadAddress: see there.
    """
    cells = Cells(row)
    email = cells.text("contact_email")
    language = cells.parsed("contact_language", lambda text: LETTER_LANGUAGES[text.lower()])
    return Relations(
        contact=Said(cells.text("contact_role") or GENERAL, checked(email), language or LANGUAGES[0])
        if email
        else None,
        groups=tuple(name for name in map(str.strip, re.split(r"[;,|]", cells.text("groups"))) if name),
        serves=cells.text("serves"),
        successor=cells.text("successor"),
        since=cells.parsed("since", _day),
    )


class Relating:
    """The relations of a whole list while they are entered."""

    def __init__(self, session: Session, by: Actor) -> None:
        self._session = session
        self._by = by
        self._contacts = {(one.organisation_id, one.email): one for one in session.scalars(select(Contact))}
        self._groups = {one.name: one.id for one in session.scalars(select(OrganisationGroup))}
        self._members = {(row.group_id, row.organisation_id) for row in session.execute(select(group_members))}
        #: Whoever went into another one: the predecessor and its successor.
        self.merged: list[tuple[Organisation, Organisation]] = []
        #: What has to be told although the row was entered.
        self.remarks: list[FilmboteError] = []

    def enter(self, organisation: Organisation, said: Relations) -> bool:
        """Enter what a row says of an organisation, and return whether anything is new.

        Raises:
            FilmboteError: a contact, a group or a merger is refused; see the deeds.
        """
        self.remarks = []
        return any(
            (
                self._contact(organisation, said.contact),
                self._join(organisation, said.groups),
                self._serve(organisation, said.serves),
                self._merge(organisation, said),
            )
        )

    def _contact(self, organisation: Organisation, said: Said | None) -> bool:
        if said is None:
            return False
        known = self._contacts.get((organisation.id, said.email))
        if known and (known.role, known.language, known.gets_letters) == (said.role, said.language, True):
            return False
        if known:
            contacts.change(self._session, known.id, said, by=self._by)
        else:
            entered = contacts.add(self._session, organisation.id, said, by=self._by)
            self._contacts[organisation.id, entered.email] = entered
        return True

    def _join(self, organisation: Organisation, names: tuple[str, ...]) -> bool:
        for name in names:
            if name not in self._groups:
                self._groups[name] = groups.make(self._session, name, by=self._by).id
        mine = {group_id for group_id, member_id in self._members if member_id == organisation.id}
        wanted = mine | {self._groups[name] for name in names}
        if wanted == mine:
            return False
        groups.join(self._session, organisation.id, wanted, by=self._by)
        self._members |= {(group_id, organisation.id) for group_id in wanted}
        return True

    def _serve(self, organisation: Organisation, text: str) -> bool:
        if not text:
            return False
        before = [one.id for one in groups.served_by(self._session, organisation.id)]
        understood = groups.serve(self._session, organisation.id, text, by=self._by)
        self._tell(understood)
        self.remarks += [UnknownServed(key=word) for word in understood.unknown]
        return before != [one.id for one in groups.served_by(self._session, organisation.id)]

    def _merge(self, organisation: Organisation, said: Relations) -> bool:
        if not said.successor:
            return False
        understood = mentioned(self._session, said.successor)
        if len(understood.organisations) != 1:
            raise UnknownSuccessor(key=said.successor[:60])
        self._tell(understood)
        (successor,) = understood.organisations
        since = said.since or utc_now().date()
        changes.merge(self._session, successor.id, [organisation.id], since, by=self._by)
        self.merged.append((organisation, successor))
        return True

    def _tell(self, understood: Mentioned) -> None:
        self.remarks += [FormerKey(key=key, name=one.name, key_today=one.key) for key, one in understood.former]


def _day(text: str) -> date:
    """Return a day, written as in a database or as in German."""
    if german := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        day, month, year = map(int, german.groups())
        return date(year, month, day)
    return date.fromisoformat(text)
