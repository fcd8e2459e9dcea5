"""A clerk of Gründau who is signed in, and films that have been sent there."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from catalog.distribution.models import Delivery
from catalog.distribution.stages import EventKind
from catalog.films.lifecycle import Status
from catalog.people.permissions import Role
from tests.distribution.finished import finish
from tests.factory import Factory
from tests.web.conftest import let_in

Sent = Callable[..., Delivery]


@pytest.fixture
def sent(runtime, session: Session, make: Factory, tmp_path) -> Sent:
    """Send a version with real files to Gründau, or to whom the test names."""

    def send(language="ar", happened=(), status=Status.PUBLISHED, revision=1, subtitles=(), **facts) -> Delivery:
        version = make.version(language, status, revision=revision)
        finish(session, version, runtime.storage, tmp_path, subtitles=subtitles)
        delivery = make.delivery(version, events=(EventKind.OFFERED, *happened), **facts)
        session.commit()
        return delivery

    return send


@pytest.fixture
def clerk(client: FlaskClient, session: Session, make: Factory) -> FlaskClient:
    """The browser of a clerk of Gründau."""
    account = make.account(Role.RECIPIENT)
    session.commit()
    return let_in(client, account)
