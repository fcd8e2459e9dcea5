"""The service behind nginx, as deploy/nginx.conf sets it up."""

import os
import re
import socket
import ssl
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest
import requests

import tests.tus.cases  # noqa: F401 - enters the cases
from catalog.foundation.config import config_from
from catalog.foundation.runtime import open_house
from tests.factory import Factory
from tests.ports import free_ports
from tests.torture.killing import content
from tests.torture.oracle import Oracle
from tests.torture.proxy import NAME, SHIPPED, Ports, Proxy, nginx
from tests.torture.sender import signed_in
from tests.torture.service import Service
from tests.torture.witness import Witness
from tests.tus.case import Verdict
from tests.tus.server import Server
from tests.tus.servers import EDITOR, PURPOSE, furnish
from tests.tus.table import column, lines
from tests.waiting import PATIENCE_S, eventually
from tests.web.public.conftest import Cinema

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]

FILE_BYTES = 1_000_000
SENT_BYTES = 600_000
#: Read by the service at once; so much of what has arrived may not be in the file yet.
BEING_READ_BYTES = 64 << 10
#: Long enough for bytes to get through that are not held back.
A_WHILE_S = 3.0
WITHOUT_BUFFERING = "            proxy_request_buffering off;\n"


@dataclass
class Public:
    """The service behind its proxy, and somebody who sends to it."""

    proxy: Proxy
    witness: Witness

    def here(self, upload) -> int:
        """Return how much has reached the service, as its disk shows it."""
        return (self.witness.oracle.uploads / upload.name).stat().st_size


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    """Start one service for all, and nginx before it; further ones may have another configuration."""
    home = tmp_path_factory.mktemp("behind") / "home"
    service_port, *doors = free_ports(5)
    own = {
        "FILMBOTE_HOME": str(home),
        "FILMBOTE_PORT": str(service_port),
        "FILMBOTE_PUBLIC_URL": f"https://{NAME}:{Ports(*doors).https}",
        "FILMBOTE_PROXIES": "1",
    }
    furnish(own)
    show_a_film(own, home.parent)
    plain = {name: value for name, value in os.environ.items() if not name.startswith("FILMBOTE_")}
    service = Service(plain | own, service_port, home.parent / "log")

    @contextmanager
    def begun(configuration, ports):
        with nginx(ports, service_port, configuration) as proxy:
            sender = signed_in(proxy.address, EDITOR, str(proxy.certificate))
            yield Public(proxy, Witness(sender, Oracle(home / "uploads")))

    with ExitStack() as running:
        service.start()
        running.callback(service.kill)
        first = running.enter_context(begun(SHIPPED.read_text(), Ports(*doors)))

        def through(configuration=""):
            if not configuration:
                return first
            return running.enter_context(begun(configuration, Ports(*free_ports(4))))

        yield through


def show_a_film(environment, folder):
    """Put a film on show that can be downloaded."""
    runtime = open_house(config_from(environment))
    with runtime.transaction() as session:
        Cinema(Factory(session), runtime, folder).shows("ar")
    runtime.sessions.engine.dispose()


@pytest.fixture
def buffered():
    """The configuration as somebody would leave it who tidies up too much."""
    shipped = SHIPPED.read_text()
    assert WITHOUT_BUFFERING in shipped
    return shipped.replace(WITHOUT_BUFFERING, "")


def test_a_file_arrives_in_pieces(behind):
    public = behind()
    upload = public.witness.begin(content(3_000_000))

    for offset in range(0, 2_400_000, 800_000):
        assert public.witness.append(upload, offset, 800_000, proved=True).status == 204
    public.witness.finish(upload)

    assert public.witness.oracle.losses == []
    assert upload.acknowledged_bytes == 3_000_000


def test_bytes_reach_the_service_while_the_sender_still_sends(behind):
    public = behind()
    upload = public.witness.begin(content(FILE_BYTES))

    with public.witness.sender.appending(upload.place, 0, FILE_BYTES) as line:
        line.sendall(upload.content[:SENT_BYTES])

        await_bytes(public, upload)


def test_without_one_line_nginx_would_hold_them_back(behind, buffered):
    public = behind(buffered)
    upload = public.witness.begin(content(FILE_BYTES))

    with public.witness.sender.appending(upload.place, 0, FILE_BYTES) as line:
        line.sendall(upload.content[:SENT_BYTES])
        time.sleep(A_WHILE_S)

        assert public.here(upload) == 0


def test_what_a_broken_line_had_carried_is_kept(behind):
    public = behind()
    upload = public.witness.begin(content(FILE_BYTES))

    with public.witness.sender.appending(upload.place, 0, FILE_BYTES) as line:
        line.sendall(upload.content[:SENT_BYTES])
        await_bytes(public, upload)
    public.witness.finish(upload)

    assert public.witness.oracle.losses == []


def test_a_film_larger_than_any_form_is_let_through(behind):
    shipped = SHIPPED.read_text().replace("client_max_body_size 500m;", "client_max_body_size 1m;")
    public = behind(shipped)
    upload = public.witness.begin(content(2_000_000))

    assert public.witness.append(upload, 0, 2_000_000).status == 204


def test_a_download_goes_on_where_it_stopped(behind):
    public = behind()
    film = f"{public.proxy.address}/film/polizei/ar/480p.mp4"

    whole = got(public, film)
    rest = got(public, film, {"Range": "bytes=10-", "If-Range": whole.headers["ETag"]})

    assert rest.status_code == 206
    assert whole.content[:10] + rest.content == whole.content
    assert got(public, film, {"If-None-Match": whole.headers["ETag"]}).status_code == 304


def test_texts_go_out_packed(behind):
    public = behind()
    page = got(public, f"{public.proxy.address}/")
    sheet = got(public, public.proxy.address + re.search(r'href="([^"]+\.css[^"]*)"', page.text)[1])

    assert page.headers["Content-Encoding"] == "gzip"
    assert sheet.headers["Content-Encoding"] == "gzip"


def test_plain_lines_are_led_to_private_ones(behind):
    public = behind()

    answer = requests.get(
        f"http://{NAME}:{public.proxy.ports.http}/film?x=1", timeout=PATIENCE_S, allow_redirects=False
    )

    assert answer.status_code == 308
    assert answer.headers["Location"] == f"https://{NAME}/film?x=1"


def test_whoever_asks_for_another_name_gets_no_answer(behind):
    public = behind()
    stranger = {"Host": "evil.example"}

    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{public.proxy.ports.http}/", headers=stranger, timeout=PATIENCE_S)
    with (
        socket.create_connection(("127.0.0.1", public.proxy.ports.https), PATIENCE_S) as plain,
        pytest.raises(ssl.SSLError),
    ):
        ssl.create_default_context().wrap_socket(plain, server_hostname="evil.example")


def test_the_log_names_networks_and_not_people(behind):
    public = behind()

    got(public, f"{public.proxy.address}/film/of-somebody?secret=1", {"X-Forwarded-For": "203.0.113.7"})

    logged = public.proxy.log_with("GET /film/of-somebody 404")
    assert "127.0.0.0 [" in logged
    assert not re.search(r"127\.0\.0\.1|203\.0\.113|secret", logged)


@pytest.mark.parametrize("door", ["link", "download", "unsubscribe"])
def test_the_log_has_no_secret_address(behind, door):
    public = behind()

    answer = got(public, f"{public.proxy.address}/{door}/only-for-gruendau/history")

    assert answer.status_code == 404
    logged = public.proxy.log_with(f"GET /{door}/... 4")
    assert "only-for-gruendau" not in logged


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0"),
        ("2001:db8:12:34::5", "2001:db8:12::"),
        ("2001:db8:12::5", "2001:db8:12::"),
        ("2001:db8::5", "2001:db8::"),
        ("2001::5", "2001::"),
        ("::1", "-"),
        ("unix:", "-"),
    ],
)
def test_the_map_keeps_24_bits_of_the_old_and_48_of_the_new_addresses(address, network):
    rows = re.findall(r'"~(\^[^"]+)" "([^"]+)";', SHIPPED.read_text())

    for pattern, value in rows:
        if found := re.search(pattern.replace("(?<", "(?P<"), address):
            name, kept = next(iter(found.groupdict().items()))
            assert value.replace(f"${name}", kept) == network
            return
    assert network == "-"


def test_every_sentence_of_tus_is_kept_behind_nginx(behind, monkeypatch):
    public = behind()
    monkeypatch.setenv("SSL_CERT_FILE", str(public.proxy.certificate))
    headers = list(public.witness.sender.headers.items())

    found = column(Server("behind nginx", f"{public.proxy.address}/api/v1/uploads", headers, PURPOSE))

    broken = [name for name, finding in found.items() if finding.verdict != Verdict.KEPT]
    assert len(found) >= 120
    assert not broken, "\n".join(lines({"behind nginx": found}))


def await_bytes(public, upload):
    """Wait until what was sent has reached the service."""
    eventually(lambda: public.here(upload) >= SENT_BYTES - BEING_READ_BYTES, what="the service has what was sent")


def got(public, url, headers=None):
    return requests.get(url, headers=headers, verify=str(public.proxy.certificate), timeout=PATIENCE_S)
