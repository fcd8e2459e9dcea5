"""The demonstration's recall: it is over for most holders, and a corrected revision has taken the place."""

import pytest
from sqlalchemy import select

from catalog import demonstration
from catalog.demonstrated.calling_back import CHANGE_NOTE, LANGUAGE
from catalog.demonstrated.past import lay
from catalog.distribution.models import Delivery, DeliveryEvent
from catalog.distribution.recalling import copies, recalls
from catalog.distribution.recalling.copies import Answer
from catalog.distribution.shipping import sticks
from catalog.distribution.stages import EventKind
from catalog.films import register
from catalog.films.lifecycle import Status
from catalog.films.models import Track, TrackKind
from catalog.foundation.database import utc_now
from catalog.people import organisations
from catalog.people.permissions import MACHINE
from tests.distribution.finished import finish

NOW = utc_now()
OTHERS = [entry["language"] for entry in demonstration.contents()["versions"] if entry["language"] != LANGUAGE]


@pytest.fixture
def called_back(session, make):
    """The French version as it was called back, in the register of Hessen."""
    organisations.seed(session)
    demonstration.enter_accounts(session)
    version = finish(session, make.version(LANGUAGE, Status.APPROVED))
    version.tracks.append(Track(kind=TrackKind.DUB, source_sha256="d" * 64, source_size_bytes=10, duration_s=88))
    lay(session, version, NOW, MACHINE)
    return version


@pytest.fixture
def all_public(session, make):
    """Every other language of the demonstration, public over one picture."""
    versions = [make.version(tag, Status.PUBLISHED) for tag in OTHERS]
    make.picture(*versions)
    return versions


def test_a_visitor_finds_holders_in_every_state(session, called_back):
    found = copies.copies_of(session, called_back.id)

    assert called_back.status == Status.RECALLED
    assert len(found.holders) > 100
    assert found.answered(Answer.DONE) > found.answered(Answer.OPEN) > found.answered(Answer.UNREACHABLE) > 3
    assert {copy.said for copy in found.holders} == {
        EventKind.DESTROYED,
        EventKind.REPLACED,
        EventKind.UNREACHABLE,
        None,
    }
    assert all(copy.note for copy in found.holders if copy.answer == Answer.UNREACHABLE)


def test_nothing_but_the_recall_is_told_of_whoever_had_no_copy(session, called_back):
    withdrawn = session.scalars(select(Delivery).where(Delivery.standing == "withdrawn").limit(50)).all()

    assert withdrawn
    assert all(delivery.events[-1].kind == EventKind.RECALLED for delivery in withdrawn)


def test_it_was_public_before_it_was_called_back_and_nobody_got_it_afterwards(session, called_back):
    recalled = recalls.recall_of(session, called_back.id)
    later = select(DeliveryEvent.kind).where(DeliveryEvent.at > recalled.at)

    assert called_back.published_at < recalled.at < NOW
    assert set(session.scalars(later)) <= {
        EventKind.NOTIFIED,
        EventKind.REMINDED,
        EventKind.UNREACHABLE,
        EventKind.DESTROYED,
        EventKind.REPLACED,
    }


def test_a_stick_with_the_recalled_revision_stands_out(session, called_back):
    assert [stick.carries_recalled for stick in sticks.sticks(session)] == [True]


def test_what_was_called_back_is_never_published(runtime, session, make, all_public):
    organisations.seed(session)
    demonstration.enter_accounts(session)
    french = finish(session, make.version(LANGUAGE, Status.APPROVED))
    session.commit()

    demonstration.advance(runtime)

    session.expire_all()
    assert french.status == Status.RECALLED


def test_a_corrected_revision_is_handed_in_and_published_and_all_is_done(runtime, session, called_back, all_public):
    session.commit()

    assert not demonstration.advance(runtime)
    corrected = register.newest(session, "polizei", LANGUAGE)
    assert (corrected.revision, corrected.status, corrected.change_note) == (2, Status.PROCESSING, CHANGE_NOTE)
    corrected.status = Status.IN_REVIEW
    finish(session, corrected)
    session.commit()

    assert not demonstration.advance(runtime)
    assert demonstration.advance(runtime)
    session.expire_all()
    assert corrected.status == Status.PUBLISHED
    assert recalls.recall_of(session, called_back.id).at < corrected.published_at < NOW
    assert {one.language: one.status for one in demonstration.progress(runtime)}[LANGUAGE] == Status.PUBLISHED


def test_a_revision_that_a_visitor_makes_is_left_to_the_visitor(runtime, session, make, called_back, all_public):
    theirs = make.version(LANGUAGE, Status.IN_REVIEW, revision=2, change_note="Lauter")
    session.commit()

    assert demonstration.advance(runtime)

    session.expire_all()
    assert theirs.status == Status.IN_REVIEW
