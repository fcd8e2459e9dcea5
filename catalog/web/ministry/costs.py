"""What a film has cost: its picture once, and each language beside it."""

from flask import Blueprint, render_template

from catalog.films import register
from catalog.people.permissions import Action
from catalog.production import bills
from catalog.web.context import reading
from catalog.web.guards import needs

bp = Blueprint("costs", __name__, url_prefix="/ministry/films/<slug>/costs")


@bp.get("")
@needs(Action.SEE_MINISTRY)
def show(slug: str) -> str:
    """Show the bill of a film."""
    film = register.film(reading(), slug)
    return render_template("ministry/costs.html", film=film, bill=bills.bill(reading(), film))
