"""The book of deeds, for those who answer for the service."""

from flask import Blueprint, render_template, request

from catalog.foundation import audit
from catalog.people.permissions import Action
from catalog.web.context import reading
from catalog.web.guards import needs

bp = Blueprint("oversight", __name__, url_prefix="/ministry")

ENTRIES_A_PAGE = 50


@bp.get("/audit")
@needs(Action.SEE_AUDIT)
def show() -> str:
    """Show a page of the book, the newest deeds first."""
    number = max(1, request.args.get("page", 1, type=int))
    entries, pages = audit.page(reading(), min(number, 1_000_000), ENTRIES_A_PAGE)
    return render_template("ministry/audit.html", entries=entries, number=number, pages=pages)
