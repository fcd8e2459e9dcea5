"""What is asked for twice is kept whole; half of it is never seen, and there is never more than may be."""

import hashlib
import os
import time

import pytest

from catalog.foundation.cache import SOON_S, Cache

FILM = [b"a film, " * 1000, b"or what passes for one " * 1000]
SIZE_BYTES = sum(map(len, FILM))
SHA256 = hashlib.sha256(b"".join(FILM)).hexdigest()


@pytest.fixture
def cache(tmp_path) -> Cache:
    return Cache(tmp_path, 3 * SIZE_BYTES)


def ask(cache, pieces=FILM, sha256=SHA256):
    return b"".join(cache.keeping(sha256, sum(map(len, FILM)), iter(pieces)))


def make_older(cache, seconds):
    for file in cache.folder.iterdir():
        os.utime(file, (time.time() - seconds,) * 2)


def test_a_file_is_kept_when_it_is_asked_for_a_second_time(cache):
    assert ask(cache) == b"".join(FILM)
    assert cache.path_of(SHA256) is None

    assert ask(cache) == b"".join(FILM)
    assert cache.path_of(SHA256).read_bytes() == b"".join(FILM)


def test_who_comes_back_after_a_day_comes_for_the_first_time(cache):
    ask(cache)
    make_older(cache, SOON_S + 1)
    ask(cache)

    assert cache.path_of(SHA256) is None


def test_a_download_that_breaks_off_leaves_nothing_behind(cache):
    ask(cache)
    pieces = cache.keeping(SHA256, SIZE_BYTES, iter(FILM))
    next(pieces)
    pieces.close()

    assert cache.path_of(SHA256) is None
    assert [file for file in cache.folder.iterdir() if file.stat().st_size] == []


def test_bytes_that_are_not_the_file_are_handed_on_but_not_kept(cache):
    ask(cache)

    assert ask(cache, [FILM[0], FILM[1][::-1]]) == FILM[0] + FILM[1][::-1]
    assert cache.path_of(SHA256) is None


def test_two_who_ask_at_the_same_time_do_not_disturb_each_other(cache):
    ask(cache)
    one, other = (cache.keeping(SHA256, SIZE_BYTES, iter(FILM)) for _ in range(2))
    got = [next(one), next(other)]
    assert (got[0] + b"".join(one), got[1] + b"".join(other)) == (b"".join(FILM),) * 2

    assert cache.path_of(SHA256).read_bytes() == b"".join(FILM)


def test_what_nobody_has_asked_for_longest_makes_room(cache):
    names = [hashlib.sha256(f"{number}".encode().ljust(SIZE_BYTES)).hexdigest() for number in range(5)]
    for number, name in enumerate(names):
        content = f"{number}".encode().ljust(SIZE_BYTES)
        for _ in range(2):
            b"".join(cache.keeping(name, SIZE_BYTES, iter([content])))
        make_older(cache, 60)
        cache.path_of(names[0])

    assert [cache.path_of(name) is not None for name in names] == [True, False, False, True, True]
    assert sum(file.stat().st_size for file in cache.folder.iterdir()) <= cache.most_bytes


def test_what_a_killed_process_left_goes_after_a_day(cache):
    (cache.folder / f"{SHA256}.part").write_bytes(b"half")
    ask(cache)
    ask(cache)
    assert cache.path_of(SHA256) is None, "somebody else may still be writing it"

    make_older(cache, SOON_S + 1)
    ask(cache)
    ask(cache)
    ask(cache)
    assert cache.path_of(SHA256).read_bytes() == b"".join(FILM)


def test_a_cache_that_is_emptied_meanwhile_costs_nobody_his_film(cache, tmp_path):
    ask(cache)
    pieces = cache.keeping(SHA256, SIZE_BYTES, iter(FILM))
    got = next(pieces)
    (tmp_path / f"{SHA256}.part").unlink()

    assert got + b"".join(pieces) == b"".join(FILM)
    assert cache.path_of(SHA256) is None

    (tmp_path / f"{SHA256}.asked").unlink()
    tmp_path.rmdir()
    assert ask(cache) == ask(cache) == b"".join(FILM)


def test_no_room_at_all_keeps_nothing(tmp_path):
    off = Cache(tmp_path, 0)

    ask(off)
    ask(off)

    assert list(tmp_path.iterdir()) == []
