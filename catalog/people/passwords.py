"""Passwords: how they are kept, and how somebody changes their own."""

import secrets
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import delete
from sqlalchemy.orm import Session

from catalog.foundation import audit, mail
from catalog.foundation.config import Config
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid
from catalog.people.models import Account, SignedIn
from catalog.people.permissions import Actor

#: Long enough for every sentence that somebody learns by heart, and short enough to be hashed at once.
SHORTEST, LONGEST = 12, 256
#: How the sign-in library writes what was typed, before it compares: an Ü is the same on every keyboard.
WRITTEN_AS: Final = "NFKD"

SUBJECT = "Ihr Passwort wurde geändert / Your password was changed"
NOTICE = """\
Guten Tag,

das Passwort Ihres Kontos bei Filmbote wurde soeben geändert. Auf allen anderen Geräten sind Sie abgemeldet.
Waren Sie das nicht, sagen Sie es bitte sofort Ihrer Administration.

--

Good day,

the password of your account at Filmbote has just been changed. On all other devices you are signed out.
If this was not you, please tell your administrator at once.
"""


class PasswordTooShort(Invalid):
    """A password is easy to guess."""

    sentence = N_("Please choose a password with at least %(shortest)s characters.")


class PasswordTooLong(Invalid):
    """A password would take long to hash."""

    sentence = N_("Please choose a password with at most %(longest)s characters.")


class OldPasswordWrong(Invalid):
    """Whoever sits there does not know the password of the account."""

    sentence = N_("The old password is not right. Nothing was changed.")


class PasswordsDiffer(Invalid):
    """The new password was typed twice, and not alike."""

    sentence = N_("The new password was not typed alike both times. Nothing was changed.")


class PasswordUnchanged(Invalid):
    """The new password is the old one."""

    sentence = N_("This is your old password. Please choose a new one.")


def hashed(password: str) -> str:
    """Return what is kept of a new password.

    Raises:
        PasswordTooShort, PasswordTooLong: it cannot be one.
    """
    if len(password) < SHORTEST:
        raise PasswordTooShort(shortest=SHORTEST)
    if len(password) > LONGEST:
        raise PasswordTooLong(longest=LONGEST)
    return PasswordHasher().hash(_written(password))


def change(
    session: Session, config: Config, old: str, new: str, again: str, *, by: Actor, staying_sha256: str | None = None
) -> Account:
    """Give whoever acts another password: their sessions end but for the one that stays, and a letter tells of it.

    Raises:
        OldPasswordWrong, PasswordsDiffer, PasswordUnchanged, PasswordTooShort, PasswordTooLong: nothing is changed.
    """
    account = session.get_one(Account, by.account_id, with_for_update={"of": Account})
    if not _fits(account, old):
        raise OldPasswordWrong
    if new != again:
        raise PasswordsDiffer
    if new == old:
        raise PasswordUnchanged
    account.password = hashed(new)
    account.fs_uniquifier = secrets.token_hex(16)
    others = SignedIn.token_sha256 != (staying_sha256 or "")
    session.execute(delete(SignedIn).where(SignedIn.account_id == account.id, others))
    audit.record(session, by, "changed the password", f"account:{account.id}")
    key = f"password:{account.id}:{utc_now().isoformat()}"
    mail.write_once(session, config, key=key, to=account.email, subject=SUBJECT, body=NOTICE)
    return account


def _fits(account: Account, password: str) -> bool:
    try:
        return PasswordHasher().verify(account.password or "", _written(password[: LONGEST + 1]))
    except (Argon2Error, InvalidHashError):
        return False


def _written(password: str) -> str:
    return unicodedata.normalize(WRITTEN_AS, password)
