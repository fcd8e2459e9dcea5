"""SRT, WebVTT and ASS as people write them, and as nobody should."""

import pytest

from media.captions import Cue, read
from media.errors import BrokenTime

HELLO = (Cue(1000, 2000, "Hello"), Cue(3000, 4000, "again"))


@pytest.mark.parametrize(
    "text",
    [
        "1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:03,000 --> 00:00:04,000\nagain\n",
        "00:00:01,000 --> 00:00:02,000\nHello\n\n00:00:03,000 --> 00:00:04,000\nagain",
        "1\n00:00:01.000 --> 00:00:02.000\nHello\n\n2\n00:00:03.0 --> 00:00:04.00\nagain\n",
        "1\n00:00:01,000 --> 00:00:02,000\nHello\n2\n00:00:03,000 --> 00:00:04,000\nagain\n",
        "1\n00:00:01,000 --> 00:00:02,000\n\nHello\n\n\n\n2\n00:00:03,000 --> 00:00:04,000 X1:40 X2:600\nagain\n",
        "2\n00:00:03,000 --> 00:00:04,000\nagain\n\n1\n00:00:01,000 --> 00:00:02,000\nHello\n",
        "1\n00:01,000 --> 00:02,000\nHello\n\n2\n0:0:3,000-->0:00:04,000\nagain\n",
    ],
    ids=["as it should be", "no numbers", "dots", "no empty lines", "many empty lines", "out of order", "short times"],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_srt_is_forgiven_much(text, line_end):
    assert read(text.replace("\n", line_end).encode("utf-8-sig")) == HELLO


def test_words_after_an_empty_line_still_belong_to_the_caption():
    text = "1\n00:00:01,000 --> 00:00:02,000\nHello\n\n1945 is a year\n"

    assert read(text.encode()) == (Cue(1000, 2000, "Hello\n1945 is a year"),)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Title\n\n1\n00:00:01,000 --> 00:00:02,000\nHello\n", 1),
        ("1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:03,000 00:00:04,000\nagain\n", 6),
        ("1\n00:00:01,000 --> 00:00:62,000\nHello\n", 2),
        ("1\n00:00:01,000 --> \nHello\n", 2),
        ("WEBVTT\n\n00:00:01.000 -> 00:00:02.000\nHello\n\n00:03.000 --> 00:04.000\nagain\n", 4),
        ("WEBVTT\n\nlost words\n", 3),
        ("[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,soon,Hello\n", 3),
        ("[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,Hello\n", 2),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text, line):
    with pytest.raises(BrokenTime) as refusal:
        read(text.encode())

    assert refusal.value.places == {"line": line}


def test_who_speaks_is_told_when_another_one_speaks():
    said = [
        "<v Anna>Guten Tag.</v>",
        "<v Anna>Wie geht's?",
        "<v.loud Ben &amp; Co>Gut.",
        "Musik",
        "<v Ben &amp; Co>Ja.",
    ]
    text = "WEBVTT\n\n" + "".join(f"00:0{at}.000 --> 00:0{at}.900\n{words}\n\n" for at, words in enumerate(said))

    spoken = [cue.text for cue in read(text.encode())]

    assert spoken == ["Anna: Guten Tag.", "Wie geht's?", "Ben & Co: Gut.", "Musik", "Ben & Co: Ja."]


def test_a_speaker_who_is_named_in_the_words_is_not_named_twice():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>ANNA: Hallo\n<v Ben>Tag\n"

    assert read(text.encode())[0].text == "ANNA: Hallo\nBen: Tag"


def test_what_stands_for_the_same_time_is_one_caption_and_said_once():
    line = "Dialogue: 0:00:01.00,0:00:02.00,{}\n"
    text = "[Events]\nFormat: Start, End, Text\n" + "".join(line.format(words) for words in ("Hello", "Hello", "you"))

    assert read(text.encode()) == (Cue(1000, 2000, "Hello\nyou"),)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("call \u202e011\u202c now", "call 011\u202c now"),
        ("\u200fBAMF\u200e و\u2067x\u2069", "\u200fBAMF\u200e و\u2067x\u2069"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\x07b\u0085c", "ab\nc"),
        ("x\U000e0041\ufeff\ufff9y", "xy"),
        ("\u200f\n\u00a0\nx", "x"),
        ("Bonjour\u202f!", "Bonjour\u202f!"),
    ],
    ids=[
        "overrides go",
        "marks stay",
        "joiners stay",
        "controls go",
        "hidden words go",
        "no empty lines",
        "blanks stay",
    ],
)
def test_nothing_unseen_can_mislead_a_reader(given, kept):
    text = f"1\n00:00:01,000 --> 00:00:02,000\n{given}\n"

    assert read(text.encode())[0].text == kept
