"""Pages for everybody speak one language from top to bottom."""

import pytest
from babel.support import NullTranslations

from catalog.films.lifecycle import Status
from catalog.web.language import offer_every_language

#: Pages as people meet them: those of the film speak its language, the others what the browser asks for.
PAGES = (
    "/",
    "/film/polizei",
    "/film/polizei/ar",
    "/film/polizei/ar?subtitles=ti",
    "/film/polizei/ar/transcript",
    "/film/polizei/fa",
    "/film/polizei/xx",
    "/film/nothing",
    "/nothing",
    "/search?q=110",
    "/search?q=qqqq",
    "/search?q=" + "q" * 1000,
)


class Listener(NullTranslations):
    """Hears the sentences that a language leaves to the next one."""

    def __init__(self):
        super().__init__()
        self.heard = set()

    def gettext(self, message):
        self.heard.add(message)
        return message

    def ngettext(self, singular, plural, num):
        self.heard.add(singular)
        return singular if num == 1 else plural

    ugettext, ungettext = gettext, ngettext


@pytest.fixture
def left_to_others(app, monkeypatch):
    """Return what Arabic does not say by itself."""
    listener = Listener()
    with app.test_request_context("/?ui=ar"):
        offer_every_language()
        catalogues = app.extensions["babel"].instance.domain_instance
        words = catalogues.get_translations()
    monkeypatch.setattr(words, "_fallback", listener)
    return listener.heard


def test_no_sentence_on_a_page_for_everybody_is_left_to_another_language(client, shows, left_to_others):
    shows("ar", subtitles=("ti",))
    shows("fa", Status.RECALLED)

    for page in PAGES:
        client.get(page, headers={"Accept-Language": "ar"})

    assert left_to_others == set()
