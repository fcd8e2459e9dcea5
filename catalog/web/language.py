"""The language in which a page speaks.

The interface speaks German or English. A film's own page speaks the film's
language where we have the words for it.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, g, has_request_context, request, session
from flask_babel import Babel, Domain, get_locale, refresh

from catalog.films import languages
from catalog.web.context import current_account

#: The languages of the interface; the first one is spoken to whoever asks for none of them.
INTERFACE = ("de", "en")
#: How English writes dates and numbers in Europe.
LOCALES = {"en": "en_GB"}
#: Where these addresses lead, nothing is spoken.
SILENT = ("static", "health.")


class Catalogues(Domain):
    """The translated sentences, read from the .po files as translators left them: nothing has to be compiled."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))  # type: ignore[no-untyped-call]  # the library leaves it unannotated
        self._files = {file.parts[-3]: file for file in folder.glob("*/LC_MESSAGES/messages.po")}

    def has(self, locale: str) -> bool:
        """Return whether there are words for a locale, such as "fa_AF", or for its language."""
        return self._nearest(locale) is not None

    def get_translations(self) -> NullTranslations:
        """Return the words for the language of this request's page; English needs none."""
        locale = str(get_locale())
        if locale not in self.cache:
            name = self._nearest(locale)
            self.cache[locale] = _read(self._files[name]) if name else NullTranslations()
        translations: NullTranslations = self.cache[locale]
        return translations

    def _nearest(self, locale: str) -> str | None:
        return negotiate_locale([locale], self._files, sep="_")


def interface_language() -> str:
    """Return "de" or "en": as the address says, else as was chosen earlier, else as the browser asks."""
    if "interface_language" not in g:
        chosen = request.args.get("ui") or session.get("ui")
        wanted = languages.preferred(request.headers.get("Accept-Language", ""), INTERFACE)
        g.interface_language = chosen if chosen in INTERFACE else next(iter(wanted), INTERFACE[0])
    return str(g.interface_language)


def page_language() -> str:
    """Return the tag of the language that this page speaks."""
    return g.get("page_language") or interface_language()


def speak(tag: str) -> None:
    """Let this page speak a film's language, unless we lack the words or the reader has just chosen another one."""
    locale = languages.language(tag).babel_locale
    if locale and catalogues().has(locale) and request.args.get("ui") not in INTERFACE:
        g.page_language = tag
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
    }


def _locale() -> str | None:
    if not has_request_context():
        return None
    spoken = page_language()
    return LOCALES.get(spoken) or languages.language(spoken).babel_locale


def _remember_choice() -> None:
    """Keep the choice of somebody who is signed in. Others carry it in the address, and need no cookie for it."""
    chosen = request.args.get("ui")
    if chosen in INTERFACE and session.get("ui") != chosen and current_account():
        session["ui"] = chosen


def _carry_choice(endpoint: str, values: dict[str, object]) -> None:
    if not has_request_context() or endpoint.startswith(SILENT):
        return
    chosen = request.args.get("ui")
    if chosen in INTERFACE and session.get("ui") != chosen:
        values.setdefault("ui", chosen)


def _tell_caches(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.add("Accept-Language")
        response.content_language.add(page_language())
    return response


@cache
def _read(file: Path) -> NullTranslations:
    with file.open("rb") as text:
        catalogue = read_po(text, locale=file.parts[-3])
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
