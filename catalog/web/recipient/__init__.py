"""The recipient's door: what has come, what is missing, and what is to be told to the ministry."""

from catalog.web.recipient import downloads, films, history, receipt, showings, status
from catalog.web.recipient.door import bp

__all__ = ["bp", "downloads", "films", "history", "receipt", "showings", "status"]

BLUEPRINTS = [bp, downloads.tickets]
