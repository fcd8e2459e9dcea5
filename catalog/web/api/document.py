"""The description of this interface: OpenAPI 3.1, made from its routes and schemas."""

from flask import Flask
from flask_smorest import Api

from catalog.web.api import films, uploads, versions
from catalog.web.api.schemas import RefusalSchema

SETTINGS = {
    "API_TITLE": "Filmbote",
    "API_VERSION": "1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "OPENAPI_JSON_PATH": "openapi.json",
}


class DescribedDoor(Api):
    """Collects the description. Refusals are answered by the house, in the same shape everywhere."""

    ERROR_SCHEMA = RefusalSchema  # type: ignore[assignment]  # the library takes any schema

    def _register_error_handlers(self) -> None:
        """Leave the app's own answers to errors as they are."""


def prepare(app: Flask) -> None:
    """Open this door, and serve its description at /api/v1/openapi.json. Uploads are described by tus itself."""
    app.register_blueprint(uploads.bp)
    app.config |= SETTINGS
    door = DescribedDoor(app)
    for blueprint in (films.bp, versions.bp):
        door.register_blueprint(blueprint)
