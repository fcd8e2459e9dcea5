"""What letters to recipients say: of which films, in which language, until when. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from babel.dates import format_date

from catalog.distribution.models import MailingKind
from catalog.films import languages
from catalog.films.models import LanguageVersion
from catalog.foundation.stationery import LetterText, written

#: What stands in a letter that is written once for all its recipients, until it is written to one of them.
ADDRESS = "https://letter.invalid/way-in"
UNSUBSCRIBE = "https://letter.invalid/no-more-reminders"
RECIPIENT = "letter.invalid.recipient"
#: A subject names so many languages; of the others it says how many they are.
MOST_NAMED = 3
#: How each language of letters writes its days.
LOCALES: Mapping[str, str] = MappingProxyType({"de": "de", "en": "en_GB"})


@dataclass(frozen=True, slots=True)
class Told:
    """A version that a letter tells of."""

    version: LanguageVersion
    due_on: date | None = None
    #: Why it was called back.
    reason: str = ""
    #: Of a recalled one: the public revision that takes its place.
    newer: int | None = None
    #: Of a public one: the recalled revision of which the recipient still has a copy.
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What a letter says of one version, in the language of the letter."""

    language: str
    own_name: str
    title: str
    revision: int
    change_note: str
    due: str
    overdue: bool
    reason: str
    newer: int | None
    replaces: int | None
    #: Who answers questions about the film.
    contact: str


def compose(
    kind: MailingKind, language: str, told: Sequence[Told], today: date, words: Sequence[str] = ()
) -> LetterText:
    """Return the letter about these versions, with the signs of this file where its recipient belongs.

    Args:
        kind: why it is written.
        language: "de" or "en".
        told: at least one version, in the order in which they are told.
        today: the day by which a deadline has passed.
        words: what the campaigns say beside the usual words, each a paragraph.
    """
    lines = [_line(one, language, today) for one in told]
    return written(
        kind.value,
        language,
        {
            "told": lines,
            "names": _names([line.language for line in lines], language),
            "words": [paragraph for said in words for paragraph in _paragraphs(said)],
            "address": ADDRESS,
            "unsubscribe": UNSUBSCRIBE,
            "recipient": RECIPIENT,
        },
    )


def words_in(words: Mapping[str, str], language: str) -> str:
    """Return what a campaign says in a language, or in the one in which it says anything."""
    return words.get(language, "").strip() or next((said for said in words.values() if said.strip()), "")


def _line(told: Told, language: str, today: date) -> Line:
    version = told.version
    spoken = languages.language(version.language)
    return Line(
        language=spoken.name(language),
        own_name=spoken.own_name,
        title=version.edition.film.title(language),
        revision=version.revision,
        change_note=version.change_note if version.revision > 1 else "",
        due=format_date(told.due_on, "long", locale=LOCALES[language]) if told.due_on else "",
        overdue=bool(told.due_on and told.due_on < today),
        reason=told.reason,
        newer=told.newer,
        replaces=told.replaces,
        contact=version.edition.film.contact or "",
    )


def _names(named: Sequence[str], language: str) -> str:
    """Return the names of languages as a subject has them: "Dari, Tigrinya, Arabisch und 4 weitere"."""
    different = list(dict.fromkeys(named))
    most, others = ", ".join(different[:MOST_NAMED]), len(different) - MOST_NAMED
    if others <= 0:
        return most
    return f"{most} und {others} weitere" if language == "de" else f"{most} and {others} more"


def _paragraphs(text: str) -> list[str]:
    return [paragraph.strip() for paragraph in text.replace("\r\n", "\n").split("\n\n") if paragraph.strip()]
