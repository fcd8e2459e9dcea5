from contextlib import suppress
from struct import pack

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media.boxes import layout, read
from media.encode import encode_part
from media.errors import BrokenOutput
from media.parts import plan
from media.probe import probe
from media.profiles import PICTURE_LADDER


@pytest.fixture(scope="module")
def piece(workshop, clips, tmp_path_factory):
    facts = probe(workshop, clips.film)
    made = encode_part(
        workshop, clips.film, facts, PICTURE_LADDER[-1:], plan(facts)[0], tmp_path_factory.mktemp("piece")
    )
    return made.paths["240p"]


def test_a_piece_tells_when_each_of_its_frames_is_shown(piece):
    track = read(piece)

    (fragment,) = track.fragments
    decoded = range(0, 100 * 512, 512)
    shown = sorted(at + wait for at, wait in zip(decoded, fragment.waits, strict=True))
    assert fragment.lasts == (512,) * 100
    assert shown == [1024 + at for at in decoded], "the edit list takes the first two frames' wait away"
    assert track.ticks_per_s == 12_800


def av1_picture(shape: int, depth: int) -> bytes:
    """What a head says of an AV1 picture (AV1 in ISOBMFF, section 2.3)."""
    return pack(">II4x4s78x", 0, 1, b"av01") + pack(">I4sBBBB", 12, b"av1C", 0x81, shape, depth, 0)


@pytest.mark.parametrize(
    ("shape", "depth", "name"),
    [(0x00, 0x0C, "av01.0.00M.08"), (0x04, 0x0C, "av01.0.04M.08"), (0x2D, 0xCC, "av01.1.13H.10")],
)
def test_an_av1_picture_has_the_name_that_browsers_ask_for(piece, tmp_path, shape, depth, name):
    content = piece.read_bytes()
    begin = content.index(b"stsd") - 4
    old = content[begin : begin + int.from_bytes(content[begin : begin + 4])]
    new = av1_picture(shape, depth)
    # The rest of the old description becomes free space: no other size in the head changes.
    rest = len(old) - len(new) - 8
    other = pack(">I4s", len(new) + 8, b"stsd") + new + pack(">I4s", rest, b"free") + bytes(rest - 8)
    changed = tmp_path / "av1.mp4"
    changed.write_bytes(content.replace(old, other))

    assert layout(changed).codecs == name


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_broken_file_is_refused_or_read_but_never_a_riddle(piece, tmp_path, data):
    content = bytearray(piece.read_bytes())
    index_ends = content.index(b"mdat")
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, index_ends))] = data.draw(st.integers(0, 255))
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(content[: data.draw(st.integers(0, len(content)))])

    with suppress(BrokenOutput):
        layout(broken)
