"""The doors of a test's own house."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog.app import create_app
from catalog.foundation.runtime import Runtime


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return create_app(runtime)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
