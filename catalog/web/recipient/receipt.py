"""The receipt for the file: what was offered, downloaded, sent, acknowledged and shown, printed in German."""

from datetime import datetime
from itertools import groupby

from flask import Response
from flask_babel import force_locale, format_datetime

from catalog.distribution.holding import receipts
from catalog.distribution.holding.receipts import Line, Receipt, Stick
from catalog.distribution.responses.showings import Showing
from catalog.films.languages import LANGUAGES
from catalog.foundation import documents
from catalog.foundation.database import utc_now
from catalog.people.permissions import Action
from catalog.web.context import actor, by_link, reading, runtime
from catalog.web.guards import needs
from catalog.web.recipient.door import bp
from catalog.web.recipient.history import sent
from catalog.web.words import file_size, in_words

#: Days and times as columns hold them.
DAY, MOMENT = "dd.MM.yyyy", "dd.MM.yyyy, HH:mm"
#: Our documents have no font for it: a font of a whole language would weigh more than all others together.
NOT_PRINTED = frozenset({"Hans"})


@bp.get("/receipt.pdf")
@needs(Action.SEE_DELIVERIES)
def receipt() -> Response:
    """Send what was offered, downloaded, sent, acknowledged and shown, as a document for the file, in German."""
    told = receipts.of_organisation(reading(), actor().organisation_id or 0)
    with force_locale("de"):
        content = documents.pdf("receipt.typ", _printed(told))
    return sent(content, "application/pdf", f"empfangsbestaetigung-{told.organisation.key}.pdf")


def _printed(told: Receipt) -> dict[str, object]:
    """Return what the document says: text alone, nothing for what has not happened."""
    organisation = told.organisation
    names = {one.key: one.name for one in told.predecessors}
    return {
        "organisation": organisation.official_name or organisation.name,
        "key": organisation.key,
        "predecessors": [f"{one.name} ({one.key})" for one in told.predecessors],
        "made": _at(utc_now(), MOMENT),
        # A link is the way in, so that a paper that goes from hand to hand does not name it.
        "address": f"{runtime().config.public_url}{'/' if by_link() else '/recipient/'}",
        "films": [
            {"title": title, "versions": [_version(line, names) for line in lines]}
            for title, lines in groupby(told.lines, key=lambda line: line.film)
        ],
        "sticks": [_stick(stick) for stick in told.sticks],
        "showings": [_showing(showing) for showing in told.showings],
    }


def _version(line: Line, names: dict[str, str]) -> dict[str, object]:
    return {
        **_language(line.language),
        "revision": line.revision,
        "carried_from": names.get(line.carried_from, line.carried_from),
        "offered": _at(line.offered_at),
        "acknowledged": _at(line.acknowledged_at),
        "recalled": _at(line.recalled_at),
        "gone": "" if line.to_settle else _at(line.gone_at),
        "to_settle": line.to_settle,
        "files": [
            {
                "moment": _at(file.at, MOMENT),
                "profile": file.profile,
                "size": file_size(file.size_bytes),
                "sha256": file.sha256 or "",
            }
            for file in line.files
        ],
    }


def _stick(stick: Stick) -> dict[str, object]:
    return {
        "number": stick.number,
        "carrier": stick.carrier,
        "day": in_words(stick.shipped_on),
        "came_back": stick.came_back,
        "versions": [f"{LANGUAGES[one.language].name('de')} (Revision {one.revision})" for one in stick.versions],
    }


def _showing(showing: Showing) -> dict[str, object]:
    return {
        "day": in_words(showing.held_on),
        "language": LANGUAGES[showing.version.language].name("de"),
        "audience": showing.audience,
        "place": showing.place,
        "predecessor": showing.predecessor.name if showing.predecessor else "",
    }


def _language(tag: str) -> dict[str, str]:
    """Return a language's German name, its own where it is another one and can be printed, and what that one is in."""
    language = LANGUAGES[tag]
    own = "" if language.script in NOT_PRINTED or language.own_name == language.name_de else language.own_name
    return {"language": language.name_de, "own_name": own, "own_tag": language.text_tag.partition("-")[0]}


def _at(moment: datetime | None, form: str = DAY) -> str:
    return str(format_datetime(moment, form)) if moment else ""
