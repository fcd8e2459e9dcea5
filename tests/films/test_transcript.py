"""What is said can be read as text."""

from catalog.films.transcript import Line, Sentence, lines, paragraphs, plain


def test_each_cue_is_a_line_with_its_moments():
    webvtt = "WEBVTT\n\n1\n00:00:01.500 --> 00:00:03.000\nOne\ntwo.\n\n01:02:03.000 --> 01:02:04.000\nThree.\n"

    assert lines(webvtt) == [Line(1.5, 3.0, "One two."), Line(3723.0, 3724.0, "Three.")]


def test_notes_and_styles_are_not_spoken():
    assert lines("WEBVTT\n\nNOTE made by hand\n\nSTYLE\n::cue { color: red }\n") == []


def test_without_captions_there_is_nothing_to_read():
    assert lines("") == []
    assert paragraphs([]) == []


def test_hours_and_settings_may_stand_there_or_not():
    assert lines("WEBVTT\n\n01:05.000 --> 01:06.000 line:0\nSo.\n") == [Line(65.0, 66.0, "So.")]


def test_what_webvtt_has_to_escape_is_read_as_it_was_written():
    assert lines("WEBVTT\n\n00:01.000 --> 00:02.000\nYou &amp; I &lt;3\n")[0].text == "You & I <3"


def test_a_sentence_that_runs_over_two_lines_is_one():
    spoken = [Line(1.0, 3.0, "The police help"), Line(3.2, 5.0, "everybody."), Line(5.2, 7.0, "Call 110.")]

    assert paragraphs(spoken) == [(Sentence(1, "The police help everybody."), Sentence(5, "Call 110."))]


def test_a_silence_begins_a_new_paragraph_and_ends_a_sentence_without_a_stop():
    spoken = [Line(0.0, 2.0, "One"), Line(4.0, 5.0, "Two."), Line(5.5, 6.0, "Three.")]

    assert paragraphs(spoken) == [(Sentence(0, "One"),), (Sentence(4, "Two."), Sentence(5, "Three."))]


def test_stops_are_known_in_other_scripts():
    for words in (
        "ፖሊስ ንኹሉ ሰብ እያ።",
        "هل تحتاج إلى المساعدة؟",
        "پولیس مدد کرتی ہے۔",
        "পুলিশ সাহায্য করে।",
        "警察帮助所有人。",
    ):
        spoken = [Line(0.0, 2.0, words), Line(2.1, 4.0, "110.")]

        assert [sentence.text for sentence in paragraphs(spoken)[0]] == [words, "110."]


def test_many_sentences_are_several_paragraphs():
    spoken = [Line(second, second + 1.0, f"{second}.") for second in range(12)]

    assert [len(paragraph) for paragraph in paragraphs(spoken)] == [5, 5, 2]


def test_captions_without_any_stop_do_not_become_one_sentence():
    spoken = [Line(second, second + 1.0, "a word " * 10) for second in range(60)]

    longest = max(len(sentence.text) for paragraph in paragraphs(spoken) for sentence in paragraph)

    assert longest < 600


def test_the_text_can_be_taken_along():
    told = paragraphs([Line(0.0, 1.0, "One."), Line(1.0, 2.0, "Two."), Line(9.0, 10.0, "Three.")])

    assert plain("Numbers", told) == "Numbers\n\nOne. Two.\n\nThree.\n"
