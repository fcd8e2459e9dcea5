"""The languages a film can speak: names, script, direction, and which one a reader means. Pure.

The film's language is not the interface's: a clerk reads German while handling
the Tigrinya version. The table is catalog/data/hessen/languages.csv.
"""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, cast

from langcodes import closest_match
from langcodes.tag_parser import LanguageTagError

from catalog.foundation.errors import N_, Invalid

Direction = Literal["ltr", "rtl"]

#: How far a wish may lie from an offer: Egyptian is near to Arabic (10), Belarusian is not near to Russian (24).
NEAR_ENOUGH = 14
#: A browser sends a handful of wishes; whoever sends more is not read to the end.
MOST_WISHES = 20


#: The language of the original, from which all others are translated.
ORIGINAL = "de"
#: How the tag of a language ends in which the picture is described as well.
DESCRIBED = "-x-ad"


class UnknownLanguage(Invalid):
    """A tag was given that is neither in the table nor another name for one that is."""

    sentence = N_("There is no language “%(tag)s” in our table. Please choose one from the list of languages.")


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the table."""

    #: BCP 47, such as "ti", "prs" or "zh-Hans".
    tag: str
    own_name: str
    name_de: str
    name_en: str
    #: The way its texts run. A sign language has none of its own; its titles are written in German.
    direction: Direction
    #: ISO 15924, such as "Arab"; None for a sign language.
    script: str | None
    #: What Babel knows it by; None where Babel does not know it.
    babel_locale: str | None
    #: Three letters for the track of an MP4: ISO 639-2/T where there is a code of its own, else ISO 639-3.
    iso639: str
    #: 1 is needed most; the ministry's guess, not a statistic.
    priority: int
    #: Tags that mean the same version: "fa-AF" for Dari, "ku" for Kurmanji.
    also: tuple[str, ...]

    @property
    def is_signed(self) -> bool:
        """Return whether it is a sign language."""
        return self.script is None

    @property
    def text_tag(self) -> str:
        """Return the tag of its written texts, for ``lang=``: what belongs to a sign language is written in German."""
        return "de" if self.is_signed else self.tag.removesuffix(DESCRIBED)

    @property
    def text_script(self) -> str:
        """Return the script of its written texts (ISO 15924): Latin for a sign language's, which are in German."""
        return self.script or "Latn"

    @property
    def is_described(self) -> bool:
        """Return whether a voice tells beside the speech what is to be seen, for those who cannot."""
        return self.tag.endswith(DESCRIBED)

    def name(self, interface: str) -> str:
        """Return its name in the language of the interface: German for "de", else English."""
        return self.name_de if interface.startswith("de") else self.name_en


def _read_table() -> Iterator[Language]:
    table = files("catalog").joinpath("data/hessen/languages.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        yield Language(
            tag=row["tag"],
            own_name=row["own_name"],
            name_de=row["name_de"],
            name_en=row["name_en"],
            direction=cast("Direction", row["direction"] or "ltr"),
            script=row["script"] or None,
            babel_locale=row["babel_locale"] or None,
            iso639=row["iso639"],
            priority=int(row["priority"]),
            also=tuple(row["also"].split()),
        )


#: Every language by its tag, the most needed first.
LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {language.tag: language for language in sorted(_read_table(), key=lambda language: language.priority)}
)

#: The place of each tag in that order.
ORDER: Mapping[str, int] = MappingProxyType({tag: place for place, tag in enumerate(LANGUAGES)})

_TAG_OF: Mapping[str, str] = {
    **{also.lower(): language.tag for language in LANGUAGES.values() for also in language.also},
    **{tag.lower(): tag for tag in LANGUAGES},
}


def canonical(tag: str) -> str:
    """Return our tag for what somebody calls a language: "kmr" for "ku", "prs" for "fa_AF".

    Raises:
        UnknownLanguage: nobody calls one of our languages so.
    """
    try:
        return _TAG_OF[_folded(tag)]
    except KeyError:
        raise UnknownLanguage(tag=tag[:40]) from None


def language(tag: str) -> Language:
    """Return the language that a tag means.

    Raises:
        UnknownLanguage: see ``canonical``.
    """
    return LANGUAGES[canonical(tag)]


def preferred(accept_language: str, offered: Collection[str]) -> list[str]:
    """Return those of the offered tags that the reader asks for, the most wanted first.

    ``accept_language`` is what the browser sends, such as "fa-AF, en;q=0.7".
    Our own table is asked first, because "ku-Arab" means Sorani here; then the
    nearest relative counts, so that Syrian Arabic finds Arabic.
    """
    found = (_nearest(wish, offered) for wish in _wishes(accept_language))
    return list(dict.fromkeys(tag for tag in found if tag))


def _nearest(wish: str, offered: Collection[str]) -> str | None:
    known = _TAG_OF.get(_folded(wish), wish)
    if known in offered:
        return known
    try:
        tag, distance = closest_match(known, list(offered), max_distance=NEAR_ENOUGH)
    except LanguageTagError:
        return None
    return tag if distance <= NEAR_ENOUGH else None


def _wishes(accept_language: str) -> list[str]:
    """Return the wished tags by falling quality (RFC 9110, 12.5.4), without those refused by "q=0"."""
    weighed = []
    for part in accept_language.split(",")[:MOST_WISHES]:
        tag, _, parameter = part.strip().partition(";")
        quality = _quality(parameter)
        if tag.strip() not in {"", "*"} and quality > 0:
            weighed.append((quality, tag.strip()))
    return [tag for _, tag in sorted(weighed, key=lambda wish: -wish[0])]


def _quality(parameter: str) -> float:
    try:
        return float(parameter.strip().removeprefix("q=")) if parameter.strip() else 1.0
    except ValueError:
        return 0.0


def _folded(tag: str) -> str:
    return tag.strip().replace("_", "-").lower()
