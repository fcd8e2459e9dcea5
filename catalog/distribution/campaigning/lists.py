"""Recipients named one by one: a column of keys in a table, or keys typed one after the other."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.foundation.errors import N_, Invalid
from catalog.people.cells import HEADINGS, Cells
from catalog.people.models import Organisation, OrganisationKind
from catalog.people.organisations import RefusedRow


class KeyColumnMissing(Invalid):
    """The table does not say whom it names."""

    sentence = N_("The table needs a column “key” (or “AGS”) in its first line.")


class KeyMissing(Invalid):
    """A row has no key."""

    sentence = N_("The key is missing.")


class UnknownKey(Invalid):
    """Nobody has the key, nor had it before."""

    sentence = N_("Nobody in the register has the key “%(key)s” or had it before.")


class GoneAway(Invalid):
    """The organisation is not active, and nobody carries on for it."""

    sentence = N_("“%(name)s” (%(key)s) is not active any more, and nobody carries on for it.")


class SendsItself(Invalid):
    """The ministry gives the film, and does not get it."""

    sentence = N_("“%(name)s” (%(key)s) is no recipient.")


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a list names: each once, in the order of the list."""

    organisation_ids: tuple[int, ...]
    #: Rows that name somebody a second time.
    repeated: int
    refused: tuple[RefusedRow, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """As much of an organisation as a list needs to know."""

    id: int
    name: str
    key: str
    active: bool
    successor_id: int | None
    is_recipient: bool


def named_in(session: Session, rows: Iterable[tuple[int, Mapping[str, str]]]) -> Named:
    """Return whom the rows of ``tables.read_table`` name; a row that names nobody is told, and the others count.

    Raises:
        KeyColumnMissing: there is no column for the key.
    """
    return _named(session, _keys(rows))


def typed(session: Session, text: str) -> Named:
    """Return whom somebody has typed, by keys with space, comma or semicolon between them; a refusal tells the line."""
    keys = ((number, key) for number, line in enumerate(text.splitlines(), 1) for key in re.split(r"[\s,;]+", line))
    return _named(session, ((number, key) for number, key in keys if key))


def _keys(rows: Iterable[tuple[int, Mapping[str, str]]]) -> Iterator[tuple[int, str | Invalid]]:
    for line, row in rows:
        headings = [heading for heading in row if HEADINGS.get(heading.strip().lower()) == "key"]
        if not headings:
            raise KeyColumnMissing
        try:
            yield line, Cells({heading: row[heading] for heading in headings}).text("key")
        except Invalid as reason:
            yield line, reason


def _named(session: Session, keys: Iterable[tuple[int, str | Invalid]]) -> Named:
    by_key, by_id = _everybody(session)
    found: dict[int, None] = {}
    refused: list[RefusedRow] = []
    repeated = 0
    for line, key in keys:
        try:
            organisation_id = _meant(key, by_key, by_id)
        except Invalid as reason:
            refused.append(RefusedRow(line, reason))
            continue
        repeated += organisation_id in found
        found[organisation_id] = None
    return Named(tuple(found), repeated, tuple(refused))


def _meant(key: str | Invalid, by_key: Mapping[str, _Known], by_id: Mapping[int, _Known]) -> int:
    """Return whom a key means today: whoever has it or had it, or carries on for them.

    A spreadsheet cuts the zero off "06435012"; it is put back when nobody has the key without it.
    """
    if isinstance(key, Invalid):
        raise key
    if not key:
        raise KeyMissing
    meant = by_key.get(key) or by_key.get(f"0{key}")
    if meant is None:
        raise UnknownKey(key=key[:60])
    passed = {meant.id}
    now = meant
    while not now.active:
        successor = by_id.get(now.successor_id or 0)
        if successor is None or successor.id in passed:
            raise GoneAway(name=meant.name, key=meant.key)
        passed.add(successor.id)
        now = successor
    if not now.is_recipient:
        raise SendsItself(name=now.name, key=now.key)
    return now.id


def _everybody(session: Session) -> tuple[dict[str, _Known], dict[int, _Known]]:
    """Return the register by every key that somebody has or had, and by id, in one question."""
    asked = select(
        Organisation.id,
        Organisation.name,
        Organisation.key,
        Organisation.active,
        Organisation.successor_id,
        Organisation.kind != OrganisationKind.MINISTRY,
        Organisation.former_keys,
    ).order_by(Organisation.id)
    by_id: dict[int, _Known] = {}
    # Whoever is active goes before whoever is not, and whoever has a key before whoever had it.
    had_once: dict[bool, dict[str, _Known]] = {True: {}, False: {}}
    has_now: dict[bool, dict[str, _Known]] = {True: {}, False: {}}
    for number, name, key, active, successor_id, is_recipient, former_keys in session.execute(asked):
        known = by_id[number] = _Known(number, name, key, active, successor_id, is_recipient)
        has_now[known.active].setdefault(known.key, known)
        for former_key in former_keys:
            had_once[known.active].setdefault(former_key, known)
    return had_once[False] | has_now[False] | had_once[True] | has_now[True], by_id
