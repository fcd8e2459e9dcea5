"""``filmbote check`` names every film that can no longer be put together, and nothing else."""

import os

import pytest

from catalog.check import check_house
from catalog.films import composed
from catalog.films.lifecycle import Status
from catalog.films.models import PictureStatus, Rendition
from catalog.production.models import Choice, Matter, PicturePart
from tests.distribution.finished import finish
from tests.films.composing import contents_of

SMALL = (("240p", 426, 240, 70_000),)


@pytest.fixture
def film(make, runtime, tmp_path) -> Rendition:
    """A film that is stored as a recipe, in a house of its own."""
    version = finish(make.session, make.version(status=Status.DRAFT), runtime.storage, tmp_path, sizes=SMALL)
    make.session.commit()
    composed.recipe.cache_clear()
    return version.renditions[0]


def complaints(runtime, deep=False):
    return check_house(runtime, deep=deep).broken


def test_a_film_whose_parts_are_there_is_whole(runtime, film):
    report = check_house(runtime, deep=True)

    assert report.broken == []
    assert report.checked["films"] == 1
    assert report.orphans == 2, "the parts, which in a real house are the renditions of picture and sound"


def test_a_film_without_one_of_its_parts_is_named(runtime, film):
    recipe, picture, _ = contents_of(runtime.storage, film)
    runtime.storage.local_path(picture).unlink()

    assert complaints(runtime) == [f"rendition {film.id} lacks its part {picture} with 39180 bytes"]
    runtime.storage.local_path(recipe).unlink()
    assert [words for words in complaints(runtime) if "which is not in the storage" in words]


def test_a_part_that_has_changed_is_found_when_it_is_read(runtime, film):
    picture = runtime.storage.local_path(contents_of(runtime.storage, film)[1])
    content = bytearray(picture.read_bytes())
    content[1000] ^= 1
    picture.write_bytes(content)

    assert complaints(runtime) == []
    assert complaints(runtime, deep=True) == [f"rendition {film.id} comes out as another file than was made"]


def test_a_recipe_that_is_none_is_named(runtime, film):
    recipe = runtime.storage.local_path(film.recipe_sha256)
    os.truncate(recipe, recipe.stat().st_size - 1)

    assert complaints(runtime) == [f"rendition {film.id} has a recipe that is none"]


def test_a_piece_that_a_picture_is_to_be_joined_from_is_missed(runtime, make):
    picture = make.picture(make.version(status=Status.PROCESSING), status=PictureStatus.WAITING)
    pieces = {"240p": f"{picture.id}/0/0-1-1/240p"}
    row = PicturePart(picture_id=picture.id, round=0, number=0, first_frame=0, frames=9, profiles=[], pieces=pieces)
    make.session.add(row)
    make.session.commit()

    missed = f"a picture is to be joined from {pieces['240p']}, which is not in the storage"
    assert missed in complaints(runtime)
    row.joined = True
    make.session.commit()
    assert missed not in complaints(runtime)


def test_a_frame_that_a_question_shows_is_missed(runtime, make):
    frames = {"here": {"sha256": "a" * 64, "at_s": 1.0}, "there": {"sha256": "b" * 64, "at_s": 1.0}}
    about = {"known": [{"pairs": [frames]}]}
    make.session.add(Choice(version_id=make.version().id, matter=Matter.PICTURE, about=about))
    make.session.commit()

    assert sorted(complaints(runtime)) == [
        f"Choice.about names {sha256}, which is not in the storage" for sha256 in ("a" * 64, "b" * 64)
    ]
