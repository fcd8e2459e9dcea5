"""An editor's browser before the door for uploads."""

from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from catalog.people.permissions import Role
from tests.factory import Factory
from tests.web.conftest import form_token, let_in

PLACE = "/api/v1/uploads"
PIECES = "application/offset+octet-stream"


def told(**metadata: str) -> str:
    """Return what Upload-Metadata says."""
    return ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in metadata.items())


@dataclass
class Sender:
    """Speaks tus for somebody who is signed in."""

    client: FlaskClient
    token: str

    def send(self, method: str, place: str, data: bytes = b"", **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(
            urlsplit(place).path,
            method=method,
            data=data,
            headers={"Tus-Resumable": "1.0.0", "X-CSRFToken": self.token} | named,
        )

    def begin(self, size_bytes: int, purpose: str = "dub", filename: str = "ti.opus") -> TestResponse:
        metadata = told(filename=filename, purpose=purpose)
        return self.send("POST", PLACE, Upload_Length=str(size_bytes), Upload_Metadata=metadata)

    def append(self, place: str, offset: int, data: bytes, **headers: str) -> TestResponse:
        return self.send("PATCH", place, data, Content_Type=PIECES, Upload_Offset=str(offset), **headers)


@pytest.fixture
def sender(client: FlaskClient, make: Factory) -> Sender:
    """An editor."""
    return sender_for(client, make, Role.EDITOR)


def sender_for(client: FlaskClient, make: Factory, role: Role) -> Sender:
    account = make.account(role=role)
    make.session.commit()
    let_in(client, account)
    return Sender(client, form_token(client.get("/account/")))
