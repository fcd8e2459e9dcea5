import pytest

from media.captions import MOST_BYTES, Cue, read
from media.cues.stays import MOST_PIECES
from media.errors import BrokenTime, EntitiesInside, NotCaptions, TooManyCaptions

EBU_TT_D = """<?xml version="1.0" encoding="UTF-8"?>
<tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"
  xmlns:tts="http://www.w3.org/ns/ttml#styling" ttp:timeBase="media" xml:lang="de">
  <tt:head>
    <tt:metadata><ttm:desc xmlns:ttm="http://www.w3.org/ns/ttml#metadata">not shown</ttm:desc></tt:metadata>
    <tt:styling><tt:style xml:id="white" tts:color="white"/></tt:styling>
    <tt:layout><tt:region xml:id="bottom" tts:origin="10% 80%"/></tt:layout>
  </tt:head>
  <tt:body>
    <tt:div>
      <tt:p xml:id="one" region="bottom" begin="00:00:01.000" end="00:00:03.500">
        <tt:span style="white">Guten   <tt:span tts:fontStyle="italic">Tag</tt:span>,</tt:span><tt:br/>
        <tt:span>110 ist kostenlos &amp; sicher.</tt:span>
      </tt:p>
    </tt:div>
  </tt:body>
</tt:tt>
"""


def ttml(body: str, parameters: str = "") -> bytes:
    return (
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '
        f'xmlns:tts="http://www.w3.org/ns/ttml#styling" {parameters}><body><div>{body}</div></body></tt>'
    ).encode()


def test_the_captions_of_german_broadcasters_are_read():
    assert read(EBU_TT_D.encode()) == (Cue(1000, 3500, "Guten Tag,\n110 ist kostenlos & sicher."),)


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_the_encoding_that_xml_names_is_believed(encoding):
    content = EBU_TT_D.replace("UTF-8", encoding).replace("sicher", "für alle").encode(encoding)

    assert read(content)[0].text.endswith("für alle.")


@pytest.mark.parametrize(
    ("times", "parameters", "expected"),
    [
        ('begin="1.5s" dur="2s"', "", (1500, 3500)),
        ('begin="1500ms" end="0.05m"', "", (1500, 3000)),
        ('begin="00:00:01:12" end="00:00:02:00"', 'ttp:frameRate="24"', (1500, 2000)),
        ('begin="36f" end="48f"', 'ttp:frameRate="24"', (1500, 2000)),
        ('begin="15000000t" end="20000000t"', 'ttp:tickRate="10000000"', (1500, 2000)),
    ],
)
def test_every_way_to_write_a_time_is_understood(times, parameters, expected):
    (cue,) = read(ttml(f"<p {times}>x</p>", parameters))

    assert (cue.start_ms, cue.end_ms) == expected


def test_times_count_from_what_is_around_them():
    words = '<span begin="1s" end="2s">one</span><br/><span begin="2s">two</span>'
    body = f'<div begin="10s"><p begin="1s" end="9s">{words}</p></div>'

    assert read(ttml(body)) == (Cue(12_000, 13_000, "one"), Cue(13_000, 19_000, "two"))


def test_two_who_speak_at_the_same_time_share_a_caption():
    body = '<p begin="1s" end="2s">– Ja?</p><p begin="1s" end="2s">– Nein!</p>'

    assert read(ttml(body)) == (Cue(1000, 2000, "– Ja?\n– Nein!"),)


def test_ttml_from_before_the_standard_is_read():
    content = ttml('<p begin="1s" end="2s">x</p>').replace(b"/ns/ttml", b"/2006/10/ttaf1")

    assert read(content) == (Cue(1000, 2000, "x"),)


def test_a_caption_without_an_end_is_left_to_the_judge():
    (cue,) = read(ttml('<p begin="1s">x</p>'))

    assert cue.end_ms == cue.start_ms


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<p begin="3s" end="1s">x</p>', (Cue(3000, 1000, "x"),)),
        ('<p begin="1s" end="2s">a<span begin="5s"> b</span></p>', (Cue(1000, 2000, "a"), Cue(6000, 2000, "b"))),
    ],
)
def test_words_that_would_never_be_seen_are_left_to_the_judge_too(body, expected):
    assert read(ttml(body)) == expected


def test_captions_in_a_row_follow_each_other():
    body = '<div timeContainer="seq"><p dur="2s">one</p><p begin="1s" end="3s">two</p></div>'

    assert read(ttml(body)) == (Cue(0, 2000, "one"), Cue(3000, 5000, "two"))


def test_a_time_that_is_none_is_refused_with_its_line():
    with pytest.raises(BrokenTime) as refusal:
        read(ttml('\n\n<p begin="soon">x</p>'))

    assert refusal.value.places == {"line": 3}


def test_xml_that_breaks_off_is_refused_with_its_line():
    with pytest.raises(NotCaptions) as refusal:
        read(ttml("\n<p>")[:-20])

    assert refusal.value.places == {"line": 2}


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE tt [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE tt [<!ENTITY file SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE tt SYSTEM "http://127.0.0.1:8099/tt.dtd">',
        "<!DOCTYPE tt>",
    ],
)
def test_entities_are_never_followed(doctype):
    content = f'<?xml version="1.0"?>{doctype}'.encode() + ttml('<p begin="1s" end="2s">&b;&file;</p>')

    with pytest.raises(EntitiesInside):
        read(content)


@pytest.mark.parametrize(
    "body",
    ["<div>" * 1000 + "</div>" * 1000, '<p begin="1s" end="2s">' + "<br/>" * 200_000 + "</p>"],
    ids=["deep", "many"],
)
def test_xml_deeper_or_larger_than_any_captions_is_refused(body):
    with pytest.raises(TooManyCaptions):
        read(ttml(body))


def test_words_in_more_pieces_than_any_honest_caption_are_refused():
    pieces = "".join(f'<span begin="{number}s" end="{number + 1}s">x</span>' for number in range(MOST_PIECES + 1))

    with pytest.raises(TooManyCaptions):
        read(ttml(f"<p>{pieces}</p>"))


def test_styles_that_refer_to_each_other_stay_outside():
    knot = "".join(f'<style xml:id="s{n}" style="s{n + 1} s{n + 1}"/>' for n in range(40))
    content = ttml('<p style="s0" begin="1s" end="2s">x</p>').replace(
        b"<body>", f"<head><styling>{knot}</styling></head><body>".encode()
    )

    assert read(content) == (Cue(1000, 2000, "x"),)


@pytest.mark.parametrize("content", [b"<?xml version='1.0'?><svg/>", b"<tt/>", ttml("")[:-5]])
def test_other_xml_is_no_captions(content):
    with pytest.raises(NotCaptions):
        read(content)


def test_a_file_of_xml_that_is_too_large_is_not_even_parsed():
    with pytest.raises(TooManyCaptions):
        read(ttml(" " * MOST_BYTES))


def test_a_clock_that_cannot_tick_is_refused():
    with pytest.raises(NotCaptions):
        read(ttml('<p begin="10f" end="20f">x</p>', 'ttp:frameRate="0"'))
