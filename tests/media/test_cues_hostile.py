"""Whatever bytes are handed in as captions: they are read or refused, within bounds."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.captions import MOST_BYTES, judge, read, to_srt, to_webvtt
from media.errors import NotCaptions

CPU_S, MEMORY_BYTES = 8, 1 << 30
ROOT = Path(__file__).parents[2]
#: Read a file as captions and do everything with them that is ever done.
SCRIPT = """
import sys
from pathlib import Path
from media.captions import judge, read, to_srt, to_webvtt
from media.errors import NotCaptions
content = Path(sys.argv[1]).read_bytes()
try:
    cues = read(content, language="ru", script="Cyrl")
except NotCaptions as refusal:
    print(type(refusal).__name__)
else:
    judge(cues, 90.0, "ru", "Cyrl")
    print(len(cues), len(to_webvtt(cues)), len(to_srt(cues)))
"""
TIMES = b"00:00:01,000 --> 00:00:02,000\n"
SRT, VTT, ASS = b"1\n" + TIMES, b"WEBVTT\n\n" + TIMES, b"[Events]\nFormat: Start, End, Text\n"
DIALOGUE = b"Dialogue: 0:00:01.00,0:00:02.00,"
TTML, TTML_END = b'<tt xmlns="http://www.w3.org/ns/ttml"><body><div>', b"</div></body></tt>"


def flood(head: bytes, again: bytes, end: bytes = b"") -> bytes:
    """Return as large a file as we take."""
    return head + again * ((MOST_BYTES - len(head) - len(end)) // len(again)) + end


FLOODS = {
    "open marks": flood(SRT, b"<a"),
    "open braces": flood(SRT, b"{\\"),
    "open voices": flood(VTT, b"<v a"),
    "voices": flood(VTT, b"<v a>"),
    "characters by name": flood(VTT, b"&amp;"),
    "arrows": flood(SRT, b"--> "),
    "arrows without times": flood(b"", b"-->\n"),
    "clocks": flood(SRT, b"00:00:01,0"),
    "empty lines": flood(SRT, b"\n"),
    "blanks": flood(SRT, b" \t"),
    "one line each": flood(b"", SRT + b"x\n"),
    "the same caption": flood(b"", TIMES + b"x\n\n"),
    "drawings": flood(ASS + DIALOGUE, b"{\\p"),
    "commas": flood(b"[Events]\nFormat: " + b"a," * 10_000 + b"\n" + DIALOGUE, b","),
    "dialogues": flood(ASS, DIALOGUE + b"x\n"),
    "marks on one letter": flood(SRT + b"e", "\u0301".encode()),
    "joined signs": flood(SRT, "\U0001f468\u200d".encode()),
    "joined letters": flood(SRT, "ক্".encode()),
    "directions": flood(SRT, "\u202b".encode()),
    "old letters": flood(SRT, bytes(range(128, 256))),
    "old Cyrillic letters": flood(SRT, "Привет мир ".encode("cp1251")),
    "old Chinese letters": flood(SRT, "你好".encode("gb18030")),
    "zeros": flood(b"", b"\x00\x01"),
    "elements": flood(TTML, b"<p/>", TTML_END),
    "open elements": flood(TTML, b"<div>"),
    "attributes": flood(TTML + b"<p ", b'a="" ', b"/>" + TTML_END),
    "names": flood(b'<tt xmlns="http://www.w3.org/ns/ttml" ', b'xmlns:a="b" ', b"/>"),
    "one long time": flood(TTML + b'<p begin="', b"1", b's">x</p>' + TTML_END),
    "paragraphs": TTML + b'<p begin="1s" end="2s">x</p>' * 20_000 + TTML_END,
    "pieces": TTML + b'<p begin="1s">' + b'<span begin="1s">x</span>' * 40_000 + b"</p>" + TTML_END,
    "rows": TTML + b'<div timeContainer="seq">' * 10 + b'<p dur="1s">x</p>' * 9000 + b"</div>" * 10 + TTML_END,
    "teletext": b"850STL25.01100".ljust(1024) + (b"\0\1\0\xff\0" + bytes([1, 0, 0, 0, 1, 0, 1, 0] + [2] * 115)) * 9999,
    "American captions": b"Scenarist_SCC V1.0\n\n" + b"00:00:01:00\t9420 c8e5 942f\n\n" * 14_000,
    "one American caption": b"Scenarist_SCC V1.0\n\n00:00:01:00\t9420" + b" c8e5" * 79_000,
    "far too many American captions": flood(b"Scenarist_SCC V1.0\n\n", b"00:00:01:00\t9420 c8e5 942f\n\n"),
}


def within_bounds() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


@pytest.mark.integration
@pytest.mark.parametrize("name", FLOODS)
def test_no_file_takes_long_or_much(tmp_path, name):
    assert len(FLOODS[name]) <= MOST_BYTES
    file = tmp_path / "captions"
    file.write_bytes(FLOODS[name])

    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(file)],
        check=False, capture_output=True, text=True, cwd=ROOT, preexec_fn=within_bounds,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr


scraps = st.sampled_from(
    [
        "1\n", "\n", "\n\n", "00:00:01,000 --> 00:00:02,000\n", "00:01.000 --> 00:02.000 align:start\n", "-->",
        "WEBVTT\n\n", "NOTE x\n\n", "STYLE\n", "<v Anna>", "<i>", "</i>", "&lt;", "&#x202e;", "{\\an8}", "{", "}",
        "\\N", "[Events]\n", "Format: Start, End, Text\n", "Dialogue: 0:00:01.00,0:00:02.00,", "Hallo", "سلام",
        "<tt xmlns='http://www.w3.org/ns/ttml'>", "<body>", "<div begin='1s'>", "<p begin='1s' end='2s'>", "<br/>",
        "</p>", "<p begin='x'>", "</div>", "</body>", "</tt>", "<!DOCTYPE tt>", "<?xml version='1.0'?>", "\r", "\t",
        "\x00", "\u202e", "<span dur='5f'>", "</span>", "Scenarist_SCC V1.0\n\n",
        "00:00:01:00\t9420 9470 c8e5 942f\n\n",
    ]
)  # fmt: skip
mixed = st.lists(st.one_of(scraps, st.text(max_size=5)), max_size=30).map("".join)
files = st.one_of(
    st.binary(max_size=300),
    mixed.map(lambda text: text.encode(errors="replace")),
    mixed.map(lambda text: text.encode("utf-16", errors="replace")),
    st.binary(max_size=400).map(lambda blocks: b"850STL25.01".ljust(1024) + blocks),
)


@given(files, st.sampled_from([(None, None), ("de", "Latn"), ("ar", "Arab"), ("am", "Ethi"), ("zh-Hans", "Hans")]))
def test_every_file_is_read_or_refused_and_what_is_read_can_be_written(content, light):
    language, script = light
    try:
        cues = read(content, language=language, script=script)
    except NotCaptions:
        return

    judge(cues, 90.0, language or "de", script or "Latn")
    assert read(to_webvtt(cues).encode()) == cues
    if cues:
        assert read(to_srt(cues).encode()) == cues
