"""A long film can be seen in its smallest size long before all of it is made."""

from itertools import pairwise

import pytest
from sqlalchemy import select

from catalog.app import create_app
from catalog.check import check_house
from catalog.films.lifecycle import Status
from catalog.films.models import PictureStatus, RenditionKind
from catalog.foundation.database import utc_now
from catalog.foundation.queue import Job, JobState
from catalog.people.permissions import Role
from catalog.production import progress
from catalog.worker import Worker
from tests.clips import tone
from tests.factory import Factory
from tests.production.studio import profiles
from tests.web.conftest import sign_in

pytestmark = [pytest.mark.integration, pytest.mark.media]

SECONDS = 186


@pytest.fixture(scope="session")
def long_film(clips):
    """Three minutes that are quickly encoded: few small frames, which hardly move."""
    still = ("-f", "lavfi", "-i", f"testsrc=size=160x90:rate=5:duration={SECONDS}")
    quick = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "20", "-pix_fmt", "yuv420p", "-c:a", "aac")
    return clips.draw("long.mp4", *still, *tone(440, SECONDS), *quick)


def how_far(runtime, picture_id):
    with runtime.question() as session:
        return progress.of_pictures(session, [picture_id], utc_now())[picture_id]


def waiting_tasks(runtime):
    with runtime.question() as session:
        return set(session.scalars(select(Job.task).where(Job.state == JobState.WAITING)))


def page_of(runtime, version_id):
    with runtime.transaction() as session:
        editor = Factory(session).account(role=Role.EDITOR)
    client = create_app(runtime).test_client()
    sign_in(client, editor)
    return client.get(f"/ministry/versions/{version_id}").text


def test_a_long_film_is_seen_in_its_smallest_size_before_the_rest_is_made(studio, runtime, long_film):
    version_id = studio.hand_in("de", film=long_film)
    worker, shares = Worker(runtime, "tester"), []

    while not profiles(studio.sheet(version_id), RenditionKind.FILM):
        assert worker.take_one()
        if picture_id := studio.sheet(version_id).version.picture_id:
            shares.append(how_far(runtime, picture_id).percent)

    early = studio.sheet(version_id)
    assert profiles(early, RenditionKind.FILM) == ["240p"]
    assert (early.version.status, early.version.picture.status) == (Status.PROCESSING, PictureStatus.WAITING)
    assert 0 < shares[-1] < 100
    assert waiting_tasks(runtime) >= {"encode_part"}
    page = page_of(runtime, version_id)
    assert f"/ministry/versions/{version_id}/240p.mp4" in page
    assert "<video" in page

    while worker.take_one():
        shares.append(how_far(runtime, picture_id).percent)

    late = studio.sheet(version_id)
    assert late.version.status == Status.IN_REVIEW
    assert sorted(profiles(late, RenditionKind.FILM)) == ["240p", "360p-av1"]
    assert all(earlier <= later for earlier, later in pairwise(shares))
    assert shares[-1] == 100
    assert runtime.storage.put_aside_under() == []
    assert check_house(runtime, deep=True).broken == []
