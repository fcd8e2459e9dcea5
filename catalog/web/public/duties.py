"""The pages that a public body owes its readers."""

from flask import render_template, request

from catalog.people.hessen import LANGUAGE_ATTRIBUTION, MAP_ATTRIBUTION, REGISTER_ATTRIBUTION
from catalog.web.context import runtime
from catalog.web.guards import public
from catalog.web.public.door import bp

#: A page's address is longer only when somebody plays with it.
LONGEST_PAGE = 200


@bp.get("/imprint")
@public
def imprint() -> str:
    """Show who is responsible."""
    return _page("imprint")


@bp.get("/privacy")
@public
def privacy() -> str:
    """Show what is kept about a reader."""
    return _page("privacy")


@bp.get("/accessibility")
@public
def accessibility() -> str:
    """Show how far everybody can use these pages, and where they fall short."""
    return _page("accessibility")


@bp.get("/barrier")
@public
def barrier() -> str:
    """Show how to report a barrier, on the page from which the reader comes."""
    return _page("barrier", page=request.args.get("page", "/")[:LONGEST_PAGE])


@bp.get("/sources")
@public
def sources() -> str:
    """Show where the data, the map and the demonstration film come from."""
    return _page("sources", attributions=(MAP_ATTRIBUTION, REGISTER_ATTRIBUTION, LANGUAGE_ATTRIBUTION))


def _page(name: str, **places: object) -> str:
    config = runtime().config
    return render_template(
        f"public/{name}.html", contact=config.mail_from, demonstration=config.demonstration, **places
    )
