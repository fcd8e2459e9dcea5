"""A film is read from its parts like any other file, in a folder and in a bucket alike."""

import hashlib
import tracemalloc

import pytest
from obstore.store import MemoryStore

from catalog.films import composed
from catalog.foundation.storage import ContentMissing, Storage, open_storage
from tests.films.composing import Put, contents_of, put_together

CONTENT = hashlib.shake_256(b"a film").digest(1_300_000)


@pytest.fixture(params=["folder", "bucket"])
def storage(request, tmp_path) -> Storage:
    return Storage(MemoryStore(), None) if request.param == "bucket" else open_storage((tmp_path / "store").as_uri())


@pytest.fixture
def film(storage, tmp_path) -> Put:
    return put_together(storage, tmp_path, CONTENT)


@pytest.mark.parametrize(
    ("start", "end"), [(0, None), (0, 1), (999, 1001), (500, 700_000), (300_000, 300_000), (1_299_999, None), (7, 9**9)]
)
def test_any_piece_is_read_from_the_parts(storage, film, start, end):
    assert b"".join(composed.read(storage, film, start, end)) == CONTENT[start:end]


def test_a_file_that_is_stored_whole_is_read_the_same_way(storage, tmp_path):
    (tmp_path / "whole").write_bytes(CONTENT)
    kept = storage.keep(tmp_path / "whole")
    whole = Put(kept.sha256, kept.size_bytes, None)

    assert b"".join(composed.read(storage, whole)) == CONTENT
    assert b"".join(composed.read(storage, whole, 10, 500_000)) == CONTENT[10:500_000]


def test_a_film_needs_its_recipe_and_its_parts(storage, film):
    assert len(contents_of(storage, film)) == 3
    assert {kept.sha256 for kept in storage.contents()} == set(contents_of(storage, film))


def test_a_long_film_takes_no_more_memory_than_a_short_one(tmp_path):
    storage = open_storage((tmp_path / "store").as_uri())
    film = put_together(storage, tmp_path, bytes(30_000_000))

    tracemalloc.start()
    for _ in composed.read(storage, film):
        pass
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak_bytes < 2_000_000


def test_a_part_that_is_gone_is_noticed_before_the_first_byte(tmp_path):
    storage = open_storage((tmp_path / "store").as_uri())
    film = put_together(storage, tmp_path, CONTENT)
    part = storage.local_path(contents_of(storage, film)[1])

    part.write_bytes(part.read_bytes()[:-1])
    with pytest.raises(ContentMissing):
        next(composed.read(storage, film))
    part.unlink()
    with pytest.raises(ContentMissing):
        next(composed.read(storage, film))


def test_what_is_no_recipe_makes_no_film(storage, film, tmp_path):
    (tmp_path / "made up").write_bytes(b"filmbote recipe 1\nnothing of the kind")
    forged = storage.keep(tmp_path / "made up")

    for recipe_sha256 in (forged.sha256, "0" * 64):
        with pytest.raises(ContentMissing):
            next(composed.read(storage, film._replace(recipe_sha256=recipe_sha256)))
