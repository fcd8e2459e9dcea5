"""However a reader's keyboard writes a word, it is the same word."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.films.searching.folding import fold, places

TEXTS = st.text(max_size=60)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Übersetzung für Öffnung", "ubersetzung fur offnung"),
        ("Straße", "STRASSE"),
        ("Łódź đakovo ørn smœrre bær", "lodz dakovo orn smoerre baer"),
        ("İSTEME ve ılık", "isteme ve ilik"),
        ("Şikâyet, güvenliği", "sikayet  guvenligi"),
        ("wergêrekî bixwazin", "wergereki bixwazin"),
        ("Azərbaycan", "azerbaycan"),
        ("ɗalibai ƙasa", "dalibai kasa"),
        ("Tiếng Việt đường", "tieng viet duong"),
        ("madax-bannaan", "madaxbannaan"),
        ("O‘zbek o'zbek", "ozbek ozbek"),
        ("Поліція є ґречна", "полиция е гречна"),
        ("днём", "днем"),
        ("об'єкт", "объект"),
        ("комп’ютер", "компютер"),
        ("ვეფხვი ᲤᲘᲚᲛᲘ", "ვეფხვი ფილმი"),
        ("Հայերեն և", "հայերեն եվ"),
        ("পুলিশ ১১০", "পুলিশ 110"),
        ("ড়", "ড"),
        ("पुलिस ज़रूरत ११०", "पुलिस जरूरत 110"),
        ("ＰＯＬＩＣＥ １１０", "police 110"),
    ],
)
def test_accents_strokes_and_digits_make_no_difference(written, typed):
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("الشُّرطَةُ", "الشرطه"),
        ("مســاعدة", "مساعدة"),
        ("أين إلى آخر ٱلله", "اين الي اخر الله"),
        ("شيء", "شي"),
        ("سؤال رئيس", "سوال رييس"),
        ("پلیس کمک", "پليس كمك"),
        ("می‌کند", "میکند"),
        ("همهٔ مردم", "همه مردم"),
        ("پولیس کی مدد کرتی ہے", "پوليس كي مدد كرتي هي"),
        ("وەرگێڕ لە ڕێگا", "وهرگير له ريگا"),
        ("زنګ ووهئ", "زنگ ووهي"),
        ("۱۱۰ ١١٠", "110 110"),
        ("ﻻ ﷲ", "لا الله"),
        ("\u202b110\u202c \u200fشرطة", "110 شرطة"),
    ],
)
def test_arabic_letters_of_any_keyboard_are_the_same(written, typed):
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(
    ("written", "typed"),
    [("ይሠራሉ", "ይሰራሉ"), ("ኀይል ሐይል", "ሀይል ሀይል"), ("ዐይን", "አይን"), ("ፀሐይ", "ጸሀይ"), ("ኣብ ሓገዝ", "አብ ሀገዝ")],
)
def test_ethiopic_letters_that_sound_the_same_are_the_same(written, typed):
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(
    ("one", "other"), [("ক", "কি"), ("कि", "कु"), ("پ", "ب"), ("ሰ", "ሱ"), ("警", "察"), ("о", "о́а")]
)
def test_what_makes_another_word_stays(one, other):
    assert fold(one) != fold(other)


def test_whatever_is_no_letter_separates_words():
    assert fold("Ruf' die 110!\tGleich; 24/7\x00").split() == ["ruf", "die", "110", "gleich", "24", "7"]


@given(TEXTS)
def test_to_fold_twice_is_to_fold_once(text):
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_composed_and_decomposed_letters_are_the_same(text):
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(TEXTS, TEXTS)
def test_a_text_is_folded_piece_by_piece(one, other):
    assert fold(one + other) == fold(one) + fold(other)


@given(TEXTS)
def test_capital_letters_make_no_difference(text):
    assert fold(text.casefold()) == fold(text)


@given(TEXTS)
def test_every_folded_letter_knows_where_it_comes_from(text):
    assert "".join(fold(text[place]) for place in dict.fromkeys(places(text))) == fold(text)
    assert len(places(text)) == len(fold(text))
    # One character of Arabic stands for a blessing of eighteen.
    assert len(fold(text)) <= 18 * len(text)
