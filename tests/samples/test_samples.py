"""Every real file becomes what the table says, or is refused with what the table says."""

import time
from pathlib import Path

import pytest

from media import captions
from media.acceptance import judge_film
from media.choice import sound_of
from media.compose import mux
from media.dub import encode_sound
from media.encode import encode_picture
from media.errors import MediaError
from media.examine import corrected, examine
from media.facts import Encoded, Finding
from media.findings import finding_of
from media.fingerprint import packet_hashes, same_picture
from media.listening import listen
from media.loudness import measure
from media.picture_rules import judge_watched
from media.probe import probe
from media.profiles import PICTURE_LADDER
from media.watch import watch
from tests.samples.expected import CAPTIONS, FILMS, LANGUAGES, PLAYLISTS, Made, Refused
from tests.samples.witness import children_cpu_s

pytestmark = [pytest.mark.samples, pytest.mark.integration]
PHONE = PICTURE_LADDER[-1:]
#: Findings that leave the picture usable: a dub may still be laid over it.
ABOUT_SOUND = {"no_sound", "silence"}


def made_of(workshop, source, scratch) -> tuple[list[Finding], Encoded | None]:
    """What inspection says of a file, and its smallest size, when there is one."""
    try:
        facts = probe(workshop, source)
        seen = examine(workshop, source, facts)
        track = sound_of(facts)
        heard = listen(workshop, source, track.index, facts.duration_s) if track else None
        findings = judge_film(corrected(facts, seen), heard, seen=seen)
        if {finding.code for finding in findings if finding.blocking} - ABOUT_SOUND:
            return findings, None
        (made,) = encode_picture(workshop, source, corrected(facts, seen), PHONE, scratch).renditions
    except MediaError as error:
        return [finding_of(error)], None
    return findings + judge_watched(watch(workshop, made.path, made.duration_s)), made


@pytest.mark.parametrize("name", FILMS)
def test_a_film_becomes_what_the_table_says(workshop, samples, tmp_path, row, name):
    expected, before_s = FILMS[name], children_cpu_s()
    findings, made = made_of(workshop, samples / name, tmp_path)
    codes = {finding.code for finding in findings}
    shown = f"{made.width_px}x{made.height_px} {made.duration_s:.2f} s" if made else "refused"
    row += [f"{name:55}", f"{children_cpu_s() - before_s:6.2f} CPU s", f"{shown:18}", " ".join(sorted(codes))]

    assert codes == set(expected.codes.split())
    if isinstance(expected, Refused):
        assert made is None
    if isinstance(expected, Made):
        assert made is not None
        assert (made.width_px, made.height_px) == (expected.width_px, expected.height_px)
        assert made.duration_s == pytest.approx(expected.duration_s, abs=0.06)


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
    before = listen(workshop, source, track.index, other.duration_s)
    sounds = encode_sound(
        workshop, source, track.index, before.loudness, picture.duration_s, tmp_path, mono=before.mono
    )
    film = tmp_path / "film.mp4"
    muxing = mux(workshop, picture.renditions[0].path, sounds.tracks[1].path, language, language, film)

    heard = measure(workshop, sounds.tracks[0].path)
    row += [
        f"film_{language}", f"{before.loudness.integrated_lufs:.1f} -> {heard.integrated_lufs:.1f} LUFS",
        f"{(sounds.cost + muxing).cpu_s:.2f} CPU s for a language, {picture.cost.cpu_s:.2f} for the picture",
    ]  # fmt: skip
    assert judge_film(other, before, language=language) == []
    assert heard.integrated_lufs == pytest.approx(-16.0, abs=0.5)
    assert heard.true_peak_dbtp < -1.0
    assert probe(workshop, film).audio[0].language == LANGUAGES[language]


@pytest.mark.parametrize("name", ["reencoded_de_270p.mp4", "burnedin_ar.mp4", "reedit_tr.mp4"])
def test_another_encoding_is_not_taken_for_the_same(workshop, samples, common, name):
    facts, hashes, _ = common
    source = samples / "lang" / name

    found = packet_hashes(workshop, source)

    assert not same_picture(hashes, found, facts.duration_s, probe(workshop, source).duration_s)


@pytest.mark.parametrize("name", CAPTIONS)
def test_captions_are_read_or_refused(samples, row, name):
    began_s = time.process_time()
    try:
        read = captions.read((samples / name).read_bytes())
        found: int | str = len(read)
        assert captions.read(captions.to_webvtt(read).encode()) == read
    except MediaError as error:
        found = type(error).__name__
    row += [f"{name:25}", str(found)]

    assert found == CAPTIONS[name]
    assert time.process_time() - began_s < 2


def test_the_table_names_every_sample(samples):
    named = {*FILMS, *CAPTIONS, *(f"evil/{name}" for name in PLAYLISTS)}
    named |= {f"lang/film_{language}.mp4" for language in LANGUAGES}
    there = {
        str(file.relative_to(samples)) for file in Path(samples).rglob("*") if file.is_file() and file.parent != samples
    }

    assert there == named
