"""What makes captions readable: the rules of EN 301 549 and of German broadcasters. Pure.

At most two lines, from one to seven seconds, no faster than one reads.
"""

from collections.abc import Sequence
from itertools import pairwise

from media.cues.cue import Cue
from media.errors import N_
from media.facts import Finding, Span
from media.scripts import columns, foreign_share

MOST_LINES = 2
MOST_COLUMNS, MOST_COLUMNS_GERMAN = 42, 37
SHORTEST_MS, LONGEST_MS = 1000, 7000
#: What most people read, and what nobody should have to.
EASY_COLUMNS_PER_S, MOST_COLUMNS_PER_S = 15, 17
#: From this share of foreign letters on, captions are not in the script they should be in.
FOREIGN_SHARE = 0.5
#: A finding names so many places; whoever has more starts anew.
MOST_PLACES = 100
#: What a program writes where it could not read a letter.
LOST_LETTER = "\ufffd"

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
    "lost_letters": (
        False,
        N_(
            "Letters were lost before the captions came to us (%(count)s×, first at %(time)s). "
            "Please save them as UTF-8 and upload them once more."
        ),
    ),
    "too_fast": (False, N_("Captions change faster than one can read (%(count)s×, first at %(time)s).")),
    "rather_fast": (
        False,
        N_("Captions change faster than slow readers can follow (%(count)s×, first at %(time)s)."),
    ),
    "too_brief": (False, N_("Captions stay for less than a second (%(count)s×, first at %(time)s).")),
    "too_lasting": (False, N_("Captions stay for more than seven seconds (%(count)s×, first at %(time)s).")),
    "too_many_lines": (False, N_("Captions have more than two lines (%(count)s×, first at %(time)s).")),
    "too_long_lines": (False, N_("Caption lines are too long for a phone (%(count)s×, first at %(time)s).")),
}
NO_CAPTIONS = N_("There are no captions in this file. Please choose the right one.")
OTHER_SCRIPT = N_(
    "These captions are not written in the script of their language. Please check that it is the right file."
)


def judge(cues: Sequence[Cue], duration_s: float, language: str, script: str) -> list[Finding]:
    """Return what is wrong with captions, each rule once with all its places, the blocking ones first.

    Args:
        cues: in the order of time.
        duration_s: length of the film; 0 when it is not known yet.
        language: BCP 47 tag.
        script: ISO 15924, such as "Arab".
    """
    if not cues:
        return [Finding("no_captions", blocking=True, sentence=NO_CAPTIONS)]
    most, paces = most_columns(language), {cue: _columns_per_s(cue) for cue in cues}
    broken = {
        "ends_before_it_begins": [cue for cue in cues if cue.end_ms <= cue.start_ms],
        "overlap": [later for earlier, later in pairwise(cues) if later.start_ms < earlier.end_ms],
        "beyond_the_film": [cue for cue in cues if duration_s and cue.start_ms >= duration_s * 1000],
        "lost_letters": [cue for cue in cues if LOST_LETTER in cue.text],
        "too_fast": [cue for cue in cues if paces[cue] > MOST_COLUMNS_PER_S],
        "rather_fast": [cue for cue in cues if EASY_COLUMNS_PER_S < paces[cue] <= MOST_COLUMNS_PER_S],
        "too_brief": [cue for cue in cues if 0 < cue.end_ms - cue.start_ms < SHORTEST_MS],
        "too_lasting": [cue for cue in cues if cue.end_ms - cue.start_ms > LONGEST_MS],
        "too_many_lines": [cue for cue in cues if cue.text.count("\n") >= MOST_LINES],
        "too_long_lines": [cue for cue in cues if any(columns(line) > most for line in cue.text.split("\n"))],
    }
    findings = [_finding(code, found) for code, found in broken.items() if found]
    if foreign_share("\n".join(cue.text for cue in cues), script) > FOREIGN_SHARE:
        findings.append(Finding("other_script", blocking=False, sentence=OTHER_SCRIPT))
    return findings


def most_columns(language: str) -> int:
    """Return how long a line of captions may be: German broadcasters are stricter than others."""
    return MOST_COLUMNS_GERMAN if language.partition("-")[0] == "de" else MOST_COLUMNS


def clock(time_ms: int, point: str = ".") -> str:
    """Return 3723004 as "01:02:03.004"."""
    seconds, thousandths = divmod(time_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{thousandths:03}"


def _finding(code: str, cues: Sequence[Cue]) -> Finding:
    blocking, sentence = RULES[code]
    places: dict[str, str | int | float] = {"count": len(cues), "time": clock(cues[0].start_ms)[:8]}
    spans = tuple(Span(cue.start_ms / 1000, max(cue.start_ms, cue.end_ms) / 1000) for cue in cues[:MOST_PLACES])
    return Finding(code, blocking, sentence, places, at_s=spans[0].start_s, spans=spans)


def _columns_per_s(cue: Cue) -> float:
    """Return how fast one has to read; 0 for a caption that ends before it begins."""
    lasts_ms = cue.end_ms - cue.start_ms
    return columns(cue.text.replace("\n", " ")) * 1000 / lasts_ms if lasts_ms > 0 else 0.0
