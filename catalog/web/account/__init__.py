"""The door to one's own account: sign in, sign out, profile."""

from catalog.web.account import profile, signing_in
from catalog.web.account.door import bp

__all__ = ["profile", "signing_in"]

BLUEPRINTS = [bp]
