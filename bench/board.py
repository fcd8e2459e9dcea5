"""How fast pages answer: with 421 × 20 in Hessen, and with 10,800 × 100 and 5 million events in all of Germany.

Prints a table for SQLite, and for PostgreSQL where FILMBOTE_TEST_DATABASE_URL names a server: of each page of the
ministry and of the recipient how many questions it asks, what it costs, and how many times more that is in Germany
("growth") and than the public film page in Hessen ("film pages"), which tells a slow day from a slow page. What a
PostgreSQL server does is in the clock alone. Some pages are also asked for through a real server, by eight visitors.

``--hessen`` leaves Germany out, which takes some minutes to be filled; ``--keep FOLDER`` keeps what was filled for the
next time.
"""

import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from sqlalchemy import event, exists, func, select
from sqlalchemy.orm import Session

from bench import germany
from bench.databases import postgresql_database
from bench.figures import Figure, at_most, machine, table, told
from catalog.app import create_app
from catalog.distribution import ledger
from catalog.distribution.models import Campaign, Delivery, Recall
from catalog.distribution.publishing import publication
from catalog.distribution.recalling import recalls
from catalog.distribution.stages import EventKind
from catalog.films import register, rights
from catalog.films.languages import LANGUAGES
from catalog.films.lifecycle import Status
from catalog.films.models import Captions, LanguageVersion, Rendition, RenditionKind
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
PASSWORD = "only-for-this-bench"  # noqa: S105 - of houses in which nobody lives
EDITOR, CLERK = "editor@filmbote.example", "clerk@filmbote.example"
FILM_PAGE = "public film page"
#: Pages that are also asked for through a real server, in Hessen.
TOGETHER = {
    FILM_PAGE: (None, "/film/police/ar"),
    "board": (EDITOR, "/ministry/board"),
    "recipient's films": (CLERK, "/recipient/"),
    "recipient's status": (CLERK, "/recipient/status"),
}
#: Pages by what they are asked for with, and how many milliseconds they may take in Hessen and in Germany.
PAGES: Mapping[str, tuple[str, str, float, float]] = {
    "board": (EDITOR, "/ministry/board", 150, 600),
    "board of a film": (EDITOR, "/ministry/board?film={film}", 150, 300),
    "board of a campaign": (EDITOR, "/ministry/board?campaign={campaign}", 150, 300),
    "board of a district": (EDITOR, "/ministry/board/06435", 150, 300),
    "receipts over time": (EDITOR, "/ministry/board/timeline", 150, 300),
    "who is missing": (EDITOR, "/ministry/board/missing", 150, 300),
    "campaigns": (EDITOR, "/ministry/campaigns", 150, 300),
    "a campaign": (EDITOR, "/ministry/campaigns/{campaign}", 150, 300),
    "recalls": (EDITOR, "/ministry/recalls", 150, 300),
    "who holds a revision": (EDITOR, "/ministry/recalls/{version}/holders", 150, 300),
    "a recall": (EDITOR, "/ministry/recalls/{recalled}", 150, 300),
    "register": (EDITOR, "/ministry/organisations", 150, 300),
    "an organisation": (EDITOR, "/ministry/organisations/{organisation}", 150, 300),
    "letters": (EDITOR, "/ministry/letters", 150, 300),
    "demand": (EDITOR, "/ministry/demand", 150, 300),
    "showings": (EDITOR, "/ministry/screenings", 150, 300),
    "recipient's films": (CLERK, "/recipient/", 30, 30),
    "recipient's status": (CLERK, "/recipient/status", 30, 30),
}
#: So often each page is asked for.
ASKED = 20
KEEP = "--keep"

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
        recalls.recall(session, version_id, "Die Notrufnummer ist falsch.", by=MACHINE)
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


@dataclass(frozen=True, slots=True)
class Cost:
    """What asking for a page costs, alone, in this process."""

    questions: int
    cpu_ms: float
    p95_ms: float


def cost(house: Runtime, ask: Ask, address: str) -> Cost:
    """Ask for a page again and again; the first time, which reads the templates, counts the questions."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(house.sessions.engine, "before_cursor_execute", note)
    status = ask(address)
    event.remove(house.sessions.engine, "before_cursor_execute", note)
    if status != 200:
        message = f"{address} answered {status}"
        raise RuntimeError(message)
    took_s, cpu_before_s = [], time.process_time()
    for _ in range(ASKED):
        began_s = time.perf_counter()
        ask(address)
        took_s.append(time.perf_counter() - began_s)
    cpu_ms = (time.process_time() - cpu_before_s) / ASKED * 1000
    return Cost(len(asked), cpu_ms, statistics.quantiles(took_s, n=20)[-1] * 1000)


def every_page(house: Runtime, film: str) -> dict[str, Cost]:
    """Return what each page costs in a house."""
    with house.question() as session:
        places = {
            "film": film,
            "campaign": session.scalar(select(func.min(Campaign.id))),
            "version": session.scalar(select(func.min(LanguageVersion.id))),
            "recalled": session.scalar(select(func.max(Recall.version_id))),
            "organisation": organisations.by_key(session, "06435012").id,
        }
    visitor = inside(house)
    asks = {email: visitor(email) for email in (EDITOR, CLERK)}
    return {name: cost(house, asks[email], address.format(**places)) for name, (email, address, _, _) in PAGES.items()}


def through_a_server(database: str, house: Runtime, environment: dict[str, str]) -> None:
    """Print one line for each page that eight visitors ask for at once."""
    ask_inside = inside(house)
    with served(environment) as port:
        for name, (email, address) in TOGETHER.items():
            alone, together = measured([ask_inside(email)], address), measured(outside(port, email), address)
            print(
                f"{database:<11}{name:<20}alone {alone.pages_per_s:5.0f} pages/s, p95 {alone.p95_ms:6.1f} ms, "
                f"CPU {alone.cpu_ms:5.1f} ms   {VISITORS} at once {together.pages_per_s:5.0f} pages/s, "
                f"p95 {together.p95_ms:6.1f} ms"
            )


def figures(database: str, film_page: Cost, hessen: dict[str, Cost], germany_: dict[str, Cost]) -> Iterator[Figure]:
    """Yield the lines of the table; ``germany_`` is empty when it was left out."""
    yield told(f"{database}: {FILM_PAGE}, CPU", f"{film_page.cpu_ms:.1f} ms")
    for name, (_, _, in_hessen, in_germany) in PAGES.items():
        places = [("Hessen", hessen[name], in_hessen)]
        places += [("Germany", germany_[name], in_germany)] if germany_ else []
        for place, page, goal_ms in places:
            words = (
                f"{database}: {name}, {place}: {page.questions} questions, CPU {page.cpu_ms:.0f} ms"
                f" = {page.cpu_ms / film_page.cpu_ms:.1f} film pages; p95"
            )
            yield at_most(words, page.p95_ms, goal_ms, "{:.0f} ms")
        if germany_:
            growth = germany_[name].p95_ms / hessen[name].p95_ms
            yield told(f"{database}: {name}, growth", f"× {growth:.1f}")


def everything(folder: Path, database: str, server: str, *, with_germany: bool) -> list[Figure]:
    """Measure both sizes on one database server; ``server`` is empty for SQLite."""
    in_germany: dict[str, Cost] = {}
    with house_of(folder / f"{database}-hessen", server) as environment, opened(environment) as house:
        if is_empty(house):
            print(f"{database}: one version offered to 432 recipients in {fill(house) * 1000:.0f} ms")
        film_page = cost(house, inside(house)(None), TOGETHER[FILM_PAGE][1])
        in_hessen = every_page(house, "police")
        through_a_server(database, house, environment)
    if with_germany:
        with house_of(folder / f"{database}-germany", server) as environment, opened(environment) as house:
            if is_empty(house):
                print(f"{database}: {germany.fill(house):,} events")
                enter_staff(house)
            in_germany = every_page(house, "film-0")
    return list(figures(database, film_page, in_hessen, in_germany))


@contextmanager
def opened(environment: dict[str, str]) -> Iterator[Runtime]:
    """Open a house in today's form, and let go of its database afterwards."""
    house = open_house(config_from(environment))
    migrate(house.sessions.engine)
    yield house
    house.sessions.engine.dispose()


def is_empty(house: Runtime) -> bool:
    """Return whether a house has still to be filled."""
    with house.question() as session:
        return not session.scalar(select(exists().where(Delivery.id.is_not(None))))


@contextmanager
def house_of(home: Path, server: str) -> Iterator[dict[str, str]]:
    """Yield the environment of a house; on a server its database is named like its folder, and goes with it."""
    if not server:
        yield {"FILMBOTE_HOME": str(home)}
        return
    name = f"filmbote_kept_{home.name}".lower().replace("-", "_")
    with postgresql_database(server, name if KEEP in sys.argv[1:] else "") as url:
        yield {"FILMBOTE_HOME": str(home), "FILMBOTE_DATABASE_URL": url}


def main() -> None:
    """Measure on SQLite, and on PostgreSQL where there is one."""
    asked, server = sys.argv[1:], os.environ.get("FILMBOTE_TEST_DATABASE_URL", "")
    found: list[Figure] = []
    with TemporaryDirectory() as passing:
        folder = Path(asked[asked.index(KEEP) + 1] if KEEP in asked else passing)
        for database, where in {"SQLite": "", "PostgreSQL": server}.items():
            if where or database == "SQLite":
                found += everything(folder, database, where, with_germany="--hessen" not in asked)
    print(f"on {machine()}")
    print(table(found))


if __name__ == "__main__":
    main()
