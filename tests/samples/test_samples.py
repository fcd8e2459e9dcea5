"""Every real file becomes what the table says, or is refused with what the table says."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from media import captions, graph
from media.acceptance import judge_film, sound_of
from media.dub import encode_sound, lay_over
from media.encode import encode_picture
from media.errors import MediaError, Playlist
from media.facts import Encoded
from media.fingerprint import packet_hashes, same_picture
from media.loudness import measure
from media.probe import probe
from media.profiles import PICTURE_LADDER
from media.sandbox import Limits
from tests.samples.expected import CAPTIONS, FILMS, LANGUAGES, PLAYLISTS, Made, Refused

pytestmark = [pytest.mark.samples, pytest.mark.integration]
PHONE = PICTURE_LADDER[-1:]
#: Findings that leave the picture usable: a dub may still be laid over it.
ABOUT_SOUND = {"no_sound", "silence"}
CANARY = ("127.0.0.1", 8099)


@pytest.fixture(scope="module")
def canary() -> Iterator[socket.socket]:
    """The address that hostile files call. Nobody may ring."""
    with socket.create_server(CANARY) as server:
        server.setblocking(False)
        yield server


def rang(canary: socket.socket) -> bool:
    try:
        canary.accept()
    except BlockingIOError:
        return False
    return True


@pytest.mark.parametrize("name", FILMS)
def test_a_film_becomes_what_the_table_says(workshop, samples, tmp_path, row, canary, name):
    source, expected = samples / name, FILMS[name]
    began_s = time.monotonic()
    made: Encoded | None = None
    try:
        facts = probe(workshop, source)
        loudness = measure(workshop, source, duration_s=facts.duration_s) if facts.has_sound else None
        findings = judge_film(facts, loudness)
        codes = {finding.code for finding in findings}
        if not {finding.code for finding in findings if finding.blocking} - ABOUT_SOUND:
            (made,) = encode_picture(workshop, source, facts, PHONE, tmp_path).renditions
    except MediaError as error:
        codes = {error.code}
    shown = f"{made.width_px}x{made.height_px} {made.duration_s:.2f} s" if made else "refused"
    row += [f"{time.monotonic() - began_s:6.2f} s", f"{name:55}", f"{shown:18}", " ".join(sorted(codes))]

    assert codes == set(expected.codes.split())
    if isinstance(expected, Refused):
        assert made is None
    if isinstance(expected, Made):
        assert made is not None
        assert (made.width_px, made.height_px) == (expected.width_px, expected.height_px)
        assert made.duration_s == pytest.approx(expected.duration_s, abs=0.06)
    assert not rang(canary)


@pytest.fixture(scope="module")
def common(workshop, samples, tmp_path_factory):
    """The one picture of ten languages: its source, its hashes and its phone rung."""
    source = samples / "lang/film_de.mp4"
    facts = probe(workshop, source)
    picture = encode_picture(workshop, source, facts, PHONE, tmp_path_factory.mktemp("common"))
    return facts, packet_hashes(workshop, source), picture


@pytest.mark.parametrize("language", LANGUAGES)
def test_ten_languages_share_one_encoding(workshop, samples, tmp_path, row, common, language):
    facts, hashes, picture = common
    source = samples / f"lang/film_{language}.mp4"

    other = probe(workshop, source)
    assert same_picture(hashes, packet_hashes(workshop, source), facts.duration_s, other.duration_s)
    track = sound_of(other, language)
    loudness = measure(workshop, source, track.index)
    sounds = encode_sound(workshop, source, track.index, loudness, picture.duration_s, tmp_path)
    film = lay_over(
        workshop, picture.renditions[0].path, sounds.tracks[1].path, language, language, tmp_path / "film.mp4"
    )

    heard = measure(workshop, sounds.tracks[0].path)
    row += [
        f"film_{language}", f"{loudness.integrated_lufs:.1f} -> {heard.integrated_lufs:.1f} LUFS",
        f"{(sounds.cost + film.cost).cpu_s:.2f} CPU s for a language, {picture.cost.cpu_s:.2f} for the picture",
    ]  # fmt: skip
    assert judge_film(other, loudness, language=language) == []
    assert heard.integrated_lufs == pytest.approx(-16.0, abs=0.5)
    assert heard.true_peak_dbtp < -1.0
    assert probe(workshop, film.path).audio[0].language == LANGUAGES[language]


@pytest.mark.parametrize("name", ["reencoded_de_270p.mp4", "burnedin_ar.mp4", "reedit_tr.mp4"])
def test_another_encoding_is_not_taken_for_the_same(workshop, samples, common, name):
    facts, hashes, _ = common
    source = samples / "lang" / name

    found = packet_hashes(workshop, source)

    assert not same_picture(hashes, found, facts.duration_s, probe(workshop, source).duration_s)


@pytest.mark.parametrize("name", PLAYLISTS)
def test_a_playlist_reads_nothing_and_calls_nobody(workshop, samples, tmp_path, canary, name):
    secret = tmp_path / "private_secret.ts"
    secret.write_bytes((samples / "evil/private_secret.ts").read_bytes())
    hostile = tmp_path / "out" / name
    hostile.parent.mkdir()
    content = (samples / "evil" / name).read_bytes()
    hostile.write_bytes(content.replace(b"/srv/planted/private_secret.ts", str(secret).encode()))
    (hostile.parent / secret.name).write_bytes(secret.read_bytes())

    with pytest.raises(Playlist):
        probe(workshop, hostile)
    # Were the first bytes to deceive us, the list of formats and the sandbox still hold.
    with pytest.raises(MediaError) as refusal:
        workshop.run(
            graph.packets((hostile, "v:0")), reads=[hostile], writes=None, limits=Limits(10, 20), keep_output=True
        )

    assert "murmur3" not in refusal.value.detail
    assert not rang(canary)


@pytest.mark.parametrize("name", CAPTIONS)
def test_captions_are_read_or_refused(samples, row, name):
    began_s = time.monotonic()
    try:
        read = captions.read((samples / name).read_bytes())
        found: int | str = len(read)
        assert captions.read(captions.to_webvtt(read).encode()) == read
    except MediaError as error:
        found = type(error).__name__
    row += [f"{name:25}", str(found)]

    assert found == CAPTIONS[name]
    assert time.monotonic() - began_s < 2


def test_the_table_names_every_sample(samples):
    named = {*FILMS, *CAPTIONS, *(f"evil/{name}" for name in PLAYLISTS)}
    named |= {f"lang/film_{language}.mp4" for language in LANGUAGES}
    there = {
        str(file.relative_to(samples)) for file in Path(samples).rglob("*") if file.is_file() and file.parent != samples
    }

    assert there == named
