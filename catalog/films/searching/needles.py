"""What somebody looks for: words that a line must all have, and how well a line has them. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from catalog.films.searching.folding import fold, places
from catalog.films.searching.haystacks import BETWEEN, GRAM, HAN, spread
from catalog.films.searching.sounds import sound
from catalog.foundation.errors import N_, Invalid

#: Nobody types more; a whole page that was pasted by mistake is not looked for.
MOST_CHARACTERS = 200
#: Whoever remembers a sentence types about so many.
MOST_WORDS = 12
#: How much of a long text is shown, and how much of that before what was looked for.
MOST_SHOWN, SHOWN_BEFORE = 200, 60
WORD = re.compile(r"\S+")
#: How ä, ö and ü are written where a keyboard lacks them; folded, they are a, o and u.
UMLAUTS = re.compile("([aou])e")
#: How well a word fits: the whole word, its beginning, something inside, or only the sound.
WHOLE, BEGINNING, INSIDE, SOUND = range(4)


class TooMuchToLookFor(Invalid):
    """Somebody pasted a page instead of a few words."""

    # translators: for everybody
    sentence = N_("This is too long to be looked for. Please search for a few words, at most %(most)s characters.")


@dataclass(frozen=True, slots=True)
class Needle:
    """One word. Of a word of one or two letters the beginning has to fit, else it would fit everywhere."""

    word: str
    #: By what a haystack has the word: as it was typed and, where there are two ways, in the other: "fuer" is "für".
    texts: tuple[str, ...]
    #: By what a haystack has a word that sounds like it, or None. The fewer consonants, the more has to fit: all of
    #: two, the end of three, because prepositions are written together with their word, four and more anywhere.
    heard: str | None

    def spellings(self, *, by_sound: bool) -> list[str]:
        """Return what a haystack has to have one of."""
        return [*self.texts, self.heard] if by_sound and self.heard else list(self.texts)

    def fits(self, haystack: str) -> int:
        """Return how well a haystack that has one of the spellings has the word."""
        begins = [f"{BETWEEN}{text.strip()}" for text in self.texts]
        if any(f"{beginning}{BETWEEN}" in haystack for beginning in begins):
            return WHOLE
        if any(beginning in haystack for beginning in begins):
            return BEGINNING
        return INSIDE if any(text in haystack for text in self.texts) else SOUND


@dataclass(frozen=True)
class Question:
    """All words of a question, in the order in which they were typed."""

    needles: tuple[Needle, ...]

    @cached_property
    def phrase(self) -> str:
        """Return the words as they follow one another in a haystack."""
        return BETWEEN.join(needle.texts[0].strip() for needle in self.needles)

    def fits(self, haystack: str) -> tuple[int, int]:
        """Return how well a haystack has the question, less being better.

        The worst word counts first, then whether the words follow one another.
        """
        return max(needle.fits(haystack) for needle in self.needles), int(self.phrase not in haystack)


def asked(text: str) -> Question:
    """Return the question that somebody has typed; one without words finds nothing.

    Raises:
        TooMuchToLookFor: it is longer than a few words.
    """
    if len(text) > MOST_CHARACTERS:
        raise TooMuchToLookFor(most=MOST_CHARACTERS)
    words = dict.fromkeys(fold(text).split())
    return Question(tuple(map(_needle, list(words)[:MOST_WORDS])))


def marked(text: str, question: Question, *, by_sound: bool = False) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is what was looked for, or sounds like it."""
    folded, from_place = fold(text), [*places(text), len(text)]
    found = bytearray(len(text))
    for begin, end in _spans(folded, question.needles, by_sound=by_sound):
        # A sign that is left out belongs to the letter before it.
        first, last = from_place[begin], from_place[end]
        found[first:last] = b"\1" * (last - first)
    return list(_pieces(text, found))


def around(text: str, question: Question, *, by_sound: bool = False) -> str:
    """Return the part of a long text in which what was looked for stands first, with dots where it is cut."""
    if len(text) <= MOST_SHOWN:
        return text
    pieces = marked(text, question, by_sound=by_sound)
    first = next((len("".join(piece for piece, _ in pieces[:at])) for at, (_, hit) in enumerate(pieces) if hit), 0)
    begin = text.rfind(" ", 0, max(first - SHOWN_BEFORE, 0)) + 1
    end = text.find(" ", begin + MOST_SHOWN)
    after = text[begin : end if end >= 0 else None]
    return f"{'… ' if begin else ''}{after}{' …' if end >= 0 else ''}"


def _needle(word: str) -> Needle:
    heard = sound(word)
    if heard and len(heard) <= 3:
        heard = f"{heard}{BETWEEN}" if len(heard) == 3 else f"{BETWEEN}{heard}{BETWEEN}"
    ways = dict.fromkeys((word, UMLAUTS.sub(r"\1", word)))
    return Needle(word, tuple(map(_spelling, ways)), heard)


def _spelling(word: str) -> str:
    text = spread(word)
    return f"{BETWEEN}{text}" if len(text) < GRAM or HAN.match(word) else text


def _spans(folded: str, needles: Sequence[Needle], *, by_sound: bool) -> Iterator[tuple[int, int]]:
    """Yield where a folded text has what was looked for: the letters, or else each word that sounds like it."""
    words = [(found.start(), found[0]) for found in WORD.finditer(folded)]
    for needle in needles:
        spelt = [span for text in needle.texts for span in _spelt(words, text)]
        heard = needle.heard if by_sound and not spelt else None
        yield from spelt
        yield from ((at, at + len(word)) for at, word in words if heard and heard in f"{BETWEEN}{sound(word)}{BETWEEN}")


def _spelt(words: Sequence[tuple[int, str]], text: str) -> Iterator[tuple[int, int]]:
    """Yield where words have a spelling; what begins with blanks has to stand at the beginning, but for Chinese."""
    letters = "".join(text.split())
    only_first = text.startswith(BETWEEN) and not HAN.match(letters)
    for at, word in words:
        for found in re.finditer(re.escape(letters), word):
            if not (only_first and found.start()):
                yield at + found.start(), at + found.end()


def _pieces(text: str, found: bytearray) -> Iterator[tuple[str, bool]]:
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or found[place] != found[begin]:
            yield text[begin:place], bool(found[begin])
            begin = place
