"""``filmbote account``: let somebody in."""

import secrets

import click

from catalog.commands.answers import Answer, answering, house
from catalog.people import accounts, organisations
from catalog.people.permissions import MACHINE, Role

#: Whoever works with accounts; the operator needs none.
ROLES = [role.value for role in Role if role is not Role.OPERATOR]


@click.group("account")
def account() -> None:
    """Let people in."""


def _show(answer: Answer) -> None:
    click.echo(f"{answer['email']} may sign in as {answer['role']} with the password {answer['password']}")


@account.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--organisation", metavar="KEY", help="AGS or short name of the organisation; recipients need one.")
@click.option("--name", default="", help="How the account is called in the book of deeds.")
@answering(_show)
def add(email: str, role: str, organisation: str | None, name: str) -> Answer:
    """Add an account for EMAIL and print its password, once."""
    password = secrets.token_urlsafe(12)
    with house() as runtime, runtime.transaction() as session:
        body = organisations.by_key(session, organisation) if organisation else None
        added = accounts.add(session, email, name, Role(role), by=MACHINE, password=password, organisation=body)
        return {"email": added.email, "name": added.name, "role": role, "password": password}
