"""What explains a deed in the record of actions, as labels and words; what an older release wrote stays as it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext, ngettext

from catalog.films.languages import LANGUAGES
from catalog.foundation.errors import N_
from catalog.web.language import page_language
from catalog.web.words import day_in_words

#: So many of a long list are named, so many characters of a checksum.
MOST_NAMED, CHECKSUM_LENGTH = 5, 12

LABELS: Mapping[str, str] = {
    "added": N_("Added"),
    "after": N_("Afterwards"),
    "again": N_("Offered again"),
    "arrived": N_("Came back"),
    "at": N_("At"),
    "at_s": N_("Second of the film"),
    "audience": N_("People"),
    "before": N_("Before"),
    "changed": N_("Changed"),
    "changes": N_("Changes"),
    "code": N_("Kind of refusal"),
    "contact": N_("Contact"),
    "deliveries": N_("Deliveries"),
    "due_on": N_("To be acknowledged by"),
    "files": N_("Files"),
    "findings": N_("Findings"),
    "from_s": N_("From second"),
    "groups": N_("Groups"),
    "holder": N_("Holder of the rights"),
    "how": N_("How"),
    "key": N_("Key"),
    "keys": N_("Keys"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "languages": N_("Languages"),
    "left": N_("Left alone"),
    "letter": N_("New letter"),
    "link": N_("Link"),
    "links": N_("Links"),
    "mailing": N_("Mailing"),
    "medium": N_("What is asked for"),
    "members": N_("Members"),
    "municipalities": N_("Municipalities"),
    "name": N_("Name"),
    "new": N_("Offered for the first time"),
    "note": N_("Note"),
    "number": N_("Number"),
    "numbers": N_("Numbers"),
    "obstacles": N_("Obstacles"),
    "picked": N_("Recipients"),
    "places": N_("More of it"),
    "profiles": N_("Sizes"),
    "reason": N_("Reason"),
    "recipients": N_("Recipients"),
    "refused": N_("Refused"),
    "remark": N_("Remark"),
    "removed": N_("Removed"),
    "revision": N_("Revision"),
    "role": N_("Role"),
    "sentence": N_("Sentence"),
    "sha256": N_("Checksum (SHA-256)"),
    "slug": N_("Short name"),
    "source": N_("From"),
    "status": N_("Status"),
    "task": N_("Step"),
    "tempo": N_("Tempo"),
    "to_s": N_("To second"),
    "unchanged": N_("Unchanged"),
    "until": N_("Until"),
    "updated": N_("Updated"),
    "version": N_("Language version"),
    "versions": N_("Language versions"),
}
#: Words that the program keeps for its own use, by the name under which they stand.
KEPT: Mapping[str, Mapping[str, str]] = {
    "role": {
        "administrator": N_("Administrator"),
        "editor": N_("Editor"),
        "reviewer": N_("Reviewer"),
        "recipient": N_("Recipient"),
    },
    "medium": {"version": N_("Language"), "stick": N_("Stick")},
    "how": {"destroyed": N_("Destroyed"), "replaced": N_("Replaced by the newer revision")},
    "kind": {
        "acknowledged": N_("Acknowledged"),
        "screened": N_("Shown"),
        "collected": N_("Downloaded"),
        "shipped": N_("Sent by post"),
        "destroyed": N_("Destroyed"),
        "replaced": N_("Replaced by the newer revision"),
        "unreachable": N_("Nobody could be reached"),
    },
    "picked": {
        "everybody": N_("everybody"),
        "kind": N_("kind"),
        "district": N_("district"),
        "group": N_("group"),
        "holders_of": N_("whoever holds the version"),
        "without": N_("without"),
    },
}


def details_of(details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the details of a deed, each with its label; what says nothing is left out."""
    return [
        (gettext(LABELS[name]) if name in LABELS else name, _words(name, value))
        for name, value in details.items()
        if value not in (None, "", [], {})
    ]


def _words(name: str, value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Mapping):
        told = [(gettext(KEPT.get(name, {}).get(key, key)), inner) for key, inner in value.items()]
        return ", ".join(words if inner is True else f"{words}: {_words(name, inner)}" for words, inner in told)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _listed(name, value)
    return _word(name, str(value))


def _word(name: str, text: str) -> str:
    if name in ("language", "languages") and text in LANGUAGES:
        return LANGUAGES[text].name(page_language())
    if name in ("due_on", "before", "until"):
        return day_in_words(text)
    if name == "sha256":
        return f"{text[:CHECKSUM_LENGTH]} …"
    return gettext(KEPT[name][text]) if text in KEPT.get(name, {}) else text


def _listed(name: str, values: Sequence[object]) -> str:
    named, more = ", ".join(_words(name, value) for value in values[:MOST_NAMED]), len(values) - MOST_NAMED
    if more <= 0:
        return named
    return ngettext("%(named)s and %(num)s more", "%(named)s and %(num)s more", more, named=named)
