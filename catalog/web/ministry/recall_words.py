"""What pages, tables and reports call the ways to a copy, and what became of it."""

from collections.abc import Mapping

from flask_babel import gettext

from catalog.distribution.recalling.copies import Answer, Way
from catalog.distribution.stages import EventKind
from catalog.foundation.errors import N_

WAYS: Mapping[Way, str] = {
    Way.DOWNLOADED: N_("Downloaded"),
    Way.KIT: N_("Downloaded as a kit"),
    Way.BEGUN: N_("Download begun"),
    Way.SHIPPED: N_("Sent on a stick or disc"),
    Way.ACKNOWLEDGED: N_("Acknowledged"),
    Way.SCREENED: N_("Shown"),
}
ANSWERS: Mapping[Answer, str] = {
    Answer.OPEN: N_("Open"),
    Answer.DONE: N_("Settled"),
    Answer.UNREACHABLE: N_("Unreachable"),
}
SAID: Mapping[EventKind, str] = {
    EventKind.DESTROYED: N_("All copies are destroyed"),
    EventKind.REPLACED: N_("Replaced by the new revision"),
    EventKind.UNREACHABLE: N_("Nobody could be reached"),
    EventKind.BOUNCED: N_("Our letter came back"),
    EventKind.ACKNOWLEDGED: N_("It has arrived and plays"),
}


def way_words() -> dict[Way, str]:
    """Return what the ways to a copy are called on this page."""
    return {way: gettext(words) for way, words in WAYS.items()}


def answer_words() -> dict[Answer, str]:
    """Return what it is called how far a holder has come."""
    return {answer: gettext(words) for answer, words in ANSWERS.items()}


def said_words() -> dict[EventKind, str]:
    """Return what recipients say of their copies."""
    return {kind: gettext(words) for kind, words in SAID.items()}
