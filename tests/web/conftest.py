"""The doors of a test's own house, and somebody who goes in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from catalog.app import create_app
from catalog.foundation.runtime import Runtime
from catalog.people.models import Account
from tests.factory import PASSWORD


class Browser(FlaskClient):
    """Reads every answer to its end, as a browser does."""

    def open(self, *args: Any, buffered: bool = True, **kwargs: Any) -> TestResponse:
        return super().open(*args, buffered=buffered, **kwargs)


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    service = create_app(runtime)
    service.test_client_class = Browser
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


def sign_in(client: FlaskClient, account: Account) -> FlaskClient:
    """Sign in by the form, as a person does; the account has to be committed."""
    page = client.get("/account/sign-in")
    sent = {"csrf_token": form_token(page), "email": account.email, "password": PASSWORD}
    answer = client.post("/account/sign-in", data=sent)
    assert answer.status_code == 302, answer.text
    return client
