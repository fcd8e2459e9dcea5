"""The name of a file is read for what it seems to say, and nothing in it can do any harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.films.languages import LANGUAGES
from catalog.production.arriving.naming import Reading, read
from catalog.production.models import Purpose

TEXT = (Purpose.CAPTIONS, Purpose.SUBTITLES)
#: What people and machines put into names: quotes, line ends, marks that turn the writing, ways out of a folder.
NASTY = st.sampled_from(
    ['"', "'", "<b>", "\n", "\r", "\0", "\u202e", "\u200f", "../", "..\\", "/etc/", "%00", ";", "ti", "_v3"]
)
NAMES = st.lists(NASTY | st.text(max_size=20), max_size=40).map("".join)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("polizei_ti_v3.m4a", Reading((Purpose.DUB,), ("ti",), 3)),
        ("ti.vtt", Reading(TEXT, ("ti",))),
        ("Film_Tigrinya_FINAL(2).srt", Reading(TEXT, ("ti",))),
        ("POLIZEI-DE-AT 2024.mov", Reading((Purpose.FILM,), ("de",))),
        ("untertitel_ar.srt", Reading(TEXT, ("ar",))),
        ("ትግርኛ v2.srt", Reading(TEXT, ("ti",), 2)),
        ("FilmTigrinyaFINAL.mp4", Reading((Purpose.FILM,), ("ti",))),
        ("polizei-ar-720p-r1.mp4", Reading((Purpose.FILM,), ("ar",), 1)),
        ("Paschtu Fassung 4.wav", Reading((Purpose.DUB,), ("ps",), 4)),
        ("POLIZEI.MOV", Reading((Purpose.FILM,))),
        ("polizei", Reading()),
        ("", Reading()),
    ],
)
def test_a_name_says_what_a_file_is_for_its_language_and_its_revision(name, said):
    assert read(name) == said


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("polizei_fa-AF.wav", "prs"),
        ("polizei_fa_AF.wav", "prs"),
        ("polizei_ger.vtt", "de"),
        ("tir.vtt", "ti"),
        ("Kurdî (kurmancî).srt", "kmr"),
        ("sorani.wav", "ckb"),
        ("zh-CN.srt", "zh-Hans"),
        ("Polizei Leichte Sprache.mp4", "de-simple"),
        ("Gebärdensprache.mp4", "gsg"),
        ("polizei-de-x-ad.m4a", "de-x-ad"),
        ("Tiếng Việt.srt", "vi"),
    ],
)
def test_a_language_is_known_by_its_tag_its_codes_and_its_names(name, tag):
    assert read(name).language == tag


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_of_the_table_is_known_by_its_own_name_and_its_tag(tag):
    language = LANGUAGES[tag]

    for said in (tag, language.own_name, language.name_de, language.name_en):
        assert tag in read(f"polizei_{said}.srt").languages, said


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("Polizei Kurdisch.wav", ("kmr", "ckb")),
        ("polizei_de_ti.srt", ("de", "ti")),
    ],
)
def test_a_name_that_may_mean_several_languages_proposes_all_and_decides_none(name, tags):
    assert read(name).languages == tags
    assert read(name).language == ""


@pytest.mark.parametrize("name", ["polizei_am_abend.mp4", "wenn_es_brennt.mp4", "film.mp4"])
def test_a_word_that_is_a_code_too_is_no_language_in_the_middle_of_a_name(name):
    assert read(name).languages == ()


def test_a_film_file_that_is_called_a_sound_may_be_both():
    assert read("polizei_ti_dub.mp4").purposes == (Purpose.FILM, Purpose.DUB)


def test_two_revisions_are_none():
    assert read("polizei_v2_v3.wav").revision is None


@pytest.mark.parametrize(
    ("name", "spoken", "purposes"),
    [
        ("ti.srt", "ti", (Purpose.CAPTIONS,)),
        ("de.srt", "ti", (Purpose.SUBTITLES,)),
        ("de.srt", "gsg", (Purpose.CAPTIONS,)),
        ("texte.srt", "ti", TEXT),
        ("ti.srt", "", TEXT),
        ("ti.wav", "de", (Purpose.DUB,)),
    ],
)
def test_a_text_is_captions_in_the_language_that_is_spoken_and_subtitles_in_another(name, spoken, purposes):
    assert read(name).purposes_beside(spoken) == purposes


@given(NAMES)
def test_no_name_breaks_the_reading_and_nothing_is_proposed_that_is_not_in_our_table(name):
    said = read(name)

    assert set(said.languages) <= set(LANGUAGES)
    assert set(said.purposes) <= set(Purpose)
    assert said.revision is None or 0 < said.revision < 1000


@given(NAMES, st.sampled_from(["../", "..\\", "/etc/", "C:\\"]))
def test_folders_before_a_name_say_nothing(name, folder):
    tail = f"{name.replace('/', ' ').replace(chr(92), ' ')[:100]}.srt"

    assert read(folder + tail) == read(tail)


def test_a_name_of_any_length_is_read_at_once():
    assert read("ti" * 100_000 + ".srt").purposes == TEXT
