"""How fast the board and the pages beside it answer: with 421 × 20 in Hessen, and with 10,800 × 100 in all of Germany.

Prints a table for SQLite, and for PostgreSQL where FILMBOTE_TEST_DATABASE_URL names a server. In Hessen each page is
asked for in this process (the work alone) and through a real server with eight visitors at once (the work as people
feel it); in Germany, with 5 million events, in this process. "Growth" tells how many times longer it takes there.

``--hessen`` leaves Germany out, which takes some minutes to be filled.
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

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench import germany
from bench.databases import postgresql_database
from bench.figures import Figure, at_most, machine, table, told
from catalog.app import create_app
from catalog.distribution import ledger
from catalog.distribution.models import Delivery
from catalog.distribution.publishing import publication
from catalog.distribution.stages import EventKind
from catalog.films import register, rights
from catalog.films.languages import LANGUAGES
from catalog.films.lifecycle import Status
from catalog.films.models import Captions, Rendition, RenditionKind
from catalog.foundation.config import config_from
from catalog.foundation.database import utc_now
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

#: Pages of which something was promised, in milliseconds: in Hessen, and in Germany.
GOALS_MS = {"board": (150.0, 600.0), "recipient's films": (30.0, 30.0)}
#: So often each page of Germany is asked for.
ASKED_IN_GERMANY = 20

Ask = Callable[[str], int]


def fill(house: Runtime) -> float:
    """Send 20 languages out to Hessen and let much happen to them; return how many seconds one publication took."""
    with house.transaction() as session:
        organisations.seed(session)
    enter_staff(house)
    with house.transaction() as session:
        film = register.enter_film(session, "police", {"de": "Die Polizei", "en": "The police"}, by=MACHINE)
        rights.declare(session, film, contact="film@filmbote.example", by=MACHINE)
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
        deliveries = session.scalars(select(Delivery.id).order_by(Delivery.id)).all()
        for kind, likely in LIKELY.items():
            chosen = [delivery_id for delivery_id in deliveries if chance.random() < likely]
            ledger.record(session, Delivery.id.in_(chosen), kind, MACHINE, utc_now())
    return statistics.median(took_s)


def enter_staff(house: Runtime) -> None:
    """Enter somebody of each role that is asked for a page."""
    with house.transaction() as session:
        gruendau = organisations.by_key(session, "06435012")
        for role in (Role.EDITOR, Role.REVIEWER, Role.RECIPIENT):
            email = f"{'clerk' if role == Role.RECIPIENT else role}@filmbote.example"
            accounts.add(session, email, role.value, role, by=MACHINE, password=PASSWORD, organisation=gruendau)


def finished_version(session: Session, tag: str, captions_sha256: str) -> int:
    """Enter an approved version with the rows that the workshop would have made; nobody plays its files."""
    version = register.enter_version(session, register.film(session, "police"), tag, by=MACHINE)
    version.status = Status.APPROVED
    version.approved_by_id = accounts.named(session, "reviewer@filmbote.example").id
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


def measure(database: str, environment: dict[str, str]) -> dict[str, float]:
    """Fill a house, print one line a page, and return the 95th percentile of each page alone, in milliseconds."""
    house = open_house(config_from(environment))
    migrate(house.sessions.engine)
    publication_s = fill(house)
    print(f"{database}: one version offered to 432 recipients in {publication_s * 1000:.0f} ms")
    ask_inside, alone_ms = inside(house), {}
    with served(environment) as port:
        for name, (email, address) in PAGES.items():
            alone, together = measured([ask_inside(email)], address), measured(outside(port, email), address)
            alone_ms[name] = alone.p95_ms
            print(
                f"{database:<11}{name:<20}alone {alone.pages_per_s:5.0f} pages/s, p95 {alone.p95_ms:6.1f} ms, "
                f"CPU {alone.cpu_ms:5.1f} ms   {VISITORS} at once {together.pages_per_s:5.0f} pages/s, "
                f"p95 {together.p95_ms:6.1f} ms"
            )
    house.sessions.engine.dispose()
    return alone_ms


def measure_germany(database: str, environment: dict[str, str], hessen_ms: dict[str, float]) -> Iterator[Figure]:
    """Fill a house as large as Germany and yield what its pages cost."""
    house = open_house(config_from(environment))
    migrate(house.sessions.engine)
    yield told(f"{database}: events", f"{germany.fill(house):,}")
    enter_staff(house)
    ask_inside = inside(house)
    for name, (in_hessen, in_germany) in GOALS_MS.items():
        email, address = PAGES[name]
        ask, took_s = ask_inside(email), []
        ask(address)
        cpu_before_s = time.process_time()
        for _ in range(ASKED_IN_GERMANY):
            began_s = time.perf_counter()
            ask(address)
            took_s.append(time.perf_counter() - began_s)
        cpu_ms = (time.process_time() - cpu_before_s) / ASKED_IN_GERMANY * 1000
        p95_ms = statistics.quantiles(took_s, n=20)[-1] * 1000
        yield at_most(f"{database}: {name}, Hessen, p95", hessen_ms[name], in_hessen, "{:.0f} ms")
        words = f"{database}: {name}, Germany, p95, CPU of this process {cpu_ms:.0f} ms"
        yield at_most(words, p95_ms, in_germany, "{:.0f} ms")
        yield told(f"{database}: {name}, growth", f"× {p95_ms / hessen_ms[name]:.1f}")
    house.sessions.engine.dispose()


def everything(folder: Path, database: str, url: str, *, with_germany: bool) -> list[Figure]:
    """Measure both sizes on one database server; ``url`` is empty for SQLite."""
    figures: list[Figure] = []
    with house_of(folder / f"{database}-hessen", url) as environment:
        hessen_ms = measure(database, environment)
    if with_germany:
        with house_of(folder / f"{database}-germany", url) as environment:
            figures += measure_germany(database, environment, hessen_ms)
    return figures


@contextmanager
def house_of(home: Path, server: str) -> Iterator[dict[str, str]]:
    """Yield the environment of an empty house; its database goes with it."""
    if not server:
        yield {"FILMBOTE_HOME": str(home)}
        return
    with postgresql_database(server) as url:
        yield {"FILMBOTE_HOME": str(home), "FILMBOTE_DATABASE_URL": url}


def main() -> None:
    """Measure on SQLite, and on PostgreSQL where there is one."""
    with_germany, server = "--hessen" not in sys.argv[1:], os.environ.get("FILMBOTE_TEST_DATABASE_URL", "")
    with TemporaryDirectory() as folder:
        figures = everything(Path(folder), "SQLite", "", with_germany=with_germany)
        if server:
            figures += everything(Path(folder), "PostgreSQL", server, with_germany=with_germany)
    print(f"on {machine()}")
    print(table(figures))


if __name__ == "__main__":
    main()
