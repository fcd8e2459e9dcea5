"""A house as large as Germany: 10,800 recipients, 100 versions, 5 million events, written by the database itself."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.orm import Session

from catalog.distribution.models import Campaign, Delivery, campaign_versions
from catalog.distribution.stages import NUMBERS, EventKind, received_on, standing_of
from catalog.films.languages import LANGUAGES
from catalog.films.lifecycle import Status
from catalog.films.models import Edition, Film, FilmText, LanguageVersion
from catalog.foundation.runtime import Runtime
from catalog.people import organisations
from catalog.people.models import Organisation, OrganisationKind

RECIPIENTS, FILMS, LANGUAGES_EACH = 10_800, 5, 20
STATES, DISTRICTS_EACH = 15, 26
BEGAN = datetime(2026, 9, 1, 8, tzinfo=UTC)
#: What happens to a delivery whose lot, of a thousand, lies between these.
HAPPENS = (
    (EventKind.OFFERED, 0, 1000),
    (EventKind.NOTIFIED, 0, 1000),
    (EventKind.BOUNCED, 970, 1000),
    (EventKind.OPENED, 0, 850),
    (EventKind.COLLECTED, 0, 750),
    (EventKind.REMINDED, 400, 750),
    (EventKind.ACKNOWLEDGED, 0, 600),
    (EventKind.SCREENED, 0, 100),
)
#: How many days later than it could have everything happens to a delivery.
LATER = "((organisation_id * 31 + version_id * 17) % 56)"
#: The same lot for the same delivery, on every database.
LOT = "(organisation_id * 7919 + version_id * 104729 + organisation_id * version_id) % 1000"


def fill(house: Runtime) -> int:
    """Fill an empty house; return how many events there are."""
    with house.transaction() as session:
        organisations.seed(session)
        _register(session)
        _send_out(session)
    with house.sessions.engine.begin() as connection:
        _let_happen(connection)
    with house.sessions.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))
        return connection.scalar(text("SELECT count(*) FROM delivery_events")) or 0


def _register(session: Session) -> None:
    here = session.scalar(select(func.count()).where(Organisation.kind == OrganisationKind.MUNICIPALITY)) or 0
    districts = [
        f"{state:02}{district:03}"
        for state in range(1, STATES + 2)
        if state != 6
        for district in range(1, DISTRICTS_EACH)
    ]
    session.add_all(
        Organisation(kind=OrganisationKind.DISTRICT, key=key, name=f"Kreis {key}", former_keys=[]) for key in districts
    )
    session.add_all(
        Organisation(
            kind=OrganisationKind.MUNICIPALITY,
            key=f"{districts[number % len(districts)]}{number // len(districts) + 1:03}",
            name=f"Ort {number}",
            district_key=districts[number % len(districts)],
            email=f"ort{number}@example.org",
            former_keys=[],
        )
        for number in range(RECIPIENTS - here)
    )


def _send_out(session: Session) -> None:
    """Publish 100 versions, each with a campaign of its own; half of the days have passed."""
    for number in range(FILMS):
        film = Film(
            slug=f"film-{number}", texts=[FilmText(language="de", title=f"Film {number}")], contact="film@example.org"
        )
        edition = Edition(name="full", film=film)
        for place, tag in enumerate(list(LANGUAGES)[:LANGUAGES_EACH]):
            version = LanguageVersion(
                edition=edition, language=tag, status=Status.PUBLISHED, title=f"Film {number}", published_at=BEGAN
            )
            days = -20 if place % 2 else 20
            session.add(Campaign(versions=[version], begun_at=BEGAN, due_on=date.today() + timedelta(days)))  # noqa: DTZ011
    session.flush()
    everybody = Organisation.kind.in_([OrganisationKind.MUNICIPALITY, OrganisationKind.RECEPTION_CENTRE])
    offered = select(campaign_versions.c.campaign_id, campaign_versions.c.version_id, Organisation.id).join(
        Organisation, everybody
    )
    session.execute(insert(Delivery).from_select(["campaign_id", "version_id", "organisation_id"], offered))


def _let_happen(connection: Connection) -> None:
    """Write the events kind by kind, so that each delivery's come in their order, and then what they amount to."""
    for number, (kind, least, most) in enumerate(HAPPENS):
        at = BEGAN + timedelta(days=number)
        connection.execute(
            text(
                "INSERT INTO delivery_events (delivery_id, kind, at, details)"  # noqa: S608 - words of ours
                f" SELECT id, '{kind}', {_spread(connection, at)}, '{{}}' FROM deliveries"
                f" WHERE {LOT} >= {least} AND {LOT} < {most} ORDER BY id"
            )
        )
    bounds = sorted({0, *(edge for _, least, most in HAPPENS for edge in (least, most))})
    for least, most in pairwise(bounds):
        history = [
            (kind, BEGAN + timedelta(days=number))
            for number, (kind, low, high) in enumerate(HAPPENS)
            if low <= least < high
        ]
        kept, day = NUMBERS[standing_of(kind for kind, _ in history)], received_on(history)
        received = _day(connection, day) if day else "NULL"
        connection.execute(
            text(
                f"UPDATE deliveries SET standing = {kept}, received_on = {received}"  # noqa: S608 - words of ours
                f" WHERE {LOT} >= {least} AND {LOT} < {most}"
            )
        )


def _spread(connection: Connection, at: datetime) -> str:
    """Return the expression of a moment in the eight weeks after another one."""
    if connection.dialect.name == "postgresql":
        return f"timestamptz '{at.isoformat()}' + {LATER} * interval '1 day'"
    return f"strftime('%Y-%m-%d %H:%M:%f000', '{at:%Y-%m-%d %H:%M:%S}', '+' || {LATER} || ' days')"


def _day(connection: Connection, day: date) -> str:
    """Return the expression of the day on which something happened that could have happened on ``day``."""
    if connection.dialect.name == "postgresql":
        return f"date '{day}' + {LATER}"
    return f"date('{day}', '+' || {LATER} || ' days')"
