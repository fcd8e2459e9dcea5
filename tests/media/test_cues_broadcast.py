import pytest

from media.captions import Cue, read
from media.cues.cue import MOST_CUES
from media.errors import BrokenTime, NotCaptions, TooManyCaptions

SCC = """Scenarist_SCC V1.0

00:00:01:00	9420 9420 94ae 94ae 9470 9470 c8e5 ecec ef20 f7ef f2ec 6421 942f 942f

00:00:04:00	942c 942c

00:00:05:00	9420 9420 94ae 94ae 94d0 94d0 4f6e e580 9470 9470 d4f7 ef80 942f 942f

00:00:08:00	942c 942c
"""
HEAD_OF_BLOCK = bytes([0, 1, 0, 0xFF, 0])


def stl(*blocks: bytes, rate: bytes = b"25", table: bytes = b"00", programme: bytes = b"10000000") -> bytes:
    """Write an EBU STL file: a head of 1024 bytes and blocks of 128."""
    head = b"850STL" + rate + b".011" + table + b"08"
    head += b" " * (256 - len(head)) + programme
    return head.ljust(1024, b" ") + b"".join(blocks)


def block(begin: tuple[int, ...], end: tuple[int, ...], words: bytes) -> bytes:
    return HEAD_OF_BLOCK + bytes([*begin, *end, 20, 2, 0]) + words.ljust(112, b"\x8f")


HELLO = block((10, 0, 1, 0), (10, 0, 3, 12), b"\x0b\x0bGuten Tag,\x8a110 ist kostenlos.\x0a")


def test_captions_of_american_television_are_read():
    words = [(cue.start_ms // 1000, cue.end_ms // 1000, cue.text) for cue in read(SCC.encode())]

    assert words == [(1, 4, "Hello world!"), (5, 8, "One\nTwo")]


def test_teletext_is_read_and_counts_from_the_programmes_beginning():
    assert read(stl(HELLO)) == (Cue(1000, 3480, "Guten Tag,\n110 ist kostenlos."),)


@pytest.mark.parametrize(
    ("table", "encoding", "words"),
    [(b"01", "iso8859_5", "Добрый день"), (b"02", "iso8859_6", "مرحبا"), (b"03", "iso8859_7", "Καλημέρα")],
)
def test_teletext_names_its_own_letters(table, encoding, words):
    said = block((10, 0, 1, 0), (10, 0, 3, 0), words.encode(encoding))

    assert read(stl(said, table=table))[0].text == words


def test_a_block_with_an_impossible_time_is_refused_with_its_number():
    with pytest.raises(BrokenTime) as refusal:
        read(stl(HELLO, block((10, 75, 1, 0), (10, 0, 3, 0), b"x")))

    assert refusal.value.places == {"line": 2}


def test_a_block_that_breaks_off_is_refused():
    with pytest.raises(NotCaptions):
        read(stl(HELLO)[:-1])


def test_more_blocks_than_any_film_has_are_refused():
    with pytest.raises(TooManyCaptions):
        read(stl(*[HELLO] * (MOST_CUES + 1)))


@pytest.mark.parametrize("content", [b"850STL25.01" + b"\xff" * 2000, b"850STL99.01".ljust(1152)])
def test_a_head_that_holds_nonsense_is_refused(content):
    with pytest.raises(NotCaptions):
        read(content)
