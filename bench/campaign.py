"""How long a campaign to all of Germany takes: 10,800 organisations, three versions, one act.

Prints a table for SQLite, and for PostgreSQL where FILMBOTE_TEST_DATABASE_URL names a server. A third of the deliveries
is there already when the campaign begins, so that it offers anew and again.
"""

import os
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bench.databases import postgresql_database
from bench.figures import Figure, at_most, machine, table, told
from catalog.distribution.campaigning import campaigns, previewing, progressing
from catalog.distribution.campaigning.picking import Pick, Way
from catalog.distribution.models import Delivery, DeliveryEvent, MailingDelivery
from catalog.films import register
from catalog.films.lifecycle import Status
from catalog.foundation.config import config_from
from catalog.foundation.database import utc_now
from catalog.foundation.runtime import Runtime, open_house
from catalog.migration import migrate
from catalog.people.models import Organisation, OrganisationKind
from catalog.people.permissions import MACHINE

RECIPIENTS = 10_800
LANGUAGES = ("ti", "ar", "fa")
GOAL_S = 10.0
EVERYBODY = Pick(Way.EVERYBODY)


@dataclass(frozen=True, slots=True)
class Took:
    """What something cost."""

    wall_s: float
    #: Of this process; what a PostgreSQL server does is not in it.
    cpu_s: float


def fill(house: Runtime) -> list[int]:
    """Enter the recipients and three public versions, and return the ids of these."""
    with house.transaction() as session:
        session.execute(
            insert(Organisation),
            [
                {
                    "kind": OrganisationKind.MUNICIPALITY,
                    "key": f"{number:08}",
                    "name": f"Gemeinde {number}",
                    "district_key": f"{number // 30:05}",
                    "email": f"post@gemeinde-{number}.example",
                }
                for number in range(RECIPIENTS)
            ],
        )
        film = register.enter_film(session, "police", {"de": "Die Polizei"}, by=MACHINE)
        versions = [register.enter_version(session, film, tag, by=MACHINE) for tag in LANGUAGES]
        for version in versions:
            version.status = Status.PUBLISHED
        session.flush()
        ids = [version.id for version in versions]
    with house.transaction() as session:
        campaigns.send(session, ids[:1], EVERYBODY, "", None, {}, "before", by=MACHINE)
    return ids


def timed(deed: Callable[[], object]) -> Took:
    """Do something and return what it cost."""
    began_s, cpu_before_s = time.perf_counter(), _cpu_s()
    deed()
    return Took(time.perf_counter() - began_s, _cpu_s() - cpu_before_s)


def measure(name: str, environment: dict[str, str]) -> Iterator[Figure]:
    """Fill a house, send a campaign in it and yield what that cost."""
    house = open_house(config_from(environment))
    migrate(house.sessions.engine)
    versions = fill(house)

    def look() -> None:
        with house.question() as session:
            previewing.preview(session, versions, EVERYBODY)

    def send() -> None:
        with house.transaction() as session:
            campaigns.send(session, versions, EVERYBODY, "", None, {}, "measured", by=MACHINE)

    def show() -> None:
        with house.question() as session:
            campaign = campaigns.campaign_of(session, 2)
            progressing.progress(session, [campaign], utc_now())
            progressing.missing(session, 2, utc_now())
            progressing.letters(session, 2)

    def remind() -> None:
        with house.transaction() as session:
            campaigns.remind(session, Delivery.campaign_id == 2, "campaign:2", by=MACHINE)

    for what, deed in {
        "preview": look,
        "send": send,
        "send again": send,
        "its page": show,
        "remind all": remind,
    }.items():
        took = timed(deed)
        words = f"{name}: {what}, CPU {took.cpu_s:.2f} s"
        seconds = f"{took.wall_s:.2f} s"
        yield at_most(words, took.wall_s, GOAL_S, "{:.2f} s") if what == "send" else told(words, seconds)
    with house.question() as session:
        for thing, model in {
            "deliveries": Delivery,
            "events": DeliveryEvent,
            "told by letters": MailingDelivery,
        }.items():
            yield told(f"{name}: {thing}", f"{_count(session, model):,}")
    house.sessions.engine.dispose()


def main() -> None:
    """Measure on SQLite, and on PostgreSQL where there is one."""
    figures: list[Figure] = []
    with TemporaryDirectory() as folder:
        figures += measure("SQLite", {"FILMBOTE_HOME": str(Path(folder) / "sqlite")})
        server = os.environ.get("FILMBOTE_TEST_DATABASE_URL")
        if server:
            with postgresql_database(server) as url:
                environment = {"FILMBOTE_HOME": str(Path(folder) / "other"), "FILMBOTE_DATABASE_URL": url}
                figures += measure("PostgreSQL", environment)
    print(f"{RECIPIENTS:,} recipients × {len(LANGUAGES)} versions on {machine()}")
    print(table(figures))


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _count(session: Session, model: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


if __name__ == "__main__":
    main()
