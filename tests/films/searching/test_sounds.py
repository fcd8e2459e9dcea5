"""Whoever has no keyboard for their letters writes a word as it sounds."""

import pytest

from catalog.films.searching.folding import fold
from catalog.films.searching.sounds import sound


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("الشرطة", ["shurta", "shurtah", "schurta"]),
        ("полиция", ["politsiya", "polizia", "politsei"]),
        ("поліція", ["politsiia", "policiya"]),
        ("پلیس", ["polis", "polees"]),
        ("پولیس", ["police", "polis"]),
        ("ፖሊስ", ["polis"]),
        ("পুলিশ", ["pulish"]),
        ("पुलिस", ["pulis"]),
        ("პოლიცია", ["politsia"]),
        ("ոստիկան", ["ostikan"]),
        ("مترجم", ["mutarjim", "motarjem"]),
        ("وکیل", ["vakil", "wakeel"]),
        ("حقوق", ["huquq", "hoqooq"]),
        ("адвокат", ["advokat", "advocat"]),
        ("допомога", ["dopomoha", "dopomoga"]),
        ("ጠበቃ", ["tebeka", "tebeqa"]),
        ("Übersetzer", ["uebersetzer", "ubersetser"]),
    ],
)
def test_a_word_is_heard_in_latin_letters(written, heard):
    assert {sound(fold(word)) for word in heard} == {sound(fold(written))}


@pytest.mark.parametrize("word", ["", "a", "110", "ja", "警察", "ኣ", "\x00"])
def test_what_has_hardly_a_consonant_sounds_like_nothing(word):
    assert sound(fold(word)) is None


def test_words_of_other_consonants_sound_different():
    assert len({sound(word) for word in ("polizei", "anwalt", "papiere", "schule", "telefon")}) == 5
