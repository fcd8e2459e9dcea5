from datetime import timedelta

import pytest
from sqlalchemy import event

from catalog.distribution import ledger
from catalog.distribution.holding.holdings import Mark, holdings_of
from catalog.distribution.models import Medium, Request
from catalog.distribution.recalling.recalls import recall
from catalog.distribution.stages import EventKind, Stage, today
from catalog.films.lifecycle import Status
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotFound
from catalog.people.permissions import MACHINE
from tests.distribution.finished import SIZES, finish

OFFERED, COLLECTED, ACKNOWLEDGED = EventKind.OFFERED, EventKind.COLLECTED, EventKind.ACKNOWLEDGED
NOW = utc_now()
YESTERDAY = today(NOW) - timedelta(days=1)


@pytest.fixture
def town(make):
    return make.organisation(needed_languages=["ti", "ar"])


def of(session, town):
    return {holding.version.language: holding for holding in holdings_of(session, town.id, NOW).holdings}


def test_a_municipality_sees_at_one_look_what_it_has_and_lacks(session, make, town):
    make.delivery(make.version("de", Status.PUBLISHED), events=(OFFERED, COLLECTED, ACKNOWLEDGED))
    make.delivery(make.version("en", Status.PUBLISHED), events=(OFFERED, COLLECTED))
    make.delivery(make.version("ar", Status.PUBLISHED), due_on=YESTERDAY)
    recalled = make.version("fa", Status.PUBLISHED)
    make.delivery(recalled, events=(OFFERED, COLLECTED))
    recall(session, recalled.id, "Der Notruf ist falsch.", by=MACHINE)
    session.add(Request(organisation_id=town.id, language="so"))
    session.expire_all()

    seen = holdings_of(session, town.id, NOW)

    assert {mark.value: seen.marked(mark) for mark in Mark} == {"have": 2, "waiting": 1, "recalled": 1, "lacking": 2}
    assert set(seen.lacking) == {"ti", "so"}
    assert seen.receipts_wanted == 1
    assert of(session, town)["ar"].stage == Stage.OVERDUE
    assert of(session, town)["fa"].recall.reason == "Der Notruf ist falsch."


def test_a_needed_language_that_was_recalled_is_lacking(session, make, town):
    make.delivery(make.version("ti", Status.RECALLED), events=(OFFERED, EventKind.RECALLED))

    assert "ti" in holdings_of(session, town.id, NOW).lacking


def test_a_new_revision_takes_the_place_of_the_old_one(session, make, town):
    make.delivery(make.version("ar", Status.SUPERSEDED, revision=1), events=(OFFERED, COLLECTED, ACKNOWLEDGED))
    make.delivery(make.version("ar", Status.PUBLISHED, revision=2))

    holding = of(session, town)["ar"]

    assert (holding.version.revision, holding.mark, holding.older_revision) == (2, Mark.WAITING, 1)


def test_the_files_of_a_version_stand_with_it_until_it_is_recalled(session, make, town):
    make.delivery(finish(session, make.version("ar", Status.PUBLISHED)))
    make.delivery(finish(session, make.version("fa", Status.RECALLED)), events=(OFFERED, EventKind.RECALLED))

    holdings = of(session, town)

    assert [file.profile for file in holdings["ar"].files] == [profile for profile, *_ in SIZES]
    assert not holdings["fa"].files


def test_the_languages_that_are_needed_most_come_first(session, make, town):
    for tag in ("so", "ar", "de"):
        make.delivery(make.version(tag, Status.PUBLISHED))

    assert next(iter(of(session, town))) == "de"


def test_nobody_is_found_where_there_is_nobody(session):
    with pytest.raises(NotFound):
        holdings_of(session, 4711, NOW)


def test_the_question_costs_the_same_for_one_version_and_for_twenty(runtime, session, make, town):
    def queries():
        session.commit()
        run = []
        event.listen(runtime.sessions.engine, "before_cursor_execute", lambda *_: run.append(1))
        with runtime.question() as question:
            holdings_of(question, town.id, NOW)
        return len(run)

    make.delivery(finish(session, make.version("de", Status.PUBLISHED)))
    one = queries()
    for tag in ("ar", "fa", "ti", "so", "uk", "ru", "fr", "tr", "ur", "ps", "prs", "kmr", "ckb", "en", "bn", "hi"):
        make.delivery(finish(session, make.version(tag, Status.PUBLISHED)))

    assert queries() == one


def test_a_recalled_revision_stays_until_it_is_settled_even_when_a_newer_one_is_there(session, make, town):
    old = make.delivery(
        make.version("ar", Status.RECALLED), events=(EventKind.OFFERED, EventKind.COLLECTED, EventKind.RECALLED)
    )
    make.delivery(make.version("ar", Status.PUBLISHED, revision=2))

    before = holdings_of(session, town.id, NOW)
    ledger.note(session, old, EventKind.REPLACED, MACHINE)
    after = holdings_of(session, town.id, NOW)

    assert [(one.version.revision, one.newer_revision, one.wants_settling) for one in before.recalled] == [(1, 2, True)]
    assert [one.version.revision for one in before.holdings] == [2]
    assert after.recalled == ()


def test_what_nobody_has_looked_at_is_told(session, make, town):
    delivery = make.delivery(make.version("ar", Status.PUBLISHED), events=(EventKind.OFFERED, EventKind.NOTIFIED))
    before = holdings_of(session, town.id, NOW).unseen

    ledger.note(session, delivery, EventKind.OPENED, MACHINE)

    assert (before, holdings_of(session, town.id, NOW).unseen) == (True, False)


def test_a_stick_that_was_asked_for_is_told_and_is_no_missing_language(session, make, town):
    session.add(Request(organisation_id=town.id, language="ti", medium=Medium.STICK))
    session.add(Request(organisation_id=town.id, language="so"))
    session.flush()

    seen = holdings_of(session, town.id, NOW)

    assert seen.sticks == ("ti",)
    assert "so" in seen.lacking
