"""Work that has failed is taken up again, whether a version waits for it or not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from catalog.films import register
from catalog.films.lifecycle import Status
from catalog.films.models import PictureStatus
from catalog.foundation import mail, queue
from catalog.foundation.database import utc_now
from catalog.foundation.queue import Job, JobState
from catalog.foundation.storage import StorageFull
from catalog.people.permissions import MACHINE
from catalog.production import leftovers
from catalog.production.leftovers import KEPT_FOR
from catalog.production.models import Finding, PicturePart
from catalog.production.setbacks import NothingToTakeUp, call_off, picture_subject, settle, take_up_again


@pytest.fixture
def sending(session, config):
    """The job of a letter that waits to be sent."""
    with_server = replace(config, smtp_url="smtp://127.0.0.1:25")
    mail.write_once(session, with_server, key="a", to="rathaus@gruendau.example", subject="Film", body="Guten Tag")
    return session.scalars(select(Job)).one()


@pytest.fixture
def version(make):
    """A German version that waits for a picture of three parts."""
    version = make.version("de", status=Status.PROCESSING)
    make.picture(version, status=PictureStatus.WAITING)
    return version


@pytest.fixture
def parts(session, version):
    """The jobs of its parts, in their order."""
    jobs = []
    for number in range(3):
        row = PicturePart(
            picture_id=version.picture_id, round=0, number=number, first_frame=0, frames=1500, profiles=["240p"]
        )
        session.add(row)
        session.flush()
        of_picture = {"part_id": row.id, "picture_id": version.picture_id}
        subject = picture_subject(version.picture_id)
        jobs.append(queue.order(session, "encode_part", subject, key=f"encode_part:{number}", **of_picture))
    return jobs


@pytest.fixture
def piece(runtime, version, tmp_path):
    """The name of a piece that was put aside for its picture."""
    name = f"{version.picture_id}/0/0-1-1/240p"
    file = tmp_path / "piece"
    file.write_bytes(b"a minute of film")
    runtime.storage.put_aside(file, name)
    return name


def fail(session, error):
    held = queue.claim(session, "tester", utc_now())
    queue.fail(session, held, utc_now(), error.code, error.sentence, {})
    settle(session)


def findings(session):
    return [finding.code for finding in session.scalars(select(Finding))]


def states(jobs):
    return [job.state for job in jobs]


def test_a_letter_that_was_given_up_is_sent_again(session, sending):
    held = queue.claim(session, "postman", utc_now())
    queue.fail(session, held, utc_now(), "gave_up", "The work was given up.", {})

    take_up_again(session, sending.id, by=MACHINE)

    assert sending.state == JobState.WAITING
    assert queue.claim(session, "postman", utc_now()).arguments == held.arguments


def test_a_letter_that_still_waits_is_not_taken_up_again(session, sending):
    with pytest.raises(NothingToTakeUp):
        take_up_again(session, sending.id, by=MACHINE)


def test_a_picture_fails_with_one_of_its_parts_and_says_why_once(session, version, parts):
    fail(session, StorageFull())

    assert states(parts) == [JobState.FAILED, JobState.CANCELLED, JobState.CANCELLED]
    assert (version.picture.status, version.status) == (PictureStatus.FAILED, Status.REFUSED)
    assert findings(session) == ["storage_full"]


def test_a_part_that_is_called_off_ends_the_others(session, version, parts):
    queue.finish(session, queue.claim(session, "tester", utc_now()), utc_now())

    call_off(session, parts[1].id, by=MACHINE)

    assert states(parts) == [JobState.DONE, JobState.CANCELLED, JobState.CANCELLED]
    assert version.status == Status.REFUSED
    assert findings(session) == ["cancelled"]


@pytest.mark.postgresql
def test_two_parts_that_fail_at_the_same_moment_do_not_wait_for_each_other(runtime, session, version, parts):
    first, second = (queue.claim(session, name, utc_now()) for name in ("first", "second"))
    session.commit()

    with runtime.transaction() as late:
        queue.fail(late, second, utc_now(), "storage_full", "The disk is full.", {})
        with runtime.transaction() as early:
            queue.fail(early, first, utc_now(), "storage_full", "The disk is full.", {})
            settle(early)
        settle(late)

    session.expire_all()
    assert states(parts) == [JobState.FAILED, JobState.FAILED, JobState.CANCELLED]
    assert version.status == Status.REFUSED
    assert findings(session) == ["storage_full"]


@pytest.mark.parametrize("number", [0, 2])
def test_whichever_part_is_taken_up_all_go_on_and_nothing_is_said_any_more(session, version, parts, number):
    fail(session, StorageFull())

    take_up_again(session, parts[number].id, by=MACHINE)

    assert states(parts) == [JobState.WAITING] * 3
    assert (version.picture.status, version.status) == (PictureStatus.WAITING, Status.PROCESSING)
    assert findings(session) == []


def test_a_version_with_faults_of_its_own_is_not_taken_up_with_its_picture(session, make, version, parts):
    own_fault = make.version("ti", status=Status.REFUSED, picture=version.picture)
    session.add(Finding(version_id=own_fault.id, code="silence", blocking=True, sentence="Nothing is heard."))
    fail(session, StorageFull())

    take_up_again(session, parts[0].id, by=MACHINE)

    assert (version.status, own_fault.status) == (Status.PROCESSING, Status.REFUSED)


def test_a_version_that_was_overlooked_when_its_picture_failed_is_refused_the_next_time(session, make, version, parts):
    fail(session, StorageFull())
    late = make.version("ti", status=Status.PROCESSING, picture=version.picture)

    settle(session)

    assert late.status == Status.REFUSED


def test_files_that_are_handed_in_once_more_do_not_fail_with_the_picture_before(session, version, parts):
    fail(session, StorageFull())
    register.enter_version(session, version.edition.film, "de", by=MACHINE)
    version.status = Status.PROCESSING

    settle(session)

    assert (version.status, version.picture) == (Status.PROCESSING, None)


def test_a_failed_survey_is_taken_up_though_the_picture_is_ready(session, make):
    picture = make.picture(make.version("de", status=Status.IN_REVIEW))
    job = queue.order(session, "survey", picture_subject(picture.id), key="survey:1", picture_id=picture.id)
    fail(session, StorageFull())

    take_up_again(session, job.id, by=MACHINE)

    assert (job.state, picture.status) == (JobState.WAITING, PictureStatus.READY)


@pytest.mark.parametrize(
    ("status", "kept"), [(PictureStatus.WAITING, 1), (PictureStatus.FAILED, 0), (PictureStatus.READY, 0)]
)
def test_pieces_are_kept_as_long_as_their_picture_needs_them(runtime, session, version, parts, piece, status, kept):
    version.picture.status = status
    session.commit()

    leftovers.sweep_pieces(runtime, utc_now())

    assert len(runtime.storage.put_aside_under()) == kept


def test_pieces_of_a_picture_that_nobody_knows_are_swept(runtime, session, version, piece):
    session.rollback()

    assert leftovers.sweep_pieces(runtime, utc_now()) == 1
    assert runtime.storage.put_aside_under() == []


def test_a_picture_that_failed_just_now_keeps_its_pieces_until_nobody_has_taken_it_up(
    runtime, session, version, parts, piece
):
    fail(session, StorageFull())
    session.commit()

    assert leftovers.sweep_pieces(runtime, utc_now()) == 0
    assert leftovers.sweep_pieces(runtime, utc_now() + KEPT_FOR + timedelta(minutes=1)) == 1

    with pytest.raises(NothingToTakeUp):
        take_up_again(session, parts[0].id, by=MACHINE)
