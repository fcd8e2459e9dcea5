"""What is said can be read as text."""

from catalog.films.transcript import Line, lines


def test_each_cue_is_a_line_with_its_moment():
    webvtt = "WEBVTT\n\n1\n00:00:01.500 --> 00:00:03.000\nOne\ntwo.\n\n01:02:03.000 --> 01:02:04.000\nThree.\n"

    assert lines(webvtt) == [Line(1, "One two."), Line(3723, "Three.")]


def test_notes_and_styles_are_not_spoken():
    assert lines("WEBVTT\n\nNOTE made by hand\n\nSTYLE\n::cue { color: red }\n") == []


def test_without_captions_there_is_nothing_to_read():
    assert lines("") == []


def test_hours_may_be_left_out():
    assert lines("WEBVTT\n\n01:05.000 --> 01:06.000\nSo.\n") == [Line(65, "So.")]
