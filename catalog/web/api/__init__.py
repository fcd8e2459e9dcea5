"""The door for other machines: what there is to know of films and versions, and files that arrive in pieces."""

from catalog.web.api.document import prepare

__all__ = ["prepare"]
