"""Which frame stands for a film."""

import pytest
from sqlalchemy import select

from catalog.films.models import PictureStatus, Rendition
from catalog.foundation import audit
from catalog.foundation.errors import NotPermitted
from catalog.foundation.queue import Job
from catalog.people.permissions import MACHINE, Role
from catalog.production import posters
from catalog.production.posters import BeyondTheFilm, PictureNotReady
from catalog.worker import Worker
from tests.media.pictures import grey

OFFERED = [{"sha256": "a" * 64, "at_s": 1.0}, {"sha256": "b" * 64, "at_s": 2.48}]


@pytest.fixture
def picture_of(make):
    """Return a version whose picture offers two frames."""

    def made(**facts):
        version = make.version()
        make.picture(version, **{"candidates": OFFERED, "poster_sha256": "a" * 64, **facts})
        return version

    return made


def test_a_frame_that_is_offered_stands_for_the_film_at_once(session, picture_of):
    version = picture_of()

    at_once = posters.choose(session, version.id, 2.48, by=MACHINE)

    assert at_once
    assert version.picture.poster_sha256 == "b" * 64
    deed = audit.history(session, f"version:{version.id}")[0]
    assert (deed.verb, deed.details) == ("chose a poster", {"at_s": 2.48})


@pytest.mark.integration
@pytest.mark.media
def test_any_other_frame_is_taken_from_the_film(runtime, make, picture_of, clips):
    rising = "color=black:size=320x180:rate=25:duration=4,format=yuv420p,geq=lum='16+60*floor(T)':cb=128:cr=128"
    film = runtime.storage.keep(clips.draw("rising.mp4", "-f", "lavfi", "-i", rising))
    size = Rendition(
        kind="picture",
        profile="240p",
        sha256=film.sha256,
        size_bytes=film.size_bytes,
        duration_s=4.0,
        width_px=320,
        height_px=180,
        codecs="avc1",
    )
    version = picture_of(renditions=[size])
    make.session.commit()

    with runtime.transaction() as session:
        at_once = posters.choose(session, version.id, 3.0, by=MACHINE)
    Worker(runtime, "tester").run_until_idle()

    make.session.refresh(version.picture)
    assert not at_once
    assert version.picture.candidates[-1] == {"sha256": version.picture.poster_sha256, "at_s": 3.0}
    still = runtime.storage.local_path(version.picture.poster_sha256)
    assert grey(still) == pytest.approx(180 * 255 / 219, abs=3)


def test_the_same_frame_can_be_chosen_again_later(session, picture_of):
    version = picture_of()

    for at_s in (3.0, 1.0, 3.0):
        posters.choose(session, version.id, at_s, by=MACHINE)

    ordered = session.scalars(select(Job.arguments).where(Job.task == "choose_poster")).all()
    assert [arguments["at_s"] for arguments in ordered] == [3.0, 3.0]


@pytest.mark.parametrize("at_s", [-1.0, 4.0, float("nan"), float("inf")])
def test_a_moment_that_the_film_does_not_have_is_refused(session, picture_of, at_s):
    version = picture_of()

    with pytest.raises(BeyondTheFilm):
        posters.choose(session, version.id, at_s, by=MACHINE)


@pytest.mark.parametrize("status", [PictureStatus.WAITING, PictureStatus.FAILED])
def test_a_picture_that_is_not_finished_has_no_poster_to_choose(session, picture_of, status):
    version = picture_of(status=status)

    with pytest.raises(PictureNotReady):
        posters.choose(session, version.id, 1.0, by=MACHINE)


def test_a_version_without_a_picture_has_no_poster_to_choose(session, make):
    with pytest.raises(PictureNotReady):
        posters.choose(session, make.version().id, 1.0, by=MACHINE)


def test_whoever_only_reviews_does_not_choose(session, make, picture_of):
    reviewer = make.account(Role.REVIEWER).actor

    with pytest.raises(NotPermitted):
        posters.choose(session, picture_of().id, 1.0, by=reviewer)
