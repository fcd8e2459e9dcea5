"""What stands beside the player of a version: where to listen, and what to compare it with."""

import pytest

from catalog.films.lifecycle import Status
from catalog.films.models import Rendition, Track
from catalog.production import workbench
from catalog.production.hearing import Mark, MarkKind, hearing, marks, playable
from catalog.production.models import Finding


def film(version, profile="480p", height_px=480, **facts):
    return Rendition(
        version_id=version.id, kind="film", profile=profile, sha256="a" * 64, size_bytes=1, duration_s=4.0,
        height_px=height_px, **facts,
    )  # fmt: skip


@pytest.fixture
def made(make):
    """Return a version of the film with something to play."""

    def of(language, status=Status.IN_REVIEW, **facts):
        version = make.version(language, status, **facts)
        make.session.add(film(version))
        make.session.flush()
        return version

    return of


def heard(session, version):
    session.expire_all()
    return hearing(session, workbench.sheet(session, version.id))


def test_the_german_version_that_is_public_stands_beside_a_dub(session, made):
    made("de", Status.SUPERSEDED, revision=1)
    public = made("de", Status.PUBLISHED, revision=2)
    made("de", Status.IN_REVIEW, revision=3)

    assert heard(session, made("ti")).original.id == public.id


def test_before_german_is_public_its_newest_revision_is_compared_with(session, made):
    made("de", Status.REFUSED, revision=1)
    newest = made("de", Status.IN_REVIEW, revision=2)

    assert heard(session, made("ti")).original.id == newest.id


def test_nothing_stands_beside_german_itself_nor_where_nothing_can_be_played(session, made, make):
    german = made("de", Status.RECALLED)

    assert heard(session, german).original is None
    assert heard(session, made("ti")).original is None
    assert heard(session, make.version("so")).plays is None


def test_a_page_plays_what_every_browser_can_and_no_more_than_it_needs(make):
    version = make.version("de")
    new, burned = film(version, "360p-av1", 360, codecs="av01.0"), film(version, "720p-de", 720, burned_in="de")
    large, good, small = (film(version, f"{height}p", height, codecs="avc1") for height in (1080, 720, 480))

    assert playable([large, new, burned, good, small]) is good
    assert playable([large]) is large
    assert playable([new, burned]) is None


def test_silence_and_what_is_overdriven_is_marked_and_nothing_else():
    findings = [
        Finding(code="clipping", spans=[[9.0, 9.1]]),
        Finding(code="silent_stretch", spans=[[20.0, 30.0], [2.0, 11.0]]),
        Finding(code="too_fast", spans=[[1.0, 2.0]]),
    ]

    assert marks(findings) == (
        Mark(MarkKind.SILENCE, 2.0, 11.0),
        Mark(MarkKind.CLIPPING, 9.0, 9.1),
        Mark(MarkKind.SILENCE, 20.0, 30.0),
    )


@pytest.mark.parametrize(("code", "tempo"), [("sound_longer", pytest.approx(1.02)), ("too_fast", None)])
def test_a_fitted_sound_can_be_heard_where_fitting_is_offered(session, made, make, code, tempo):
    version = made("ti")
    make.picture(version)
    version.tracks = [Track(kind="dub", source_sha256="d" * 64, source_size_bytes=1, duration_s=4.06, offset_s=0.02)]
    session.add(Finding(version_id=version.id, code=code, blocking=False, sentence="…"))
    session.flush()

    assert heard(session, version).tempo == tempo
