"""The language in which a page speaks.

Staff work in German or English. Pages for everybody speak every language for
which we have the words, and a film's own page speaks the film's language. What
a language does not say is said by the one that its readers know best, and by
the original at last.
"""

from collections.abc import Callable, Collection
from functools import cache, wraps
from io import BytesIO
from pathlib import Path
from typing import ParamSpec, TypeVar

from babel import Locale
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, g, has_request_context, request, session
from flask_babel import Babel, Domain, get_locale, refresh

from catalog.films import languages
from catalog.films.languages import LANGUAGES, ORIGINAL
from catalog.web.context import all_alike, current_account

#: The languages of the interface; the first one is spoken to whoever asks for none of them.
INTERFACE = (ORIGINAL, "en")
#: The sentences in the code are in this language: it needs no translation.
WRITTEN = "en"
#: How English writes dates and numbers in Europe.
LOCALES = {"en": "en_GB"}
#: Where these addresses lead, nothing is spoken.
SILENT = ("static", "health.")
#: A line in the head of each translation: the day on which a native speaker had read it, or that nobody has.
REVIEW = "Native review: "
NOBODY_YET = "not yet"

View = ParamSpec("View")
Answer = TypeVar("Answer")


class Catalogues(Domain):
    """The translated sentences, read from the .po files as translators left them: nothing has to be compiled."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))  # type: ignore[no-untyped-call]  # the library leaves it unannotated
        self._files = {file.parts[-3]: file for file in folder.glob("*/LC_MESSAGES/messages.po")}
        #: Tags of the languages whose words we have, the most needed first.
        self.spoken = tuple(tag for tag in LANGUAGES if tag == WRITTEN or tag in self._files)

    def has(self, tag: str) -> bool:
        """Return whether there are words for a language, or for one that its readers know as well as their own."""
        return any(each in self.spoken for each in _own_and_relatives(tag))

    def reviewed(self, tag: str) -> bool:
        """Return whether a native speaker has read the words of a language."""
        if tag not in self._files:
            return tag == WRITTEN
        told = _read(self._files[tag]).header_comment.partition(REVIEW)[2]
        return bool(told) and not told.startswith(NOBODY_YET)

    def get_translations(self) -> NullTranslations:
        """Return the words for the language of this request's page; English needs none."""
        tag = _spoken_now()
        if tag not in self.cache:
            self.cache[tag] = self._words(tag)
        translations: NullTranslations = self.cache[tag]
        return translations

    def _words(self, tag: str) -> NullTranslations:
        if tag == WRITTEN:
            return NullTranslations()
        first, *others = [_compiled(self._files[each]) for each in languages.chain(tag) if each in self._files]
        for other in others:
            first.add_fallback(other)
        return first


def interface_language() -> str:
    """Return the language as the address says, else as was chosen earlier, else as the browser asks."""
    if "interface_language" not in g:
        offered = _offered()
        chosen = request.args.get("ui") or (None if all_alike() else session.get("ui"))
        wishes = "" if all_alike() else request.headers.get("Accept-Language", "")
        wanted = languages.preferred(wishes, offered)
        g.interface_language = chosen if chosen in offered else next(iter(wanted), INTERFACE[0])
    return str(g.interface_language)


def page_language() -> str:
    """Return the tag of the language that this page speaks."""
    return g.get("page_language") or g.get("interface_language") or interface_language()


def speak(tag: str) -> None:
    """Let this page speak a film's language, unless we lack the words or the reader has just chosen another one."""
    if catalogues().has(tag) and request.args.get("ui") not in INTERFACE:
        g.page_language = languages.canonical(tag)
        refresh()


def in_any_language(view: Callable[View, Answer]) -> Callable[View, Answer]:
    """Let a page speak every language that we have the words for; others speak German or English."""

    @wraps(view)
    def answered(*args: View.args, **kwargs: View.kwargs) -> Answer:
        offer_every_language()
        return view(*args, **kwargs)

    return answered


def offer_every_language() -> None:
    """Let this answer speak every language that we have the words for."""
    g.in_any_language = True
    g.pop("interface_language", None)
    refresh()


def catalogues() -> Catalogues:
    """Return the translated sentences."""
    found: Catalogues = current_app.extensions["babel"].instance.domain_instance
    return found


def prepare(app: Flask, translations: Path) -> None:
    """Teach the app its languages."""
    babel = Babel(app, default_locale=INTERFACE[0], default_timezone="Europe/Berlin", locale_selector=_locale)
    babel.domain_instance = Catalogues(translations)
    app.before_request(_remember_choice)
    app.after_request(_tell_caches)
    app.url_defaults(_carry_choice)
    app.context_processor(lambda: {"ui_locale": page_language()})
    app.jinja_env.globals |= {
        "own_name": lambda tag: languages.language(tag).own_name,
        "language_name": lambda tag: languages.language(tag).name(page_language()),
        "direction": lambda tag: languages.language(tag).direction,
        "is_reviewed": lambda tag: catalogues().reviewed(tag),
    }


def _offered() -> Collection[str]:
    """Return the languages in which this answer can be given. An address that leads nowhere is nobody's door."""
    return catalogues().spoken if g.get("in_any_language") or request.blueprint is None else INTERFACE


def _locale() -> str | None:
    return _locale_of(page_language()) if has_request_context() else None


@cache
def _locale_of(tag: str) -> str:
    """Return how dates and numbers are written; where Babel does not know a language, as its readers' next one does."""
    known = (LOCALES.get(each) or languages.language(each).babel_locale for each in languages.chain(tag))
    return next(locale for locale in known if locale)


def _spoken_now() -> str:
    """Return the language of the page, or the one that a letter or a paper was just told to speak."""
    return _spoken(get_locale(), page_language() if has_request_context() else None)


@cache
def _spoken(locale: Locale | None, page: str | None) -> str:
    """Return which language is meant by how dates are written and what the page speaks. Every sentence asks."""
    if page and str(locale) == _locale_of(page):
        return page
    return next((tag for tag in LANGUAGES if _locale_of(tag) == str(locale)), WRITTEN)


def _own_and_relatives(tag: str) -> list[str]:
    own = languages.canonical(tag)
    return [each for each in languages.chain(own) if each != ORIGINAL or own == ORIGINAL or _is_german(own)]


def _is_german(tag: str) -> bool:
    return languages.language(tag).falls_back_to == ORIGINAL


def _remember_choice() -> None:
    """Keep the choice of somebody who is signed in. Others carry it in the address, and need no cookie for it."""
    chosen = request.args.get("ui")
    if chosen in INTERFACE and session.get("ui") != chosen and current_account():
        session["ui"] = chosen


def _carry_choice(endpoint: str, values: dict[str, object]) -> None:
    if not has_request_context() or endpoint.startswith(SILENT):
        return
    chosen = request.args.get("ui")
    if chosen in _offered() and (all_alike() or session.get("ui") != chosen):
        values.setdefault("ui", chosen)


def _tell_caches(response: Response) -> Response:
    if response.mimetype == "text/html":
        if not all_alike():
            response.vary.add("Accept-Language")
        response.content_language.add(page_language())
    return response


def _compiled(file: Path) -> Translations:
    compiled = BytesIO()
    write_mo(compiled, _read(file))
    compiled.seek(0)
    return Translations(compiled)


@cache
def _read(file: Path) -> Catalog:
    with file.open("rb") as text:
        return read_po(text, locale=_locale_of(file.parts[-3]))
