"""What a line can be found by: its words, folded, and what they sound like. Pure.

Words stand between double blanks, so that three characters in a row, by which
both databases look, can say "a word begins with po". Chinese is written without
blanks; there each character counts as a word.
"""

import re
from collections.abc import Iterable

from catalog.films.searching.folding import fold
from catalog.films.searching.sounds import sound

#: Raised when what lines are found by changes, so that every house writes its lines anew.
FORM = 1
BETWEEN = "  "
#: By how many characters in a row both databases look.
GRAM = 3
#: Begins what is not a word of the line. No folded text has it.
MARK = "^"
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]")


def spread(word: str) -> str:
    """Return a folded word as it stands in a haystack, without the blanks around it."""
    return BETWEEN.join(HAN.sub(r" \g<0> ", word).split())


def haystack(text: str, marks: Iterable[str] = ()) -> str:
    """Return what a line of this text is found by.

    Sounds are written in capital letters and marks behind a ``MARK``, so that no word is taken for one.
    """
    words = fold(text).split()
    heard = dict.fromkeys(filter(None, map(sound, words)))
    parts = [*map(spread, words), *heard]
    return f"{BETWEEN}{''.join(map(marked, marks))}{BETWEEN.join(parts)}{BETWEEN}"


def marked(mark: str) -> str:
    """Return a mark as it stands in a haystack."""
    return f"{MARK}{mark}{BETWEEN}"


def grams(needle: str) -> list[str]:
    """Return the runs of three characters of which a needle consists; a needle has at least one."""
    return list(dict.fromkeys(needle[at : at + GRAM] for at in range(len(needle) - GRAM + 1)))
