"""The blueprint of the public door; the files beside it put their routes on it."""

from collections.abc import Callable

from flask import Blueprint
from flask.typing import ResponseReturnValue

bp = Blueprint("public", __name__)

View = Callable[..., ResponseReturnValue]


def film_route(rest: str = "") -> Callable[[View], View]:
    """Take an address below a film in one language; below an excerpt of it, the view gets ``excerpt`` as well."""

    def routed(view: View) -> View:
        for address in ("/film/<slug>/<language>", "/film/<slug>/<excerpt>/<language>"):
            bp.add_url_rule(address + rest, view.__name__, view)
        return view

    return routed
