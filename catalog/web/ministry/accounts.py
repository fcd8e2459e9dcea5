"""Who may sign in: invite, retire."""

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from catalog.foundation.errors import N_, Invalid, NotFound, Refused
from catalog.people import accounts, organisations
from catalog.people.permissions import Action, Role
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs

bp = Blueprint("accounts", __name__, url_prefix="/ministry/accounts")

#: An operator works at the command line and has no account.
ROLES = (Role.EDITOR, Role.REVIEWER, Role.RECIPIENT, Role.ADMINISTRATOR)


class UnknownRole(Invalid):
    """A role was asked for that nobody can be given."""

    sentence = N_("Please choose one of the roles.")


class OwnAccount(Refused):
    """Somebody wants to retire the account in which he is signed in."""

    sentence = N_("You cannot retire your own account. Please ask another administrator to do it.")


@bp.get("")
@needs(Action.KEEP_ACCOUNTS)
def show() -> str:
    """Show all accounts and the form for a new one."""
    return _page()


@bp.post("")
@needs(Action.KEEP_ACCOUNTS)
def invite() -> ResponseReturnValue:
    """Add an account. Its password is made here and shown this once."""
    form = request.form
    password = secrets.token_urlsafe(15)
    try:
        with writing() as session:
            key = form.get("organisation", "").strip()
            added = accounts.add(
                session,
                form.get("email", ""),
                form.get("name", ""),
                _role(form.get("role", "")),
                by=actor(),
                password=password,
                organisation=organisations.by_key(session, key) if key else None,
            )
    except (NotFound, Refused, Invalid) as refusal:
        return _page(refusal=sentence_of(refusal)), refusal.status
    return _page(added=added, password=password), 201


@bp.post("/<int:account_id>/retirement")
@needs(Action.KEEP_ACCOUNTS)
def retire(account_id: int) -> ResponseReturnValue:
    """End an account and every session in it."""
    if account_id == actor().account_id:
        raise OwnAccount
    with writing() as session:
        retired = accounts.retire(session, account_id, by=actor())
    flash(gettext("The account of %(name)s has been retired.", name=retired.name), "success")
    return redirect(url_for(".show"), 303)


def _page(**told: object) -> str:
    return render_template(
        "ministry/accounts.html",
        accounts=accounts.everybody(reading()),
        roles=ROLES,
        organisations=[*organisations.reception_centres(reading()), *organisations.municipalities(reading())],
        **told,
    )


def _role(text: str) -> Role:
    if text not in ROLES:
        raise UnknownRole
    return Role(text)
