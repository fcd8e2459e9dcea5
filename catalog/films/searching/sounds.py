"""What a word sounds like in any script, roughly: its consonants, as ears that know no spelling keep them. Pure.

Whoever sits before a German keyboard writes "shurta" for شرطة and "politsiya"
for полиция. Vowels are left out, because many scripts do not write them and no
two people hear the same ones; letters that are confused across languages are one.
"""

import re
from collections.abc import Iterator

#: Fewer consonants than these tell no word from another.
LEAST = 2
VOWEL = "."
#: A w is a consonant where a word begins; elsewhere it is as often a vowel.
HALF_VOWEL = "W"

LATIN_GROUPS = (("sch", "S"), ("tsch", "C"), ("shch", "S"), ("dzh", "J"), ("dj", "J"), ("sh", "S"), ("ch", "C"),
    ("kh", "H"), ("gh", "H"), ("zh", "J"), ("ph", "F"), ("th", "T"), ("ts", "S"), ("tz", "S"), ("cz", "C"), ("ck", "K"),
    ("дж", "J"), ("ով", VOWEL))  # fmt: skip
#: Each code with the letters that sound like it; a letter that is in none of them is a vowel.
LETTERS = {
    "P": "pb پب пб პბფ պբփ",
    "F": "fv فڤ фв ვ ֆվ",
    "W": "w و",
    "T": "t تطټٹ т თტ թտ",
    "D": "d دضډڈ д დ դ",
    "S": "sz سصزذظثشښڅځ сзцшщѕ სზშცძწ սզշծձց",
    "C": "چ чћ ჩჭ չճ",
    "J": "j جژ жђџ ჟჯ ժջ",
    "K": "kqc كق к კქყ կք",
    # What Ukrainian speaks as an h, Russian speaks as a g, and it is the same letter.
    "H": "hg هحخگغږ хг ხჰგღ հխգղ",
    "L": "l ل лљ ლ լ",
    "M": "m م м მ մ",
    "N": "n نڼ нњ ნ ն",
    "R": "r رړڑ р რ րռ",
}  # fmt: skip
#: Ethiopic, eight characters a consonant from U+1200 on.
ETHIOPIC = "HLHMSRSSKKKKPFTCHHNN.KKHHW.SJ.DDJHHHTCPSSFP"
ETHIOPIC_FROM, ETHIOPIC_ORDERS = 0x1200, 8
#: The scripts of India stand in blocks of the same order; their consonants begin at the same place of each.
INDIC = "KKHHNCCJJNTTDDNTTDDNNPPPPM.RRLLLFSSSH"
INDIC_FROM, INDIC_TO, INDIC_BLOCK, INDIC_CONSONANTS = 0x0900, 0x0D80, 0x80, 0x15


def _codes() -> Iterator[tuple[str, str]]:
    for code, letters in LETTERS.items():
        yield from ((letter, code) for letter in letters if letter != " ")
    yield "x", "KS"
    for row, code in enumerate(ETHIOPIC):
        first = ETHIOPIC_FROM + row * ETHIOPIC_ORDERS
        yield from ((chr(letter), code) for letter in range(first, first + ETHIOPIC_ORDERS))
    for block in range(INDIC_FROM, INDIC_TO, INDIC_BLOCK):
        yield from ((chr(block + INDIC_CONSONANTS + place), code) for place, code in enumerate(INDIC))


_CODES = dict(_codes())
_GROUPS = dict(LATIN_GROUPS)
_PIECES = re.compile("|".join([*sorted(_GROUPS, key=len, reverse=True), "."]))
_SOFT_C = re.compile("c(?=[eiy])")
_RUNS = re.compile(r"(.)\1+")
#: The article of Arabic, with what may be written together with it.
_ARTICLE = re.compile("^(?:[وفبك]?ال|لل)(?=..)")


def sound(word: str) -> str | None:
    """Return the consonants of a folded word in capital letters: "PLS" for "polizei"; None when they are too few.

    An h at the end of a word is silent, as in "shurtah". The same consonant twice counts once, because Arabic does not
    write whether a vowel stands between.
    """
    plain = _SOFT_C.sub("s", _ARTICLE.sub("", word))
    codes = "".join(_GROUPS.get(piece) or _CODES.get(piece, VOWEL) for piece in _PIECES.findall(plain))
    heard = codes[:1].replace(HALF_VOWEL, "F") + codes[1:].rstrip("H" + VOWEL).replace(HALF_VOWEL, "")
    heard = _RUNS.sub(r"\1", heard.replace(VOWEL, ""))
    return heard if len(heard) >= LEAST else None
