"""Captions: read from any of three formats, judged, and written as WebVTT and SRT.

The rules are those of EN 301 549 and of German broadcasters: at most two
lines, from one to seven seconds, no faster than one reads.
"""

import html
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from media.cues import MOST_CUES, Cue, cues_of, tidy
from media.errors import N_, TooManyCaptions, UnknownCaptions
from media.facts import Finding

__all__ = ["Cue", "judge", "read", "to_srt", "to_webvtt"]

MOST_BYTES = 5 << 20
MOST_LINES = 2
MOST_CHARACTERS, MOST_CHARACTERS_GERMAN = 42, 37
SHORTEST_MS, LONGEST_MS = 1000, 7000
MOST_CHARACTERS_PER_S = 17
#: From this share of foreign letters on, captions are not in the script they should be in.
FOREIGN_SHARE = 0.5

#: How Unicode begins the names of a script's letters, by ISO 15924.
LETTERS = {
    "Arab": ("ARABIC",),
    "Armn": ("ARMENIAN",),
    "Beng": ("BENGALI",),
    "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI",),
    "Ethi": ("ETHIOPIC",),
    "Geor": ("GEORGIAN",),
    "Grek": ("GREEK",),
    "Guru": ("GURMUKHI",),
    "Hans": ("CJK",),
    "Hant": ("CJK",),
    "Hebr": ("HEBREW",),
    "Latn": ("LATIN", "FULLWIDTH LATIN"),
    "Sinh": ("SINHALA",),
    "Taml": ("TAMIL",),
    "Thai": ("THAI",),
}

RULES = {
    "ends_before_it_begins": (
        True,
        N_(
            "Captions end before they begin (%(count)s×, first at %(time)s). "
            "Please correct their times and upload them once more."
        ),
    ),
    "overlap": (
        True,
        N_("Captions overlap (%(count)s×, first at %(time)s). Please correct their times and upload them once more."),
    ),
    "beyond_the_film": (
        False,
        N_("Captions stand after the end of the film (%(count)s×, first at %(time)s); nobody will see them."),
    ),
    "too_fast": (False, N_("Captions change faster than one can read (%(count)s×, first at %(time)s).")),
    "too_brief": (False, N_("Captions stay for less than a second (%(count)s×, first at %(time)s).")),
    "too_lasting": (False, N_("Captions stay for more than seven seconds (%(count)s×, first at %(time)s).")),
    "too_many_lines": (False, N_("Captions have more than two lines (%(count)s×, first at %(time)s).")),
    "too_long_lines": (False, N_("Caption lines are too long for a phone (%(count)s×, first at %(time)s).")),
}
NO_CAPTIONS = N_("There are no captions in this file. Please choose the right one.")
OTHER_SCRIPT = N_(
    "These captions are not written in the script of their language. Please check that it is the right file."
)


def read(content: bytes) -> tuple[Cue, ...]:
    """Return the captions of an SRT, WebVTT or ASS file, in the order of time.

    Raises:
        NotCaptions: it cannot be read; the subclass says where and why.
    """
    if len(content) > MOST_BYTES:
        raise TooManyCaptions(most=MOST_CUES)
    return tuple(sorted(cues_of(_decoded(content)), key=lambda cue: cue.start_ms))


def judge(cues: Sequence[Cue], duration_s: float, language: str, script: str) -> list[Finding]:
    """Return what is wrong with captions, each rule once, the blocking ones first.

    Args:
        cues: as ``read`` returned them.
        duration_s: length of the film; 0 when it is not known yet.
        language: BCP 47 tag.
        script: ISO 15924, such as "Arab".
    """
    if not cues:
        return [Finding("no_captions", blocking=True, sentence=NO_CAPTIONS)]
    most = MOST_CHARACTERS_GERMAN if language.partition("-")[0] == "de" else MOST_CHARACTERS
    broken = {
        "ends_before_it_begins": [cue for cue in cues if cue.end_ms <= cue.start_ms],
        "overlap": [later for earlier, later in pairwise(cues) if later.start_ms < earlier.end_ms],
        "beyond_the_film": [cue for cue in cues if duration_s and cue.start_ms >= duration_s * 1000],
        "too_fast": [cue for cue in cues if _too_fast(cue)],
        "too_brief": [cue for cue in cues if 0 < cue.end_ms - cue.start_ms < SHORTEST_MS],
        "too_lasting": [cue for cue in cues if cue.end_ms - cue.start_ms > LONGEST_MS],
        "too_many_lines": [cue for cue in cues if cue.text.count("\n") >= MOST_LINES],
        "too_long_lines": [cue for cue in cues if any(characters(line) > most for line in cue.text.split("\n"))],
    }
    findings = [_finding(code, found) for code, found in broken.items() if found]
    if _foreign_share(cues, script) > FOREIGN_SHARE:
        findings.append(Finding("other_script", blocking=False, sentence=OTHER_SCRIPT))
    return findings


def to_webvtt(cues: Sequence[Cue]) -> str:
    """Return captions as WebVTT. Whatever they say, it is text and no mark-up."""
    blocks = ["WEBVTT"]
    for cue in cues:
        times = f"{_clock(cue.start_ms, '.')} --> {_clock(cue.end_ms, '.')}"
        blocks.append(f"{times}\n{html.escape(tidy(cue.text), quote=False)}")
    return "\n\n".join(blocks) + "\n"


def to_srt(cues: Sequence[Cue]) -> str:
    """Return captions as SRT, for players outside the web."""
    blocks = [
        f"{number}\n{_clock(cue.start_ms, ',')} --> {_clock(cue.end_ms, ',')}\n{tidy(cue.text)}\n"
        for number, cue in enumerate(cues, start=1)
    ]
    return "\n".join(blocks)


def characters(text: str) -> int:
    """Return how many characters a reader sees; vowel signs and joiners are part of the letter before."""
    return sum(unicodedata.category(character) not in {"Mn", "Me", "Cf"} for character in text)


def _decoded(content: bytes) -> str:
    """Return the text; old files in Western letters are still about."""
    encodings: tuple[str, ...] = ("utf-8-sig", "cp1252", "latin-1")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    elif content[:400].count(0) > len(content[:400]) // 4:
        encodings = ("utf-16-le" if content[1:2] == b"\x00" else "utf-16-be",)
    for encoding in encodings:
        try:
            return content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    raise UnknownCaptions


def _finding(code: str, cues: Sequence[Cue]) -> Finding:
    blocking, sentence = RULES[code]
    first_ms = cues[0].start_ms
    places: dict[str, str | int | float] = {"count": len(cues), "time": _clock(first_ms, ".")[:8]}
    return Finding(code, blocking, sentence, places, at_s=first_ms / 1000)


def _too_fast(cue: Cue) -> bool:
    lasts_ms = cue.end_ms - cue.start_ms
    return lasts_ms > 0 and characters(cue.text.replace("\n", " ")) * 1000 > MOST_CHARACTERS_PER_S * lasts_ms


def _foreign_share(cues: Sequence[Cue], script: str) -> float:
    """Return the share of letters that belong to another script; 0 for one we do not know."""
    own = LETTERS.get(script)
    letters = [character for cue in cues for character in cue.text if character.isalpha()]
    if own is None or not letters:
        return 0.0
    return sum(not unicodedata.name(letter, "").startswith(own) for letter in letters) / len(letters)


def _clock(time_ms: int, point: str) -> str:
    """Return 3723004 as "01:02:03.004"."""
    seconds, thousandths = divmod(time_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{thousandths:03}"
