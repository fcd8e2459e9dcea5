"""The languages of the films, and which of them a reader means."""

import pytest
from babel import Locale

from catalog.films.languages import LANGUAGES, UnknownLanguage, canonical, language, preferred


def test_the_table_has_forty_one_languages_each_with_a_name_of_its_own():
    assert len(LANGUAGES) == 41
    assert len({language.own_name for language in LANGUAGES.values()}) == 41
    assert all(len(language.iso639) == 3 for language in LANGUAGES.values())


def test_no_tag_means_two_languages():
    tags = [tag.lower() for language in LANGUAGES.values() for tag in (language.tag, *language.also)]

    assert len(tags) == len(set(tags))


@pytest.mark.parametrize(
    ("called", "ours"),
    [
        ("prs", "prs"),
        ("fa-AF", "prs"),
        ("fa_af", "prs"),
        ("prs-AF", "prs"),
        ("fa-IR", "fa"),
        ("ku", "kmr"),
        ("ku-Arab", "ckb"),
        ("zh-CN", "zh-Hans"),
        ("sr", "sr-Latn"),
        ("sgn-DE", "gsg"),
        ("DE-SIMPLE", "de-simple"),
    ],
)
def test_a_language_is_found_by_what_others_call_it(called, ours):
    assert canonical(called) == ours
    assert language(called).tag == ours


@pytest.mark.parametrize("tag", ["tlh", "", "xx-YY", "../de", "de; DROP", "e" * 500])
def test_an_unknown_language_is_refused_in_a_sentence_that_names_it(tag):
    with pytest.raises(UnknownLanguage) as refusal:
        language(tag)

    assert f"“{tag[:40]}”" in str(refusal.value)


def test_directions_and_locales_agree_with_babel():
    known = [language for language in LANGUAGES.values() if language.babel_locale]

    assert len(known) == 39
    assert [one.direction for one in known] == [Locale.parse(one.babel_locale).text_direction for one in known]


def test_a_sign_language_has_no_script_and_its_titles_are_written_in_german():
    signed = language("gsg")

    assert signed.is_signed
    assert (signed.script, signed.babel_locale) == (None, None)
    assert (signed.text_tag, signed.direction) == ("de", "ltr")
    assert not language("ti").is_signed


def test_a_name_follows_the_interface():
    assert language("kmr").name("de") == "Kurdisch (Kurmandschi)"
    assert language("kmr").name("de_AT") == "Kurdisch (Kurmandschi)"
    assert language("kmr").name("en") == "Kurdish (Kurmanji)"


@pytest.mark.parametrize(
    ("accept_language", "found"),
    [
        ("prs", ["prs"]),
        ("fa-AF, fa;q=0.9, en;q=0.5", ["prs", "fa", "en"]),
        ("en;q=0.5, ku;q=0.9", ["kmr", "en"]),
        ("ku-Arab", ["ckb"]),
        ("zh-CN,zh;q=0.9", ["zh-Hans"]),
        ("sr-RS", ["sr-Latn"]),
        ("hr", ["sr-Latn"]),
        ("ar-SY", ["ar"]),
        ("arz", ["ar"]),
        ("de-AT", ["de"]),
        ("en;q=0, ti", ["ti"]),
        ("TI-et", ["ti"]),
    ],
)
def test_a_reader_gets_the_language_that_the_browser_asks_for(accept_language, found):
    offered = ["de", "en", "ar", "fa", "prs", "kmr", "ckb", "ti", "zh-Hans", "sr-Latn"]

    assert preferred(accept_language, offered) == found


def test_a_reader_of_dari_gets_persian_when_there_is_no_dari():
    assert preferred("prs", ["de", "fa"]) == ["fa"]


@pytest.mark.parametrize("accept_language", ["", "*", "be", "nonsense!!", ";;,,;q=", "en;q=much", "x", "en-" * 3000])
def test_a_wish_that_nobody_can_read_or_fulfil_finds_nothing(accept_language):
    assert preferred(accept_language, ["ru", "ti"]) == []


def test_nothing_is_found_where_nothing_is_offered():
    assert preferred("de", []) == []


def test_a_film_with_audio_description_is_a_language_version_of_its_own_with_german_captions():
    described = language("de-x-ad")

    assert described.is_described
    assert not language("de").is_described
    assert described.text_tag == "de"
    assert preferred("de-AT, de;q=0.8", ["de", "de-x-ad"]) == ["de"]
