import subprocess
from pathlib import Path
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.boxes import Fragment, Track, layout, read
from media.encode import encode_part, encode_picture
from media.errors import BrokenOutput
from media.graph import pictures
from media.join import gap, join, moved
from media.parts import plan
from media.probe import probe
from media.profiles import PHONE_AV1, PICTURE_LADDER
from tests.clips import TOOL

SMALLEST = PICTURE_LADDER[-1]


def track(*fragments: Fragment, hidden: int = 0) -> Track:
    edits = pack(">IIIiI", 0, 1, 0, hidden, 0x10000)
    return Track(0, 12_800, {b"elst": edits}, fragments)


def fragment(begins: int, *lasts: int, waits: tuple[int, ...] = ()) -> Fragment:
    return Fragment(0, 0, 0, begins, lasts, waits or (0,) * len(lasts))


@given(st.lists(st.integers(1, 60), min_size=1, max_size=20), st.integers(1, 2000))
def test_fragments_that_follow_each_other_leave_no_gap(lengths, step):
    begins = [step * sum(lengths[:number]) for number in range(len(lengths))]
    whole = [fragment(begin, *[step] * length) for begin, length in zip(begins, lengths, strict=True)]

    assert gap(track(*whole)) is None


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (track(fragment(0, 512, 512), fragment(1536, 512)), "begins at 1536, not at 1024"),
        (track(fragment(0, 512, 512), fragment(512, 512)), "begins at 512, not at 1024"),
        (track(fragment(0, 512, 1024, 512)), "512 to 1024"),
        (track(fragment(0, 512, 512, 512, waits=(0, 512, 0))), "0 to 1024"),
        (track(fragment(0, 512, 512), hidden=1024), "shown at 0"),
    ],
)
def test_a_frame_too_many_or_too_few_is_noticed(broken, complaint):
    assert complaint in gap(broken)


def test_frames_may_be_coded_in_another_order_than_they_are_shown():
    reordered = fragment(0, 512, 512, 512, 512, waits=(1024, 2048, 512, 512))

    assert gap(track(reordered, hidden=1024)) is None


def test_a_clock_that_counts_in_milliseconds_may_round():
    assert gap(track(fragment(0, 33, 34, 33, 33, 34))) is None


@given(st.integers(1, (1 << 32) - 1), st.integers(0, 1 << 63), st.binary(max_size=200))
def test_a_moved_fragment_changes_nothing_but_its_number_and_its_time(number, ticks, samples):
    def index(sequence: int, begin: int) -> bytes:
        times = pack(">I4sIQ", 20, b"tfdt", 1 << 24, begin) + pack(">I4s", 8 + len(samples), b"trun") + samples
        return pack(">I4sII", 16, b"mfhd", 0, sequence) + pack(">I4s", 8 + len(times), b"traf") + times

    assert moved(index(7, 8), number, ticks) == index(number, ticks)


@pytest.fixture(scope="module")
def long_film(clips) -> Path:
    """Twelve seconds at fifty frames a second, in three parts of which the last is odd."""
    drawing = ("-f", "lavfi", "-i", "testsrc2=size=192x108:rate=50:duration=12.5")
    return clips.draw("joined.mp4", *drawing, "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p")


@pytest.fixture(scope="module")
def pieces(workshop, long_film, tmp_path_factory):
    """What the parts of a film are encoded to, and where they can be joined."""
    facts = probe(workshop, long_film)
    parts = plan(facts, 4)
    scratch = tmp_path_factory.mktemp("pieces")
    made = []
    for part in parts:
        folder = scratch / str(part.number)
        folder.mkdir()
        made.append(encode_part(workshop, long_film, facts, [PHONE_AV1, SMALLEST], part, folder).paths)
    return facts, parts, made


def rung_of(facts, profile, folder):
    (rung,) = pictures.rungs(facts.video, [profile], folder)
    return rung


def packets(path: Path) -> list[list[str]]:
    """Time, length, size and hash of each packet, as ffmpeg reads them."""
    told = [TOOL, "-v", "warning", "-i", path, "-c", "copy", "-f", "framehash", "-"]
    ran = subprocess.run(told, check=True, capture_output=True, text=True)
    assert ran.stderr == "", "ffmpeg finds nothing to complain of"
    return [[word.strip() for word in line.split(",")] for line in ran.stdout.splitlines() if not line.startswith("#")]


@pytest.mark.integration
@pytest.mark.parametrize("profile", [SMALLEST, PHONE_AV1], ids=lambda profile: profile.name)
def test_all_packets_of_all_pieces_follow_each_other(workshop, pieces, tmp_path, profile):
    facts, parts, made = pieces
    paths = [paths[profile.name] for paths in made]

    whole = join(workshop, paths, parts, rung_of(facts, profile, tmp_path))

    read_back = packets(whole.path)
    assert whole.frames == len(read_back) == 313, "625 frames, every second one shown"
    assert [packet[-1] for packet in read_back] == [packet[-1] for path in paths for packet in packets(path)]
    assert sorted(int(packet[2]) for packet in read_back) == [512 * number for number in range(313)]
    assert [segment.samples for segment in layout(whole.path).segments] == [100, 100, 100, 13]
    assert whole.duration_s == pytest.approx(12.52)
    assert whole.codecs.startswith("av01.0.0" if profile is PHONE_AV1 else "avc1.6400")


@pytest.mark.integration
def test_a_joined_film_is_one_that_was_encoded_at_once(workshop, long_film, pieces, tmp_path):
    facts, parts, made = pieces
    joined = join(workshop, [paths["240p"] for paths in made], parts, rung_of(facts, SMALLEST, tmp_path))
    at_once = tmp_path / "at-once"
    at_once.mkdir()

    (whole,) = encode_picture(workshop, long_film, facts, [SMALLEST], at_once).renditions

    one, other = read(whole.path), read(joined.path)
    assert one.heads == other.heads
    assert [(found.begins, found.lasts) for found in one.fragments] == [
        (found.begins, found.lasts) for found in other.fragments
    ]


@pytest.mark.integration
def test_a_piece_that_is_missing_or_stands_in_the_wrong_place_is_noticed(workshop, pieces, tmp_path):
    facts, parts, made = pieces
    first, second, last = (paths["240p"] for paths in made)

    for wrong in ([first, last, second], [first, second, first]):
        with pytest.raises(BrokenOutput) as refusal:
            join(workshop, wrong, parts, rung_of(facts, SMALLEST, tmp_path))
        assert "frames, not" in refusal.value.detail
    assert not list(tmp_path.iterdir())


@pytest.mark.integration
def test_pieces_that_were_encoded_otherwise_are_not_joined(workshop, pieces, tmp_path):
    facts, parts, made = pieces
    paths = [made[0]["240p"], made[1][PHONE_AV1.name], made[2]["240p"]]

    with pytest.raises(BrokenOutput) as refusal:
        join(workshop, paths, parts, rung_of(facts, SMALLEST, tmp_path))

    assert "not encoded alike" in refusal.value.detail


@pytest.mark.integration
def test_a_single_piece_is_the_whole(workshop, clips, tmp_path):
    facts = probe(workshop, clips.film)
    parts = plan(facts)
    pieces = encode_part(workshop, clips.film, facts, [SMALLEST], parts[0], tmp_path)
    (piece,) = pieces.paths.values()
    content = piece.read_bytes()
    place = tmp_path / "place"
    place.mkdir()

    whole = join(workshop, [piece], parts, rung_of(facts, SMALLEST, place))

    assert whole.path.read_bytes() == content
    assert not piece.exists()
