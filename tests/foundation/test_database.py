"""No update is lost, nobody waits for a reader, and a moment keeps its zone."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from catalog.foundation import queue
from catalog.foundation.database import open_database, utc_now
from catalog.foundation.queue import Job
from tests.foundation.children import answer_of, at_once, child

#: Adds one to a number, again and again, as a deed does: read, reckon, write.
COUNT = """
import sys
from sqlalchemy import select
from catalog.foundation.database import open_database
from catalog.foundation.queue import Job

sessions = open_database(sys.argv[1])
print("ready", flush=True)
input()
for _ in range(int(sys.argv[2])):
    with sessions.transaction() as session:
        job = session.scalars(select(Job).with_for_update()).one()
        job.attempts += 1
"""
TIMES = 200


@pytest.fixture
def counted(runtime):
    """Order a job whose attempts are counted, and ask how many there are."""
    with runtime.transaction() as session:
        queue.order(session, "count", "number:1", key="count")

    def attempts() -> int:
        with runtime.question() as session:
            return session.scalars(select(Job.attempts)).one()

    return attempts


@pytest.mark.integration
def test_two_processes_lose_no_update(runtime, counted):
    counters = [child(COUNT, runtime.config.database_url, TIMES) for _ in range(2)]
    at_once(*counters)
    for process in counters:
        answer_of(process)

    assert counted() == 2 * TIMES


@pytest.mark.sqlite
def test_the_drivers_own_transactions_would_lose_some(runtime, counted):
    file = runtime.sessions.engine.url.database
    with closing(sqlite3.connect(file)) as one, closing(sqlite3.connect(file)) as other:
        # They begin only when something is written, after the reading.
        read = [connection.execute("SELECT attempts FROM jobs").fetchone()[0] for connection in (one, other)]
        for connection, attempts in zip((one, other), read, strict=True):
            connection.execute("UPDATE jobs SET attempts = ?", (attempts + 1,))
            connection.commit()

    assert counted() == 1


@pytest.mark.sqlite
def test_a_reader_holds_up_no_writer_and_is_held_up_by_none(runtime):
    with runtime.question() as reader:
        assert reader.scalar(select(Job.id)) is None

        with runtime.transaction() as writer:
            queue.order(writer, "count", "number:1", key="one")
            with runtime.question() as another:
                assert another.scalar(select(Job.id)) is None

        assert reader.scalar(select(Job.id)) is None
    with runtime.question() as later:
        assert later.scalar(select(Job.id)) is not None


def test_a_transaction_that_breaks_off_leaves_nothing(runtime):
    def break_off() -> None:
        with runtime.transaction() as session:
            queue.order(session, "count", "number:1", key="one")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        break_off()

    with runtime.question() as session:
        assert session.scalar(select(Job.id)) is None


def test_what_a_row_names_has_to_be_there(runtime):
    with pytest.raises(IntegrityError), runtime.transaction() as session:
        session.execute(text("INSERT INTO editions (film_id, name) VALUES (7, 'full')"))


def test_a_moment_without_its_zone_is_refused(session):
    session.add(Job(task="count", subject="number:1", key="one", arguments={}, not_before=datetime(2026, 7, 1)))  # noqa: DTZ001

    with pytest.raises(StatementError, match="a moment needs its zone"):
        session.flush()


def test_a_moment_comes_back_in_utc(runtime):
    summer_in_hesse = datetime(2026, 7, 1, 12, 30, tzinfo=timezone(timedelta(hours=2)))
    with runtime.transaction() as session:
        queue.order(session, "count", "number:1", key="one").not_before = summer_in_hesse

    with runtime.question() as session:
        kept = session.scalars(select(Job.not_before)).one()
        found = session.scalar(select(Job.id).where(Job.not_before == summer_in_hesse.astimezone(UTC)))

    assert kept == summer_in_hesse
    assert kept.utcoffset() == timedelta(0)
    assert found


@pytest.mark.sqlite
def test_a_home_may_have_any_name(tmp_path):
    folder = tmp_path / "Gefährte & Söhne 100 %"
    folder.mkdir()

    sessions = open_database(f"sqlite:///{folder / 'filmbote.sqlite'}")

    with sessions.question() as session:
        assert session.scalar(text("SELECT 1")) == 1
    sessions.engine.dispose()
    assert (folder / "filmbote.sqlite").exists()


def test_now_has_its_zone():
    assert utc_now().utcoffset() == timedelta(0)
