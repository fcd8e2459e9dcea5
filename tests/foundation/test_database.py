"""No update is lost, nobody waits for a reader, and a moment keeps its zone."""

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
#: The same with the driver's own transactions: they begin only when something is written, after the reading.
COUNT_BLINDLY = """
import sqlite3, sys, time

connection = sqlite3.connect(sys.argv[1].removeprefix("sqlite:///"), timeout=15)
print("ready", flush=True)
input()
for _ in range(int(sys.argv[2])):
    (attempts,) = connection.execute("SELECT attempts FROM jobs").fetchone()
    # Whoever reads at this moment reads the same; without a pause one might be done before the other begins.
    time.sleep(0.005)
    connection.execute("UPDATE jobs SET attempts = ?", (attempts + 1,))
    connection.commit()
"""


def counted_by_two(source: str, runtime, times: int = 200) -> int:
    """Return what two processes have counted that each add one so many times."""
    with runtime.transaction() as session:
        queue.order(session, "count", "number:1", key="count")
    url = runtime.config.database_url
    counters = [child(source, url, times), child(source, url, times)]
    at_once(*counters)
    for process in counters:
        answer_of(process)
    with runtime.question() as session:
        return session.scalars(select(Job.attempts)).one()


@pytest.mark.integration
def test_two_processes_lose_no_update(runtime):
    assert counted_by_two(COUNT, runtime) == 400


@pytest.mark.sqlite
@pytest.mark.integration
def test_the_drivers_own_transactions_would_lose_some(runtime):
    assert counted_by_two(COUNT_BLINDLY, runtime) < 400


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
