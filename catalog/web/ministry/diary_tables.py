"""What has happened to one organisation, as a table to take along: every event, the newest first."""

from collections.abc import Iterator
from html import unescape

from flask import get_template_attribute
from flask_babel import gettext

from catalog.distribution import deliveries
from catalog.distribution.models import DeliveryEvent
from catalog.distribution.stages import HESSEN
from catalog.films.languages import LANGUAGES
from catalog.foundation.sheets import Cell
from catalog.web.context import reading
from catalog.web.language import page_language


def table(organisation_id: int) -> Iterator[list[Cell]]:
    """Yield the headings, then a line for each event; what was a mistake says so."""
    yield [
        gettext("Day and time"),
        gettext("Film"),
        gettext("Tag"),
        gettext("Language"),
        gettext("Revision"),
        gettext("What has happened"),
        gettext("Note"),
    ]
    events = deliveries.diary(reading(), organisation_id, None)
    mistakes = {event.corrects_id for event in events}
    for event in events:
        yield _line(event, mistaken=event.id in mistakes)


def _line(event: DeliveryEvent, *, mistaken: bool) -> list[Cell]:
    words = get_template_attribute("macros/diary.html", "event_words")
    version = event.delivery.version
    return [
        event.at.astimezone(HESSEN),
        version.edition.film.title(page_language()),
        version.language,
        LANGUAGES[version.language].name(page_language()),
        version.revision,
        unescape(words(event.kind, event.details)).strip(),
        gettext("does not count") if mistaken else None,
    ]
