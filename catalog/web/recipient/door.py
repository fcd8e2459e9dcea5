"""The blueprint of the recipient's door; the files beside it put their routes on it."""

from flask import Blueprint

from catalog.distribution.holdings import Holdings, holdings_of
from catalog.foundation.database import utc_now
from catalog.web.context import actor, reading

bp = Blueprint("recipient", __name__, url_prefix="/recipient")


def own_holdings() -> Holdings:
    """Return what the reader's organisation has and lacks."""
    return holdings_of(reading(), actor().organisation_id or 0, utc_now())
