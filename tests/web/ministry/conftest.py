"""People of the ministry at their desks."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from catalog.people.models import Account
from catalog.people.permissions import Role
from tests.factory import Factory
from tests.web.conftest import form_token, let_in


@dataclass
class Desk:
    """Somebody who is signed in, reads English and fills in forms."""

    client: FlaskClient
    account: Account

    def look(self, address: str) -> TestResponse:
        return self.client.get(address, headers={"Accept-Language": "en"})

    @cached_property
    def token(self) -> str:
        """The token of all forms of this browser."""
        return form_token(self.look("/account/"))

    def send(self, address: str, **fields: object) -> TestResponse:
        fields["csrf_token"] = self.token
        return self.client.post(address, data=fields, headers={"Accept-Language": "en"})


@pytest.fixture
def desk(app: Flask, make: Factory) -> Callable[[Role], Desk]:
    """Return the desk of somebody new with a role; whatever the test has made so far is committed."""

    def of(role: Role) -> Desk:
        account = make.account(role=role)
        make.session.commit()
        return Desk(let_in(app.test_client(), account), account)

    return of


@pytest.fixture
def editor(desk: Callable[[Role], Desk]) -> Desk:
    return desk(Role.EDITOR)
