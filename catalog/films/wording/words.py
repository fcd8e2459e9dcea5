"""Title, description and call to action, and how they stand to the German words they were made from. Pure."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Protocol

from catalog.foundation.errors import N_, Invalid

#: The three words of a version, and how many characters each may have.
MOST_CHARACTERS: Mapping[str, int] = MappingProxyType({"title": 300, "description": 3000, "call_to_action": 300})
FIELDS = tuple(MOST_CHARACTERS)
#: The only one in which lines may be broken.
OF_SEVERAL_LINES = "description"
#: What neither XML nor a page can carry: control characters, halves of characters and what is none.
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

#: What separates words. A no-break space holds them together, as French and German write it.
SPACES = re.compile("[ \t\n\r\v\f\x85\u2028\u2029]+")


class WordsTooLong(Invalid):
    """A field has more characters than its place on the pages."""

    sentence = N_("This text has %(length)s characters. It may have at most %(most)s.")


class WordsMissing(Invalid):
    """A version would be left without a title."""

    sentence = N_("Please give the film a title in this language.")


class Worded(Protocol):
    """Whatever has the three words."""

    title: str
    description: str
    call_to_action: str


class Standing(StrEnum):
    """How the words of a language stand to the original's."""

    ORIGINAL = "original"
    #: The original says something that has no words here.
    MISSING = "missing"
    #: The original has changed since.
    OUTDATED = "outdated"
    #: Nobody has said from which words of the original these were made.
    UNCOMPARED = "uncompared"
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Words:
    """What is written about a film in one language."""

    title: str
    description: str = ""
    call_to_action: str = ""

    @property
    def sha256(self) -> str:
        """Return the name of this state, by which it is known again."""
        return sha256(json.dumps([self[field] for field in FIELDS]).encode()).hexdigest()

    def __getitem__(self, field: str) -> str:
        """Return the words of one field."""
        return str(getattr(self, field))

    def as_list(self) -> list[str]:
        """Return them in the order of FIELDS."""
        return [self[field] for field in FIELDS]


def words_of(version: Worded) -> Words:
    """Return the words of a version, as they are compared."""
    return words_from({field: getattr(version, field) for field in FIELDS})


def words_from(texts: Mapping[str, str]) -> Words:
    """Return what somebody has written; a field that is not there is empty."""
    return Words(**{field: cleaned(field, texts.get(field, "")) for field in FIELDS})


def cleaned(field: str, text: str) -> str:
    """Return a text without what tools add on its way: other line ends, spaces around it, another normal form.

    Marks of direction stay; they belong to the writing of Arabic and its neighbours.
    """
    text = UNPRINTABLE.sub("", unicodedata.normalize("NFC", text))
    if field != OF_SEVERAL_LINES:
        return SPACES.sub(" ", text).strip()
    return "\n".join(SPACES.sub(" ", line).strip() for line in text.strip().splitlines())


def check(field: str, text: str) -> None:
    """Let a cleaned text stand in a field.

    Raises:
        WordsTooLong: it has too many characters.
        WordsMissing: it is an empty title.
    """
    if len(text) > MOST_CHARACTERS[field]:
        raise WordsTooLong(length=len(text), most=MOST_CHARACTERS[field])
    if field == "title" and not text:
        raise WordsMissing


def standing(words: Words, worded_after_sha256: str | None, original: Words | None) -> Standing:
    """Return how words stand to the original's of today.

    What is missing outweighs what is outdated; without an original nothing can be compared.
    """
    if original is None:
        return Standing.UNCOMPARED
    if any(original[field] and not words[field] for field in FIELDS):
        return Standing.MISSING
    if worded_after_sha256 is None:
        return Standing.UNCOMPARED
    return Standing.CURRENT if worded_after_sha256 == original.sha256 else Standing.OUTDATED
