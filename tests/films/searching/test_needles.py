"""A question is a few words, all of which a line must have; what it has is marked as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.films.searching.haystacks import haystack
from catalog.films.searching.needles import (
    BEGINNING,
    INSIDE,
    MOST_CHARACTERS,
    MOST_SHOWN,
    SOUND,
    WHOLE,
    TooMuchToLookFor,
    around,
    asked,
    marked,
)


def found_in(text, question, *, by_sound=False):
    return [piece for piece, hit in marked(text, asked(question), by_sound=by_sound) if hit]


@pytest.mark.parametrize(
    ("question", "fit"),
    [
        ("hilft", WHOLE),
        ("hil", BEGINNING),
        ("ilf", INSIDE),
        ("hulfte", SOUND),
        ("di", BEGINNING),
        ("polizei hil", BEGINNING),
    ],
)
def test_the_worst_word_tells_how_well_a_line_fits(question, fit):
    assert asked(question).fits(haystack("Die Polizei hilft Ihnen"))[0] == fit


def test_words_in_the_order_of_the_question_fit_better():
    said = haystack("Die Polizei hilft Ihnen")

    assert asked("polizei hilft").fits(said) < asked("hilft polizei").fits(said)


@pytest.mark.parametrize(
    ("text", "question", "hits"),
    [
        ("Die Polizei hilft.", "POLIZEI", ["Polizei"]),
        ("Für alle, für immer", "fur", ["Für", "für"]),
        ("Für alle", "fuer", ["Für"]),
        ("الشُّرطة في خدمتكم", "شرطه", ["شُّرطة"]),
        ("پلیس کمک می‌کند", "ميكند", ["می‌کند"]),
        ("Straße und Strasse", "strass", ["Straß", "Strass"]),
        ("an Land, nach Anfang", "an", ["an", "An"]),
        ("警察帮助你", "警察", ["警察"]),
        ("a <b>Polizei</b>", "<b>", ["b", "b"]),
        ("nichts davon", "polizei", []),
    ],
)
def test_what_was_looked_for_is_marked_as_it_was_written(text, question, hits):
    assert found_in(text, question) == hits


def test_what_only_sounds_alike_is_marked_when_that_was_looked_for():
    assert found_in("Die Polizei hilft", "politsei") == []
    assert found_in("Die Polizei hilft", "politsei", by_sound=True) == ["Polizei"]


@given(st.text(max_size=40), st.text(max_size=12))
def test_marks_take_nothing_from_a_text(text, question):
    for by_sound in (False, True):
        assert "".join(piece for piece, _ in marked(text, asked(question), by_sound=by_sound)) == text


def test_of_a_long_text_the_part_is_shown_that_was_looked_for():
    text = "Wort " * 100 + "Polizei " + "mehr " * 100

    shown = around(text, asked("polizei"))

    assert "Polizei" in shown
    assert shown.startswith("… Wort")
    assert shown.endswith("mehr …")
    assert len(shown) < MOST_SHOWN + 20


def test_a_page_that_was_pasted_is_not_looked_for():
    with pytest.raises(TooMuchToLookFor):
        asked("x" * (MOST_CHARACTERS + 1))


@pytest.mark.parametrize("nothing", ["", " ", "\x00\x07", "…!?", "\u202e\u200f", "'\"--"])
def test_a_question_without_a_letter_asks_nothing(nothing):
    assert asked(nothing).needles == ()
