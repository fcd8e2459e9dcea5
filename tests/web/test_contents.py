"""Contents leave from a bucket as from a disk, put together or whole, and the house notices when one is out."""

import hashlib
from dataclasses import replace

import pytest
from flask import Flask
from obstore.store import MemoryStore

from catalog.foundation.runtime import Runtime
from catalog.foundation.storage import Storage
from catalog.web import contents
from tests.films.composing import put_together
from tests.web.conftest import Browser

CONTENT = hashlib.shake_256(b"a film").digest(1_280_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def app(trial: Flask) -> Flask:
    return trial


@pytest.fixture
def ended() -> list[bool]:
    return []


@pytest.fixture(params=["disk", "bucket"])
def house(request, app: Flask, runtime: Runtime) -> Runtime:
    if request.param == "bucket":
        app.extensions["filmbote"] = replace(runtime, storage=Storage(MemoryStore(), None))
    return app.extensions["filmbote"]


@pytest.fixture(params=["whole", "put together"])
def visitor(request, app: Flask, house: Runtime, tmp_path, ended):
    (tmp_path / "film").write_bytes(CONTENT)
    whole = request.param == "whole"
    recipe_sha256 = None if whole else put_together(house.storage, tmp_path, CONTENT).recipe_sha256
    if whole:
        house.storage.keep(tmp_path / "film")

    def told():
        return contents.send(
            SHA256, "Übung.mp4", "video/mp4", recipe_sha256=recipe_sha256, on_end=lambda: ended.append(True)
        )

    def shown():
        return contents.send(SHA256, "Übung.mp4", "video/mp4", recipe_sha256=recipe_sha256, as_attachment=False)

    app.config["TRIALS"] = {"film.mp4": told, "shown.mp4": shown}
    return app.test_client()


def test_a_whole_content_arrives_whole(visitor: Browser, ended):
    answer = visitor.get("/trial/film.mp4")

    assert answer.data == CONTENT
    assert answer.content_length == len(CONTENT)
    assert ended == [True]


@pytest.mark.parametrize(
    ("piece", "start", "end", "is_the_last"),
    [("bytes=0-0", 0, 1, False), ("bytes=1000-", 1000, None, True), ("bytes=-7", len(CONTENT) - 7, None, True)],
)
def test_a_piece_is_just_that_piece(visitor: Browser, ended, piece, start, end, is_the_last):
    answer = visitor.get("/trial/film.mp4", headers={"Range": piece})

    assert answer.status_code == 206
    assert answer.data == CONTENT[start:end]
    assert ended == [True] * is_the_last


def test_a_download_that_breaks_off_has_no_end(visitor: Browser, ended):
    answer = visitor.get("/trial/film.mp4", buffered=False)
    next(iter(answer.response))
    answer.close()

    assert ended == []


def test_to_look_is_not_to_take(visitor: Browser, ended):
    visitor.head("/trial/film.mp4")

    assert ended == []


def test_a_name_in_any_script_survives(visitor: Browser):
    assert "filename*=UTF-8''%C3%9Cbung.mp4" in visitor.head("/trial/film.mp4").headers["Content-Disposition"]


@pytest.mark.parametrize("piece", [None, "bytes=0-", "bytes=0-99", "bytes=999-1001", "bytes=640000-", "bytes=-1"])
def test_what_is_only_shown_is_the_same(visitor: Browser, piece):
    answer = visitor.get("/trial/shown.mp4", headers={"Range": piece} if piece else {})

    start, end = (answer.content_range.start, answer.content_range.stop) if piece else (0, len(CONTENT))
    assert answer.status_code == (206 if piece else 200)
    assert answer.data == CONTENT[start:end]
    assert answer.content_length == end - start


def test_a_tag_is_the_sha256_of_what_arrives(visitor: Browser):
    answer = visitor.get("/trial/shown.mp4")

    assert answer.get_etag() == (hashlib.sha256(answer.data).hexdigest(), False)
    assert visitor.get("/trial/shown.mp4", headers={"If-None-Match": f'"{SHA256}"'}).status_code == 304


def test_a_piece_of_another_film_is_not_asked_for(visitor: Browser):
    asked = {"Range": "bytes=5-9"}

    assert visitor.get("/trial/shown.mp4", headers={**asked, "If-Range": f'"{SHA256}"'}).data == CONTENT[5:10]
    assert visitor.get("/trial/shown.mp4", headers={**asked, "If-Range": '"another"'}).data == CONTENT


def test_a_piece_behind_the_end_is_refused(visitor: Browser):
    answer = visitor.get("/trial/shown.mp4", headers={"Range": f"bytes={len(CONTENT)}-"})

    assert answer.status_code == 416


def test_to_look_tells_the_size(visitor: Browser):
    answer = visitor.head("/trial/shown.mp4")

    assert (answer.data, answer.content_length, answer.accept_ranges) == (b"", len(CONTENT), "bytes")


def test_a_film_that_is_asked_for_again_is_kept_whole(visitor: Browser, house: Runtime):
    bodies = {visitor.get("/trial/shown.mp4").data for _ in range(4)}

    assert bodies == {CONTENT}
    kept = house.cache.path_of(SHA256)
    assert kept is None or kept.read_bytes() == CONTENT


def test_a_film_that_has_lost_a_part_is_missing(visitor: Browser, house: Runtime):
    for kept in list(house.storage.contents()):
        house.storage._store.delete(f"{kept.sha256[:2]}/{kept.sha256}")

    assert visitor.get("/trial/shown.mp4").status_code == 404
