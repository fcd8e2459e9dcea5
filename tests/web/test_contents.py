"""Contents leave from a bucket as from a disk, and the house notices when one has gone out to its end."""

from types import SimpleNamespace

import pytest
from flask import Flask

from catalog.foundation.runtime import Runtime
from catalog.web import contents
from catalog.web.guards import public
from tests.web.conftest import Browser

CONTENT = bytes(range(256)) * 5000


class Bucket:
    """A storage whose contents lie on no disk of ours."""

    def local_path(self, _sha256):
        return None

    def size_bytes(self, _sha256):
        return len(CONTENT)

    def read(self, _sha256, start=0, end=None):
        yield CONTENT[start:end]


@pytest.fixture
def ended() -> list[bool]:
    return []


@pytest.fixture(params=["disk", "bucket"])
def visitor(request, app: Flask, runtime: Runtime, tmp_path, ended):
    file = tmp_path / "content"
    file.write_bytes(CONTENT)
    sha256 = runtime.storage.keep(file).sha256
    if request.param == "bucket":
        app.extensions["filmbote"] = SimpleNamespace(storage=Bucket())

    @public
    def film():
        return contents.send(sha256, "Übung.mp4", "video/mp4", on_end=lambda: ended.append(True))

    app.add_url_rule("/film.mp4", "film_mp4", film)
    return app.test_client()


def test_a_whole_content_arrives_whole(visitor: Browser, ended):
    answer = visitor.get("/film.mp4")

    assert answer.data == CONTENT
    assert answer.content_length == len(CONTENT)
    assert ended == [True]


@pytest.mark.parametrize(
    ("piece", "start", "end", "is_the_last"),
    [("bytes=0-0", 0, 1, False), ("bytes=1000-", 1000, None, True), ("bytes=-7", len(CONTENT) - 7, None, True)],
)
def test_a_piece_is_just_that_piece(visitor: Browser, ended, piece, start, end, is_the_last):
    answer = visitor.get("/film.mp4", headers={"Range": piece})

    assert answer.status_code == 206
    assert answer.data == CONTENT[start:end]
    assert ended == [True] * is_the_last


def test_a_download_that_breaks_off_has_no_end(visitor: Browser, ended):
    answer = visitor.get("/film.mp4", buffered=False)
    next(iter(answer.response))
    answer.close()

    assert ended == []


def test_to_look_is_not_to_take(visitor: Browser, ended):
    visitor.head("/film.mp4")

    assert ended == []


def test_a_name_in_any_script_survives(visitor: Browser):
    assert "filename*=UTF-8''%C3%9Cbung.mp4" in visitor.head("/film.mp4").headers["Content-Disposition"]
