"""Films, for other machines."""

from collections.abc import Mapping

from flask_smorest.blueprint import Blueprint

from catalog.films import register
from catalog.web.api.schemas import FilmsSchema, VersionsSchema
from catalog.web.api.versions import described, sees_everything
from catalog.web.context import reading
from catalog.web.guards import public

bp = Blueprint("api_films", __name__, url_prefix="/api/v1", description="Films and their languages.")


@bp.get("/films")
@public
@bp.response(200, FilmsSchema)
def films() -> Mapping[str, object]:
    """All films, in the order in which they were entered."""
    return {"films": register.films(reading())}


@bp.get("/films/<slug>/versions")
@public
@bp.response(200, VersionsSchema)
@bp.alt_response(404, description="There is no such film.")
def versions(slug: str) -> Mapping[str, object]:
    """The language versions of a film: to the ministry all revisions, to everybody else what is published."""
    question = register.versions_of if sees_everything() else register.published_versions
    return {"versions": [described(version) for version in question(reading(), slug)]}
