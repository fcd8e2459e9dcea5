"""A piece with a checksum is here when it is proved, also when the writer was killed in the middle of it."""

import hashlib
import os
from io import BytesIO

import pytest

from catalog.foundation.errors import NotFound
from catalog.foundation.storage import StorageFull
from catalog.production.arriving import pieces
from catalog.production.arriving.pieces import Checksum, Piece

WHOLE = b"0123456789"


@pytest.fixture
def file(tmp_path):
    """Half a file: its first five bytes are here."""
    arriving = tmp_path / "arriving"
    arriving.touch()
    pieces.append(arriving, len(WHOLE), Piece(0, BytesIO(WHOLE[:5])))
    return arriving


class Stream:
    """Brings some bytes, does something, and brings the rest."""

    def __init__(self, first, between, rest=b""):
        self.steps = [lambda: first, between, lambda: rest]

    def read(self, _size):
        return (self.steps.pop(0)() or self.read(_size)) if self.steps else b""


def proof(content=WHOLE[5:], algorithm="sha256"):
    return Checksum(algorithm, hashlib.new(algorithm, content).digest())


def broken():
    raise ConnectionResetError


def full():
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("algorithm", pieces.ALGORITHMS)
def test_a_proved_piece_is_kept_and_leaves_no_mark(file, algorithm):
    assert pieces.append(file, 10, Piece(5, BytesIO(WHOLE[5:]), 5, proof(algorithm=algorithm))) == 10

    assert file.read_bytes() == WHOLE
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    ("stream", "refusal"),
    [
        (BytesIO(b"5x789"), pieces.WrongChecksum),
        (BytesIO(b"567"), pieces.WrongChecksum),
        (BytesIO(b"56789 and more"), pieces.TooMuch),
        (Stream(b"567", broken), ConnectionResetError),
        (Stream(b"567", full), StorageFull),
    ],
)
def test_nothing_is_kept_of_a_piece_that_is_not_proved(file, stream, refusal):
    with pytest.raises(refusal):
        pieces.append(file, 10, Piece(5, stream, None, proof()))

    assert file.read_bytes() == WHOLE[:5]
    assert list(file.parent.iterdir()) == [file]


def test_a_piece_counts_for_nobody_while_it_arrives(file):
    seen = []
    stream = Stream(b"567", lambda: seen.append((pieces.here(file), file.stat().st_size)), b"89")

    pieces.append(file, 10, Piece(5, stream, 5, proof()))

    assert seen == [(5, 8)]
    assert pieces.here(file) == 10


def test_what_a_killed_writer_left_unproved_is_taken_away(file):
    killed_while_writing(file)
    assert pieces.here(file) == 5

    assert pieces.append(file, 10, Piece(5, BytesIO(WHOLE[5:]))) == 10
    assert file.read_bytes() == WHOLE
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("half", [b"", b"1"])
def test_a_mark_that_was_not_finished_says_nothing(file, half):
    file.with_name(f"{file.name}{pieces.UNPROVED}").write_bytes(half)

    assert pieces.here(file) == 5
    assert pieces.append(file, 10, Piece(5, BytesIO(WHOLE[5:]))) == 10


def test_a_file_that_was_discarded_meanwhile_is_not_acknowledged(file):
    with pytest.raises(NotFound):
        pieces.append(file, 10, Piece(5, Stream(b"567", file.unlink, b"89")))


def test_the_disk_knows_before_the_sender_does(file, monkeypatch):
    synced = []
    monkeypatch.setattr(pieces.os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_size))

    pieces.append(file, 10, Piece(5, BytesIO(WHOLE[5:])))

    assert synced == [10]


def killed_while_writing(file):
    """Leave what a writer leaves that dies in the middle of a piece with a checksum."""
    child = os.fork()
    if child == 0:
        pieces.append(file, 10, Piece(5, Stream(b"567", lambda: os._exit(9)), 5, proof()))
    os.waitpid(child, 0)
    assert file.stat().st_size == 8
