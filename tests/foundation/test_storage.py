"""A content is in the storage whole or not at all, in a folder and in a bucket alike."""

import hashlib
import os
import signal
import time
from pathlib import Path

import pytest
from obstore.exceptions import PermissionDeniedError

from catalog.foundation import storage as storages
from catalog.foundation.storage import ContentMissing, Kept, open_storage
from tests.foundation.children import answer_of, await_, child

FILM = b"a film, or what passes for one " * 1000
FILM_SHA256 = hashlib.sha256(FILM).hexdigest()
NOBODYS = "0" * 64
DAY_S = 24 * 3600

#: Keeps a file and prints under which name, or how it was refused.
KEEP = """
import sys
from pathlib import Path
from catalog.foundation.errors import FilmboteError
from catalog.foundation.storage import open_storage

storage = open_storage(sys.argv[1])
print("begun", flush=True)
try:
    print(storage.keep(Path(sys.argv[2])).sha256)
except FilmboteError as refusal:
    print(refusal.code)
"""
#: The same, where no file may grow beyond a megabyte.
KEEP_WITH_A_LIMIT = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))\n{KEEP}"
#: Starts a command in a world of its own, in which the folder is a disk of a megabyte.
ON_A_SMALL_DISK = 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"'


@pytest.fixture
def film(tmp_path: Path) -> Path:
    file = tmp_path / "film.mp4"
    file.write_bytes(FILM)
    return file


@pytest.fixture
def long_film(tmp_path: Path) -> Path:
    """A file that takes a moment to copy."""
    file = tmp_path / "long.mp4"
    with file.open("wb") as content:
        content.truncate(192 << 20)
    return file


def test_a_content_is_found_by_its_sha256(storage, film, tmp_path):
    kept = storage.keep(film)

    assert kept == Kept(FILM_SHA256, len(FILM))
    assert storage.holds(kept.sha256)
    assert storage.size_bytes(kept.sha256) == len(FILM)
    assert b"".join(storage.read(kept.sha256)) == FILM
    assert storage.fetch(kept.sha256, tmp_path).read_bytes() == FILM
    assert film.read_bytes() == FILM


def test_the_same_content_is_kept_once(storage, film, tmp_path):
    again = tmp_path / "the same under another name.mov"
    again.write_bytes(FILM)

    assert storage.keep(film) == storage.keep(again)
    assert list(storage.contents()) == [Kept(FILM_SHA256, len(FILM))]


@pytest.mark.parametrize(("start", "end"), [(0, 1), (5, 20_000), (len(FILM) - 3, len(FILM)), (7, 7), (30_000, None)])
def test_a_piece_is_read_alone(storage, film, start, end):
    storage.keep(film)

    assert b"".join(storage.read(FILM_SHA256, start, end)) == FILM[start:end]


def test_a_content_larger_than_any_piece_comes_back_as_it_was(storage, tmp_path):
    file = tmp_path / "large"
    file.write_bytes(os.urandom(11 << 20))

    kept = storage.keep(file)

    assert b"".join(storage.read(kept.sha256)) == file.read_bytes()
    assert storages.sha256_of(storage.fetch(kept.sha256, tmp_path)) == kept.sha256


def test_an_empty_content_is_a_content(storage, tmp_path):
    (tmp_path / "empty").touch()

    kept = storage.keep(tmp_path / "empty")

    assert storage.size_bytes(kept.sha256) == 0
    assert list(storage.read(kept.sha256)) == []


@pytest.mark.parametrize(
    "question",
    [
        lambda storage, _: storage.size_bytes(NOBODYS),
        lambda storage, _: list(storage.read(NOBODYS)),
        lambda storage, _: list(storage.read(NOBODYS, 0, 10)),
        lambda storage, scratch: storage.fetch(NOBODYS, scratch),
    ],
)
def test_a_content_that_is_not_there_is_missed(storage, tmp_path, question):
    assert not storage.holds(NOBODYS)

    with pytest.raises(ContentMissing):
        question(storage, tmp_path)


def test_only_a_folder_has_paths(storage, storage_url, film):
    storage.keep(film)

    local = storage.local_path(FILM_SHA256)

    assert (local is None) == storage_url.startswith("s3:")
    assert local is None or local.read_bytes() == FILM


def test_a_copy_that_broke_off_is_fetched_anew(storage, film, tmp_path):
    storage.keep(film)
    (tmp_path / f"{FILM_SHA256}.part").write_bytes(FILM[:100])

    assert storage.fetch(FILM_SHA256, tmp_path).read_bytes() == FILM


def test_a_half_finished_file_is_found_by_its_name_and_is_no_content(storage, film, tmp_path):
    storage.put_aside(film, "12/0/3-7-1/240p")
    storage.take_up("12/0/3-7-1/240p", tmp_path / "taken up")

    assert (tmp_path / "taken up").read_bytes() == film.read_bytes() == FILM
    assert list(storage.contents()) == []


def test_half_finished_files_are_listed_by_whole_folders(storage, film):
    assert storage.put_aside_under() == []
    for name in ("1/0/0-5-1/240p", "1/1/0-6-1/1080p", "12/0/0-9-1/240p"):
        storage.put_aside(film, name)

    assert sorted(storage.put_aside_under("1")) == ["1/0/0-5-1/240p", "1/1/0-6-1/1080p"]
    assert storage.put_aside_under("1/1/") == ["1/1/0-6-1/1080p"]
    assert len(storage.put_aside_under()) == 3


def test_half_finished_files_that_are_cleared_away_leave_the_contents_alone(storage, film, tmp_path):
    kept = storage.keep(film)
    for name in ("1/0/0-5-1/240p", "1/0/1-6-1/240p"):
        storage.put_aside(film, name)

    storage.clear_away(["1/0/0-5-1/240p", "1/0/0-5-1/240p", "1/0/7-7-7/240p"])

    assert storage.put_aside_under() == ["1/0/1-6-1/240p"]
    assert list(storage.contents()) == [kept]
    with pytest.raises(ContentMissing):
        storage.take_up("1/0/0-5-1/240p", tmp_path / "gone")


def test_a_folder_of_half_finished_files_goes_with_the_last_of_them(tmp_path, film):
    storage = open_storage((tmp_path / "storage").as_uri())
    storage.put_aside(film, "1/0/0-5-1/240p")

    storage.clear_away(storage.put_aside_under())

    assert [folder.name for folder in (tmp_path / "storage").iterdir()] == ["incoming"]


@pytest.mark.integration
@pytest.mark.parametrize("after_s", [0.1, 0.2, 0.4])
def test_whatever_the_moment_of_its_death_a_keeper_leaves_all_or_nothing(storage, storage_url, long_film, after_s):
    keeper = child(KEEP, storage_url, long_film)
    keeper.stdout.readline()

    time.sleep(after_s)
    keeper.kill()
    keeper.communicate()

    whole = Kept(storages.sha256_of(long_film), long_film.stat().st_size)
    assert list(storage.contents()) in ([], [whole])


@pytest.mark.integration
def test_a_keeper_killed_while_it_writes_leaves_nothing_under_a_name(tmp_path, long_film):
    folder = tmp_path / "storage"
    storage = open_storage(folder.as_uri())
    keeper = child(KEEP, folder.as_uri(), long_film)

    await_(lambda: any(part.stat().st_size for part in (folder / "incoming").iterdir()))
    keeper.kill()
    keeper.communicate()

    assert keeper.returncode == -signal.SIGKILL
    assert [part.stat().st_size < long_film.stat().st_size for part in (folder / "incoming").iterdir()] == [True]
    assert list(storage.contents()) == []
    assert not storage.holds(storages.sha256_of(long_film))


def test_what_a_killed_keeper_left_is_cleared_away_a_day_later(tmp_path):
    url = (tmp_path / "storage").as_uri()
    open_storage(url)
    old, fresh = (tmp_path / "storage" / "incoming" / name for name in ("old", "fresh"))
    for part in (old, fresh):
        part.write_bytes(FILM[:100])
    os.utime(old, (time.time() - DAY_S - 1, time.time() - DAY_S - 1))

    open_storage(url)

    assert not old.exists()
    assert fresh.exists()


@pytest.mark.integration
def test_a_file_that_may_not_grow_is_refused_and_does_not_show(tmp_path, long_film):
    folder = tmp_path / "storage"

    answer = answer_of(child(KEEP_WITH_A_LIMIT, folder.as_uri(), long_film))

    assert answer.endswith("storage_full")
    assert [file for file in folder.rglob("*") if file.is_file()] == []


@pytest.mark.integration
def test_a_full_disk_refuses_and_keeps_what_it_has(tmp_path, film, long_film):
    disk = tmp_path / "disk"
    disk.mkdir()
    small_world = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", ON_A_SMALL_DISK, str(disk))
    both = (
        f"{KEEP}\nprint(storage.keep(Path(sys.argv[3])).sha256)\nprint(*(kept.sha256 for kept in storage.contents()))"
    )

    answer = answer_of(child(both, disk.as_uri(), long_film, film, under=small_world))

    assert answer.splitlines()[1:] == ["storage_full", FILM_SHA256, FILM_SHA256]


@pytest.mark.integration
def test_a_bucket_opens_to_nobody_with_a_wrong_secret(bucket_url, film, monkeypatch):
    open_storage(bucket_url).keep(film)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "guessed")

    with pytest.raises(PermissionDeniedError):
        open_storage(bucket_url).holds(FILM_SHA256)
    with pytest.raises(storages.AWAY):
        list(open_storage(bucket_url).read(FILM_SHA256, 0, 10))


@pytest.mark.integration
def test_two_prefixes_of_a_bucket_are_two_storages(bucket_url, film):
    open_storage(bucket_url).keep(film)

    neighbour = open_storage(f"{bucket_url}-neighbour")

    assert not neighbour.holds(FILM_SHA256)
    assert list(neighbour.contents()) == []


@pytest.mark.integration
def test_a_bucket_is_not_spoken_to_in_the_clear_unless_the_operator_says_so(bucket_url, monkeypatch):
    monkeypatch.delenv("AWS_ALLOW_HTTP")

    with pytest.raises(storages.AWAY):
        open_storage(bucket_url).holds(NOBODYS)
