"""One template, two forms; and whatever somebody typed is read as it was typed, in both."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.foundation import stationery
from catalog.foundation.stationery import LINE_CHARACTERS, LetterText, written

TYPED = (
    "*nicht fett* _schräg_ `code` [Klick](https://boese.example)",
    "<script>alert(1)</script> & <https://boese.example>",
    "# keine Überschrift",
    "1. kein\n2. Absatz",
    "    kein Code\n\n\n- keine Liste\n===",
    "{{ 7 * 7 }} {% raw %} \\ ~~~",
)


@pytest.fixture
def template(tmp_path, monkeypatch):
    """Write with a template of the test's own."""

    def write(source, **places):
        (tmp_path / "own.de.md").write_text(source, encoding="utf-8")
        return written("own", "de", places)

    (tmp_path / "frame.html").write_text("<html lang='{{ language }}'>{{ subject }}|{{ content }}</html>")
    monkeypatch.setattr(stationery, "_folder", lambda: tmp_path)
    stationery._templates.cache_clear()
    stationery._frame.cache_clear()
    yield write
    stationery._templates.cache_clear()
    stationery._frame.cache_clear()


def lines_of(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_the_heading_is_the_subject_and_the_rest_the_letter(template):
    letter = template("# Neu: {{ title }}\n\nGuten Tag\n\n- **eins**\n- zwei\n", title="Die Polizei")

    assert letter.subject == "Neu: Die Polizei"
    assert letter.text == "Guten Tag\n\n- eins\n- zwei\n"
    assert "<li><strong>eins</strong></li>" in letter.html


def test_steps_keep_their_numbers_in_both_forms(template):
    letter = template("# A\n\n1. Löschen\n2. Bestätigen: {{ words }}\n", words="langsam " * 12)

    assert letter.text.startswith("1. Löschen\n2. Bestätigen: langsam")
    assert "\n   langsam" in letter.text
    assert "<ol>" in letter.html


def test_a_link_is_a_button_in_one_form_and_an_address_in_the_other(template):
    letter = template("# A\n\n[Zu Ihren Filmen]({{ way }})\n", way="https://film.example/link/a_b-c.d*e/")

    assert letter.text == "Zu Ihren Filmen:\nhttps://film.example/link/a_b-c.d*e/\n"
    assert '<a href="https://film.example/link/a_b-c.d*e/" class="way">Zu Ihren Filmen</a>' in letter.html


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("place", ["{{ typed }}", "- {{ typed }}", "> {{ typed }}", "**x** {{ typed }}"])
def test_what_was_typed_is_text_and_never_markup(template, typed, place):
    letter = template(f"# A\n\n{place}\n", typed=typed)

    assert not re.search(r"<(script|em|code|pre|h1|h2|ol|a)\b", letter.html.partition("|")[2].replace("<h1>A</h1>", ""))
    shown = unescape(re.sub(r"<[^>]*>", " ", letter.html.partition("<h1>A</h1>")[2]))
    for line in lines_of(typed):
        assert line in letter.text
        assert line in shown


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40))
def test_any_word_is_read_as_it_is(typed):
    escaped = stationery._as_text(typed)
    rendered = stationery.MARKDOWN.render(f"x{escaped}x").removeprefix("<p>").removesuffix("</p>\n")

    assert unescape(rendered) == f"x{typed}x"


def test_no_line_of_the_plain_form_is_long(template):
    letter = template("# A\n\n{{ words }}\n", words="Informationsfilm " * 60)

    assert max(len(line) for line in letter.text.splitlines()) <= LINE_CHARACTERS


def test_a_subject_is_one_short_line(template):
    letter = template("# {{ title }}\n\nx\n", title="Ein langer\nTitel " * 50)

    assert len(letter.subject) <= stationery.LONGEST_SUBJECT
    assert "\n" not in letter.subject


def test_a_letter_is_filled_for_each_recipient_and_stays_html():
    letter = LetterText("A", "Hallo NAME", "<p>Hallo NAME</p>")

    assert letter.filled({"NAME": "<b>Ä & Co</b>"}).html == "<p>Hallo &lt;b&gt;Ä &amp; Co&lt;/b&gt;</p>"
    assert letter.filled({"NAME": "<b>Ä & Co</b>"}).text == "Hallo <b>Ä & Co</b>"
