"""How fast the board and the pages beside it answer with 421 municipalities and 20 languages.

Prints a table for SQLite, and for PostgreSQL where FILMBOTE_TEST_DATABASE_URL names a server. Each page is asked for in
this process (the work alone) and through a real server with eight visitors at once (the work as people feel it).
"""

import os
import random
import re
import secrets
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from sqlalchemy import create_engine, insert, make_url, select, text
from sqlalchemy.orm import Session

from catalog.app import create_app
from catalog.distribution import publication
from catalog.distribution.models import Delivery, DeliveryEvent
from catalog.distribution.stages import EventKind
from catalog.films import register
from catalog.films.languages import LANGUAGES
from catalog.films.lifecycle import Status
from catalog.films.models import Captions, Rendition, RenditionKind
from catalog.foundation.config import config_from
from catalog.foundation.runtime import Runtime, open_house
from catalog.migration import migrate
from catalog.people import accounts, organisations
from catalog.people.permissions import MACHINE, Role

LANGUAGES_SENT_OUT = 20
MEASURED_S = 2.5
VISITORS = 8
#: How likely each thing has happened to a delivery.
LIKELY = {EventKind.COLLECTED: 0.7, EventKind.ACKNOWLEDGED: 0.55, EventKind.SCREENED: 0.1}
WEBVTT = "WEBVTT\n\n00:00.000 --> 00:04.000\nDie Polizei hilft.\n"
PASSWORD = secrets.token_urlsafe(12)
PAGES = {
    "public film page": (None, "/film/police/ar"),
    "board": ("editor@filmbote.example", "/ministry/board"),
    "recipient's films": ("clerk@filmbote.example", "/recipient/"),
    "recipient's status": ("clerk@filmbote.example", "/recipient/status"),
}

Ask = Callable[[str], int]


def fill(house: Runtime) -> float:
    """Send 20 languages out to Hessen and let much happen to them; return how many seconds one publication took."""
    with house.transaction() as session:
        organisations.seed(session)
        for email, role in (("editor@filmbote.example", Role.EDITOR), ("clerk@filmbote.example", Role.RECIPIENT)):
            gruendau = organisations.by_key(session, "06435012")
            accounts.add(session, email, role.value, role, by=MACHINE, password=PASSWORD, organisation=gruendau)
        register.enter_film(session, "police", {"de": "Die Polizei", "en": "The police"}, by=MACHINE)
    text_file = house.config.scratch / "captions.vtt"
    text_file.write_text(WEBVTT, encoding="utf-8")
    captions_sha256 = house.storage.keep(text_file).sha256
    took_s = []
    for tag in list(LANGUAGES)[:LANGUAGES_SENT_OUT]:
        with house.transaction() as session:
            version_id = finished_version(session, tag, captions_sha256)
            began_s = time.perf_counter()
            publication.publish(session, version_id, by=MACHINE)
            session.flush()
            took_s.append(time.perf_counter() - began_s)
    with house.transaction() as session:
        chance = random.Random(1)  # noqa: S311 - the same history each time
        events = [
            {"delivery_id": delivery_id, "kind": kind, "details": {}}
            for delivery_id in session.scalars(select(Delivery.id))
            for kind, likely in LIKELY.items()
            if chance.random() < likely
        ]
        session.execute(insert(DeliveryEvent), events)
    return statistics.median(took_s)


def finished_version(session: Session, tag: str, captions_sha256: str) -> int:
    """Enter an approved version with the rows that the workshop would have made; nobody plays its files."""
    version = register.enter_version(session, register.film(session, "police"), tag, by=MACHINE)
    version.status = Status.APPROVED
    for height_px in (1080, 720, 480, 240):
        session.add(
            Rendition(
                version_id=version.id,
                kind=RenditionKind.FILM,
                profile=f"{height_px}p",
                sha256="0" * 64,
                size_bytes=height_px * 20_000,
                duration_s=80.0,
                width_px=height_px * 16 // 9,
                height_px=height_px,
            )
        )
    digests = dict.fromkeys(("source_sha256", "webvtt_sha256", "srt_sha256"), captions_sha256)
    session.add(Captions(version_id=version.id, language=LANGUAGES[tag].text_tag, cues=1, **digests))
    session.flush()
    return version.id


@dataclass(frozen=True, slots=True)
class Figures:
    """What a page costs."""

    pages_per_s: float
    p95_ms: float
    #: Of this process; a server of its own has its own.
    cpu_ms: float


def measured(asks: list[Ask], address: str) -> Figures:
    """Let every visitor ask for a page again and again; the first time, which reads the templates, does not count."""
    asks[0](address)
    took_s: list[float] = []
    ends_s = time.perf_counter() + MEASURED_S

    def visit(ask: Ask) -> None:
        while (began_s := time.perf_counter()) < ends_s:
            status = ask(address)
            if status != 200:
                message = f"{address} answered {status}"
                raise RuntimeError(message)
            took_s.append(time.perf_counter() - began_s)

    began_s, cpu_before_s = time.perf_counter(), time.process_time()
    visitors = [threading.Thread(target=visit, args=(ask,)) for ask in asks]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return Figures(
        pages_per_s=len(took_s) / (time.perf_counter() - began_s),
        p95_ms=statistics.quantiles(took_s, n=20)[-1] * 1000,
        cpu_ms=(time.process_time() - cpu_before_s) / len(took_s) * 1000,
    )


def inside(house: Runtime) -> Callable[[str | None], Ask]:
    """Return what makes a visitor who asks the application itself, signed in where an address is given."""
    app = create_app(house)

    def visitor(email: str | None) -> Ask:
        client = app.test_client()
        if email:
            token = token_in(client.get("/account/sign-in").text)
            client.post("/account/sign-in", data=sign_in_form(email, token))
        return lambda address: client.get(address, buffered=True).status_code

    return visitor


@contextmanager
def served(environment: dict[str, str]) -> Iterator[int]:
    """Run a real server and yield its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "catalog", "serve"]
    server = subprocess.Popen(command, env={**os.environ, **environment, "PORT": str(port)}, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def outside(port: int, email: str | None) -> list[Ask]:
    """Return visitors with a connection each; they share one session, because signing in is limited."""
    headers = {"Accept-Encoding": "gzip"}
    if email:
        headers["Cookie"] = session_cookie(port, email)
    return [visitor(HTTPConnection("127.0.0.1", port, timeout=30), headers) for _ in range(VISITORS)]


def visitor(connection: HTTPConnection, headers: dict[str, str]) -> Ask:
    """Return somebody who asks over this connection."""

    def ask(address: str) -> int:
        connection.request("GET", address, headers=headers)
        response = connection.getresponse()
        response.read()
        return response.status

    return ask


def session_cookie(port: int, email: str) -> str:
    """Sign in over the network and return the cookie."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/account/sign-in")
    response = connection.getresponse()
    token = token_in(response.read().decode())
    cookie = response.headers["Set-Cookie"].partition(";")[0]
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    connection.request("POST", "/account/sign-in", urlencode(sign_in_form(email, token)), headers)
    return connection.getresponse().headers["Set-Cookie"].partition(";")[0]


def wait_for(port: int) -> None:
    """Return when the server answers."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def token_in(page: str) -> str:
    """Return the token of the form on a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return found.group(1) if found else ""


def sign_in_form(email: str, token: str) -> dict[str, str]:
    """Return what the sign-in form sends."""
    return {"csrf_token": token, "email": email, "password": PASSWORD}


def measure(database: str, environment: dict[str, str]) -> None:
    """Fill a house and print one line a page."""
    house = open_house(config_from(environment))
    migrate(house.sessions.engine)
    publication_s = fill(house)
    print(f"{database}: one version offered to 432 recipients in {publication_s * 1000:.0f} ms")
    ask_inside = inside(house)
    with served(environment) as port:
        for name, (email, address) in PAGES.items():
            alone, together = measured([ask_inside(email)], address), measured(outside(port, email), address)
            print(
                f"{database:<11}{name:<20}alone {alone.pages_per_s:5.0f} pages/s, p95 {alone.p95_ms:6.1f} ms, "
                f"CPU {alone.cpu_ms:5.1f} ms   {VISITORS} at once {together.pages_per_s:5.0f} pages/s, "
                f"p95 {together.p95_ms:6.1f} ms"
            )
    house.sessions.engine.dispose()


@contextmanager
def postgresql_database(server: str) -> Iterator[str]:
    """Yield the address of an empty database on a PostgreSQL server, and drop it afterwards."""
    name = f"filmbote_bench_{secrets.token_hex(4)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def main() -> None:
    """Measure on SQLite, and on PostgreSQL where there is one."""
    with TemporaryDirectory() as folder:
        measure("SQLite", {"FILMBOTE_HOME": str(Path(folder) / "sqlite")})
        server = os.environ.get("FILMBOTE_TEST_DATABASE_URL")
        if server:
            with postgresql_database(server) as url:
                measure("PostgreSQL", {"FILMBOTE_HOME": str(Path(folder) / "other"), "FILMBOTE_DATABASE_URL": url})


if __name__ == "__main__":
    main()
