"""Somebody is let in, found by name, and let go again."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from catalog.foundation import audit
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotPermitted
from catalog.people import accounts
from catalog.people.accounts import (
    AddressTaken,
    NameShared,
    NoSuchAccount,
    OrganisationMissing,
    PasswordTooShort,
)
from catalog.people.addresses import BadAddress
from catalog.people.models import SignedIn
from catalog.people.permissions import MACHINE, Role

PASSWORD = "twelve signs"


def added(session, email="editor@ministry.example", name="Redaktion", role=Role.EDITOR, by=MACHINE, **facts):
    return accounts.add(session, email, name, role, by=by, **{"password": PASSWORD, **facts})


def test_an_account_is_added_and_the_book_tells(session):
    account = added(session)

    assert account.active
    assert account.actor.role == Role.EDITOR
    assert [entry.verb for entry in audit.history(session, f"account:{account.id}")] == ["added an account"]


def test_a_password_is_kept_as_a_hash_alone(session):
    account = added(session)

    assert PASSWORD not in account.password
    assert account.password.startswith("$argon2id$")
    assert PasswordHasher().verify(account.password, PASSWORD)


def test_an_address_is_known_in_capitals_too(session):
    added(session, email="Editor@Ministry.Example")

    assert accounts.named(session, " EDITOR@ministry.example ").email == "editor@ministry.example"
    with pytest.raises(AddressTaken):
        added(session, email="editor@MINISTRY.example")


@pytest.mark.parametrize(
    "email", ["", "editor", "editor@", "@ministry.example", "two words@ministry.example", "a@b@c.de"]
)
def test_what_is_no_address_is_refused(session, email):
    with pytest.raises(BadAddress):
        added(session, email=email)


def test_a_short_password_is_refused(session):
    with pytest.raises(PasswordTooShort, match="12"):
        added(session, password="eleven sign")


def test_a_recipient_receives_for_somebody(session, make):
    with pytest.raises(OrganisationMissing):
        added(session, role=Role.RECIPIENT)

    town = make.organisation()
    assert added(session, role=Role.RECIPIENT, organisation=town).actor.organisation_id == town.id


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER, Role.RECIPIENT])
def test_only_an_administrator_lets_people_in_and_go(session, make, role):
    somebody = make.account(role)

    with pytest.raises(NotPermitted):
        added(session, by=somebody.actor)
    with pytest.raises(NotPermitted):
        accounts.retire(session, somebody.id, by=somebody.actor)


def test_somebody_is_found_by_name_whatever_its_letters(session):
    account = added(session, name="Özlem Änderung")

    assert accounts.named(session, "özlem änderung") is account


def test_a_name_that_two_people_have_finds_neither(session):
    for email in ("a@ministry.example", "b@ministry.example"):
        added(session, email=email, name="Redaktion")

    with pytest.raises(NameShared):
        accounts.named(session, "Redaktion")


def test_an_address_outweighs_a_name(session):
    account = added(session, email="a@ministry.example")
    added(session, email="b@ministry.example", name="a@ministry.example")

    assert accounts.named(session, "a@ministry.example") is account


def test_a_name_that_nobody_has_is_said_so(session):
    with pytest.raises(NoSuchAccount, match="“nobody”"):
        accounts.named(session, "nobody")


def test_a_retired_account_is_out_at_once_and_its_deeds_stay(session, make):
    administrator, account = make.account(Role.ADMINISTRATOR), added(session)
    before = account.fs_uniquifier
    session.add(
        SignedIn(token_sha256="0" * 64, account_id=account.id, content={}, expires_at=utc_now() + timedelta(hours=1))
    )

    accounts.retire(session, account.id, by=administrator.actor)

    assert not account.active
    assert account.fs_uniquifier != before
    assert session.scalar(select(SignedIn)) is None
    with pytest.raises(NoSuchAccount):
        accounts.named(session, account.email)
    assert [entry.verb for entry in audit.history(session, f"account:{account.id}")] == [
        "retired an account",
        "added an account",
    ]


def test_retiring_twice_changes_nothing(session):
    account = added(session)
    for _ in range(2):
        accounts.retire(session, account.id, by=MACHINE)

    assert len(audit.history(session, f"account:{account.id}")) == 2


def test_nobody_retires_an_account_that_is_not_there(session):
    with pytest.raises(NoSuchAccount):
        accounts.retire(session, 404, by=MACHINE)


def test_everybody_is_listed_by_name_the_retired_last(session):
    for name in ("Berta", "Anton", "Caesar"):
        added(session, email=f"{name}@ministry.example", name=name)
    accounts.retire(session, accounts.named(session, "Anton").id, by=MACHINE)

    assert [account.name for account in accounts.everybody(session)] == ["Berta", "Caesar", "Anton"]
