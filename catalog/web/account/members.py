"""Our accounts, as Flask-Security asks for them."""

from typing import Any

from flask_security import RoleMixin, Security, UserDatastore
from sqlalchemy import select

from catalog.people.models import Account
from catalog.web.context import runtime

#: Only the password is asked for; hashes are plain argon2id, as ``people.accounts`` writes them.
SETTINGS = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    "SECURITY_USE_REGISTER_V2": True,
    "SECURITY_CLI_USERS_NAME": "",
    "SECURITY_CLI_ROLES_NAME": "",
}


class Members(UserDatastore):
    """Finds accounts for the sign-in library, each in a question of its own: no session stays open behind them."""

    def __init__(self) -> None:
        super().__init__(Account, RoleMixin)

    def find_user(self, case_insensitive: bool = False, **query: Any) -> Account | None:  # noqa: ANN401, ARG002, FBT001, FBT002 - its signature
        """Return the account with this e-mail address or session mark, or None."""
        if "email" in query:
            query["email"] = query["email"].lower()
        with runtime().question() as session:
            return session.scalar(select(Account).filter_by(**query))

    def put(self, model: Account) -> None:
        """Keep a change; the library makes one only to hash a password more strongly."""
        with runtime().transaction() as session:
            session.merge(model)


def known_by_session_alone(security: Security) -> None:
    """Know an account by its session alone: no token in an address or a header signs in."""
    security.login_manager.request_loader(lambda _request: None)
