"""Downloads over real sockets from a real gunicorn: broken off, gone on with, overtaken by a recall."""

import hashlib
import os
from collections.abc import Iterator

import pytest
import requests

from catalog.distribution.recalling.recalls import holders, recall
from catalog.distribution.stages import EventKind
from catalog.films.lifecycle import Status
from catalog.people.permissions import MACHINE, Role
from tests.distribution.finished import finish
from tests.ports import free_port
from tests.waiting import eventually
from tests.web.api.test_broken_lines import Service
from tests.web.conftest import form_token
from tests.web.recipient.test_films import kinds

pytestmark = pytest.mark.integration

#: More than a socket's buffers hold, so that a line can break in the middle.
SIZE_BYTES = 30_000_000
BROKEN_OFF_AT = 1_000_000
WITHIN_S = 120


@pytest.fixture
def delivery(runtime, session, make, tmp_path):
    version = make.version("ar", Status.PUBLISHED)
    finish(session, version, runtime.storage, tmp_path, sizes=(("720p", 1280, 720, SIZE_BYTES),))
    sent = make.delivery(version)
    session.commit()
    return sent


@pytest.fixture
def service(environment, session, make, tmp_path) -> Iterator[Service]:
    clerk = make.account(Role.RECIPIENT)
    session.commit()
    port = free_port()
    opened = Service(os.environ | environment | {"PORT": str(port)}, port, requests.Session(), tmp_path / "log")
    try:
        opened.start()
        opened.sign_in(clerk.email)
        yield opened
    finally:
        opened.browser.close()
        opened.end()


def address_of(service, delivery):
    return f"{service.address}/recipient/deliveries/{delivery.id}"


def begun(service, delivery):
    """Return a download of which the first piece has come."""
    answer = service.browser.get(f"{address_of(service, delivery)}/720p.mp4", stream=True, timeout=WITHIN_S)
    pieces = answer.iter_content(BROKEN_OFF_AT)
    return answer, next(pieces), pieces


def when_noticed(session, delivery):
    """Return what has happened, as soon as the service has noticed that a line broke."""
    eventually(lambda: EventKind.BEGUN in kinds(session, delivery), what="the broken line is noticed")
    return kinds(session, delivery)


def test_a_download_goes_on_where_it_broke_off_and_can_be_acknowledged_at_once(service, session, delivery):
    answer, first, _ = begun(service, delivery)
    answer.close()
    after_the_break = when_noticed(session, delivery)
    piece = {"Range": f"bytes={len(first)}-", "If-Range": answer.headers["ETag"]}

    rest = service.browser.get(f"{address_of(service, delivery)}/720p.mp4", headers=piece, timeout=WITHIN_S)
    form = {"csrf_token": form_token(service.browser.get(f"{service.address}/account/", timeout=WITHIN_S))}
    receipt = service.browser.post(
        f"{address_of(service, delivery)}/acknowledgement", data=form, allow_redirects=False, timeout=WITHIN_S
    )

    assert after_the_break == [EventKind.OFFERED, EventKind.BEGUN]
    assert len(first) <= delivery.events[1].details["reached_bytes"] < SIZE_BYTES
    assert rest.status_code == 206
    assert hashlib.sha256(first + rest.content).hexdigest() == answer.headers["ETag"].strip('"')
    assert receipt.status_code == 303
    assert kinds(session, delivery)[2:] == [EventKind.COLLECTED, EventKind.ACKNOWLEDGED]


def test_a_recall_lets_no_new_download_begin_and_knows_who_had_begun_one(service, session, delivery):
    under_way = [begun(service, delivery) for _ in range(5)]

    recall(session, delivery.version_id, "Der Notruf ist falsch.", by=MACHINE)
    session.commit()
    refused = service.browser.get(f"{address_of(service, delivery)}/720p.mp4", timeout=WITHIN_S)
    for _, _, pieces in under_way:
        list(pieces)

    assert refused.status_code == 410
    assert kinds(session, delivery).count(EventKind.COLLECTED) == len(under_way)
    assert [holder.key for holder in holders(session, delivery.version_id)] == ["06435012"]
