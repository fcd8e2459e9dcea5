"""Letters that readers take for the same become the same, in what is kept and in what is asked. Pure.

Each character is folded for itself, whatever stands beside it, so that every
place in a folded text leads back to a place in the text as it was written.
"""

import unicodedata
from collections.abc import Iterator

import regex

#: What is left of a character: a letter, a digit, a sign that belongs to its letter, or a blank.
BLANK = " "
#: Signs that are left out where people write: accents, Arabic and Hebrew vowels, Ethiopic length. In the scripts of
#: India a vowel is a sign and stays; only the dot below a borrowed letter and the moon above a nasal one go.
LEFT_OUT = regex.compile(
    r"""[\p{Cf}\p{Cs}] | [\p{M}&&[\p{Zinh}\p{Arab}\p{Hebr}\p{Ethi}\p{Syrc}]]
    # The dot and the moon of Devanagari, Bengali, Gurmukhi and Gujarati.
    | [\u093C\u0901\u09BC\u0981\u0A3C\u0A01\u0ABC\u0A81]
    # What lengthens an Arabic word, a hamza alone, the Russian hard sign; apostrophes and hyphens within words.
    | [\u0640\u0621ъ'\u2019\u2018\u02BC\u02BB\u02B9`\u00B4\-\u2010\u2011]""",
    regex.V1 | regex.X,
)
KEPT = regex.compile(r"[\p{L}\p{M}\p{Nd}]")

#: Each letter in front stands for those behind it.
ALIKE = {
    # Latin: letters with a stroke or a hook, which no decomposition takes off.
    "l": "ł", "d": "đðɗ", "o": "øɔ", "h": "ħ", "t": "ŧ", "b": "ɓ", "k": "ƙ", "y": "ƴ", "i": "ı", "e": "əǝɛ", "n": "ŋ",
    "ae": "æ", "oe": "œ", "th": "þ",
    # Arabic script: each language has its own keyboard, and people write theirs on another's.
    "ا": "ٱ", "ي": "یىېۍێے", "ك": "کڪ", "ه": "ةەہھۃ", "گ": "ګ", "ر": "ڕ", "ل": "ڵ", "و": "ۆۇ", "ن": "ں",
    # Cyrillic: a Ukrainian word on a Russian keyboard. The short и and ї lose their signs as accents do.
    "и": "іӏ", "е": "єэ", "г": "ґ",
    # Armenian: the ligature և is ե and ւ, and many write վ for the latter.
    "վ": "ւ",
    # Ethiopic: letters that have come to sound the same. The rows of seven follow below.
    "ሀ": "ሃ", "አ": "ኣ",
}  # fmt: skip
#: The first letters of Ethiopic rows that sound the same.
ROWS_ALIKE = {"ሀ": "ሐኀ", "ሰ": "ሠ", "አ": "ዐ", "ጸ": "ፀ"}
ORDERS = 7


def _alike() -> Iterator[tuple[str, str]]:
    for one, others in ALIKE.items():
        yield from ((other, one) for other in others)
    for first, others in ROWS_ALIKE.items():
        for order in range(ORDERS):
            yield from ((chr(ord(other) + order), chr(ord(first) + order)) for other in others)


STANDS_FOR = dict(_alike())


class _Folded(dict[int, str]):
    """What is left of each character, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _settled(chr(code))
        return found


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Return a text as it is compared: small letters without accents, digits 0 to 9, blanks for everything else.

    Folding what is folded changes nothing, and the parts of a text fold to the parts of the folded text.
    """
    return text.translate(_FOLDED)


def places(text: str) -> list[int]:
    """Return for each character of ``fold(text)`` the place in ``text`` of the character that it comes from."""
    return [place for place, letter in enumerate(text) for _ in _FOLDED[ord(letter)]]


def _settled(letter: str) -> str:
    """Return what is left of a character when nothing more can be folded."""
    before, now = "", letter
    while now != before:
        before, now = now, "".join(_once(part) for part in unicodedata.normalize("NFKD", now).casefold())
    return now


def _once(letter: str) -> str:
    if LEFT_OUT.match(letter):
        return ""
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    return STANDS_FOR.get(letter, letter if KEPT.match(letter) else BLANK)
