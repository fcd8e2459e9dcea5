"""Which of its films a recipient sees at once: first what is to be done; of one language or film; a page at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import request

from catalog.distribution.holding.held import Holding, Mark
from catalog.films.languages import LANGUAGES, Language
from catalog.films.models import FULL
from catalog.web.language import page_language
from catalog.web.paging import Page, asked_page

#: So many are looked through without a search.
AT_ONCE = 30
#: From so many on, somebody looks for one language rather than at all of them.
MANY = 12

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Listing:
    """Some of the films that have come."""

    page: Page[Holding]
    #: How many there are of what was chosen.
    count: int
    #: Whether there are so many that a choice helps.
    is_long: bool
    #: What was chosen: the tag of a language, the number of an edition; empty for all.
    language: str
    film: str
    #: What can be chosen; of films there is no choice when all are of the same.
    languages: Options
    films: Options

    @property
    def parts(self) -> Mapping[Mark, Sequence[Holding]]:
        """Return what stands on this page, by its mark."""
        return {
            mark: [holding for holding in self.page.rows if holding.mark == mark] for mark in (Mark.WAITING, Mark.HAVE)
        }

    @property
    def chosen(self) -> Mapping[str, str]:
        """Return what was chosen, as an address says it."""
        return {name: wish for name, wish in (("language", self.language), ("film", self.film)) if wish}


def listed(everything: Sequence[Holding]) -> Listing:
    """Return what the address of the request asks for of a list; what cannot be chosen counts as nothing."""
    tags = {holding.version.language for holding in everything}
    interface = page_language()
    by_name = sorted((LANGUAGES[tag].name(interface), tag) for tag in tags)
    films = titles(everything)
    language, film = request.args.get("language", ""), request.args.get("film", "")
    language, film = language if language in tags else "", film if film in films else ""
    found = [
        holding
        for holding in everything
        if language in ("", holding.version.language) and film in ("", str(holding.version.edition_id))
    ]
    return Listing(
        page=asked_page(found, AT_ONCE),
        count=len(found),
        is_long=len(everything) > MANY,
        language=language,
        film=film,
        languages=[(tag, name) for name, tag in by_name],
        films=list(films.items()),
    )


def titles(holdings: Iterable[Holding]) -> Mapping[str, str]:
    """Return what the editions are called, by their numbers; nothing when there is no choice of them."""
    one_of_each = {str(holding.version.edition_id): holding for holding in holdings}
    found = {number: _title(holding) for number, holding in one_of_each.items()}
    return found if len(found) > 1 else {}


def both_names(language: Language, interface: str) -> str:
    """Return a language in the words of the interface, with its own name where that is another one."""
    name = language.name(interface)
    return name if name == language.own_name else f"{name} · {language.own_name}"


def _title(holding: Holding) -> str:
    """Return the title of a holding's film in the language of the page, and which part of it it is."""
    title, edition = holding.film.title(page_language()), holding.version.edition
    return title if edition == FULL else f"{title} ({edition})"
