"""A file arrives whole over lines that break and servers that die: real sockets before a real gunicorn."""

import hashlib
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
import requests
from sqlalchemy import select
from tusclient.client import TusClient

from catalog.production.models import Upload
from tests.factory import PASSWORD
from tests.ports import free_port
from tests.waiting import PATIENCE_S, eventually

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[3]
CONTENT = hashlib.shake_256(b"a film").digest(5_000_000)
PIECE_BYTES = 1_000_000


@dataclass
class Service:
    """``filmbote serve`` as a process group of its own, and an editor's browser before it."""

    environment: dict[str, str]
    port: int
    browser: requests.Session
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "catalog", "serve"],
                env=self.environment,
                cwd=ROOT,
                stderr=log,
                start_new_session=True,
            )
        eventually(self._answers, what="its answer")

    def _answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.log.read_text()
        try:
            requests.get(f"{self.address}/health", timeout=PATIENCE_S)
        except requests.RequestException:
            return False
        return True

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process:
            os.killpg(self.process.pid, how)
            self.process.wait(timeout=PATIENCE_S)
            self.process = None

    def sign_in(self, email: str) -> None:
        form = self.browser.get(f"{self.address}/account/sign-in", timeout=PATIENCE_S)
        sent = {"csrf_token": _token(form.text), "email": email, "password": PASSWORD}
        self.browser.post(f"{self.address}/account/sign-in", data=sent, timeout=PATIENCE_S, allow_redirects=False)
        page = self.browser.get(f"{self.address}/account/", timeout=PATIENCE_S)
        self.headers = {
            "X-CSRFToken": _token(page.text),
            "Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.browser.cookies),
        }

    def uploader(self, place: str | None = None):
        client = TusClient(f"{self.address}/api/v1/uploads", headers=self.headers)
        told = {"filename": "film.mp4", "purpose": "film"}
        return client.uploader(
            file_stream=BytesIO(CONTENT), chunk_size=PIECE_BYTES, metadata=told, url=place, retries=5, retry_delay=1
        )

    def send_half(self, place: str, offset: int, size_bytes: int) -> socket.socket:
        """Announce the rest of the file, but send only so much of it; the line stays open."""
        line = socket.create_connection(("127.0.0.1", self.port))
        head = {
            "Host": f"127.0.0.1:{self.port}",
            "Tus-Resumable": "1.0.0",
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            "Content-Length": str(len(CONTENT) - offset),
        } | self.headers
        path = place.removeprefix(self.address)
        lines = [f"PATCH {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        line.sendall("\r\n".join(lines).encode() + CONTENT[offset : offset + size_bytes])
        return line

    def wait_for(self, config, size_bytes: int) -> None:
        """Wait until the server has written so much."""
        eventually(lambda: sum(file.stat().st_size for file in config.uploads.iterdir()) >= size_bytes)


@contextmanager
def kept_alive(line: socket.socket, rest: bytes) -> Iterator[None]:
    """Let a line go on in small pieces: one that is silent has to make way."""
    over = threading.Event()

    def send() -> None:
        for position in range(0, len(rest), 1000):
            line.sendall(rest[position : position + 1000])
            if over.wait(0.05):
                return

    sending = threading.Thread(target=send)
    sending.start()
    try:
        yield
    finally:
        over.set()
        sending.join()


@pytest.fixture
def service(runtime, environment, make, tmp_path) -> Iterator[Service]:
    editor = make.account()
    make.session.commit()
    port = free_port()
    settings = os.environ | environment | {"FILMBOTE_PORT": str(port)}
    opened = Service(settings, port, requests.Session(), tmp_path / "log")
    try:
        opened.start()
        opened.sign_in(editor.email)
        yield opened
    finally:
        opened.browser.close()
        opened.end()


def test_a_common_tus_client_sends_a_file_in_pieces(service, runtime):
    service.uploader().upload()

    assert arrived(runtime) == sha256(CONTENT)


def test_a_line_that_breaks_costs_little_of_what_it_had_carried(service, runtime):
    first = service.uploader()
    first.upload_chunk()
    line = service.send_half(first.url, PIECE_BYTES, 1_300_000)
    service.wait_for(runtime.config, PIECE_BYTES + 1_300_000 - (64 << 10))

    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()
    second = service.uploader(first.url)
    resumed_at = second.offset
    second.upload()

    assert resumed_at >= PIECE_BYTES + 1_300_000 - (64 << 10)
    assert arrived(runtime) == sha256(CONTENT)
    assert "Traceback" not in service.log.read_text()


def test_two_lines_do_not_write_into_one_file(service, runtime):
    first = service.uploader()
    first.upload_chunk()
    line = service.send_half(first.url, PIECE_BYTES, 200_000)
    service.wait_for(runtime.config, PIECE_BYTES + 100_000)

    head = service.headers | {
        "Tus-Resumable": "1.0.0",
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": str(PIECE_BYTES),
    }
    with kept_alive(line, CONTENT[PIECE_BYTES + 200_000 :]):
        answer = requests.patch(first.url, data=b"x", headers=head, timeout=PATIENCE_S)
    line.close()

    assert (answer.status_code, answer.json()["code"]) == (423, "busy")


def test_a_server_that_is_killed_loses_nothing_that_it_has_acknowledged(service, runtime):
    first = service.uploader()
    first.upload_chunk()
    line = service.send_half(first.url, PIECE_BYTES, 700_000)
    service.wait_for(runtime.config, PIECE_BYTES + 500_000)

    service.end(signal.SIGKILL)
    line.close()
    service.start()
    second = service.uploader(first.url)
    resumed_at = second.offset
    second.upload()

    assert resumed_at >= PIECE_BYTES
    assert arrived(runtime) == sha256(CONTENT)


def arrived(runtime) -> str:
    """Return the SHA-256 of the only upload, which has to be whole."""
    with runtime.question() as session:
        upload = session.scalars(select(Upload)).one()
    assert upload.arrived_at
    return sha256((runtime.config.uploads / upload.id).read_bytes())


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _token(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]
