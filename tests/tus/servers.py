"""Servers to look at, each started for it on an address of this machine: ours, also behind nginx, and the reference."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

from catalog.foundation.config import config_from
from catalog.foundation.runtime import open_house
from catalog.migration import migrate
from catalog.people.permissions import Role
from catalog.web.api.uploads import PLACE
from tests.factory import PASSWORD, Factory
from tests.foundation.children import await_
from tests.ports import free_port, free_ports
from tests.torture.proxy import NAME, SHIPPED, Ports, nginx
from tests.tus.server import Server
from tests.worker.processes import start

PEERS = Path(__file__).parent / "peers"
EDITOR = "editor@filmbote.example"
#: "purpose dub": what our server wants to be told of every file.
PURPOSE = "purpose ZHVi"
READY_S = 60.0
TOKEN = re.compile(r'name="csrf_token" value="([^"]*)"')


class NoPeers(Exception):
    """What comes from npm is not there and cannot be fetched."""


@contextmanager
def ours(home: Path, port: int = 0, **settings: str) -> Iterator[Server]:
    """Run Filmbote's web server in a home of its own, and sign an editor in. Without a port it takes a free one."""
    port = port or free_port()
    environment = {"FILMBOTE_HOME": str(home), "PORT": str(port), "FILMBOTE_SECRET_KEY": "only-for-tests"} | settings
    origin = f"http://127.0.0.1:{port}"
    with _serving(environment, origin):
        yield Server("filmbote", origin + PLACE, signed_in(origin), PURPOSE)


@contextmanager
def behind_nginx(home: Path) -> Iterator[Server]:
    """Run Filmbote behind the nginx that we ship; its certificate is trusted by this process from now on."""
    port, *doors = free_ports(5)
    ports = Ports(*doors)
    public = f"https://{NAME}:{ports.https}"
    own = {"FILMBOTE_HOME": str(home), "PORT": str(port), "FILMBOTE_PUBLIC_URL": public, "FILMBOTE_PROXIES": "1"}
    configuration = SHIPPED.read_text(encoding="utf-8")
    with _serving(own, f"http://127.0.0.1:{port}"), nginx(ports, port, configuration) as proxy:
        os.environ["SSL_CERT_FILE"] = str(proxy.certificate)
        yield Server("behind nginx", public + PLACE, signed_in(public), PURPOSE)


@contextmanager
def _serving(environment: Mapping[str, str], origin: str) -> Iterator[None]:
    furnish(environment)
    process = start(["-m", "catalog", "serve"], environment)
    try:
        await_(lambda: _answers(origin), READY_S)
        yield
    finally:
        process.terminate()
        process.wait(20)


def furnish(environment: Mapping[str, str]) -> None:
    """Open an empty house, and give an editor an account in it."""
    runtime = open_house(config_from(environment))
    migrate(runtime.sessions.engine)
    with runtime.transaction() as session:
        Factory(session).account(role=Role.EDITOR, email=EDITOR)
    runtime.sessions.engine.dispose()


def signed_in(origin: str, email: str = EDITOR, password: str = PASSWORD) -> list[tuple[str, str]]:
    """Return the headers of somebody who has signed in to Filmbote by its form."""
    cookies = CookieJar()
    browser = build_opener(HTTPCookieProcessor(cookies))
    # By https a form has to come from a page of ours.
    page = ("Referer", f"{origin}/")
    browser.addheaders = [page]

    def token(path: str) -> str:
        with browser.open(urljoin(origin, path), timeout=READY_S) as answer:
            found = TOKEN.search(answer.read().decode())
        return found.group(1) if found else ""

    form = {"csrf_token": token("/account/sign-in"), "email": email, "password": password}
    browser.open(urljoin(origin, "/account/sign-in"), urlencode(form).encode(), timeout=READY_S).close()
    cookie = "; ".join(f"{each.name}={each.value}" for each in cookies)
    return [("Cookie", cookie), ("X-CSRFToken", token("/account/")), page]


@contextmanager
def reference(folder: Path) -> Iterator[Server]:
    """Run @tus/server."""
    fetch_peers()
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen([program("node"), "server.mjs", str(port), str(folder)], cwd=PEERS)
    origin = f"http://127.0.0.1:{port}"
    server = Server("@tus/server", f"{origin}/files", metadata=PURPOSE)
    try:
        await_(lambda: _answers(f"{origin}/files", "OPTIONS"), READY_S)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def fetch_peers() -> None:
    """Have npm lay down what the lock names, unless that has been done.

    Raises:
        NoPeers: there is no node or npm, or npm cannot fetch what is missing.
    """
    stamp = PEERS / "node_modules" / ".laid-down"
    with (PEERS / "package-lock.json").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = hashlib.file_digest(lock, "sha256").hexdigest()
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return
        command = [program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        ended = subprocess.run(command, cwd=PEERS, capture_output=True, text=True, timeout=240, check=False)
        if ended.returncode:
            raise NoPeers(ended.stderr)
        stamp.write_text(wanted, encoding="ascii")


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        message = f"The tests of uploads need {name}. Please install nodejs and npm."
        raise NoPeers(message)
    return found


def _answers(url: str, method: str = "GET") -> bool:
    try:
        request = Request(url, method=method)  # noqa: S310 - a server that we have started
        with urlopen(request, timeout=5):  # noqa: S310
            return True
    except OSError:
        return False
