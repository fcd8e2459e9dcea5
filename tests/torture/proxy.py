"""The nginx that we ship, before a service of the test's own: only its addresses and folders are others."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.foundation.children import ROOT
from tests.waiting import PATIENCE_S, eventually

SHIPPED = ROOT / "deploy" / "nginx.conf"
NAME = "localhost"


@dataclass(frozen=True)
class Ports:
    """Where nginx listens; a machine of tests need not have IPv6, so its doors are further ones of IPv4."""

    http: int
    https: int
    http6: int
    https6: int


@dataclass(frozen=True)
class Proxy:
    """A running nginx."""

    ports: Ports
    certificate: Path
    access_log: Path

    @property
    def address(self) -> str:
        return f"https://{NAME}:{self.ports.https}"

    def log_with(self, line: str) -> str:
        """Return the log once it has this line; nginx writes it only after the visitor has the answer."""
        eventually(lambda: line in self.access_log.read_text(), what=f"the log of nginx has {line}")
        return self.access_log.read_text()


@contextmanager
def nginx(ports: Ports, service_port: int, configuration: str) -> Iterator[Proxy]:
    """Run nginx with a configuration of ours, where the workers of nginx may go as well."""
    folder = Path(tempfile.mkdtemp(prefix="filmbote-nginx-"))
    folder.chmod(0o755)
    (folder / "temporary").mkdir()
    certificate = _certificate(folder)
    proxy = Proxy(ports, certificate, folder / "access.log")
    written = folder / "nginx.conf"
    written.write_text(here(configuration, folder, ports, service_port))
    # Debian puts it where only root looks for commands.
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "The tests of the proxy need nginx. Please install nginx-light."
    process = subprocess.Popen([program, "-p", folder, "-c", written, "-g", "daemon off;"])
    try:
        _await_ready(process, proxy)
        yield proxy
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_S)
        shutil.rmtree(folder)


def here(configuration: str, folder: Path, ports: Ports, service_port: int) -> str:
    """Return a configuration with the addresses and folders of a test."""
    exchanged = {
        "listen 80": f"listen 127.0.0.1:{ports.http}",
        "listen [::]:80": f"listen 127.0.0.1:{ports.http6}",
        "listen 443": f"listen 127.0.0.1:{ports.https}",
        "listen [::]:443": f"listen 127.0.0.1:{ports.https6}",
        "server 127.0.0.1:8000": f"server 127.0.0.1:{service_port}",
        "film.example.org": NAME,
        "/etc/ssl/filmbote": str(folder),
        "/var/log/nginx": str(folder),
        "/var/lib/nginx": str(folder / "temporary"),
        "/run/nginx.pid": str(folder / "nginx.pid"),
        "/var/www/acme": str(folder / "acme"),
    }
    for shipped, ours in exchanged.items():
        assert shipped in configuration, f"{shipped} is not in the configuration any more"
        configuration = configuration.replace(shipped, ours)
    return configuration


def _certificate(folder: Path) -> Path:
    certificate = folder / "fullchain.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    files = ["-addext", f"subjectAltName=DNS:{NAME}", "-keyout", folder / "privkey.pem", "-out", certificate]
    subprocess.run([*command, *files], check=True, capture_output=True)
    return certificate


def _await_ready(process: "subprocess.Popen[bytes]", proxy: Proxy) -> None:
    context = ssl.create_default_context(cafile=proxy.certificate)

    def answers() -> bool:
        assert process.poll() is None, "nginx has ended"
        try:
            with (
                socket.create_connection(("127.0.0.1", proxy.ports.https), PATIENCE_S) as plain,
                context.wrap_socket(plain, server_hostname=NAME),
            ):
                return True
        except OSError:
            return False

    eventually(answers, what="nginx answers")
