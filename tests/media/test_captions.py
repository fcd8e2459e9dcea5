import html
import time

import pytest
import webvtt
from hypothesis import example, given
from hypothesis import strategies as st

from media.captions import MOST_BYTES, WORD_JOINER, Cue, judge, read, to_srt, to_webvtt
from media.cues.cue import tidy
from media.errors import BrokenTime, NotCaptions, TooManyCaptions, UnknownCaptions
from media.facts import Span

SRT = """1
00:00:01,000 --> 00:00:03,500
Guten <i>Tag</i>,
{\\an8}110 ist kostenlos.

2
00:00:04,000 --> 00:00:06,500
Fragen Sie nach einem Dolmetscher.
"""

ASS = """[Script Info]
Title: with styles

[Events]
Format: Layer, Start, End, Style, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,not shown
Dialogue: 0,0:00:01.00,0:00:03.50,Default,{\\fad(200,200)}Guten Tag,\\N110 ist kostenlos.
Dialogue: 0,0:00:02.00,0:00:02.50,Default,{\\p1}m 0 0 l 100 0 100 100
"""

VTT = """WEBVTT - with remarks
Kind: captions

STYLE
::cue { color: red }

NOTE nobody reads this

hello
00:01.000 --> 00:03.500 align:start position:10%
<v Anna>Guten &amp; <c.loud>Tag</c>,
110 ist kostenlos.
"""


def times(cue: Cue) -> tuple[int, int]:
    return cue.start_ms, cue.end_ms


texts = st.text(st.characters(codec="utf-8"), min_size=1).map(tidy).filter(bool)
cues = st.lists(
    st.builds(Cue, st.integers(0, 359_999_999), st.integers(0, 359_999_999), texts), max_size=8, unique_by=times
).map(lambda found: tuple(sorted(found, key=times)))


def test_three_formats_say_the_same():
    srt, ass = read(SRT.encode()), read(ASS.encode())

    assert srt[0] == ass[0] == Cue(1000, 3500, "Guten Tag,\n110 ist kostenlos.")
    assert read(VTT.encode()) == (Cue(1000, 3500, "Anna: Guten & Tag,\n110 ist kostenlos."),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_any_usual_encoding_is_read(encoding):
    content = "1\r\n00:00:01,000 --> 00:00:02,000\r\nÜbergrößenträger\r\n".encode(encoding)

    assert read(content) == (Cue(1000, 2000, "Übergrößenträger"),)


@given(cues)
def test_what_is_written_as_webvtt_reads_the_same(given_cues):
    assert read(to_webvtt(given_cues).encode()) == given_cues


@example((Cue(0, 0, "{\\an8}"),))
@given(cues)
def test_what_is_written_is_webvtt_to_a_strict_reader(given_cues):
    strict = webvtt.from_string(to_webvtt(given_cues))

    # What a player might take for an instruction is parted by a letter that nobody sees.
    seen = [(cue.start_in_seconds, html.unescape(cue.raw_text).replace(WORD_JOINER, "")) for cue in strict.captions]

    assert seen == [(cue.start_ms // 1000, cue.text) for cue in given_cues]


@example((Cue(0, 0, "[EVENTS]"),))
@given(cues.filter(bool))
def test_what_is_written_as_srt_reads_the_same(given_cues):
    assert read(to_srt(given_cues).encode()) == given_cues


def test_a_line_that_names_no_times_is_refused_with_its_number():
    with pytest.raises(BrokenTime) as refusal:
        read(SRT.replace("00:00:04,000 --> 00:00:06,500", "xx:yy --> zz").encode())

    assert refusal.value.places == {"line": 7}


@pytest.mark.parametrize("content", [b"Dear Sir or Madam,", b"\x00\x01\x02" * 300, b""])
def test_what_is_no_captions_is_refused(content):
    with pytest.raises(UnknownCaptions):
        read(content)


def test_a_file_of_captions_that_is_too_large_names_how_many_captions_we_take():
    with pytest.raises(TooManyCaptions) as refusal:
        read(b" " * (MOST_BYTES + 1))

    assert "at most 10000 of them" in str(refusal.value)


def test_a_flood_of_captions_is_refused_at_once():
    flood = "".join(f"{number}\n00:00:01,000 --> 00:00:02,000\nx\n\n" for number in range(100_000)).encode()
    began_s = time.process_time()

    with pytest.raises(TooManyCaptions):
        read(flood)

    assert time.process_time() - began_s < 2


def test_mark_up_of_strangers_does_not_reach_the_page():
    hostile = "WEBVTT\n\n00:00.000 --> 00:05.000\n<script>alert(1)</script> &lt;b&gt; -- > x\n"

    written = to_webvtt(read(hostile.encode()))

    assert "<script>" not in written
    assert "alert(1) &lt;b&gt; -- &gt; x" in written


@pytest.mark.parametrize(
    ("given_cues", "code", "blocking"),
    [
        ([], "no_captions", True),
        ([Cue(5000, 2000, "a word")], "ends_before_it_begins", True),
        ([Cue(0, 3000, "one"), Cue(2999, 5000, "two")], "overlap", True),
        ([Cue(99_000, 101_000, "late")], "beyond_the_film", False),
        ([Cue(0, 1000, "far too much to be read by anybody")], "too_fast", False),
        ([Cue(0, 2000, "n" * 32)], "rather_fast", False),
        ([Cue(0, 2000, "Gr\ufffd\ufffde")], "lost_letters", False),
        ([Cue(0, 400, "hm")], "too_brief", False),
        ([Cue(0, 9000, "hm")], "too_lasting", False),
        ([Cue(0, 6000, "a\nb\nc")], "too_many_lines", False),
        ([Cue(0, 6000, "n" * 38)], "too_long_lines", False),
        ([Cue(0, 6000, "здравствуйте")], "other_script", False),
    ],
)
def test_each_rule_has_its_own_finding(given_cues, code, blocking):
    findings = judge(given_cues, 90.0, "de", "Latn")

    assert [(finding.code, finding.blocking) for finding in findings] == [(code, blocking)]
    assert "%(" not in str(findings[0])


def test_good_captions_pass():
    assert judge(read(SRT.encode()), 90.0, "de", "Latn") == []


def test_vowel_signs_count_with_their_letter():
    shown = "كِتَابٌ " * 8

    assert judge([Cue(0, 6000, shown.strip())], 90.0, "ar", "Arab") == []


def test_a_finding_says_how_often_and_where_first():
    overlapping = [Cue(0, 3000, "one"), Cue(2000, 62_000, "two"), Cue(61_500, 63_000, "three")]

    (finding, *_) = judge(overlapping, 90.0, "de", "Latn")

    assert finding.places == {"count": 2, "time": "00:00:02"}
    assert finding.at_s == 2.0
    assert finding.spans == (Span(2.0, 62.0), Span(61.5, 63.0))


@pytest.mark.parametrize(
    ("language", "script", "line"),
    [("ar", "Arab", "كِ" * 42), ("bn", "Beng", "ক্ষি" * 42), ("zh-Hans", "Hans", "汉" * 21), ("en", "Latn", "n" * 42)],
)
def test_a_line_is_as_long_as_a_reader_sees_it(language, script, line):
    assert judge([Cue(0, 7000, line)], 90.0, language, script) == []
    assert [finding.code for finding in judge([Cue(0, 7000, line + line[0])], 90.0, language, script)] == [
        "too_long_lines"
    ]


def test_every_refusal_is_one_family():
    assert issubclass(BrokenTime, NotCaptions)
