from datetime import timedelta

import pytest
from sqlalchemy import event

from catalog.distribution import ledger
from catalog.distribution.holding.held import Mark
from catalog.distribution.holding.holdings import first_offers, holding_of, holdings_of, usual_files
from catalog.distribution.models import Medium, Request
from catalog.distribution.recalling.recalls import recall
from catalog.distribution.stages import EventKind, Stage, today
from catalog.films.lifecycle import Status
from catalog.films.models import Rendition, RenditionKind
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotFound
from catalog.people.permissions import MACHINE
from tests.distribution.finished import finish

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

    assert seen.marks == {"have": 2, "waiting": 1, "recalled": 1, "lacking": 2}
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


def test_the_usual_file_is_that_of_a_computer_until_the_version_is_recalled(session, make, town):
    public, recalled = finish(session, make.version("ar", Status.PUBLISHED)), make.version("fa", Status.RECALLED)
    make.delivery(public)
    make.delivery(finish(session, recalled), events=(OFFERED, EventKind.RECALLED))

    files = usual_files(session, holdings_of(session, town.id, NOW).holdings)

    assert {version_id: file.profile for version_id, file in files.items()} == {public.id: "720p"}


def test_the_usual_file_plays_everywhere_and_is_the_largest_where_all_are_large(session, make, town):
    version = make.version("ar", Status.PUBLISHED)
    make.delivery(version)
    for profile, height_px, codecs in (("2160p", 2160, ""), ("1080p", 1080, ""), ("720p-av1", 720, "av01.0.05M.08")):
        session.add(
            Rendition(
                version_id=version.id,
                kind=RenditionKind.FILM,
                profile=profile,
                sha256="a" * 64,
                size_bytes=1,
                duration_s=1,
                height_px=height_px,
                codecs=codecs,
            )
        )
    session.flush()

    (file,) = usual_files(session, holdings_of(session, town.id, NOW).holdings).values()

    assert file.profile == "2160p"


def test_what_somebody_has_to_do_something_about_comes_first(session, make, town):
    for tag, events in (
        ("de", (OFFERED, COLLECTED, ACKNOWLEDGED)),
        ("en", (OFFERED, EventKind.BEGUN)),
        ("ar", (OFFERED, COLLECTED)),
        ("uk", (OFFERED,)),
    ):
        make.delivery(make.version(tag, Status.PUBLISHED), events=events)

    assert [one.version.language for one in holdings_of(session, town.id, NOW).offered] == ["uk", "ar", "en", "de"]


def test_one_delivery_is_what_the_list_says_of_it(session, make, town):
    old = make.delivery(make.version("ar", Status.SUPERSEDED), events=(OFFERED, COLLECTED, ACKNOWLEDGED))
    new = make.delivery(make.version("ar", Status.PUBLISHED, revision=2), due_on=YESTERDAY)
    make.delivery(make.version("fa", Status.PUBLISHED))

    assert holding_of(session, new, NOW) == of(session, town)["ar"]
    assert holding_of(session, old, NOW) is None


def test_the_first_offer_is_told_of_each_delivery(session, make, town):
    delivery = make.delivery(make.version("ar", Status.PUBLISHED), events=(OFFERED, EventKind.OPENED, OFFERED))

    offers = first_offers(session, holdings_of(session, town.id, NOW).holdings)

    assert offers == {delivery.id: delivery.events[0].at}


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

    assert [(wish.language, wish.medium) for wish in seen.wishes] == [("ti", Medium.STICK), ("so", Medium.VERSION)]
    assert "so" in seen.lacking
