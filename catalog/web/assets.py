"""Page assets under addresses that change with their content, so that a browser keeps them for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

from catalog.web.headers import YEAR_S

#: The name of the version in an asset's address.
VERSION = "v"


def prepare(app: Flask, folder: Path) -> None:
    """Give every asset its version, and let only versioned addresses be kept."""

    @cache
    def version_of(filename: str) -> str | None:
        file = folder / filename
        return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else None

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static":
            values.setdefault(VERSION, version_of(str(values["filename"])))

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (200, 304) and VERSION in request.args:
            response.cache_control.no_cache = None
            response.cache_control.public, response.cache_control.max_age = True, YEAR_S
            response.cache_control.immutable = True
        return response
