"""Everything that has happened, for reading and for a spreadsheet."""

from collections.abc import Iterator
from datetime import datetime
from html import unescape

from flask import Response, get_template_attribute, make_response, render_template
from flask_babel import gettext

from catalog.distribution import deliveries
from catalog.distribution.models import DeliveryEvent
from catalog.distribution.responses import requests
from catalog.distribution.stages import HESSEN
from catalog.films.languages import LANGUAGES
from catalog.foundation import sheets
from catalog.foundation.audit import Entry
from catalog.people.permissions import Action
from catalog.people.predecessors import predecessors_of
from catalog.web.context import actor, reading
from catalog.web.guards import needs
from catalog.web.language import page_language
from catalog.web.recipient.door import bp

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/history")
@needs(Action.SEE_DELIVERIES)
def history() -> str:
    """Tell what has happened, the newest first."""
    return render_template(
        "recipient/history.html",
        events=deliveries.diary(reading(), _own()),
        wishes=requests.history_of(reading(), _own()),
        predecessors=predecessors_of(reading(), _own()),
    )


@bp.get("/history.csv")
@needs(Action.SEE_DELIVERIES)
def as_csv() -> Response:
    """Send everything that has happened as CSV."""
    return sent(sheets.as_csv(_table()), "text/csv; charset=utf-8", "filmbote.csv")


@bp.get("/history.xlsx")
@needs(Action.SEE_DELIVERIES)
def as_xlsx() -> Response:
    """Send everything that has happened as a workbook."""
    return sent(sheets.as_xlsx(gettext("History"), list(_table())), XLSX, "filmbote.xlsx")


def _own() -> int:
    return actor().organisation_id or 0


def _table() -> Iterator[list[sheets.Cell]]:
    """Yield the headings, then a line for each event and each wish, the newest first."""
    yield [
        gettext("Day and time"),
        gettext("Film"),
        gettext("Language"),
        gettext("Revision"),
        gettext("What has happened"),
        gettext("Note"),
    ]
    events = deliveries.diary(reading(), _own(), None)
    mistakes = {event.corrects_id for event in events}
    told = [(event.at, _line(event, mistaken=event.id in mistakes)) for event in events]
    wishes = [(wish.at, _wish(wish)) for wish in requests.history_of(reading(), _own())]
    for _, line in sorted(told + wishes, key=lambda one: one[0], reverse=True):
        yield line


def _line(event: DeliveryEvent, *, mistaken: bool) -> list[sheets.Cell]:
    words = get_template_attribute("macros/diary.html", "event_words")
    version = event.delivery.version
    return [
        _moment(event.at),
        version.edition.film.title(page_language()),
        LANGUAGES[version.language].name(page_language()),
        version.revision,
        unescape(words(event.kind, event.details)).strip(),
        gettext("does not count") if mistaken else "",
    ]


def _wish(entry: Entry) -> list[sheets.Cell]:
    words = get_template_attribute("recipient/parts.html", "wish_words")
    language = LANGUAGES[entry.details["language"]].name(page_language())
    return [_moment(entry.at), "", language, None, unescape(words(entry)).strip(), ""]


def _moment(at: datetime) -> str:
    return at.astimezone(HESSEN).strftime("%Y-%m-%d %H:%M")


def sent(content: bytes, mimetype: str, filename: str) -> Response:
    """Answer with a file that is saved under this name."""
    response = make_response(content)
    response.mimetype = mimetype.partition(";")[0]
    response.headers["Content-Type"] = mimetype
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
