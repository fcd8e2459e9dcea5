"""What the name of a file seems to say: what it is for, in which language, which revision. Pure.

A name is only read and shown, never followed: it opens no file, and what it
seems to say is proposed to the editor, who decides.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from catalog.films.languages import LANGUAGES, ORDER
from catalog.production.models import Purpose

#: Nobody says more in a name; whoever does is not read to the end.
LONGEST = 300
#: As many words as the longest name of a language has.
MOST_WORDS = 4

_FILMS = "mp4 mov m4v mkv avi mxf mpg mpeg ts m2ts mts wmv 3gp flv ogv"
_SOUNDS = "wav mp3 m4a aac flac opus ogg oga mka ac3 eac3 aif aiff wma caf"
_TEXTS = "srt vtt ass ssa ttml dfxp scc stl"
_BY_SUFFIX: Mapping[str, tuple[Purpose, ...]] = {
    **dict.fromkeys(_FILMS.split(), (Purpose.FILM,)),
    **dict.fromkeys(_SOUNDS.split(), (Purpose.DUB,)),
    **dict.fromkeys(_TEXTS.split(), (Purpose.CAPTIONS, Purpose.SUBTITLES)),
    # Both hold pictures as well as sounds alone.
    "webm": (Purpose.FILM, Purpose.DUB),
    "xml": (Purpose.CAPTIONS, Purpose.SUBTITLES),
}
#: A film file that calls itself so may hold nothing but the sound.
_HEARD = {"dub", "dubbing", "audio", "sound", "ton", "tonspur", "synchro", "synchron", "synchronfassung", "mischung"}
#: The older codes of ISO 639-2, which differ from those of our table.
_BIBLIOGRAPHIC = {
    "ger": "de", "per": "fa", "fre": "fr", "alb": "sq", "arm": "hy", "geo": "ka", "mac": "mk", "rum": "ro",
    "chi": "zh-Hans", "kur": "ku", "scc": "sr-Latn", "scr": "hr",
}  # fmt: skip
#: What people call the versions of a language, beside the names in the table.
_IN_SHORT = {"gebärdensprache": "gsg", "gebaerdensprache": "gsg", "leicht": "de-simple", "hörfassung": "de-x-ad"}
#: Codes that are words of German, English or the Romance languages too: they count at an end of the name only.
_WORDS_TOO = {"so", "am", "es", "ha", "om", "pa", "ro", "per", "wo", "som"}
#: What names say beside film, language and revision.
_IDLE = {
    "final", "fertig", "neu", "new", "kopie", "copy", "master", "export", "untertitel", "ut", "subtitles", "subtitle",
    "subs", "sub", "captions", "cc",
}  # fmt: skip
_REVISION = re.compile(r"(?:v|r|rev|ver|version|revision|fassung)\.?0*([0-9]{1,3})")
_NUMBER = re.compile(r"[0-9]{1,3}")
_REVISION_WORDS = {"v", "r", "rev", "ver", "version", "revision", "fassung"}
#: Where one word ends: at what is no letter, mark or digit, and where a capital follows a small letter.
_BETWEEN = re.compile(r"[^\w]+|_+|(?<=[a-zäöüß])(?=[A-ZÄÖÜ])")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name seems to say. Several entries: it may mean each of them; none: it says nothing of that."""

    purposes: tuple[Purpose, ...] = ()
    #: Tags of our table, the most needed first.
    languages: tuple[str, ...] = ()
    revision: int | None = None

    @property
    def language(self) -> str:
        """Return the one language that it means, or nothing."""
        return self.languages[0] if len(self.languages) == 1 else ""

    def purposes_beside(self, spoken: str) -> tuple[Purpose, ...]:
        """Return what the file may be for in a version whose language is ``spoken``, a tag of our table or nothing.

        A text in the language that is spoken is captions; in another one, subtitles.
        """
        if Purpose.SUBTITLES not in self.purposes or spoken not in LANGUAGES or not self.language:
            return self.purposes
        own = LANGUAGES[self.language].text_tag == LANGUAGES[spoken].text_tag
        return (Purpose.CAPTIONS,) if own else (Purpose.SUBTITLES,)


def read(name: str) -> Reading:
    """Return what the name of a file seems to say, whatever its letters are."""
    last = re.split(r"[/\\]", name[-LONGEST:])[-1]
    plain = unicodedata.normalize("NFKC", "".join(letter for letter in last if letter.isprintable()))
    stem, _, suffix = plain.rpartition(".")
    purposes = _BY_SUFFIX.get(suffix.strip().casefold(), ())
    words = [word.casefold() for word in _BETWEEN.split(stem if purposes else plain) if word]
    if purposes == (Purpose.FILM,) and _HEARD.intersection(words):
        purposes = (Purpose.FILM, Purpose.DUB)
    return Reading(purposes, _languages_in(words), _revision_in(words))


def _revision_in(words: list[str]) -> int | None:
    """Return the one number that is called a revision; None when there is none, or several."""
    attached = (match[1] for word in words if (match := _REVISION.fullmatch(word)))
    apart = (after for word, after in pairwise(words) if word in _REVISION_WORDS and _NUMBER.fullmatch(after))
    numbers = {int(number) for number in (*attached, *apart)} - {0}
    return numbers.pop() if len(numbers) == 1 else None


def _languages_in(words: list[str]) -> tuple[str, ...]:
    telling = [word for word in words if not (_REVISION.fullmatch(word) or _is_number(word) or word in _IDLE)]
    return tuple(sorted(set(_mentioned(telling)), key=ORDER.__getitem__))


def _mentioned(words: list[str]) -> Iterator[str]:
    """Yield the languages that words name, the longest names first: "fa-AF" is Dari, not Persian."""
    place = 0
    while place < len(words):
        for count in range(min(MOST_WORDS, len(words) - place), 0, -1):
            said = "-".join(words[place : place + count])
            at_an_end = place == 0 or place + count == len(words)
            if said in _NAMED and (at_an_end or said not in _WORDS_TOO):
                yield from _NAMED[said]
                place += count
                break
            # A country after a code says where it is spoken: "de-AT".
            if count == 2 and _is_local(words[place : place + 2]) and place + 2 == len(words):
                yield from _NAMED[words[place]]
                place += 2
                break
        else:
            place += 1


def _is_local(words: list[str]) -> bool:
    code, country = words
    return len(code) == len(country) == 2 and code in _NAMED and country.isascii() and country not in _NAMED


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= 8


def _key(name: str) -> str:
    return "-".join(word.casefold() for word in _BETWEEN.split(unicodedata.normalize("NFKC", name)) if word)


def _names() -> dict[str, tuple[str, ...]]:
    """Return the tags that each name and code means: a full name means one, its first half perhaps several."""
    exact: dict[str, list[str]] = defaultdict(list)
    halves: dict[str, list[str]] = defaultdict(list)
    for tag, language in LANGUAGES.items():
        own_code = language.iso639 if LANGUAGES.get(tag.partition("-")[0], language) is language else ""
        names = {language.own_name, language.name_de, language.name_en}
        for said in _keys(names | {tag, *language.also, own_code}):
            exact[said].append(tag)
        for name in names:
            before, bracket, within = name.partition("(")
            for said in _keys({before, *re.split("[/)]", within)} if bracket else ()):
                halves[said].append(tag)
    for said, tag in (_BIBLIOGRAPHIC | _IN_SHORT).items():
        exact[said].append(tag)
    return {said: tuple(dict.fromkeys(exact.get(said) or halves[said])) for said in (*halves, *exact)}


def _keys(names: Iterable[str]) -> set[str]:
    return {_key(name) for name in names} - {""}


_NAMED = _names()
