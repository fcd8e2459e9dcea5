"""What the workshop makes can be streamed: picture and sound begin together, playlists say what is in the files."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import floor
from pathlib import Path
from struct import pack

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.films.languages import language
from catalog.films.streams import captions_name, captions_playlist, master_playlist
from media.boxes import layout, read
from media.dub import encode_sound
from media.encode import encode_picture
from media.facts import Encoded, Sound
from media.listening import listen
from media.probe import probe
from media.profiles import AAC, AAC_SMALL, PHONE_AV1, PICTURE_LADDER, SEGMENT_S
from media.stream import segments
from tests.clips import AAC as AAC_CODED
from tests.clips import H264, TOOL, tone

pytestmark = pytest.mark.integration

#: Picture and sound may begin this far apart; people notice from 45 ms on.
IN_STEP_S = 0.005
SECONDS = 9.4
#: The whole ladder at a quarter of its size.
LADDER = [replace(profile, height_px=profile.height_px // 4) for profile in (*PICTURE_LADDER, PHONE_AV1)]
WEBVTT = "WEBVTT\n\n00:00.000 --> 00:08.000\nናብ 110 ደውሉ\n"


@dataclass(frozen=True)
class Film:
    """Everything of one language."""

    pictures: Sequence[Encoded]
    sounds: Sequence[Sound]

    @property
    def paths(self) -> list[Path]:
        return [made.path for made in (*self.pictures, *self.sounds)]


@pytest.fixture(scope="module")
def film(workshop, clips, tmp_path_factory) -> Film:
    """A film of three segments in every size, with its sound in both qualities."""
    folder = tmp_path_factory.mktemp("hls")
    drawn = ("-f", "lavfi", "-i", f"testsrc2=size=480x270:rate=25:duration={SECONDS}")
    source = clips.draw("hls.mp4", *drawn, *tone(440, seconds=SECONDS), *H264, *AAC_CODED)
    picture = encode_picture(workshop, source, probe(workshop, source), LADDER, folder)
    heard = listen(workshop, source, 0, SECONDS)
    sounds = encode_sound(
        workshop, source, 0, heard.loudness, picture.duration_s, folder, mono=heard.mono, profiles=(AAC, AAC_SMALL)
    )
    return Film(picture.renditions, sounds.tracks)


def test_picture_and_sound_begin_together_in_every_size_and_quality(film):
    assert len(film.paths) == len(LADDER) + 2
    for path in film.paths:
        assert abs(begins_s(path)) <= IN_STEP_S, path.name


def test_the_frames_that_wait_for_others_are_the_reason_for_an_edit_list(film):
    """Cut off by a muxer, the waiting of these frames would be the 80 ms by which the sound comes too early."""
    reordered = [path for path in film.paths if any(wait for found in read(path).fragments for wait in found.waits)]

    assert reordered
    assert all(b"elst" in read(path).heads for path in reordered)


def test_the_segments_of_a_playlist_are_the_whole_file(film):
    for path in film.paths:
        pieces = list(ranges(segments(path).playlist))

        assert pieces[0][0] == 0
        assert all(begin + size == following for (begin, size), (following, _) in pairwise(pieces))
        assert sum(pieces[-1]) == path.stat().st_size


def test_the_segments_of_a_playlist_last_as_long_as_the_film(film):
    for path in film.paths:
        lengths_s = extinf(segments(path).playlist)

        assert sum(lengths_s) - layout(path).hidden_s == pytest.approx(SECONDS, abs=0.05)
        assert target_s(segments(path).playlist) == SEGMENT_S
        assert all(floor(length_s + 0.5) <= SEGMENT_S for length_s in lengths_s)


def test_every_size_is_cut_at_the_same_moment(film):
    cuts = {tuple(extinf(segments(made.path).playlist)) for made in film.pictures}

    assert len(cuts) == 1


def test_the_master_playlist_says_what_is_in_the_files(film):
    text = master(film)
    by_profile = {made.profile: made for made in (*film.pictures, *film.sounds)}

    variants = list(described(text))
    assert [address for _, address in variants] == [f"{made.profile}.m3u8" for made in film.pictures]
    for facts, address in variants:
        picture, sound = by_profile[address.removesuffix(".m3u8")], by_profile[facts["AUDIO"]]
        assert facts["RESOLUTION"] == size_px(picture.path)
        assert facts["CODECS"] == f"{picture.codecs},{sound.codecs}"
        assert picture.codecs.startswith(tuple(coded_as(picture.path)))
        peaks = [peak_bps(segments(made.path).playlist) for made in (picture, sound)]
        assert sum(peaks) <= int(facts["BANDWIDTH"]) <= 1.1 * sum(peaks)
        assert int(facts["AVERAGE-BANDWIDTH"]) <= int(facts["BANDWIDTH"])
    assert {line for line in text.splitlines() if "TYPE=AUDIO" in line and 'LANGUAGE="ti"' not in line} == set()


def test_ffmpeg_reads_the_whole_stream(film, tmp_path):
    lay_out(film, tmp_path)

    allowed = ("-allowed_extensions", "ALL", "-protocol_whitelist", "file")
    command = [TOOL, "-v", "warning", *allowed, "-i", tmp_path / "stream.m3u8", "-map", "0:v", "-map", "0:a"]
    ran = subprocess.run([*command, "-f", "null", "-"], check=True, capture_output=True, text=True)

    assert ran.stderr == ""


@settings(deadline=None)
@given(
    st.integers(500, 6000),
    st.lists(st.integers(1, 200_000), min_size=1, max_size=12),
    st.tuples(st.integers(1, 200_000), st.integers(1, 6000)),
)
def test_any_segments_become_a_playlist_that_promises_enough(tmp_path_factory, length_ms, sizes, rest):
    fragments = [*((size, length_ms) for size in sizes), (rest[0], min(rest[1], length_ms))]
    path = tmp_path_factory.mktemp("drawn") / "sound.mp4"
    path.write_bytes(fragmented(fragments))

    made = segments(path)

    assert extinf(made.playlist) == pytest.approx([length_ms / 1000 for _, length_ms in fragments], abs=1e-6)
    assert all(floor(length_s + 0.5) <= made.target_duration_s for length_s in extinf(made.playlist))
    assert target_s(made.playlist) == made.target_duration_s
    assert made.bandwidth_bps >= peak_bps(made.playlist)
    assert made.average_bps <= made.bandwidth_bps
    pieces = list(ranges(made.playlist))
    assert [begin for begin, _ in pieces] == list(accumulate((size for _, size in pieces[:-1]), initial=0))


def begins_s(path: Path) -> float:
    """Return when the first frame is shown or heard."""
    with av.open(path) as opened:
        return min(frame.time for _, frame in zip(range(16), opened.decode(), strict=False))


def coded_as(path: Path) -> Iterator[str]:
    """Yield what RFC 6381 calls the codec of a picture."""
    with av.open(path) as opened:
        yield {"h264": "avc1.", "av1": "av01.", "libdav1d": "av01."}[opened.streams.video[0].codec_context.name]


def size_px(path: Path) -> str:
    with av.open(path) as opened:
        return f"{opened.streams.video[0].width}x{opened.streams.video[0].height}"


def extinf(playlist: str) -> list[float]:
    return [float(length) for length in re.findall(r"^#EXTINF:([\d.]+),$", playlist, re.MULTILINE)]


def target_s(playlist: str) -> int:
    return int(re.findall(r"^#EXT-X-TARGETDURATION:(\d+)$", playlist, re.MULTILINE)[0])


def ranges(playlist: str) -> Iterator[tuple[int, int]]:
    """Yield offset and size of the head and of each segment."""
    for size, offset in re.findall(r'BYTERANGE[:=]"?(\d+)@(\d+)', playlist):
        yield int(offset), int(size)


def peak_bps(playlist: str) -> float:
    """Return the peak as RFC 8216 (4.1) defines it: over every run of segments of 0.5 to 1.5 times the target."""
    lengths_s, sizes, target = extinf(playlist), [size for _, size in ranges(playlist)][1:], target_s(playlist)
    runs = [(begin, end) for begin in range(len(sizes)) for end in range(begin + 1, len(sizes) + 1)]
    rates = [
        8 * sum(sizes[begin:end]) / sum(lengths_s[begin:end])
        for begin, end in runs
        if 0.5 * target <= sum(lengths_s[begin:end]) <= 1.5 * target
    ]
    return max(rates, default=0.0)


def described(text: str) -> Iterator[tuple[dict[str, str], str]]:
    """Yield the facts and the address of each variant."""
    for line, address in pairwise(text.splitlines()):
        if line.startswith("#EXT-X-STREAM-INF:"):
            yield {name: value.strip('"') for name, value in re.findall(r'([A-Z-]+)=("[^"]*"|[^,]*)', line)}, address


def master(film: Film) -> str:
    sounds = [Playable(made.profile, made.codecs, made.bandwidth_bps, made.average_bps) for made in film.sounds]
    return master_playlist(
        film.pictures,
        sounds,
        language=language("ti"),
        fps=25.0,
        address=lambda profile: f"{profile}.m3u8",
        captions=[language("ti")],
    )


@dataclass
class Playable:
    """A sound as a playlist sees it: without a size."""

    profile: str
    codecs: str
    bandwidth_bps: int
    average_bps: int
    width_px: int = 0
    height_px: int = 0


def lay_out(film: Film, folder: Path) -> None:
    """Write the stream as a browser would find it."""
    (folder / "stream.m3u8").write_text(master(film), encoding="utf-8")
    for made in (*film.pictures, *film.sounds):
        text = segments(made.path).playlist.replace("{uri}", made.path.as_posix())
        (folder / f"{made.profile}.m3u8").write_text(text, encoding="utf-8")
    name = captions_name("ti", language("ti"))
    (folder / f"{name}.m3u8").write_text(captions_playlist(f"{name}.vtt", SECONDS), encoding="utf-8")
    (folder / f"{name}.vtt").write_text(WEBVTT, encoding="utf-8")


def fragmented(fragments: Sequence[tuple[int, int]]) -> bytes:
    """Return an fMP4 of one sound, each fragment a sample of so many bytes and milliseconds."""
    description = bytes(8) + pack(">I4s", 8, b"mp4a")
    media = box(b"mdia", box(b"mdhd", pack(">IIIII", 0, 0, 0, 1000, 0)), box(b"stsd", description))
    head = box(b"moov", box(b"trak", media), box(b"mvex", box(b"trex", pack(">IIIIII", 0, 1, 1, 0, 0, 0))))
    pieces, begin_ms = [head], 0
    for number, (size, length_ms) in enumerate(fragments, start=1):
        run = box(b"trun", pack(">III", 0x300, 1, length_ms), pack(">I", size))
        times = box(b"traf", box(b"tfhd", pack(">II", 0, 1)), box(b"tfdt", pack(">IQ", 1 << 24, begin_ms)), run)
        pieces += [box(b"moof", box(b"mfhd", pack(">II", 0, number)), times), box(b"mdat", bytes(size))]
        begin_ms += length_ms
    return b"".join(pieces)


def box(kind: bytes, *content: bytes) -> bytes:
    return pack(">I4s", 8 + sum(map(len, content)), kind) + b"".join(content)
