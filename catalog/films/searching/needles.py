"""What somebody looks for: words that a line must all have, and how well a line has them. Pure."""

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
#: How well a word fits: the whole word, its beginning, something inside, or only the sound.
WHOLE, BEGINNING, INSIDE, SOUND = range(4)


class TooMuchToLookFor(Invalid):
    """Somebody pasted a page instead of a few words."""

    sentence = N_("This is too long to be looked for. Please search for a few words, at most %(most)s characters.")


@dataclass(frozen=True, slots=True)
class Needle:
    """One word. Of a word of one or two letters the beginning has to fit, else it would fit everywhere."""

    word: str
    #: By what a haystack has the word.
    text: str
    #: By what a haystack has a word that sounds like it, with or without an article or a preposition before it,
    #: as "SRT" is the end of what الشرطة sounds like; None when it is too short for that.
    heard: str | None

    def spellings(self, *, by_sound: bool) -> list[str]:
        """Return what a haystack has to have one of."""
        return [self.text, self.heard] if by_sound and self.heard else [self.text]

    def fits(self, haystack: str) -> int:
        """Return how well a haystack that has one of the spellings has the word."""
        begins = f"{BETWEEN}{self.text.strip()}"
        if f"{begins}{BETWEEN}" in haystack:
            return WHOLE
        if begins in haystack:
            return BEGINNING
        return INSIDE if self.text in haystack else SOUND


@dataclass(frozen=True)
class Question:
    """All words of a question, in the order in which they were typed."""

    needles: tuple[Needle, ...]

    @cached_property
    def phrase(self) -> str:
        """Return the words as they follow one another in a haystack."""
        return BETWEEN.join(needle.text.strip() for needle in self.needles)

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


def marked(text: str, question: Question) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is what was looked for."""
    folded, from_place = fold(text), [*places(text), len(text)]
    found = bytearray(len(text))
    for begin, end in _spans(folded, question.needles):
        # A sign that is left out belongs to the letter before it.
        first, last = from_place[begin], from_place[end]
        found[first:last] = b"\1" * (last - first)
    return list(_pieces(text, found))


def _needle(word: str) -> Needle:
    text = spread(word)
    heard = sound(word)
    short = len(text) < GRAM or HAN.match(word)
    return Needle(word, f"{BETWEEN}{text}" if short else text, f"{heard}{BETWEEN}" if heard else None)


def _spans(folded: str, needles: Sequence[Needle]) -> Iterator[tuple[int, int]]:
    """Yield where a folded text has what was looked for: the letters, or a whole word that sounds like it."""
    for needle in needles:
        at_beginning = len(needle.word) < GRAM and not HAN.match(needle.word)
        at = folded.find(needle.word)
        spelt = at >= 0
        while at >= 0:
            if not (at_beginning and folded[at - 1 : at].strip()):
                yield at, at + len(needle.word)
            at = folded.find(needle.word, at + len(needle.word))
        if not spelt and needle.heard:
            yield from _sounding(folded, needle.heard.strip())


def _sounding(folded: str, heard: str) -> Iterator[tuple[int, int]]:
    at = 0
    for word in folded.split(" "):
        if (sound(word) or "").endswith(heard):
            yield at, at + len(word)
        at += len(word) + 1


def _pieces(text: str, found: bytearray) -> Iterator[tuple[str, bool]]:
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or found[place] != found[begin]:
            yield text[begin:place], bool(found[begin])
            begin = place
