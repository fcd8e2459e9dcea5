"""Accounts: add one, find one, retire one."""

import secrets
from collections.abc import Sequence

from argon2 import PasswordHasher
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from catalog.foundation import audit
from catalog.foundation.errors import N_, Invalid, NotFound, Refused
from catalog.people.addresses import checked
from catalog.people.models import Account, Organisation, SignedIn
from catalog.people.permissions import Action, Actor, Role, require

SHORTEST_PASSWORD = 12


class NoSuchAccount(NotFound):
    """Nobody has this e-mail address or name."""

    sentence = N_("There is no account “%(name)s”.")


class NameShared(Invalid):
    """Several people have this name."""

    sentence = N_("Several people are called “%(name)s”. Please give the e-mail address instead.")


class AddressTaken(Refused):
    """Somebody has this e-mail address already."""

    sentence = N_("There is an account with the address %(email)s already.")


class PasswordTooShort(Invalid):
    """A password is easy to guess."""

    sentence = N_("Please choose a password with at least %(shortest)s characters.")


class OrganisationMissing(Invalid):
    """A recipient's account belongs to nobody."""

    sentence = N_("Please name the organisation for which this person receives the film.")


def add(
    session: Session,
    email: str,
    name: str,
    role: Role,
    *,
    by: Actor,
    password: str,
    organisation: Organisation | None = None,
) -> Account:
    """Add an account.

    Raises:
        BadAddress, AddressTaken, PasswordTooShort, OrganisationMissing, NotPermitted.
    """
    require(by, Action.KEEP_ACCOUNTS)
    address = checked(email)
    if session.scalar(select(Account.id).where(Account.email == address)):
        raise AddressTaken(email=address)
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(shortest=SHORTEST_PASSWORD)
    if role == Role.RECIPIENT and organisation is None:
        raise OrganisationMissing
    account = Account(
        email=address,
        name=name.strip() or address,
        role=role,
        organisation=organisation,
        password=PasswordHasher().hash(password),
        fs_uniquifier=secrets.token_hex(16),
    )
    session.add(account)
    session.flush()
    audit.record(session, by, "added an account", f"account:{account.id}", role=role.value)
    return account


def named(session: Session, name: str) -> Account:
    """Return the active account with this e-mail address, or else with this name.

    Raises:
        NoSuchAccount: there is none.
        NameShared: the name fits several.
    """
    wanted = name.strip().casefold()
    active = session.scalars(select(Account).where(Account.active)).all()
    # Compared here, because SQLite knows no small letter for an Ö.
    fitting = [account for account in active if account.email == wanted] or [
        account for account in active if account.name.casefold() == wanted
    ]
    if not fitting:
        raise NoSuchAccount(name=name)
    if len(fitting) > 1:
        raise NameShared(name=name)
    return fitting[0]


def everybody(session: Session) -> Sequence[Account]:
    """Return all accounts by name."""
    return session.scalars(select(Account).order_by(Account.active.desc(), Account.name)).all()


def retire(session: Session, account_id: int, *, by: Actor) -> Account:
    """End an account: its sessions end at once, its deeds stay in the book.

    Ending it a second time changes nothing.

    Raises:
        NoSuchAccount, NotPermitted.
    """
    require(by, Action.KEEP_ACCOUNTS)
    account = session.get(Account, account_id)
    if account is None:
        raise NoSuchAccount(name=account_id)
    if account.active:
        account.active = False
        account.fs_uniquifier = secrets.token_hex(16)
        session.execute(delete(SignedIn).where(SignedIn.account_id == account_id))
        audit.record(session, by, "retired an account", f"account:{account_id}")
    return account
