"""The doors of a test's own house, and somebody who goes in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event
from werkzeug.test import TestResponse

from catalog.app import create_app
from catalog.foundation.runtime import Runtime
from catalog.people.models import Account
from catalog.web.guards import public
from catalog.web.limits import limiter
from catalog.web.sessions import WHOSE, ServerSessions
from tests.factory import CHEAPLY, PASSWORD

LEFT_BY_FORM: dict[str, Any] = {}


class Browser(FlaskClient):
    """Reads every answer to its end, as a browser does."""

    def open(self, *args: Any, buffered: bool = True, **kwargs: Any) -> TestResponse:
        return super().open(*args, buffered=buffered, **kwargs)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """The templates as Python has them, so that not every test translates them anew."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def opened_once() -> dict[str, Flask]:
    """The service of this process: its doors are hung once, they look into the house of each test."""
    return {}


@pytest.fixture
def own_app(runtime: Runtime, compiled_templates: FileSystemBytecodeCache) -> Flask:
    """A service that a test may rebuild."""
    service = create_app(runtime)
    service.jinja_env.bytecode_cache = compiled_templates
    service.test_client_class = Browser
    # The cheap hashes of ``tests.factory`` are good enough here: nobody is hashed anew who signs in.
    service.extensions["security"].pwd_context.update(**{f"argon2__{name}": cost for name, cost in CHEAPLY.items()})
    return service


@pytest.fixture
def app(runtime: Runtime, opened_once: dict[str, Flask], request: pytest.FixtureRequest) -> Flask:
    """The service of the test's own house."""
    service = opened_once.get("app") or opened_once.setdefault("app", request.getfixturevalue("own_app"))
    return moved_in(service, runtime)


@pytest.fixture
def trial(runtime: Runtime, opened_once: dict[str, Flask], request: pytest.FixtureRequest) -> Flask:
    """A service with doors for trials: behind ``/trial/NAME`` stands what a test puts into ``TRIALS`` of its config."""
    service = opened_once.get("trial")
    if service is None:
        service = opened_once["trial"] = request.getfixturevalue("own_app")
        for address in ("/trial/<name>", "/api/v1/trial/<name>"):
            service.add_url_rule(address, address, _try)
    service.config["TRIALS"] = {}
    return moved_in(service, runtime)


@public
def _try(name: str) -> ResponseReturnValue:
    return current_app.config["TRIALS"][name]()


def moved_in(service: Flask, house: Runtime) -> Flask:
    """Return the service, which looks into this house from now on."""
    service.extensions["filmbote"] = house
    service.session_interface = ServerSessions(house)
    limiter.reset()
    return service


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def count_questions(runtime: Runtime) -> Callable[[], AbstractContextManager[list[str]]]:
    """Return a context in which every statement that reaches the database is collected."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def collect(_connection, _cursor, statement, *_rest) -> None:
            statements.append(statement)

        event.listen(runtime.sessions.engine, "before_cursor_execute", collect)
        try:
            yield statements
        finally:
            event.remove(runtime.sessions.engine, "before_cursor_execute", collect)

    return counting


def form_token(page: TestResponse) -> str:
    """Return the token of the first form on a page."""
    return page.text.partition('name="csrf_token" value="')[2].partition('"')[0]


def let_in(client: FlaskClient, account: Account) -> FlaskClient:
    """Let somebody in with such a session as the form left behind when it was first used in this process."""
    if not LEFT_BY_FORM:
        sign_in(client, account)
        with client.session_transaction() as session:
            LEFT_BY_FORM.update(session)
        return client
    with client.session_transaction() as session:
        session.update(LEFT_BY_FORM | {WHOSE: account.fs_uniquifier})
    return client


def sign_in(client: FlaskClient, account: Account) -> FlaskClient:
    """Sign in by the form, as a person does; the account has to be committed."""
    page = client.get("/account/sign-in")
    sent = {"csrf_token": form_token(page), "email": account.email, "password": PASSWORD}
    answer = client.post("/account/sign-in", data=sent)
    assert answer.status_code == 302, answer.text
    return client
