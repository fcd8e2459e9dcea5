"""The door to one's own account: sign in, sign out, profile, password."""

from catalog.web.account import password, profile, signing_in
from catalog.web.account.door import bp

__all__ = ["password", "profile", "signing_in"]

BLUEPRINTS = [bp]
