"""The steps of the database lead to what the models say, and back again."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from catalog.films.lifecycle import Status
from catalog.foundation import audit
from catalog.migration import form_of, migrate, newest_form, undo
from catalog.models import Base
from catalog.people.permissions import MACHINE
from tests.distribution.finished import finish


def rows(engine):
    """Return how many rows each table has."""
    with engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table))
            for name, table in Base.metadata.tables.items()
        }


def test_the_steps_make_what_the_models_say(runtime):
    with runtime.sessions.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_going_down_leaves_nothing_and_going_up_again_everything(runtime):
    engine = runtime.sessions.engine

    undo(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}

    migrate(engine)
    with engine.connect() as connection:
        assert form_of(connection) == newest_form()


def test_a_table_that_is_written_anew_takes_nothing_with_it(runtime, make, session):
    version = finish(session, make.version(status=Status.PUBLISHED))
    make.delivery(version)
    session.commit()
    engine = runtime.sessions.engine
    before = rows(engine)

    undo(engine, "0002")
    migrate(engine)

    assert rows(engine) == before
    assert before["captions"] == before["deliveries"] == before["delivery_events"] == 1


@pytest.mark.parametrize("change", ["UPDATE audit_entries SET actor = 'nobody'", "DELETE FROM audit_entries"])
def test_the_audit_book_can_only_grow(runtime, change):
    with runtime.transaction() as session:
        audit.record(session, MACHINE, "opened", "house")

    with pytest.raises(DBAPIError, match="can only grow"), runtime.transaction() as session:
        session.execute(text(change))
