"""What the interface says in German, taken from its translations: the tests ask for sentences, not for one wording."""

import re
from functools import cache

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.flows.house import ROOT

PLACE = re.compile(r"%\\?\((\w+)\\?\)s")


def german(sentence: str) -> re.Pattern[str]:
    """Return a pattern for the German of a sentence, whatever its places are filled with."""
    message = _translations().get(sentence)
    assert message is not None, f"not collected for translation: {sentence}"
    assert message.string, f"not translated: {sentence}"
    return re.compile(PLACE.sub(".+", re.escape(str(message.string))))


@cache
def _translations() -> Catalog:
    with (ROOT / "translations/de/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="de")
